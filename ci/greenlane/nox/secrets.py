"""Looks for secrets by shapes that hardly anything else has. It says where and what, never the value.

What it does not do: entropy, history, words such as "password". A line that is meant to hold such a
shape (a test's bait) says so with the words `not-a-secret`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MARK = b"not-a-secret"

SHAPES: dict[str, re.Pattern[bytes]] = {
    "a private key": re.compile(rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*\S{20}"),
    "an AWS access key": re.compile(rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a GitHub token": re.compile(rb"\bgh[pousr]_[0-9A-Za-z]{36}\b|\bgithub_pat_[0-9A-Za-z_]{60,}"),
    "a Slack token": re.compile(rb"\bxox[abprs]-[0-9A-Za-z-]{20,}"),
    "a Stripe live key": re.compile(rb"\b[rs]k_live_[0-9A-Za-z]{20,}"),
    "a Google API key": re.compile(rb"\bAIza[0-9A-Za-z_-]{35}\b"),
    "a Supabase secret key": re.compile(rb"\bsb_secret_[0-9A-Za-z_-]{20,}"),
    "a Supabase access token": re.compile(rb"\bsbp_[0-9a-f]{40}\b"),
    "a Sentry token": re.compile(rb"\bsntrys_[0-9A-Za-z_=+/-]{40,}"),
    "a PyPI token": re.compile(rb"\bpypi-AgEI[0-9A-Za-z_-]{50,}"),
    "an npm token": re.compile(rb"\bnpm_[0-9A-Za-z]{36}\b"),
}


def search(name: str, content: bytes) -> Iterator[str]:
    """`file:line what it looks like`, for each hit that its line does not explain."""
    for what, shape in SHAPES.items():
        for hit in shape.finditer(content):
            start = content.rfind(b"\n", 0, hit.start()) + 1
            end = content.find(b"\n", hit.end())
            line = content[start : end if end >= 0 else None]
            if MARK not in line:
                number = content.count(b"\n", 0, hit.start()) + 1
                yield f"{name}:{number} {what}"
