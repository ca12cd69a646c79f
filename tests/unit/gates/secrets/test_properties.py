"""What holds for any text around a secret, and for any text at all."""

from __future__ import annotations

import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.gates.secrets import likeness, proofs
from greenlane.gates.secrets.scan import readable, scan
from tests.examples import examples
from tests.unit.gates.secrets.corpus import VENDORS, Drawn, Vendor

SEEDS = st.integers(min_value=0, max_value=10**9)


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_without_a_fault(data: bytes) -> None:
    for hit in scan(data):
        assert hit.size <= len(data)


@given(
    SEEDS,
    st.binary(max_size=300).filter(
        lambda data: b"\0" not in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff")
    ),
)
def test_what_stands_on_other_lines_hides_nothing(seed: int, around: bytes) -> None:
    value = f"sk_live_{Drawn(seed).b62(24)}".encode()
    hits = scan(around + b"\n" + value + b"\n" + around)
    assert (around.count(b"\n") + 2, 32) in [(hit.line, hit.size) for hit in hits]


@settings(max_examples=examples(60))
@given(SEEDS, st.sampled_from(VENDORS))
def test_no_near_miss_of_any_seed_is_a_secret(seed: int, vendor: Vendor) -> None:
    for text in vendor.near_misses(seed):
        assert [hit.rule.name for hit in scan(text.encode())] == [], text


@given(SEEDS, st.integers(min_value=4, max_value=39), st.sampled_from("abcXYZ019"))
def test_one_changed_character_breaks_the_checksum(seed: int, place: int, other: str) -> None:
    token = Drawn(seed).checked("ghp_")
    changed = token[:place] + other + token[place + 1 :]
    assert proofs.has_github_checksum(token.encode())
    assert proofs.has_github_checksum(changed.encode()) == (changed == token)


@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_base_62_of_a_checksum_is_six_digits_and_reversible(number: int) -> None:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    text = proofs.base62(number, 6).decode()
    assert len(text) == 6
    value = 0
    for digit in text:
        value = value * 62 + digits.index(digit)
    assert value == number


def test_the_checksum_of_github_s_own_example_holds() -> None:
    """The body that a public description of the format uses, with the checksum it states."""
    assert proofs.base62(zlib.crc32(b"zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ"), 6) == b"0mLq17"


@given(st.binary(max_size=400))
def test_claims_of_anything_are_a_mapping(data: bytes) -> None:
    assert isinstance(proofs.claims(data), dict)


@given(SEEDS)
def test_repetitions_are_not_drawn(seed: int) -> None:
    assert not likeness.is_drawn(Drawn(seed).hex(8).encode() * 4)


def test_nearly_all_random_values_are_drawn() -> None:
    """A random value may look like a repetition: of 5,000 fixed ones fewer than one in two hundred do."""
    values = [Drawn(seed).hex(32).encode() for seed in range(5_000)]
    assert sum(likeness.is_drawn(value) for value in values) > 4_975


@given(st.text(alphabet="abcdefghij \u00e9\u4e2d\n", max_size=200))
def test_utf_16_reads_as_the_same_text(text: str) -> None:
    assert readable("\ufeff".encode("utf-16-le") + text.encode("utf-16-le")) == (text.encode(), False)
