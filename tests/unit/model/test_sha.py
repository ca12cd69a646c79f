"""sha256 without OpenSSL says what hashlib says."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.model.sha import OWN, found, sha256


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_the_digest_is_hashlibs(one: bytes, more: bytes) -> None:
    ours, theirs = sha256(one), hashlib.sha256(one)
    ours.update(more)
    theirs.update(more)
    assert (ours.digest(), ours.hexdigest()) == (theirs.digest(), theirs.hexdigest())


@pytest.mark.parametrize("modules", [(), ("no_such_module",), ("math",), ("no_such_module", *OWN)])
def test_where_python_has_none_of_its_own_hashlib_answers(modules: tuple[str, ...]) -> None:
    assert found(modules)(b"x").hexdigest() == hashlib.sha256(b"x").hexdigest()
