"""Supabase: keys that pass row level security, tokens of accounts, and databases with their password.

The publishable key and the anon key are made to be public: neither is a secret. Those that `supabase start`
hands out are the same on every machine in the world: neither are they.
"""

from __future__ import annotations

import hashlib

from greenlane.gates.secrets.likeness import is_drawn, is_placeholder
from greenlane.gates.secrets.proofs import claims
from greenlane.gates.secrets.rule import Named, Rule, Token
from greenlane.model.finding import Severity

_LOCAL = "c85debb55f2f204d868cc1552c42faa1"
"""The first half of the SHA-256 of the secret key that a local stack has by default."""
_DASHBOARD = "Supabase dashboard, Project Settings, API Keys"


def _is_key(value: bytes) -> bool:
    return is_drawn(value[10:]) and not hashlib.sha256(value).hexdigest().startswith(_LOCAL)


def _is_service_role(value: bytes) -> bool:
    said = claims(value)
    return said.get("role") == "service_role" and said.get("iss") != "supabase-demo"


def _is_password(value: bytes) -> bool:
    return not is_placeholder(value) and value != b"postgres"


RULES: tuple[Rule, ...] = (
    Token(
        name="supabase-secret-key",
        vendor="Supabase",
        what="secret API key, which passes row level security",
        severity=Severity.CRITICAL,
        anchors=("sb_secret_",),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>sb_secret_[A-Za-z0-9_-]{20,80})(?![A-Za-z0-9_-])",
        holds=_is_key,
        revoke=_DASHBOARD,
        source="Supabase's guide to API keys; length (22, _, 8) as seen in public local stacks",
    ),
    Token(
        name="supabase-service-role-key",
        vendor="Supabase",
        what="service_role key, which passes row level security",
        severity=Severity.CRITICAL,
        anchors=("eyJ",),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>eyJ[A-Za-z0-9_-]{10,200}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{20,700})",
        holds=_is_service_role,
        revoke=f"{_DASHBOARD}, Legacy API keys: disable them (rotating the JWT secret ends all sessions too)",
        source="Supabase's guide to API keys: a signed JWT with the claim role",
    ),
    Token(
        name="supabase-access-token",
        vendor="Supabase",
        what="access token of an account, which manages all its projects",
        severity=Severity.CRITICAL,
        anchors=("sbp_",),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>sbp_(?:[a-z0-9]{2,6}_)?[0-9a-f]{40})(?![A-Za-z0-9])",
        holds=lambda value: is_drawn(value[-40:]),
        revoke="Supabase dashboard, Account, Access Tokens",
        source="Supabase's Management API reference; supabase CLI: what `supabase login --token` accepts",
    ),
    Token(
        name="supabase-database-url",
        vendor="Supabase",
        what="password in the URL of a database",
        severity=Severity.CRITICAL,
        anchors=("://",),
        pattern=r"(?:(?<=postgres)|(?<=postgresql))://[^\s:/@\"'<>]{1,80}:(?P<secret>[^\s@/\"'<>]{4,128})"
        r"@[a-z0-9.-]{1,100}\.supabase\.(?:co|com|net)(?![A-Za-z0-9.-])",
        holds=_is_password,
        chosen=True,
        revoke="Supabase dashboard, Database, Settings: reset the database password",
        source="Supabase's guide to connection strings",
    ),
    Named(
        name="supabase-jwt-secret",
        vendor="Supabase",
        what="JWT secret, with which any key can be made",
        severity=Severity.CRITICAL,
        given=r"jwt[_.-]?secret",
        value=r"[A-Za-z0-9+/=_-]{32,120}",
        near=r"supabase",
        holds=is_drawn,
        revoke=f"{_DASHBOARD}, JWT Keys: rotate the key",
        source="Supabase's guide to JWTs; names as `supabase status` prints them",
    ),
    Named(
        name="supabase-database-password",
        vendor="Supabase",
        what="password of a database",
        severity=Severity.HIGH,
        given=r"supabase.*(?:db|database).*pass",
        value=r"[!-~]{10,128}",
        holds=lambda value: _is_password(value) and len(set(value)) > 6,
        chosen=True,
        revoke="Supabase dashboard, Database, Settings: reset the database password",
        source="supabase CLI: SUPABASE_DB_PASSWORD",
    ),
)
