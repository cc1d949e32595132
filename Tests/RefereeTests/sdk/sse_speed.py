"""Writes to a file the seconds that the SDK takes to decode and accumulate a recorded stream, the best of three."""

import sys
import time

from anthropic import Anthropic
from anthropic._streaming import SSEDecoder
from anthropic.lib.streaming._messages import accumulate_event
from anthropic.types import RawMessageStreamEvent

with open(sys.argv[1], "rb") as file:
    stream = file.read()
client = Anthropic(api_key="none")


def run() -> float:
    start = time.perf_counter()
    snapshot, buffers = None, {}
    pieces = (stream[i : i + 1400] for i in range(0, len(stream), 1400))
    for event in SSEDecoder().iter_bytes(pieces):
        data = client._process_response_data(data=event.json(), cast_to=RawMessageStreamEvent, response=None)
        snapshot = accumulate_event(event=data, current_snapshot=snapshot, json_bufs=buffers)
    assert snapshot is not None and snapshot.stop_reason == "end_turn"
    return time.perf_counter() - start


with open(sys.argv[2], "w") as file:
    print(min(run() for _ in range(3)), file=file)
