"""Ports of the loopback: free or not, and who has them."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from greenlane.edges.ports import FIRST, LAST, free_port, holder, is_free


class Everything:
    """A container that holds all there is."""

    def __contains__(self, _one: object) -> bool:
        return True


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        yield one.getsockname()[1]


def test_a_port_on_which_somebody_listens_is_not_free_until_it_ends(listening: int) -> None:
    assert not is_free(listening)


def test_a_free_port_is_looked_for_from_the_start_on_and_around_the_end() -> None:
    found = free_port(LAST, taken=set())
    assert found in (LAST, *range(FIRST, LAST))
    again = free_port(LAST, taken={LAST, found})
    assert FIRST <= again < LAST
    assert again != found


def test_no_free_port_is_told() -> None:
    with pytest.raises(OSError, match=f"no free port between {FIRST} and {LAST}"):
        free_port(FIRST, Everything())


def test_who_listens_is_named(listening: int) -> None:
    assert holder(listening).endswith(f"(pid {os.getpid()})")


def test_a_port_that_nobody_listens_on_has_no_holder() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # it holds the port, and does not listen
        assert holder(bound.getsockname()[1]) == "a process that does not listen on it any more"
