"""Twilio: the auth token of an account (AC…) and the secret of an API key (SK…). Both ids are no secrets."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.rule import Named, Rule, Token
from greenlane.model.finding import Severity

_REVOKE = "Twilio console, Account, API keys & tokens"
_BETWEEN = r"[\"'`]?\s{0,4}[:,=]\s{0,4}[\"'`]?"
_SOURCE = (
    "Twilio's page on API credentials: ids are two letters and 32 hexadecimal digits, the token 32 of them"
)
_SECRET_SOURCE = (
    "Twilio's page on API keys: an id SK and 32 hexadecimal digits, a secret of 32 letters and digits"
)

RULES: tuple[Rule, ...] = (
    Token(
        name="twilio-auth-token",
        vendor="Twilio",
        what="auth token beside its account",
        severity=Severity.CRITICAL,
        anchors=("AC",),
        pattern=rf"(?<![A-Za-z0-9])AC[0-9a-f]{{32}}{_BETWEEN}(?P<secret>[0-9a-f]{{32}})(?![A-Za-z0-9])",
        holds=is_drawn,
        revoke=_REVOKE,
        source=_SOURCE,
    ),
    Token(
        name="twilio-api-key-secret",
        vendor="Twilio",
        what="secret of an API key beside its id",
        severity=Severity.CRITICAL,
        anchors=("SK",),
        pattern=rf"(?<![A-Za-z0-9])SK[0-9a-f]{{32}}{_BETWEEN}(?P<secret>[A-Za-z0-9]{{32}})(?![A-Za-z0-9])",
        holds=is_drawn,
        revoke=_REVOKE,
        source=_SECRET_SOURCE,
    ),
    Named(
        name="twilio-auth-token",
        vendor="Twilio",
        what="auth token",
        severity=Severity.CRITICAL,
        given=r"auth[_.-]?token|twilio.*token",
        value=r"[0-9a-f]{32}",
        near=r"twilio|(?-i:\bAC[0-9a-f]{32}\b)",
        holds=is_drawn,
        revoke=_REVOKE,
        source=_SOURCE,
    ),
    Named(
        name="twilio-api-key-secret",
        vendor="Twilio",
        what="secret of an API key",
        severity=Severity.CRITICAL,
        given=r"twilio.*secret|(?:api|key)[_.-]?(?:key[_.-]?)?secret",
        value=r"[A-Za-z0-9]{32}",
        near=r"twilio|(?-i:\bSK[0-9a-f]{32}\b)",
        holds=is_drawn,
        revoke=_REVOKE,
        source=_SECRET_SOURCE,
    ),
)
