"""SendGrid: API keys."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.rule import Rule, Token
from greenlane.model.finding import Severity

RULES: tuple[Rule, ...] = (
    Token(
        name="sendgrid-api-key",
        vendor="SendGrid",
        what="API key",
        severity=Severity.CRITICAL,
        anchors=("SG.",),
        pattern=r"(?<![A-Za-z0-9_-])(?P<secret>SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])",
        holds=lambda value: is_drawn(value[3:25]) and is_drawn(value[26:]),
        revoke="SendGrid, Settings, API Keys: delete it",
        source="Twilio SendGrid's page on API keys: 69 characters, as SG., 22, a dot, 43",
    ),
)
