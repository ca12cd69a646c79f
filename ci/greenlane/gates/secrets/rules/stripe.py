"""Stripe: secret and restricted keys, and what signs webhooks. Publishable keys (pk_) are public."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.rule import Rule, Token
from greenlane.model.finding import Severity

_REVOKE = "Stripe dashboard, Developers, API keys: roll the key"
_SOURCE = "Stripe's page on API keys; lengths seen: 24, 34 and 99 characters after the prefix"

RULES: tuple[Rule, ...] = (
    Token(
        name="stripe-live-key",
        vendor="Stripe",
        what="live secret key, which moves money",
        severity=Severity.CRITICAL,
        anchors=("sk_live_", "rk_live_", "sk_org_live_"),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>(?:[sr]k|sk_org)_live_[A-Za-z0-9]{20,250})(?![A-Za-z0-9_])",
        holds=lambda value: is_drawn(value.rpartition(b"_")[2]),
        revoke=_REVOKE,
        source=_SOURCE,
    ),
    Token(
        name="stripe-test-key",
        vendor="Stripe",
        what="test secret key, which moves no money",
        severity=Severity.MEDIUM,
        anchors=("sk_test_", "rk_test_", "sk_org_test_"),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>(?:[sr]k|sk_org)_test_[A-Za-z0-9]{20,250})(?![A-Za-z0-9_])",
        holds=lambda value: is_drawn(value.rpartition(b"_")[2]),
        revoke=_REVOKE,
        source=_SOURCE,
    ),
    Token(
        name="stripe-webhook-secret",
        vendor="Stripe",
        what="signing secret of a webhook",
        severity=Severity.HIGH,
        anchors=("whsec_",),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>whsec_[A-Za-z0-9+/=]{24,88})(?![A-Za-z0-9+/_])",
        holds=lambda value: is_drawn(value[6:]),
        revoke="Stripe dashboard, Developers, Webhooks: roll the secret",
        source="Stripe's page on webhook signatures; Standard Webhooks uses the prefix too, with base 64",
    ),
)
