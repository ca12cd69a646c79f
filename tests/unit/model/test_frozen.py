"""What `frozen` makes is a frozen dataclass to whoever meets it, declared in no time."""

from __future__ import annotations

import copy
import dataclasses
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import greenlane
from greenlane.model.frozen import field, frozen, replace
from greenlane.model.light import FIELDS_US, WORTH_US


@frozen
class Ours:
    """A value."""

    name: str
    size: int = 1
    tags: tuple[str, ...] = ()
    notes: dict[str, int] = field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Theirs:
    """The same, by the standard library."""

    name: str
    size: int = 1
    tags: tuple[str, ...] = ()
    notes: dict[str, int] = dataclasses.field(default_factory=dict)


@frozen
class Point:
    """Two numbers."""

    x: int
    y: int = 0


VALUES = st.fixed_dictionaries(
    {"name": st.text(max_size=3)},
    optional={"size": st.integers(), "tags": st.just(("a",)), "notes": st.just({"n": 1})},
)


@given(VALUES, VALUES)
def test_it_is_compared_and_shown_as_a_dataclass_is(first: dict[str, Any], second: dict[str, Any]) -> None:
    ours, theirs = Ours(**first), Theirs(**first)
    assert vars(ours) == vars(theirs)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert (ours == Ours(**second)) == (theirs == Theirs(**second))
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)


@given(st.integers(), st.integers())
def test_equal_ones_have_one_hash(x: int, y: int) -> None:
    assert hash(Point(x, y)) == hash(Point(x=x, y=y)) == hash(dataclasses.astuple(Point(x, y)))


def test_another_class_with_the_same_fields_is_not_equal() -> None:
    other: Any = Theirs("a")
    assert Ours("a") != other


def test_a_field_cannot_be_set_or_removed() -> None:
    one: Any = Point(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.x = 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.x
    assert one == Point(1)


def test_each_object_gets_a_default_of_its_own() -> None:
    assert Ours("a").notes is not Ours("b").notes
    assert not hasattr(Ours, "notes")
    assert Ours.size == 1


@pytest.mark.parametrize("words", [{}, {"x": 1, "z": 2}])
def test_a_missing_and_an_unknown_field_are_refused(words: dict[str, int]) -> None:
    with pytest.raises(TypeError):
        Point(**words)


def test_an_unknown_field_in_the_place_of_a_missing_one_is_refused() -> None:
    make: Any = new_pair()
    with pytest.raises(TypeError, match="unexpected keyword argument 'x'"):
        make(1, x=2)


def new_pair() -> type:
    """A class of which no object has been made."""

    @frozen
    class Pair:
        one: int
        two: int

    return Pair


def test_a_field_that_comes_twice_and_one_too_many_are_refused() -> None:
    make: Any = Point
    with pytest.raises(TypeError):
        make(1, x=2)
    with pytest.raises(TypeError):
        make(1, 2, 3)


@pytest.mark.parametrize("count", [1, 50, 2 * int(WORTH_US / FIELDS_US)])
def test_however_many_are_made_each_is_right(count: int) -> None:
    make: Any = new_pair()
    made = [make(number, 2) if number % 2 else make(two=2, one=number) for number in range(count)]
    assert [vars(one) for one in made] == [{"one": number, "two": 2} for number in range(count)]
    for values in ((1,), (1, 2, 3)):
        with pytest.raises(TypeError):
            make(*values)


@frozen
class Told:
    """Fields with names that the writing of __init__ could trip over."""

    own: int
    names: int
    name: int = 3


def test_no_field_is_taken_for_another() -> None:
    assert vars(Told(1, 2)) == {"own": 1, "names": 2, "name": 3}


def test_replacing_makes_another_one() -> None:
    assert replace(Point(1, 2), y=3) == dataclasses.replace(Point(1, 2), y=3) == Point(1, 3)
    with pytest.raises(TypeError):
        replace(Point(1), z=3)


def test_the_standard_library_knows_its_fields() -> None:
    assert dataclasses.is_dataclass(Ours)
    ours, theirs = dataclasses.fields(Ours), dataclasses.fields(Theirs)
    assert [(one.name, one.type, one.default) for one in ours] == [
        (one.name, one.type, one.default) for one in theirs
    ]


def test_it_survives_pickling_and_copying() -> None:
    one = Ours("a", 2, notes={"n": 1})
    assert pickle.loads(pickle.dumps(one)) == one == copy.deepcopy(one)


def test_it_is_taken_apart_by_match() -> None:
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)


def test_declaring_and_making_one_does_not_import_dataclasses() -> None:
    program = (
        "import sys; from greenlane.model.plan import Job\n"
        "print(Job('a').name, 'dataclasses' in sys.modules, 'inspect' in sys.modules)"
    )
    root = str(Path(greenlane.__file__).parents[1])
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": root}
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "a False False\n"
