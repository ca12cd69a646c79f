"""Package registries: tokens of npm, which carry a checksum, and of PyPI, which say what they are."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.proofs import decoded, has_github_checksum
from greenlane.gates.secrets.rule import Rule, Token
from greenlane.model.finding import Severity

LOCATION = b".".join((b"pypi", b"org"))
"""What every such macaroon begins with."""


def _is_macaroon(value: bytes) -> bool:
    """Version 2, a location of 8 or 13 bytes, then the rest; the location is that of the index."""
    body = value.removeprefix(b"pypi-")
    return LOCATION in decoded(body[:24]) and is_drawn(body[24:])


RULES: tuple[Rule, ...] = (
    Token(
        name="npm-token",
        vendor="npm",
        what="access token",
        severity=Severity.CRITICAL,
        anchors=("npm_",),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>npm_[A-Za-z0-9]{36})(?![A-Za-z0-9_])",
        holds=has_github_checksum,
        revoke="npm, Access Tokens: delete it",
        source="GitHub's blog, 2021-09-23: the format of GitHub's tokens, with their checksum",
    ),
    Token(
        name="pypi-token",
        vendor="PyPI",
        what="upload token",
        severity=Severity.CRITICAL,
        anchors=("pypi-AgE",),
        pattern=r"(?<![A-Za-z0-9_-])(?P<secret>pypi-AgE[A-Za-z0-9_-]{60,500})(?![A-Za-z0-9_-])",
        holds=_is_macaroon,
        revoke="PyPI, Account settings, API tokens: remove it",
        source="PyPI's help on API tokens; a macaroon of version 2 with the service's host as its location",
    ),
)
