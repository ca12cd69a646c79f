"""Google: the keys of service accounts, OAuth client secrets, API keys."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.rule import Rule, Token
from greenlane.model.finding import Severity

RULES: tuple[Rule, ...] = (
    Token(
        name="google-service-account",
        vendor="Google",
        what="private key of a service account",
        severity=Severity.CRITICAL,
        anchors=('"private_key"',),
        pattern=r"\"private_key\"\s{0,8}:\s{0,8}\"-----BEGIN (?:RSA )?PRIVATE KEY-----(?:\\r|\\n)+"
        r"(?P<secret>[A-Za-z0-9+/]{40,80})",
        near=r"\"service_account\"|iam\.gserviceaccount\.com",
        holds=is_drawn,
        revoke="Google Cloud console, IAM, Service accounts, Keys: delete the key",
        source="Google's page on service account credentials: a JSON with type, private_key, client_email",
    ),
    Token(
        name="google-oauth-client-secret",
        vendor="Google",
        what="OAuth client secret",
        severity=Severity.HIGH,
        anchors=("GOCSPX-",),
        pattern=r"(?<![A-Za-z0-9_-])(?P<secret>GOCSPX-[A-Za-z0-9_-]{28})(?![A-Za-z0-9_-])",
        holds=lambda value: is_drawn(value[7:]),
        revoke="Google Cloud console, APIs & Services, Credentials: reset the secret",
        source="Google's console since 2021: the prefix and 28 characters",
    ),
    Token(
        name="google-api-key",
        vendor="Google",
        what="API key (public in some apps: then restrict it and say so in an ignore)",
        severity=Severity.MEDIUM,
        anchors=("AIza",),
        pattern=r"(?<![A-Za-z0-9_-])(?P<secret>AIza[A-Za-z0-9_-]{35})(?![A-Za-z0-9_-])",
        holds=lambda value: is_drawn(value[4:]),
        revoke="Google Cloud console, APIs & Services, Credentials",
        source="Google's page on API keys: 39 characters that begin with AIza",
    ),
)
