"""What was seen in folders comes back from plain values, and from anything else comes nothing."""

from __future__ import annotations

import marshal
from typing import Any

import pytest

from greenlane.model.plan import Component, Declared, Job
from greenlane.planner.keys import keys
from greenlane.planner.remembering import MOST, plain, restored
from greenlane.planner.sightings import RULES, Seen, Sighting
from tests.unit.planner.forest import forest

SEEN = {
    "a" * 40: (),
    "b" * 40: (Sighting(b"a\xff\n", b"../b", True), Sighting(b"package.json", b"../c", False)),
    "c" * 40: (),
}


def test_what_was_seen_comes_back_from_what_marshal_reads() -> None:
    found = restored(marshal.loads(marshal.dumps(plain(SEEN))))
    assert found == SEEN
    assert found["b" * 40][0].is_link


ODD = [{"a": 1}, {"a": (1,)}, {"a": ((b"a",),)}, {"a": ((b"a", b"b", True, 4),)}]


@pytest.mark.parametrize(
    "kept",
    [None, (), [], {}, (RULES,), (RULES, []), (b"other", {}), "x", 1, *((RULES, rows) for rows in ODD)],
)
def test_what_plain_did_not_make_is_nothing(kept: Any) -> None:
    assert restored(kept) == {}


def test_only_so_much_is_kept_and_the_newest_of_it() -> None:
    found = restored(plain({f"{number:040}": () for number in range(MOST + 3)}))
    assert len(found) == MOST
    assert f"{MOST + 2:040}" in found
    assert f"{2:040}" not in found


def test_keys_are_the_same_with_what_was_kept() -> None:
    declared = Declared(
        (Component("web", ("web/**",)), Component("shared", ("shared/**",))), (Job("web", ("web",)),)
    )
    tree = forest({"web/package.json": '{"a": "file:../shared"}', "shared/a": "1", "b": "1"})
    seen: Seen = {}
    first = keys(declared, tree, {}, seen=seen)
    again = restored(plain(seen))
    assert keys(declared, tree, {}, seen=again) == first
    assert again == seen
