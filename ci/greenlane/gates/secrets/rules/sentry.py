"""Sentry: tokens of organisations and users. A DSN only takes events in: no secret."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.proofs import decoded, mapping
from greenlane.gates.secrets.rule import Named, Rule, Token
from greenlane.model.finding import Severity

_REVOKE = "Sentry, Settings, Auth Tokens (of the organisation or the user)"


def _is_organisation_token(value: bytes) -> bool:
    payload, _, secret = value.removeprefix(b"sntrys_").rpartition(b"_")
    return "iat" in mapping(decoded(payload)) and is_drawn(secret)


RULES: tuple[Rule, ...] = (
    Token(
        name="sentry-organisation-token",
        vendor="Sentry",
        what="auth token of an organisation",
        severity=Severity.HIGH,
        anchors=("sntrys_",),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>sntrys_eyJ[A-Za-z0-9+/=-]{20,600}_[A-Za-z0-9+/-]{30,64})(?![A-Za-z0-9+/])",
        holds=_is_organisation_token,
        revoke=_REVOKE,
        source="Sentry's RFC 91: base 64 of a JSON with iat, an underscore, base 64 of 32 bytes",
    ),
    Token(
        name="sentry-user-token",
        vendor="Sentry",
        what="auth token of a user or integration",
        severity=Severity.HIGH,
        anchors=("sntryu_", "sntrya_", "sntryi_"),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>sntry[uai]_[0-9a-f]{64})(?![A-Za-z0-9])",
        holds=lambda value: is_drawn(value[7:]),
        revoke=_REVOKE,
        source="secretlint issue 1569, after src/sentry/types/token.py: 64 hexadecimal digits",
    ),
    Named(
        name="sentry-legacy-token",
        vendor="Sentry",
        what="auth token",
        severity=Severity.HIGH,
        given=r"sentry.*(?:auth|api)?[_.-]?(?:token|api[_.-]?key)",
        not_given=r"dsn|public",
        value=r"[0-9a-f]{64}|[0-9a-f]{32}",
        holds=is_drawn,
        revoke=_REVOKE,
        source="Sentry before 2024: 64 (user) or 32 (API key) hexadecimal digits without a prefix",
    ),
)
