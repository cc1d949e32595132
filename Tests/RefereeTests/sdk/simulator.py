"""Drives the simulator with the official SDK and tells what is wrong: simulator.py URL PDF

Prints {check: problem or null}. What the SDK parsed is compared with what was sent, and with itself over a stream.
"""

import base64
import json
import sys
import time
import warnings
from pathlib import Path

import anthropic

URL, PDF = sys.argv[1], Path(sys.argv[2]).read_bytes()
CLIENT = anthropic.Anthropic(api_key="referee", base_url=URL, max_retries=0)
MODEL = "claude-sonnet-5-5"
TEXT = "\u00dcber uns: \U0001f600 The warranty lasts 24 months. Batteries are covered for 6 months. Call us any time."
QUESTION = {"type": "text", "text": "How long are batteries covered?"}
CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def document(source, **fields):
    return {"type": "document", "source": source, "title": "Terms", "citations": {"enabled": True}, **fields}


def plain(text=TEXT, **fields):
    return document({"type": "text", "media_type": "text/plain", "data": text}, **fields)


def ask(*blocks, stream=False, **fields):
    request = {"model": MODEL, "max_tokens": 2048, "messages": [{"role": "user", "content": [*blocks, QUESTION]}]} | fields
    if not stream:
        return CLIENT.messages.create(**request)
    with CLIENT.messages.stream(**request) as events:
        for event in events:
            pass
        return events.get_final_message()


def citations(message):
    return [c for block in message.content if block.type == "text" for c in block.citations or []]


def comparable(message):
    return message.model_dump(exclude={"id": True, "usage": True, "content": {"__all__": {"parsed_output"}}})


def both_ways(*blocks):
    whole, streamed = ask(*blocks), ask(*blocks, stream=True)
    assert comparable(whole)["stop_reason"] == comparable(streamed)["stop_reason"]
    kept = [[(b.type, getattr(b, "text", None), [c.to_dict() for c in getattr(b, "citations", None) or []])
             for b in m.content] for m in (whole, streamed)]
    assert kept[0] == kept[1], f"{kept[0]} is not {kept[1]}"
    assert whole.usage.input_tokens == streamed.usage.input_tokens
    assert whole.usage.output_tokens == streamed.usage.output_tokens
    found = citations(whole)
    assert found, "nothing is cited"
    return whole, found


@check
def cites_characters():
    _, found = both_ways(plain())
    for c in found:
        assert c.type == "char_location" and c.document_index == 0 and c.document_title == "Terms"
        assert TEXT[c.start_char_index:c.end_char_index] == c.cited_text
    assert any("6 months" in c.cited_text for c in found)


@check
def cites_blocks():
    parts = ["The warranty lasts 24 months.", "Batteries are covered for 6 months."]
    content = [{"type": "text", "text": part} for part in parts]
    _, found = both_ways(plain("Nothing of interest stands here."), document({"type": "content", "content": content}))
    found = [c for c in found if c.type == "content_block_location"]
    assert any("6 months" in c.cited_text for c in found)
    for c in found:
        assert c.document_index == 1
        assert "".join(parts[c.start_block_index:c.end_block_index]) == c.cited_text


@check
def cites_search_results():
    parts = ["The warranty lasts 24 months.", "Batteries are covered for 6 months."]
    result = {"type": "search_result", "source": "kb://1", "title": "Terms", "citations": {"enabled": True},
              "content": [{"type": "text", "text": part} for part in parts]}
    _, found = both_ways(result)
    for c in found:
        assert c.type == "search_result_location" and c.source == "kb://1" and c.search_result_index == 0
        assert "".join(parts[c.start_block_index:c.end_block_index]) == c.cited_text


@check
def cites_pages():
    source = {"type": "base64", "media_type": "application/pdf", "data": base64.b64encode(PDF).decode()}
    message = ask(document(source), stream=True, messages=[{"role": "user", "content": [
        document(source), {"type": "text", "text": "What does the heater kit HK-2 use?"}]}])
    found = citations(message)
    assert found, message.content
    for c in found:
        assert c.type == "page_location" and c.end_page_number == c.start_page_number + 1
    assert any(c.start_page_number == 3 and "60 W" in c.cited_text for c in found), found


@check
def cites_files():
    file = CLIENT.files.upload(file=("terms.txt", TEXT.encode(), "text/plain"))
    message, found = both_ways(document({"type": "file", "file_id": file.id}))
    assert all(c.type == "char_location" and c.file_id == file.id for c in found)
    assert all(TEXT[c.start_char_index:c.end_char_index] == c.cited_text for c in found)
    CLIENT.files.delete(file.id)


