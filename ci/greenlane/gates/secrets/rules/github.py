"""GitHub: tokens with a checksum (gh?_), fine-grained ones, and those of installations (JWTs)."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.proofs import claims, has_github_checksum
from greenlane.gates.secrets.rule import Rule, Token
from greenlane.model.finding import Severity

_REVOKE = "GitHub, Settings, Developer settings: revoke the token"

RULES: tuple[Rule, ...] = (
    Token(
        name="github-token",
        vendor="GitHub",
        what="token",
        severity=Severity.CRITICAL,
        anchors=("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>gh[pousr]_[A-Za-z0-9]{36})(?![A-Za-z0-9_])",
        holds=has_github_checksum,
        revoke=_REVOKE,
        source="GitHub's blog, 2021-04-05: 30 characters and a CRC-32 in base 62",
    ),
    Token(
        name="github-fine-grained-token",
        vendor="GitHub",
        what="fine-grained personal access token",
        severity=Severity.CRITICAL,
        anchors=("github_pat_",),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})(?![A-Za-z0-9_])",
        holds=lambda value: is_drawn(value[11:33]) and is_drawn(value[34:]),
        revoke=_REVOKE,
        source="GitHub's page on token formats; lengths 22 and 59 as public detectors document them",
    ),
    Token(
        name="github-installation-token",
        vendor="GitHub",
        what="token of an installation (it holds for an hour)",
        severity=Severity.HIGH,
        anchors=("ghs_",),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>ghs_[A-Za-z0-9_]{0,40}eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{20,})",
        holds=lambda value: bool(claims(value[value.index(b"eyJ") :])),
        revoke="it expires by itself; what leaked it should not log it again",
        source="GitHub's changelog, 2026-05-15: ghs_ and a JWT of about 520 characters",
    ),
)
