"""LiveKit: the secret that signs access tokens. The API key beside it is only a name."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.rule import Named, Rule, Token
from greenlane.model.finding import Severity

_REVOKE = "LiveKit Cloud, Settings, Keys; on a server of your own: `keys` in its configuration"
_SOURCE = "livekit-server generate-keys: an id of API and 12 of base 57, a secret of 32 bytes in base 62"

RULES: tuple[Rule, ...] = (
    Token(
        name="livekit-key-pair",
        vendor="LiveKit",
        what="API secret beside its key",
        severity=Severity.CRITICAL,
        anchors=("API",),
        pattern=r"(?<![A-Za-z0-9_])API[2-9A-HJ-NP-Za-km-z]{12}[\"'`]?\s{0,4}[:=,]\s{0,4}[\"'`]?"
        r"(?P<secret>[A-Za-z0-9]{40,50})(?![A-Za-z0-9+/=_-])",
        holds=is_drawn,
        revoke=_REVOKE,
        source=_SOURCE,
    ),
    Named(
        name="livekit-api-secret",
        vendor="LiveKit",
        what="API secret, which makes tokens for any room",
        severity=Severity.CRITICAL,
        given=r"livekit.*secret|lk[_-]?(?:api[_-]?)?secret",
        value=r"[A-Za-z0-9+/=_-]{32,64}",
        holds=is_drawn,
        revoke=_REVOKE,
        source=f"{_SOURCE}; the server asks for 32 characters or more",
    ),
    Named(
        name="livekit-api-secret",
        vendor="LiveKit",
        what="API secret beside its key",
        severity=Severity.CRITICAL,
        given=r"api[_.-]?secret|secret[_.-]?key|^secret$",
        value=r"[A-Za-z0-9]{40,50}",
        near=r"livekit|(?-i:\bAPI[2-9A-HJ-NP-Za-km-z]{12}\b)",
        holds=is_drawn,
        revoke=_REVOKE,
        source=_SOURCE,
    ),
)
