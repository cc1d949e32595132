"""Builds responses and streams out of the SDK's own response models, every type and every optional field in turn.

Prints {"messages": [text, ...], "streams": [{"events": [[name, text], ...], "message": {...}}, ...]}.
"""

import datetime
import json
import random
import sys
import typing

from anthropic.lib.streaming._messages import accumulate_event
from anthropic.types import ContentBlock, Message, RawMessageStreamEvent, TextBlock, ThinkingBlock, ToolUseBlock
from pydantic import BaseModel, TypeAdapter

chance = random.Random(int(sys.argv[1]))
TEXTS = ["", "plain", "é😀\u2028 \\ \"quoted\"\n", "x" * 40, "日本語のテキスト"]


def value(kind: object, depth: int = 0) -> object:
    origin = typing.get_origin(kind)
    if origin is typing.Annotated:
        return value(typing.get_args(kind)[0], depth)
    if origin is typing.Literal:
        return chance.choice(typing.get_args(kind))
    if origin is typing.Union:
        return value(chance.choice(typing.get_args(kind)), depth)
    if origin is list:
        return [value(typing.get_args(kind)[0], depth + 1) for _ in range(chance.randint(0, 3 if depth < 3 else 1))]
    if origin is dict:
        return {"z": [1, 2.5, None], "a": {"nested": chance.choice(TEXTS)}, "n": chance.randint(0, 99)}
    if kind is type(None):
        return None
    if kind is str:
        return chance.choice(TEXTS)
    if kind is int:
        return chance.randint(0, 200_000)
    if kind is float:
        return chance.random()
    if kind is bool:
        return chance.random() < 0.5
    if kind is datetime.datetime:
        return "2026-11-21T08:00:00Z"
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = {}
        for name, field in kind.model_fields.items():
            if field.is_required() or chance.random() < 0.6:
                fields[name] = value(field.annotation, depth + 1)
        return fields
    if kind in (object, typing.Any):
        return chance.choice([1, "any", None, [True]])
    raise TypeError(f"no value for {kind}")


def message() -> dict:
    data = value(Message)
    kinds = typing.get_args(typing.get_args(ContentBlock)[0]) or typing.get_args(ContentBlock)
    data["content"] = [value(chance.choice(kinds)) for _ in range(chance.randint(0, 6))]
    # The SDK itself has to take it for a message.
    return Message.model_validate(data).model_dump(mode="json", exclude_unset=True)


def pieces(text: str) -> list[str]:
    cuts = sorted(chance.randint(0, len(text)) for _ in range(chance.randint(0, 3)))
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)])]


def stream() -> dict:
    whole = message()
    start = {**whole, "content": [], "stop_reason": None, "stop_sequence": None}
    start["usage"] = {**whole["usage"], "output_tokens": 1}
    events: list[dict] = [{"type": "message_start", "message": start}]
    for index, block in enumerate(whole["content"]):
        deltas: list[dict] = []
        empty = dict(block)
        if block["type"] == "text":
            empty["text"] = ""
            deltas = [{"type": "text_delta", "text": piece} for piece in pieces(block["text"])]
            for citation in block.get("citations") or []:
                deltas.insert(chance.randint(0, len(deltas)), {"type": "citations_delta", "citation": citation})
            if "citations" in block:
                empty["citations"] = [] if block["citations"] is not None else None
            order = [d["citation"] for d in deltas if d["type"] == "citations_delta"]
            if order:
                block["citations"] = order
        elif block["type"] == "thinking":
            empty.update(thinking="", signature="")
            deltas = [{"type": "thinking_delta", "thinking": piece} for piece in pieces(block["thinking"])]
            deltas.append({"type": "signature_delta", "signature": block["signature"]})
        elif block["type"] in ("tool_use", "server_tool_use"):
            empty["input"] = {}
            deltas = [
                {"type": "input_json_delta", "partial_json": piece} for piece in pieces(json.dumps(block["input"]))
            ]
        events.append({"type": "content_block_start", "index": index, "content_block": empty})
        events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
        if chance.random() < 0.3:
            events.append({"type": "ping"})
        events.append({"type": "content_block_stop", "index": index})
    delta = {name: whole.get(name) for name in ("stop_reason", "stop_sequence", "stop_details")}
    if whole.get("container"):
        delta["container"] = whole["container"]
    totals = {"output_tokens": whole["usage"]["output_tokens"]}
    for name in ("input_tokens", "cache_read_input_tokens", "server_tool_use", "output_tokens_details"):
        if chance.random() < 0.5 and name in whole["usage"]:
            totals[name] = whole["usage"][name]
    events.append({"type": "message_delta", "delta": delta, "usage": totals})
    events.append({"type": "message_stop"})

    adapter = TypeAdapter(RawMessageStreamEvent)
    snapshot, buffers = None, {}
    for event in events:
        if event["type"] != "ping":
            snapshot = accumulate_event(
                event=adapter.validate_python(event), current_snapshot=snapshot, json_bufs=buffers
            )
    texts = [[event["type"], json.dumps(event, ensure_ascii=chance.random() < 0.5)] for event in events]
    return {"events": texts, "message": snapshot.model_dump(mode="json", exclude_unset=True, warnings=False)}


messages = [message() for _ in range(int(sys.argv[2]))]
streams = [stream() for _ in range(int(sys.argv[2]))]
texts = [json.dumps(m, ensure_ascii=chance.random() < 0.5, separators=(",", ":")) for m in messages]
print(json.dumps({"messages": texts, "streams": streams}))
