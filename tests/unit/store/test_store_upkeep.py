"""What the store holds, what may go, and the verbs that say so."""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from store_room import HERE, Room, make_bundle, make_wheel, pip_environment

from greenlane.cli import bundles as verb
from greenlane.edges.files import locked
from greenlane.model.bundle import Bundle
from greenlane.model.errors import UsageError
from greenlane.services.store.upkeep import Presence, carry_out


def test_prune_takes_what_no_declaration_names_and_what_an_older_one_made(room: Room) -> None:
    store, kept = room.store(), room.bundle()
    older = replace(kept, library_path=("tiny",))
    other = replace(kept, name="other")
    for bundle in (kept, older, other):
        store.ensure(bundle, HERE)

    plan = store.plan_prune([kept])
    gone = store.prune([kept])

    assert [removal.reason for removal in plan] == [
        "no declaration names other",
        "another declaration of tiny is in force",
    ]
    assert gone == plan
    assert [found.name for found in store.installed()] == ["tiny"]
    assert store.ensure(kept, HERE, offline=True)


def test_prune_keeps_what_a_kept_bundle_needs(room: Room) -> None:
    store, tool = room.store(), room.bundle()
    store.ensure(tool, HERE)
    server = replace(tool, name="server", needs=(tool,))
    assert store.plan_prune([server]) == []


def test_prune_takes_leftovers_but_not_what_is_being_fetched(room: Room) -> None:
    store = room.store()
    store.ensure(room.bundle(), HERE)
    left = room.root / "aside" / "tiny.00000000"
    left.mkdir()
    plan = store.plan_prune([room.bundle()])
    assert [removal.reason for removal in plan] == ["left by a fetch that was killed"]

    with locked(room.root / "locks" / "tiny.lock"):
        assert carry_out(store.layout, plan) == []
        assert left.is_dir()
    assert carry_out(store.layout, plan) == plan
    assert not left.exists()


@contextmanager
def running(program: Path) -> Iterator[int]:
    child = subprocess.Popen([program], stdin=subprocess.PIPE)
    try:
        yield child.pid
    finally:
        child.communicate(timeout=60)


def test_prune_leaves_what_a_process_runs_from(room: Room) -> None:
    bundle = room.bundle(**{"tiny/bin/serve": b"#!/bin/sh\nread -r line\n"})
    store = room.store()
    program = store.ensure(bundle, HERE).programs["serve"]
    with running(program) as pid:
        deadline = time.monotonic() + 60
        while not (plan := store.plan_prune([]))[0].kept and time.monotonic() < deadline:
            pass
        assert plan[0].kept == f"process {pid} runs from it"
        assert carry_out(store.layout, plan) == []
    assert program.is_file()


def test_look_up_tells_the_four_states_apart(room: Room) -> None:
    store, bundle = room.store(), room.bundle()
    states = [store.look_up(bundle, HERE).presence]
    program = store.ensure(bundle, HERE).programs["serve"]
    states.append(store.look_up(bundle, HERE).presence)
    program.unlink()
    states.append(store.look_up(bundle, HERE).presence)
    states.append(store.look_up(replace(bundle, parts={}), HERE).presence)
    assert states == [Presence.NOT_FETCHED, Presence.FETCHED, Presence.DAMAGED, Presence.NOT_AVAILABLE]


@dataclass
class FakeWorld:
    environment: Mapping[str, str]
    out: io.StringIO = field(default_factory=io.StringIO)
    err: io.StringIO = field(default_factory=io.StringIO)


@pytest.fixture
def declared(room: Room, monkeypatch: pytest.MonkeyPatch) -> tuple[Bundle, ...]:
    """Two declared bundles of this platform: the seam to the catalog."""
    second = make_wheel(room.links, {"tiny/bin/serve": b"#!/bin/sh\n"}, name="second-server")
    bundles = (room.bundle(), make_bundle(second, name="second"))
    monkeypatch.setattr(verb, "declared", lambda: bundles)
    monkeypatch.setattr(verb, "current_platform", lambda: HERE)
    return bundles


def greenlane(room: Room, *words: str) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    verb.configure(parser)
    world = FakeWorld({**pip_environment(room.links, room.folder), "GREENLANE_CACHE": str(room.root)})
    code = verb.run(parser.parse_args(words), world)
    return code, world.out.getvalue(), world.err.getvalue()


@pytest.mark.usefixtures("declared")
def test_list_shows_each_declared_bundle_and_whether_it_is_fetched(room: Room) -> None:
    greenlane(room, "fetch", "tiny")
    _, out, _ = greenlane(room, "list")
    assert [line.split()[:5] for line in out.splitlines()[1:3]] == [
        ["tiny", "1.0", "pypi", "linux-x86_64", "fetched"],
        ["second", "1.0", "pypi", "linux-x86_64", "not"],
    ]
    _, out, _ = greenlane(room, "list", "--json")
    assert [entry["state"] for entry in json.loads(out)] == ["fetched", "not fetched"]


@pytest.mark.usefixtures("declared")
def test_fetch_of_an_unknown_name_suggests_a_near_one(room: Room) -> None:
    with pytest.raises(UsageError) as caught:
        greenlane(room, "fetch", "tinny")
    assert caught.value.fix == "did you mean tiny?"
    with pytest.raises(UsageError, match="no bundle is named"):
        greenlane(room, "fetch")


@pytest.mark.usefixtures("declared")
def test_fetch_goes_on_after_one_that_fails_and_ends_with_the_worst_code(room: Room) -> None:
    next(room.links.glob("tiny_server*")).unlink()
    code, out, err = greenlane(room, "fetch", "--all")
    assert code == 3
    assert "could not fetch tiny-server 1.0 from PyPI" in err
    assert "second 1.0: ready" in out


@pytest.mark.usefixtures("declared")
def test_verify_fails_on_a_changed_file_and_names_it(room: Room) -> None:
    greenlane(room, "fetch", "tiny")
    assert greenlane(room, "verify")[0] == 0
    [data] = room.root.glob("bundles/*/root/tiny/share/data.txt")
    data.write_text("other")
    code, out, _ = greenlane(room, "verify")
    assert code == 1
    assert "tiny/share/data.txt has changed" in out


@pytest.mark.usefixtures("declared")
def test_verify_of_an_empty_store_is_not_green(room: Room) -> None:
    with pytest.raises(UsageError, match="nothing to verify"):
        greenlane(room, "verify")


@pytest.mark.usefixtures("declared")
def test_a_dry_run_of_prune_prints_the_plan_and_removes_nothing(room: Room) -> None:
    older = replace(room.bundle(), library_path=("tiny",))
    folder = room.store().ensure(older, HERE).root.parent
    _, dry, _ = greenlane(room, "prune", "--dry-run")
    assert folder.is_dir()
    _, done, _ = greenlane(room, "prune")
    assert not folder.exists()
    assert dry.replace("would remove", "removed") == done
    assert "another declaration of tiny is in force" in done
