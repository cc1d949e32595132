"""Validates requests against the SDK's own parameter types; prints what is wrong with each of them, or null."""

import importlib
import json
import pkgutil
import sys

import anthropic.types
from anthropic.types import message_count_tokens_params, message_create_params
from anthropic.types.messages import batch_create_params
from pydantic import TypeAdapter, ValidationError
from typing_extensions import is_typeddict

# A field that the SDK does not know is an error, except where the SDK itself says that anything goes.
for package in (anthropic.types, anthropic.types.messages):
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        if module.ispkg:
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if is_typeddict(value) and not hasattr(value, "__pydantic_config__"):
                value.__pydantic_config__ = {"extra": "forbid"}

ADAPTERS = {
    "messages": TypeAdapter(message_create_params.MessageCreateParams),
    "count_tokens": TypeAdapter(message_count_tokens_params.MessageCountTokensParams),
    "batches": TypeAdapter(batch_create_params.BatchCreateParams),
}


def consume(value: object) -> None:
    """Goes through what is validated only when it is read."""
    if isinstance(value, dict):
        for member in value.values():
            consume(member)
    elif not isinstance(value, (str, bytes)) and hasattr(value, "__iter__"):
        for element in value:
            consume(element)


def problem(kind: str, body: object) -> "str | None":
    try:
        consume(ADAPTERS[kind].validate_python(body))
    except ValidationError as error:
        return str(error)
    return None


with open(sys.argv[1]) as file:
    rows = json.load(file)
print(json.dumps([problem(row["kind"], row["body"]) for row in rows]))
