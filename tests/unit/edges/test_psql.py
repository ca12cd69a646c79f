"""Quoting for psql, and the verifier that is sent instead of a password."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.edges.psql import identifier, literal, scram_verifier

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(TEXT)
def test_a_literal_reads_back_as_the_text(text: str) -> None:
    quoted = literal(text)
    inner = quoted[quoted.index("'") + 1 : -1].replace("''", "'")
    assert (inner.replace("\\\\", "\\") if quoted.startswith("E") else inner) == text


@given(TEXT.filter(bool))
def test_an_identifier_cannot_end_early(name: str) -> None:
    assert '"' not in identifier(name)[1:-1].replace('""', "")


@pytest.mark.parametrize("bad", ["", "a\0b"])
def test_what_is_no_name_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        identifier(bad)


def test_the_verifier_proves_the_password_and_does_not_hold_it() -> None:
    verifier = scram_verifier("s3cret", 4096)
    head, keys = verifier.rsplit("$", 1)
    rounds, salt = head.removeprefix("SCRAM-SHA-256$").split(":")
    salted = hashlib.pbkdf2_hmac("sha256", b"s3cret", base64.b64decode(salt), int(rounds))
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    assert keys.split(":")[0] == base64.b64encode(stored).decode()
    assert "s3cret" not in verifier