@check
def replays_an_answer():
    first = ask(plain())
    second = CLIENT.messages.create(model=MODEL, max_tokens=2048, messages=[
        {"role": "user", "content": [plain(), QUESTION]}, {"role": "assistant", "content": first.content},
        {"role": "user", "content": "How long does the warranty last?"}])
    assert any("24 months" in c.cited_text for c in citations(second)), second.content


@check
def calls_tools():
    tool = {"name": "search", "input_schema": {"type": "object", "required": ["query"],
                                              "properties": {"query": {"type": "string"}}}}
    turns = [{"role": "user", "content": "How long are batteries covered?"}]
    with CLIENT.messages.stream(model=MODEL, max_tokens=2048, tools=[tool], messages=turns,
                                extra_headers={"x-simulator-tools": "call"}) as events:
        message = events.get_final_message()
    assert message.stop_reason == "tool_use"
    use = next(block for block in message.content if block.type == "tool_use")
    assert use.name == "search" and use.input == {"query": "How long are batteries covered?"}
    result = {"type": "search_result", "source": "kb://1", "title": "Terms", "citations": {"enabled": True},
              "content": [{"type": "text", "text": "Batteries are covered for 6 months."}]}
    turns += [{"role": "assistant", "content": message.content},
              {"role": "user", "content": [{"type": "tool_result", "tool_use_id": use.id, "content": [result]}]}]
    final = CLIENT.messages.create(model=MODEL, max_tokens=2048, tools=[tool], messages=turns)
    assert [c.cited_text for c in citations(final)] == ["Batteries are covered for 6 months."], final.content


@check
def thinks_when_asked():
    message = ask(plain(), stream=True, thinking={"type": "adaptive", "display": "summarized"})
    assert message.content[0].type == "thinking" and message.content[0].thinking and message.content[0].signature
    assert message.usage.output_tokens_details.thinking_tokens > 0
    quiet = ask(plain(), thinking={"type": "between_tools"})
    assert all(block.type == "text" for block in quiet.content)


@check
def reads_and_writes_the_cache():
    marked = plain(TEXT * 200, cache_control={"type": "ephemeral"})
    first, second = ask(marked).usage, ask(marked).usage
    assert first.cache_creation_input_tokens > 512 and first.cache_read_input_tokens == 0
    assert first.cache_creation.ephemeral_5m_input_tokens == first.cache_creation_input_tokens
    assert second.cache_read_input_tokens == first.cache_creation_input_tokens
    assert second.cache_creation_input_tokens == 0 and second.input_tokens == first.input_tokens


@check
def warms_the_cache():
    marked = plain(TEXT * 201, cache_control={"type": "ephemeral", "ttl": "1h"})
    warm = ask(marked, max_tokens=0)
    assert warm.content == [] and warm.stop_reason == "max_tokens" and warm.usage.output_tokens == 0
    assert ask(marked).usage.cache_read_input_tokens == warm.usage.cache_creation.ephemeral_1h_input_tokens > 0


@check
def tells_why_the_cache_missed():
    first = ask(plain(), diagnostics={"previous_message_id": None})
    assert first.diagnostics is None
    again = ask(plain(), system="Another system prompt.", diagnostics={"previous_message_id": first.id})
    assert again.diagnostics.cache_miss_reason.type == "system_changed"
    lost = ask(plain(), diagnostics={"previous_message_id": "msg_nowhere"})
    assert lost.diagnostics.cache_miss_reason.type == "previous_message_not_found"


@check
def structures_its_output():
    schema = {"type": "object", "additionalProperties": False, "required": ["answer", "sure"],
              "properties": {"answer": {"type": "string"}, "sure": {"type": "boolean"}}}
    message = ask(plain(citations={"enabled": False}), thinking={"type": "between_tools"},
                  output_config={"format": {"type": "json_schema", "schema": schema}})
    value = json.loads(message.content[0].text)
    assert isinstance(value["answer"], str) and isinstance(value["sure"], bool)


@check
def counts_tokens():
    turns = [{"role": "user", "content": [plain(), QUESTION]}]
    counted = CLIENT.messages.count_tokens(model=MODEL, messages=turns).input_tokens
    assert counted == ask(plain()).usage.input_tokens


