"""Per vendor: ten true strings are found, thirty near misses are not; no message tells a secret."""

from __future__ import annotations

import re

import pytest

from greenlane.gates.secrets import told
from greenlane.gates.secrets.rule import Rule
from greenlane.gates.secrets.rules import rules
from greenlane.gates.secrets.scan import SHOWN, scan
from tests.unit.gates.secrets.corpus import VENDORS, Vendor

BY_NAME = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)


@BY_NAME
@pytest.mark.parametrize("seed", [1, 7, 12345])
def test_ten_true_strings_are_found_once_each_under_their_rule(vendor: Vendor, seed: int) -> None:
    for secret in vendor.secrets(seed):
        found = [(hit.rule.name, hit.size) for hit in scan(secret.text.encode())]
        assert found == [(secret.rule, len(secret.value))], secret.text


@BY_NAME
@pytest.mark.parametrize("seed", [2, 8, 54321])
def test_thirty_near_misses_are_left_alone(vendor: Vendor, seed: int) -> None:
    texts = vendor.near_misses(seed)
    assert len(set(texts)) >= 30
    for text in texts:
        assert [hit.rule.name for hit in scan(text.encode())] == [], text


@BY_NAME
def test_no_finding_tells_more_than_four_characters_of_a_secret(vendor: Vendor) -> None:
    for secret in vendor.secrets(3):
        for hit in scan(secret.text.encode()):
            said = re.sub(r" at 0x[0-9a-f]+", "", repr(told.in_tree(hit, "settings.py", None)) + repr(hit))
            for start in range(len(secret.value) - SHOWN):
                part = secret.value[start : start + SHOWN + 1]
                assert part not in said or not re.search(r"\d", part), part


def test_every_rule_has_a_true_string() -> None:
    wanted = {rule.name for rule in rules()}
    seen = {secret.rule for vendor in VENDORS for secret in vendor.secrets(1)}
    others = {  # these have tests of their own below
        *("cloudflare-token-unproven", "cloudflare-origin-ca-key", "encrypted-private-key", "jwt"),
        *("supabase-database-password", "uuid-secret"),
    }
    assert seen | others == wanted


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_a_rule_says_what_to_do_and_where_its_format_is_from(rule: Rule) -> None:
    assert rule.revoke
    assert rule.source
