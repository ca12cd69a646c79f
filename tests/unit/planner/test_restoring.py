"""A declaration that was kept plans as one that was just read, whatever is in it."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from greenlane.model.plan import Component, Declared, Deferral, Job, Policy, Until
from greenlane.planner.keys import Prepared, keys, prepared
from greenlane.planner.restoring import plain, restored
from tests.unit.planner.forest import forest
from tests.unit.planner.test_key_properties import FILES, Files, declarations

EVERYTHING = Job(
    *("all", ("one",), ("make",), "macos-15", ("before",), ("a/ci.yml",), ("uv.lock",), ("TOKEN",)),
    *(Deferral(Until.RELEASE, 3600.0), 60.0, 2.5, 10.0, True, ("own",)),
)


def kept(ready: Prepared) -> Prepared:
    return restored(marshal.loads(marshal.dumps(plain(ready))))


@given(declarations(), FILES)
def test_what_was_kept_has_the_same_keys(declared: Declared, files: Files) -> None:
    ready = prepared(declared)
    again = kept(ready)
    assert again.declared == declared
    assert plain(again) == plain(ready)
    assert keys(again, forest(files), {}) == keys(ready, forest(files), {})


FOLDERS = "992169023ccd302cc0ffcec92dff9c5d3e07799f8608fb75e433776f04566236"
"""Of `folder` below, as it was before there was a short way to it."""


@given(declarations(), FILES)
def test_a_component_that_is_one_folder_is_digested_as_any_other(declared: Declared, files: Files) -> None:
    ready = prepared(declared)
    found = keys(ready, forest(files), {})
    assert found == keys(replace(ready, folders={}), forest(files), {})


IN_A_FOLDERS_PLACE: Mapping[str, Files | Mapping[str, Any]] = {
    "folder": {"one/a": "1", "two/b": "2"},
    "link": {"one": ("120000", b"two"), "two/b": "2"},
    "file": {"one": "a file", "two/b": "2"},
    "submodule": {"one": ("160000", b"1" * 40), "two/b": "2"},
}


@pytest.mark.parametrize("what", IN_A_FOLDERS_PLACE)
def test_what_stands_in_a_folders_place_is_digested_as_what_it_is(what: str) -> None:
    components = (Component("one", ("one/**",), ("two",)), Component("two", ("two/**",)))
    ready = prepared(Declared(components, (Job("job", ("one",)),)))
    assert set(ready.folders) == {"one", "two"}
    files = dict(IN_A_FOLDERS_PLACE[what])
    found = keys(ready, forest(files), {})
    assert found == keys(replace(ready, folders={}), forest(files), {})
    assert (found["job"].digest == FOLDERS) == (what == "folder")


def test_every_field_is_kept() -> None:
    components = (Component("one", ("one/**", "!one/**/x*")), Component("two", ("two/a",), ("one", "three")))
    policy = Policy(60.0, 0.5, True, 3)
    declared = Declared(components, (EVERYTHING, Job("before", defer=Deferral())), policy, "messenger")
    ready = prepared(declared)
    again = kept(ready)
    assert again.declared == declared
    assert declared == again.declared
    assert hash(again.declared.components) == hash(components)
    assert (len(again.declared.components), again.declared.components[1]) == (2, components[1])
    assert (again.needs, again.jobs, again.folders, again.asked) == (
        *(ready.needs, ready.jobs, ready.folders),
        ready.asked,
    )
    assert again.ground.paths == ready.ground.paths
    assert (again.ground.wrong, again.ground.apart) == (ready.ground.wrong, ready.ground.apart)


@pytest.mark.parametrize("globs", [("a?b",), (), ("!a/**",)])
def test_what_is_wrong_with_a_component_is_kept(globs: tuple[str, ...]) -> None:
    ready = prepared(Declared((Component("one", globs),), (Job("job", ("one",)),)))
    assert kept(ready).ground.wrong == ready.ground.wrong != {}
