"""Named tuples of model/light.py are collections' own to whoever meets them, declared in no time."""

from __future__ import annotations

import copy
import json
import os
import pickle
import subprocess
import sys
from enum import StrEnum as Enumerated
from pathlib import Path
from typing import Any
from typing import NamedTuple as Stdlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

import greenlane
from greenlane.model.light import ROW_US, WORTH_US, IntEnum, NamedTuple, StrEnum


class Ours(NamedTuple):
    """A value."""

    name: str
    size: int = 1
    tags: tuple[str, ...] = ()

    @property
    def long(self) -> str:
        return self.name * self.size


class Theirs(Stdlib):
    """The same, by the standard library."""

    name: str
    size: int = 1
    tags: tuple[str, ...] = ()


class Unused(NamedTuple):
    """Nobody makes one before the test does."""

    one: int
    two: int = 2


VALUES = st.tuples(st.text(), st.integers(), st.lists(st.text()).map(tuple))


@given(VALUES)
def test_it_says_holds_and_equals_what_the_standard_one_does(
    values: tuple[str, int, tuple[str, ...]],
) -> None:
    ours, theirs = Ours(*values), Theirs(*values)
    assert ours == theirs == values
    assert hash(ours) == hash(theirs)
    assert repr(ours).removeprefix("Ours") == repr(theirs).removeprefix("Theirs")
    assert ours._asdict() == theirs._asdict()
    assert (ours.name, ours.size, ours.tags) == values


@given(VALUES, VALUES)
def test_it_sorts_as_tuples_do(
    one: tuple[str, int, tuple[str, ...]], other: tuple[str, int, tuple[str, ...]]
) -> None:
    assert (Ours(*one) < Ours(*other)) == (one < other)


def test_defaults_and_names_count_from_the_first_object_on() -> None:
    assert Unused(two=5, one=3) == (3, 5)
    assert Unused(1) == (1, 2)


@pytest.mark.parametrize(
    ("values", "named"), [((), {}), ((1, 2, 3), {}), ((1,), {"one": 1}), ((1,), {"no": 1})]
)
def test_what_does_not_fit_is_refused(values: tuple[int, ...], named: dict[str, int]) -> None:
    with pytest.raises(TypeError):
        Unused(*values, **named)


def test_a_replaced_field_leaves_the_others() -> None:
    assert Ours("a", 2, ("t",))._replace(size=3) == Ours("a", 3, ("t",))
    with pytest.raises((TypeError, ValueError), match="sise"):
        Ours("a")._replace(**{"sise": 3})


def test_it_cannot_be_changed_and_takes_no_other_attributes() -> None:
    for name in ("size", "colour"):
        with pytest.raises(AttributeError):
            setattr(Ours("a"), name, 3)


def test_a_copy_is_equal_and_of_the_same_kind() -> None:
    found = copy.deepcopy(Ours("a", 2, ("t",)))
    assert found == Ours("a", 2, ("t",))
    assert type(found) is Ours
    assert found.long == "aa"


def test_it_matches_by_place_and_by_name() -> None:
    match Ours("a", 2):
        case Ours(name, size=size):
            assert (name, size) == ("a", 2)


def test_it_is_made_from_any_values() -> None:
    assert Ours._make(["a", 2, ()]) == Ours("a", 2)


class Colour(StrEnum):
    """A closed set of words."""

    RED = "red"
    GREEN = "green"


class Shade(Enumerated):
    """The same, by the standard library."""

    RED = "red"
    GREEN = "green"


class Code(IntEnum):
    """A closed set of numbers."""

    OK = 0
    BUG = 70


def test_a_closed_set_lists_finds_and_prints_as_enum_does() -> None:
    for ours, theirs in zip(Colour, Shade, strict=True):
        assert (ours, str(ours), f"{ours}", ours.name, ours.value) == (
            *(theirs, str(theirs), f"{theirs}", theirs.name, theirs.value),
        )
        assert repr(ours) == repr(theirs).replace("Shade", "Colour")
        assert hash(str(ours)) == hash(ours)
    assert (len(Colour), Colour("red"), Colour["RED"]) == (2, Colour.RED, Colour.RED)
    assert Colour("red") is Colour.RED
    assert (json.dumps([Colour.RED, Code.BUG]), int(Code.BUG), str(Code.BUG)) == ('["red", 70]', 70, "70")


@pytest.mark.parametrize("value", ["blue", "RED", None, [], 1])
def test_what_is_no_member_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="is not a valid Colour"):
        Colour(value)


def test_a_member_stays_itself_when_copied_or_pickled() -> None:
    for one in (Colour.GREEN, Code.OK):
        assert pickle.loads(pickle.dumps(one)) is one
        assert copy.copy(one) is one
        assert copy.deepcopy([one])[0] is one


def test_a_closed_set_stays_closed() -> None:
    with pytest.raises(AttributeError):
        Colour.RED = "blue"  # type: ignore[misc, assignment]
    with pytest.raises(AttributeError):
        del Colour.RED
    with pytest.raises(AttributeError):
        Colour.RED.value = "blue"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del Colour.RED.value
    with pytest.raises(TypeError, match="has members"):
        type(Colour)("Shade", (Colour,), {"BLUE": "blue"})


def test_a_closed_set_is_read_backwards_and_by_names() -> None:
    assert list(reversed(Colour)) == [Colour.GREEN, Colour.RED]
    assert Colour.__members__ == {"RED": Colour.RED, "GREEN": Colour.GREEN}


def test_an_unknown_field_in_the_place_of_a_missing_one_is_refused() -> None:
    class Pair(NamedTuple):
        one: int
        two: int

    make: Any = Pair
    with pytest.raises(TypeError, match="unexpected keyword argument 'x'"):
        make(1, x=2)


def test_a_member_is_matched() -> None:
    match Colour("green"):
        case Colour.RED:
            found = "red"
        case Colour.GREEN:
            found = "green"
    assert found == "green"


@pytest.mark.parametrize("count", [1, 50, 100, int(WORTH_US / ROW_US) + 2])
def test_however_many_are_made_each_is_right(count: int) -> None:
    class Many(NamedTuple):
        one: int
        two: int = 2
        three: int = 3

    made = [Many(number) if number % 2 else Many(two=number, one=number) for number in range(count)]
    assert made == [(number, 2 if number % 2 else number, 3) for number in range(count)]
    assert (Many(1, 5), Many(1, 5, 6)) == ((1, 5, 3), (1, 5, 6))
    with pytest.raises(TypeError):
        Many(1, 2, 3, 4)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Many()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Many(1, one=1)  # type: ignore[misc]


def test_the_import_of_typing_is_spared() -> None:
    program = "import sys; import greenlane.model.light; print('typing' in sys.modules)"
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(greenlane.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], env=own, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
