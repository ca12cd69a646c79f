"""Secrets are found by shape; the value never leaves the file."""

from __future__ import annotations

import pytest

from greenlane.nox.secrets import search

PLANTED = {
    "an AWS access key": "AKIA" + "ABCDEFGHIJKLMNOP",
    "a GitHub token": "ghp_" + "a1" * 18,
    "a Supabase secret key": "sb_secret_" + "x" * 24,
    "a Stripe live key": "sk_live_" + "y" * 24,
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----\n" + "M" * 40,
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_secret_is_located_and_not_repeated(what: str) -> None:
    found = list(search("settings.py", f"one\nkey = '{PLANTED[what]}'\n".encode()))
    assert found == [f"settings.py:2 {what}"]


@pytest.mark.parametrize(
    "text", ["AKIA", "password = 'x'", "ghp_short", "sb_secret_", "AKIAabcdefghijklmnop"]
)
def test_what_only_resembles_one_is_left_alone(text: str) -> None:
    assert not list(search("a.py", text.encode()))


def test_a_line_can_say_that_it_holds_none() -> None:
    line = f"{PLANTED['a GitHub token']}  # not-a-secret"
    assert not list(search("a.py", line.encode()))