@check
def runs_batches():
    good = {"model": MODEL, "max_tokens": 512, "messages": [{"role": "user", "content": [plain(), QUESTION]}]}
    batch = CLIENT.messages.batches.create(requests=[
        {"custom_id": "good", "params": good}, {"custom_id": "bad", "params": good | {"max_tokens": -1}}])
    assert batch.processing_status in ("in_progress", "ended")
    deadline = time.monotonic() + 20
    while (batch := CLIENT.messages.batches.retrieve(batch.id)).processing_status != "ended":
        assert time.monotonic() < deadline, "the batch does not end"
        time.sleep(0.01)
    assert (batch.request_counts.succeeded, batch.request_counts.errored) == (1, 1)
    results = {line.custom_id: line.result for line in CLIENT.messages.batches.results(batch.id)}
    assert results["good"].type == "succeeded" and citations(results["good"].message)
    assert results["good"].message.usage.service_tier == "batch"
    assert results["bad"].type == "errored" and results["bad"].error.error.type == "invalid_request_error"
    ids = [b.id for b in CLIENT.messages.batches.list(limit=1)]
    assert batch.id in ids
    assert CLIENT.messages.batches.delete(batch.id).type == "message_batch_deleted"


@check
def keeps_files():
    made = [CLIENT.files.upload(file=(f"f{n}.txt", b"text", "text/plain")) for n in range(5)]
    assert made[0].mime_type == "text/plain" and made[0].size_bytes == 4 and made[0].filename == "f0.txt"
    assert CLIENT.files.retrieve_metadata(made[1].id) == made[1] if hasattr(CLIENT.files, "retrieve_metadata") else True
    listed = [file.id for file in CLIENT.files.list(limit=2)]
    assert listed[:5] == [file.id for file in reversed(made)], listed
    for file in made:
        assert CLIENT.files.delete(file.id).id == file.id


@check
def lists_models():
    all_models = [model.id for model in CLIENT.models.list(limit=3)]
    assert MODEL in all_models and len(set(all_models)) == len(all_models) > 6
    model = CLIENT.models.retrieve(MODEL)
    assert model.capabilities.thinking.types.between_tools.supported
    assert not model.capabilities.thinking.types.disabled.supported
    assert CLIENT.models.retrieve("claude-haiku-4-5").id == "claude-haiku-4-5-20251001"


ERRORS = {
    "invalid-request": anthropic.BadRequestError, "authentication": anthropic.AuthenticationError,
    "billing": anthropic.PaymentRequiredError, "permission": anthropic.PermissionDeniedError,
    "not-found": anthropic.NotFoundError, "request-timeout": anthropic.RequestTimeoutError,
    "conflict": anthropic.ConflictError, "too-large": anthropic.ContentTooLargeError,
    "unprocessable": anthropic.UnprocessableEntityError, "rate-limit": anthropic.RateLimitError,
    "spend-limit": anthropic.EnforcedSpendLimitReachedError, "headers-too-large": anthropic.RequestHeaderFieldsTooLargeError,
    "api-error": anthropic.InternalServerError, "unavailable": anthropic.ServiceUnavailableError,
    "timeout": anthropic.GatewayTimeoutError, "overloaded": anthropic.OverloadedError,
}


@check
def raises_each_error_as_its_class():
    for fault, kind in ERRORS.items():
        try:
            CLIENT.messages.create(model=MODEL, max_tokens=10, messages=[{"role": "user", "content": "?"}],
                                   extra_headers={"x-simulator-fault": fault})
        except anthropic.APIStatusError as error:
            assert type(error) is kind, f"{fault}: {type(error).__name__} is not {kind.__name__}"
            assert error.request_id and error.request_id.startswith("req_")
        else:
            raise AssertionError(f"{fault}: no error")


@check
def raises_errors_in_the_middle_of_streams():
    try:
        ask(plain(), stream=True, extra_headers={"x-simulator-fault": "error-event; after=5"})
    except anthropic.APIStatusError as error:
        assert "Overloaded" in str(error)
    else:
        raise AssertionError("no error")


@check
def survives_what_it_does_not_know():
    for fault in ("unknown-event", "unknown-field", "duplicate-events"):
        ask(plain(), stream=True, extra_headers={"x-simulator-fault": fault})


@check
def retries_as_the_headers_say():
    client = CLIENT.with_options(max_retries=2)
    CLIENT.post("/simulator/faults", body={"fault": "overloaded; retry-after-ms=5", "times": 2}, cast_to=object)
    assert client.messages.create(model=MODEL, max_tokens=50, messages=[{"role": "user", "content": "?"}]).id


def main():
    warnings.simplefilter("ignore")
    problems = {}
    for function in CHECKS:
        try:
            function()
            problems[function.__name__] = None
        except Exception as error:  # whatever it is, it is what was found
            problems[function.__name__] = f"{type(error).__name__}: {error}"[:600]
    print(json.dumps(problems))


main()
