"""JSON Web Tokens of nobody in particular. Those that only open a door to the public are left out."""

from __future__ import annotations

from greenlane.gates.secrets.proofs import claims
from greenlane.gates.secrets.rule import Rule, Token
from greenlane.model.finding import Severity

_PUBLIC_ROLES = frozenset({"anon", "service_role"})
_SAMPLES = frozenset({"supabase-demo", "joe", "example"})
_SAMPLE_SUBJECTS = frozenset({"1234567890", "test", "user", "example"})


def _opens_a_door(value: bytes) -> bool:
    """Whether it says whom or what it stands for, and is none of the tokens that documentation shows."""
    said = claims(value)
    if not said or said.get("role") in _PUBLIC_ROLES or str(said.get("iss", "")) in _SAMPLES:
        return False
    return (
        bool(said.keys() & {"sub", "exp", "iss", "aud", "jti"})
        and str(said.get("sub", "")) not in _SAMPLE_SUBJECTS
    )


RULES: tuple[Rule, ...] = (
    Token(
        name="jwt",
        vendor="JWT",
        what="signed token (it may have expired)",
        severity=Severity.MEDIUM,
        anchors=("eyJ",),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>eyJ[A-Za-z0-9_-]{10,200}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{20,700})",
        holds=_opens_a_door,
        revoke="end the session, or rotate the key that signs",
        source="RFC 7519; the sample of the RFC and of jwt.io are known",
    ),
)
