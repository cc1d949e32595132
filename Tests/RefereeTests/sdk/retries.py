"""What the official SDK does with each failing response: how often it asks, and how long it sleeps in between."""

import json
import sys

import anthropic
import httpx2
from anthropic import _base_client

NOW = 1_800_000_000.0
RANDOM = 0.5


def outcome(status: int, headers: dict[str, str]) -> dict:
    asked = 0
    sleeps: list[float] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        nonlocal asked
        asked += 1
        body = {"type": "error", "error": {"type": "api_error", "message": "scripted"}}
        return httpx2.Response(status, headers=headers, json=body)

    # The SDK reads the time with the module's own functions.
    _base_client.time.sleep = sleeps.append
    _base_client.time.time = lambda: NOW
    _base_client.random = lambda: RANDOM
    client = anthropic.Anthropic(
        api_key="none", http_client=httpx2.Client(transport=httpx2.MockTransport(answer)), max_retries=2
    )
    try:
        client.messages.create(model="m", max_tokens=1, messages=[{"role": "user", "content": "q"}])
    except anthropic.APIError:
        pass
    return {"asked": asked, "sleeps": sleeps}


with open(sys.argv[1]) as file:
    rows = json.load(file)
print(json.dumps([outcome(row["status"], row["headers"]) for row in rows]))
