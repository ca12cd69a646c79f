"""How many plans in shadow were clean in a row, as it is written down: `{"clean":12}`. Pure."""

from __future__ import annotations

import json

FILE = "shadow.json"
MOST_BYTES = 100
MOST = 10**6


def write(clean: int) -> bytes:
    return f'{{"clean":{max(0, min(clean, MOST))}}}\n'.encode()


def read(data: bytes) -> int:
    """The count; 0 for anything that was not written so: then shadow begins anew."""
    try:
        content = json.loads(data.decode("ascii"))
        clean = content["clean"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return 0
    return clean if type(clean) is int and 0 <= clean <= MOST else 0
