"""Which services start, in which order, and what they hand out together."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.model.errors import UsageError
from greenlane.model.service import Declared, Mode
from greenlane.services.catalog import postgres
from greenlane.services.stack import Stack, with_needs


def declared(name: str, *needs: str, **more: object) -> Declared:
    return Declared(name, "postgres", postgres.OPTIONS(), needs=needs, **more)  # type: ignore[arg-type]  # test data


def stack(tmp_path: Path, *services: Declared) -> Stack:
    environment = {"GREENLANE_STATE": str(tmp_path / "state"), "GREENLANE_MEMORY": str(tmp_path / "memory")}
    return Stack(tmp_path, with_needs(services, []), Mode.EPHEMERAL, environment, tmp_path / "cache")


@st.composite
def acyclic(draw: st.DrawFn) -> list[Declared]:
    count = draw(st.integers(1, 12))
    services = [
        declared(f"s{at}", *(f"s{need}" for need in draw(st.sets(st.integers(0, at - 1), max_size=at))))
        if at
        else declared("s0")
        for at in range(count)
    ]
    random.Random(draw(st.integers())).shuffle(services)
    return services


@given(acyclic())
def test_every_service_comes_after_what_it_needs(services: list[Declared]) -> None:
    order = [one.name for one in with_needs(services, [])]
    assert sorted(order) == sorted(one.name for one in services)
    for one in services:
        assert all(order.index(need) < order.index(one.name) for need in one.needs)


@given(acyclic(), st.data())
def test_a_service_brings_all_that_it_needs_and_nothing_else(
    services: list[Declared], data: st.DataObject
) -> None:
    by_name = {one.name: one for one in services}
    asked = data.draw(st.sampled_from(sorted(by_name)))
    got = {one.name for one in with_needs(services, [asked])}
    assert asked in got
    assert all(set(by_name[name].needs) <= got for name in got)
    assert all(name == asked or any(name in by_name[user].needs for user in got) for name in got)


def test_an_unknown_service_is_named_with_those_that_are_declared() -> None:
    with pytest.raises(UsageError, match=r"no service is named cache[\s\S]*declared are: db"):
        with_needs([declared("db")], ["cache"])


def test_two_services_that_hand_out_the_same_variable_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"services\.b: a and b both hand out DATABASE_URL[\s\S]*prefix: B_"):
        stack(tmp_path, declared("a"), declared("b")).variables()


def test_a_prefix_and_an_alias_name_variables_anew(tmp_path: Path) -> None:
    values = stack(
        tmp_path, declared("audit", prefix="AUDIT_", aliases={"AUDIT": "DATABASE_URL"})
    ).variables()
    assert values["AUDIT"] == values["AUDIT_DATABASE_URL"]
    assert "DATABASE_URL" not in values


def test_an_alias_of_nothing_says_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"aliases\.X: a hands out no REDIS_URL[\s\S]*DATABASE_URL"):
        stack(tmp_path, declared("a", aliases={"X": "REDIS_URL"})).variables()


def test_secrets_are_not_in_what_a_context_shows(tmp_path: Path) -> None:
    one = stack(tmp_path, declared("a"))
    context = one.contexts()["a"]
    assert context.secrets["password"] not in repr(context)
    assert context.secrets["password"] not in repr(one)
