"""Slack: tokens of bots, users and apps, and the addresses of incoming webhooks."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.rule import Rule, Token
from greenlane.model.finding import Severity

RULES: tuple[Rule, ...] = (
    Token(
        name="slack-token",
        vendor="Slack",
        what="token",
        severity=Severity.CRITICAL,
        anchors=("xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-", "xoxe-", "xoxe.", "xapp-"),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>(?:xox[abeprs]-|xoxe\.xox[bp]-|xapp-\d-)[A-Za-z0-9]+-[A-Za-z0-9-]{20,400})"
        r"(?![A-Za-z0-9_-])",
        holds=lambda value: is_drawn(value.rpartition(b"-")[2]) and len(value.rpartition(b"-")[2]) >= 20,
        revoke="Slack, api.slack.com/apps, OAuth & Permissions: revoke all tokens",
        source="Slack's page on token types: prefix, ids, and a random last part",
    ),
    Token(
        name="slack-webhook",
        vendor="Slack",
        what="address of an incoming webhook, which posts messages",
        severity=Severity.HIGH,
        anchors=("hooks.slack.com/services/",),
        pattern=r"hooks\.slack\.com/services/T[A-Z0-9]{6,12}/B[A-Z0-9]{6,12}/(?P<secret>[A-Za-z0-9]{20,32})(?![A-Za-z0-9])",
        holds=is_drawn,
        revoke="Slack, api.slack.com/apps, Incoming Webhooks: remove it",
        source="Slack's page on incoming webhooks",
    ),
)
