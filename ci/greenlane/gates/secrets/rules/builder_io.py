"""Builder.io: the private key of a space. The public one (no prefix) stands in every page."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.rule import Named, Rule, Token
from greenlane.model.finding import Severity

_REVOKE = "Builder.io, Space Settings, Private Keys: delete it and make another"

RULES: tuple[Rule, ...] = (
    Token(
        name="builder-io-private-key",
        vendor="Builder.io",
        what="private key, which writes content",
        severity=Severity.CRITICAL,
        anchors=("bpk-",),
        pattern=r"(?<![A-Za-z0-9_-])(?P<secret>bpk-[0-9a-f]{32})(?![A-Za-z0-9-])",
        holds=lambda value: is_drawn(value[4:]),
        revoke=_REVOKE,
        source="the prefix: README of npm @builder.io/admin-sdk; 32 hexadecimal digits as its public key has",
    ),
    Named(
        name="builder-io-private-key",
        vendor="Builder.io",
        what="private key, which writes content",
        severity=Severity.CRITICAL,
        given=r"builder.*(?:private|write|admin|secret)",
        not_given=r"public",
        value=r"[0-9a-f]{32}",
        holds=is_drawn,
        revoke=_REVOKE,
        source="BuilderIO/builder issue 1414: BUILDERIO_PRIVATE_API_KEY",
    ),
)
