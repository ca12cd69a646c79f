"""Gathers what speaks for a commit: passes and debts, results of this run, records of gates."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from greenlane.cli.plan_kept import place
from greenlane.cli.release import EVIDENCE
from greenlane.cli.release_run import ran
from greenlane.cli.world import World
from greenlane.gates import record
from greenlane.model.errors import OutsideError, UsageError
from greenlane.model.gates import GATES
from greenlane.model.plan import Debt, Event, Key, Pass
from greenlane.model.verdict import Outcome
from greenlane.release.evidence import Claim, JobSeen, of_absent, of_debts, of_gate, of_jobs, of_run

if TYPE_CHECKING:
    from greenlane.planner.keys import Prepared

DOCS = "docs/release.md#evidence"


class _Kept(NamedTuple):
    """passes: of all jobs. unreadable: why there are none, "" when they were read; so with the debts."""

    passes: tuple[Pass, ...] = ()
    unreadable: str = ""
    debts: tuple[Debt, ...] = ()
    owed_unreadable: str = ""


def claims(arguments: argparse.Namespace, world: World, commit: str) -> list[Claim]:
    """All of them. Raises UsageError, DeclarationError, OutsideError."""
    now = int(world.clock())
    return [*_of_jobs(arguments, world, commit, now), *_of_gates(arguments, world, commit, now)]


def _of_jobs(arguments: argparse.Namespace, world: World, commit: str, now: int) -> list[Claim]:
    """Of the declared jobs, then of what is owed."""
    path = _declaration(arguments, world)
    if path is None:
        return []
    from greenlane.cli.plan_declared import declared
    from greenlane.cli.plan_keys import keyed
    from greenlane.edges.git_tree import opened

    _, ready = declared(arguments, world)
    with opened(path.parent, world.environment, "HEAD") as tree:
        keys = keyed(ready, tree, world.environment)
    kept = _kept(arguments, world, ready, keys, now)
    run = ran(arguments, world, ready.declared.jobs, commit)
    seen = _seen(ready, keys, kept, now, commit)
    results = [replace(one, result=run.results.get(one.name, "")) for one in seen]
    found = of_jobs(results, commit, kept.unreadable)
    return [*found, *of_run(run.faults), *_owed(kept, found, world)]


def _declaration(arguments: argparse.Namespace, world: World) -> Path | None:
    """greenlane.yaml; None where there is none: then only gates can speak."""
    from greenlane.config.locate import find

    if arguments.file:
        return Path(world.cwd / arguments.file)
    try:
        return find(world.cwd, world.environment)
    except UsageError:
        return None


def _kept(
    arguments: argparse.Namespace, world: World, ready: Prepared, keys: Mapping[str, Key], now: int
) -> _Kept:
    """What the place of the passes holds."""
    where = place(arguments, world)
    if where is None:
        return _Kept()
    from greenlane.cli.plan_passes import opened
    from greenlane.planner.store import wanted

    kept = opened(where, world)
    found = kept.find(wanted(ready.declared.jobs, keys), now=now)
    owed = kept.debts(now=now)
    return _Kept(found.passes, found.unreadable, owed.debts, owed.unreadable)


def _seen(ready: Prepared, keys: Mapping[str, Key], kept: _Kept, now: int, commit: str) -> list[JobSeen]:
    from greenlane.planner.proof import doubt

    found = []
    for job in ready.declared.jobs:
        key = keys[job.name]
        same = [one for one in kept.passes if one.job == job.name and one.digest == key.digest]
        judged = tuple((one, doubt(one, job, Event.RELEASE, now, commit)) for one in same)
        found.append(JobSeen(job.name, key.why if key.digest is None else "", judged))
    return found


def _owed(kept: _Kept, jobs: list[Claim], world: World) -> Iterator[Claim]:
    """What this branch owes and has not paid."""
    from greenlane.cli.plan_context import context
    from greenlane.planner.debts import told, unpaid

    if kept.owed_unreadable:
        yield Claim("debt", "unknown", Outcome.UNKNOWN, kept.owed_unreadable)
    passed = {one.name for one in jobs if one.outcome is Outcome.PASS}
    branch = context(None, world.environment).branch
    yield from of_debts({one.job: told(one) for one in unpaid(kept.debts, passed, branch)})


def _of_gates(arguments: argparse.Namespace, world: World, commit: str, now: int) -> list[Claim]:
    """Of every record in the folders and below, and of those that are required and not there."""
    if unknown := [name for name in arguments.require if name not in GATES]:
        raise UsageError(f"{unknown[0]!r} is no gate", fix=f"one of {', '.join(GATES)}", docs=DOCS)
    folders = _folders(arguments, world)
    found = [_of_record(path, commit, now) for folder in folders for path in _records(folder)]
    return [*found, *of_absent(arguments.require, found)]


def _folders(arguments: argparse.Namespace, world: World) -> list[Path]:
    """Those that are named, else the usual one where it is there. Raises UsageError."""
    if not arguments.evidence:
        return [world.cwd / EVIDENCE] if (world.cwd / EVIDENCE).is_dir() else []
    named = [world.cwd / one for one in arguments.evidence]
    if absent := [one for one in named if not one.is_dir()]:
        raise UsageError(
            "there is no such folder of records",
            where=str(absent[0]),
            fix="run the gates first: greenlane gate; or name the folder that they left",
            docs=DOCS,
        )
    return named


def _records(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.json")) if path.stem in GATES and path.is_file()]


def _of_record(path: Path, commit: str, now: int) -> Claim:
    try:
        return of_gate(record.read(path), commit, now)
    except OutsideError as err:
        return Claim("gate", path.stem, Outcome.UNKNOWN, err.what)
