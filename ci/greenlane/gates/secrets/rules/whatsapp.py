"""WhatsApp Cloud API (Meta's Graph API): access tokens, and the secret of the app that signs webhooks."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.rule import Named, Rule, Token
from greenlane.model.finding import Severity

RULES: tuple[Rule, ...] = (
    Token(
        name="whatsapp-access-token",
        vendor="WhatsApp",
        what="access token of the Cloud API (Meta's Graph API)",
        severity=Severity.CRITICAL,
        anchors=("EAA",),
        pattern=r"(?<![A-Za-z0-9+/_-])(?P<secret>EAA[A-Za-z0-9]{80,500})(?![A-Za-z0-9+/=_-])",
        holds=lambda value: is_drawn(value[3:]) and any(48 <= byte <= 57 for byte in value),
        revoke="Meta Business settings, System users: revoke tokens; or the app's dashboard",
        source="google/osv-scalibr issue 1689: EAA and letters and digits; opaque, of changing length",
    ),
    Named(
        name="whatsapp-app-secret",
        vendor="WhatsApp",
        what="secret of the app, which signs webhooks",
        severity=Severity.HIGH,
        given=r"(?:whatsapp|\bwa|_wa|meta|facebook|\bfb|_fb).*(?:app|client)[_.-]?secret",
        value=r"[0-9a-f]{32}",
        holds=is_drawn,
        revoke="Meta for Developers, App settings, Basic: reset the app secret",
        source="Meta's page on securing requests; 32 hexadecimal digits as its dashboard shows",
    ),
    Named(
        name="whatsapp-app-secret",
        vendor="WhatsApp",
        what="secret of the app, which signs webhooks",
        severity=Severity.HIGH,
        given=r"app[_.-]?secret",
        value=r"[0-9a-f]{32}",
        near=r"whatsapp|graph\.facebook|meta",
        holds=is_drawn,
        revoke="Meta for Developers, App settings, Basic: reset the app secret",
        source="Meta's page on securing requests; 32 hexadecimal digits as its dashboard shows",
    ),
)
