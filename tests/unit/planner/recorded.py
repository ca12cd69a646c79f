"""Passes and runs for tests, each with what a test wants to be otherwise."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from greenlane.model.plan import Part, Pass
from greenlane.planner.origin import Origin

NOW = 1_795_000_000
APP = "octo-org/app"
DIGEST = hashlib.sha256(b"content").hexdigest()
OTHER = hashlib.sha256(b"other content").hexdigest()

ENVIRONMENT = {
    "GITHUB_REPOSITORY": APP,
    "GITHUB_RUN_ID": "77",
    "GITHUB_RUN_ATTEMPT": "1",
    "GITHUB_EVENT_NAME": "push",
    "GITHUB_REF": "refs/heads/main",
    "GITHUB_SHA": "c" * 40,
    "GITHUB_SERVER_URL": "https://example.com",
    "GITHUB_HEAD_REF": "",
}
"""Of a push to the default branch."""


def passed(**more: Any) -> Pass:
    """A pass of a push to the default branch, an hour ago."""
    given: dict[str, Any] = {
        "job": "api-tests",
        "digest": DIGEST,
        "repository": APP,
        "run_id": 77,
        "attempt": 1,
        "commit": "c" * 40,
        "event": "push",
        "branch": "main",
        "passed_at": NOW - 3600,
        "duration_s": 61.5,
        "minutes": 2,
        "tests": 12,
        "url": "https://example.com/octo-org/app/actions/runs/77",
        "parts": (Part("component", "api", OTHER),),
    }
    return Pass(**given | more)


def origin(**more: Any) -> Origin:
    """The run of a push to the default branch."""
    given: dict[str, Any] = {
        "repository": APP,
        "run_id": 77,
        "attempt": 1,
        "event": "push",
        "branch": "main",
        "default_branch": "main",
        "commit": "c" * 40,
        "is_own": True,
        "url": "https://example.com/octo-org/app/actions/runs/77",
    }
    return Origin(**given | more)


def sealed(body: bytes) -> bytes:
    """A record with a checksum that fits, as a forger would write it."""
    checksum = hashlib.sha256(body).hexdigest().encode()
    return b'{"checksum":"' + checksum + b'","record":' + body + b"}\n"


def resealed(data: bytes, **changes: Any) -> bytes:
    """A record that a forger has changed."""
    return sealed(json.dumps(json.loads(data)["record"] | changes).encode())
