"""Datadog: API and application keys. Client tokens (pub and 32 hexadecimal digits) are made for browsers."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.rule import Named, Rule, Token
from greenlane.model.finding import Severity

_REVOKE = "Datadog, Organization Settings, API Keys or Application Keys: revoke it"
_SOURCE = "streaak/keyhacks issue 16 and Datadog's agent: 32 hexadecimal digits, 40 for an application key"

RULES: tuple[Rule, ...] = (
    Token(
        name="datadog-application-key",
        vendor="Datadog",
        what="application key",
        severity=Severity.HIGH,
        anchors=("ddapp_",),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>ddapp_[A-Za-z0-9]{34})(?![A-Za-z0-9])",
        holds=lambda value: is_drawn(value[6:]),
        revoke=_REVOKE,
        source="DataDog/datadog-agent pull request 51100: 28 characters, 6 of an unknown checksum",
    ),
    Named(
        name="datadog-application-key",
        vendor="Datadog",
        what="application key",
        severity=Severity.HIGH,
        given=r"(?:datadog|\bdd|_dd).*app(?:lication)?[_.-]?key",
        value=r"[0-9a-f]{40}",
        holds=is_drawn,
        revoke=_REVOKE,
        source=_SOURCE,
    ),
    Named(
        name="datadog-application-key",
        vendor="Datadog",
        what="application key",
        severity=Severity.HIGH,
        given=r"app(?:lication)?[_.-]?key",
        value=r"[0-9a-f]{40}",
        near=r"datadog|\bdd_|ddog",
        holds=is_drawn,
        revoke=_REVOKE,
        source=_SOURCE,
    ),
    Named(
        name="datadog-api-key",
        vendor="Datadog",
        what="API key",
        severity=Severity.HIGH,
        given=r"(?:datadog|\bdd|_dd).*api[_.-]?key",
        value=r"[0-9a-f]{32}",
        holds=is_drawn,
        revoke=_REVOKE,
        source=_SOURCE,
    ),
    Named(
        name="datadog-api-key",
        vendor="Datadog",
        what="API key",
        severity=Severity.HIGH,
        given=r"api[_.-]?key",
        value=r"[0-9a-f]{32}",
        near=r"datadog|\bdd_|ddog",
        holds=is_drawn,
        revoke=_REVOKE,
        source=_SOURCE,
    ),
)
