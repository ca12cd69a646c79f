"""Amazon Web Services: the id of an access key, which seldom comes alone, and its secret."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.rule import Named, Rule, Token
from greenlane.model.finding import Severity

_REVOKE = "AWS console, IAM, Users, Security credentials: deactivate the key"

RULES: tuple[Rule, ...] = (
    Token(
        name="aws-access-key-id",
        vendor="AWS",
        what="id of an access key",
        severity=Severity.HIGH,
        anchors=("AKIA", "ASIA"),
        pattern=r"(?<![A-Za-z0-9+/_-])(?P<secret>A[KS]IA[A-Z2-7]{16})(?![A-Za-z0-9+/=_-])",
        holds=lambda value: is_drawn(value[4:]) and not value.endswith(b"EXAMPLE"),
        revoke=_REVOKE,
        source="AWS's page on IAM identifiers: 4 letters by kind and 16 of base 32",
    ),
    Named(
        name="aws-secret-access-key",
        vendor="AWS",
        what="secret access key",
        severity=Severity.CRITICAL,
        given=r"aws.*secret|secret[_.-]?access[_.-]?key",
        value=r"[A-Za-z0-9/+]{40}",
        holds=lambda value: is_drawn(value) and value.lower() != value,
        revoke=_REVOKE,
        source="AWS's page on access keys: 40 of base 64",
    ),
)
