"""Buckets that go with all that is in them, page by page; against a stand-in that gives small pages."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from greenlane.model.errors import OutsideError
from greenlane.pytest.buckets import Buckets
from greenlane.pytest.servers import ObjectStore
from tests.standins.s3 import State, serving


@pytest.fixture
def server() -> Iterator[State]:
    with serving() as state:
        yield state


def buckets(server: State) -> Buckets:
    return Buckets(ObjectStore(server.url, "eu", "key", "word"), os.getpid())


def test_every_bucket_is_another(server: State) -> None:
    mine = buckets(server)
    names = [mine.make().name, mine.make().name]
    assert names == list(server.buckets)
    assert len(set(names)) == 2
    assert "word" not in repr(mine.make())


def test_a_bucket_goes_with_every_page_of_what_is_in_it(server: State) -> None:
    mine = buckets(server)
    name = mine.make().name
    server.buckets[name] = [(f"key {number}", f"v{number}") for number in range(5)]
    server.uploads[name] = [(f"big {number}", f"u{number}") for number in range(3)]
    mine.remove(name)
    assert (server.buckets, server.uploads[name]) == ({}, [])


def test_a_bucket_that_is_gone_already_is_no_error(server: State) -> None:
    buckets(server).remove("greenlane-test-1-00000000-1")
    assert server.buckets == {}


def test_only_the_buckets_of_processes_that_are_gone_are_swept(server: State) -> None:
    gone = "greenlane-test-4194305-0123abcd-1"  # above the largest number of a process
    kept = ["theirs", f"greenlane-test-{os.getpid()}-0123abcd-1", "greenlane-test-x"]
    server.buckets = {name: [] for name in (gone, *kept)}
    assert buckets(server).sweep() == [gone]
    assert list(server.buckets) == kept


def test_a_server_that_refuses_is_told_in_its_own_words(server: State) -> None:
    server.refuses = 403
    with pytest.raises(OutsideError, match=r"on S3: 403 .*AccessDenied"):
        buckets(server).make()


def test_a_server_that_does_not_answer_is_told() -> None:
    with serving() as gone:
        pass
    with pytest.raises(OutsideError, match="does not answer"):
        buckets(gone).make()
