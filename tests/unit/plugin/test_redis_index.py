"""Which logical database a process gets; against a stand-in. Real ones: tests/integration."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from greenlane.model.errors import OutsideError
from greenlane.pytest.redis_index import GUARD, RedisIndex
from tests.standins.redis import State, serving


@pytest.fixture
def server() -> Iterator[State]:
    with serving() as state:
        yield state


def index(server: State) -> RedisIndex:
    return RedisIndex(f"redis://:pass%2Fword@127.0.0.1:{server.port}/0")


def test_two_processes_have_different_databases_that_are_not_the_applications(server: State) -> None:
    one, other = index(server), index(server)
    assert [one.url()[-2:], other.url()[-2:], one.url()[-2:]] == ["/1", "/2", "/1"]
    assert ["AUTH", "pass/word"] in server.asked
    assert server.keys == {}, "the guard is let go"


def test_the_database_is_emptied_with_every_url_and_on_demand(server: State) -> None:
    one = index(server)
    one.flush()  # nothing is claimed, so nothing is emptied
    assert server.asked == []
    one.url()
    one.url()
    one.flush()
    assert server.asked.count(["FLUSHDB"]) == 3


def test_what_a_process_let_go_the_next_one_gets(server: State) -> None:
    one = index(server)
    assert one.url().endswith("/1")
    one.close()
    again = index(server)
    assert again.url()[-2:] in ("/1", "/2")  # the server may not have noticed yet


def test_after_a_restart_of_the_server_an_index_is_claimed_anew(server: State) -> None:
    one = index(server)
    one.url()
    server.restart()
    assert one.url().startswith(f"redis://:pass%2Fword@127.0.0.1:{server.port}/")
    assert len([words for words in server.asked if words[:2] == ["CLIENT", "SETNAME"]]) == 2


def test_a_guard_that_somebody_holds_is_waited_for(server: State) -> None:
    server.held = 2
    assert index(server).url().endswith("/1")
    assert [words[:2] for words in server.asked].count(["SET", GUARD]) == 3


def test_a_server_that_does_not_tell_its_databases_has_sixteen(server: State) -> None:
    server.databases = None
    server.names |= {number: f"greenlane-test-{number}" for number in range(1, 15)}
    assert index(server).url().endswith("/15")


def test_a_server_that_does_not_answer_is_told() -> None:
    with serving() as gone:
        url = f"redis://127.0.0.1:{gone.port}/0"
    with pytest.raises(OutsideError, match=r"Redis at 127\.0\.0\.1:\d+ does not answer"):
        RedisIndex(url).url()
