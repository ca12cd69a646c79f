"""Decide what is to be applied: the files, the database's memory of them, and nothing else.

Properties: to_apply is in the order of versions, holds no version twice and none that the history
holds as applied; the order in which files and history are given does not matter; after recording
what was to be applied, the next plan is empty. Versions compare as numbers: 2 < 10, and 2 is 02.
Example: files 1, 2, 3 and a history of 1 give 2, 3. It does not look inside the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby

from greenlane.model.migration import Kind, Obstacle, Plan, Recorded, Script, SeedPlan, SeedScript, State

Key = tuple[int, ...]


def key(version: str) -> Key:
    """The version as it compares: "0010" is (10,), "1.2" is (1, 2)."""
    return tuple(int(part) for part in version.split("."))


def plan(files: Iterable[Script], history: Iterable[Recorded], *, out_of_order: bool = False) -> Plan:
    """What to apply and what stands in the way; with an obstacle nothing is to be applied."""
    scripts = sorted(files, key=lambda script: (key(script.version), script.file))
    recorded = {key(entry.version): entry for entry in history}
    new = [script for script in scripts if key(script.version) not in recorded]
    obstacles = [*_duplicates(scripts), *_unfinished(scripts, recorded), *_changed(scripts, recorded)]
    obstacles += _gone(scripts, recorded)
    if not out_of_order:
        obstacles += _late(new, recorded)
    return Plan(
        to_apply=tuple(new),
        obstacles=tuple(obstacles),
        applied=tuple(recorded[version] for version in sorted(recorded)),
    )


def plan_seeds(seeds: Iterable[SeedScript], history: dict[str, str]) -> SeedPlan:
    """Which seeds to run. history: seed name -> checksum of what was run."""
    listed = tuple(seeds)
    return SeedPlan(
        to_apply=tuple(seed for seed in listed if seed.name not in history),
        applied=tuple(seed.name for seed in listed if history.get(seed.name) == seed.script.sha256),
        changed=tuple(
            seed.name for seed in listed if history.get(seed.name, seed.script.sha256) != seed.script.sha256
        ),
    )


def _duplicates(scripts: Sequence[Script]) -> list[Obstacle]:
    found = []
    for _, group in groupby(scripts, key=lambda script: key(script.version)):
        first, *others = group
        found += [
            Obstacle(
                Kind.DUPLICATE,
                other.version,
                other.file,
                f"has the version {other.version}, and so has {first.file}",
                "give one of them a number of its own; a file that undoes another does not belong here",
            )
            for other in others
        ]
    return found


def _unfinished(scripts: Sequence[Script], recorded: dict[Key, Recorded]) -> list[Obstacle]:
    names = {key(script.version): script.file for script in scripts}
    found = []
    for version, entry in sorted(recorded.items()):
        if entry.state is State.BEGUN:
            done = entry.statements_done
            reach = "nobody knows how far it came" if done is None else f"it broke after {_count(done)}"
            found.append(
                Obstacle(
                    Kind.UNFINISHED,
                    entry.version,
                    names.get(version, entry.name),
                    f"was begun without a transaction on {_when(entry.applied_at)}, and {reach}",
                    "look at what it left (an invalid index, for one). Undo that and run "
                    f"`greenlane db migrate --retry {entry.version}`, or finish it by hand and run "
                    f"`greenlane db migrate --done {entry.version}`",
                )
            )
    return found


def _changed(scripts: Sequence[Script], recorded: dict[Key, Recorded]) -> list[Obstacle]:
    found = []
    for script in scripts:
        entry = recorded.get(key(script.version))
        known = entry and entry.state is State.APPLIED and entry.sha256
        if entry and known and known != script.sha256:
            found.append(
                Obstacle(
                    Kind.CHANGED,
                    script.version,
                    script.file,
                    f"was applied on {_when(entry.applied_at)} and has been changed since "
                    f"(sha256 {known[:12]} then, {script.sha256[:12]} now)",
                    "bring the old text back and put the change into a new migration; "
                    "a database without data to keep can be made anew: `greenlane reset`",
                )
            )
    return found


def _gone(scripts: Sequence[Script], recorded: dict[Key, Recorded]) -> list[Obstacle]:
    present = {key(script.version) for script in scripts}
    return [
        Obstacle(
            Kind.GONE,
            entry.version,
            entry.name,
            f"was applied on {_when(entry.applied_at)} and its file is gone",
            "bring the file back (another branch may hold it); "
            "a database without data to keep can be made anew: `greenlane reset`",
        )
        for version, entry in sorted(recorded.items())
        if version not in present and entry.state is State.APPLIED
    ]


def _late(new: Sequence[Script], recorded: dict[Key, Recorded]) -> list[Obstacle]:
    newest = max(recorded, default=None)
    if newest is None:
        return []
    return [
        Obstacle(
            Kind.LATE,
            script.version,
            script.file,
            f"is new, and older than {recorded[newest].version}, which was applied on "
            f"{_when(recorded[newest].applied_at)}",
            "give it a version after that one, or set `out_of_order: true` if the two do not touch",
        )
        for script in new
        if key(script.version) < newest
    ]


def _when(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if moment else "an unknown day"


def _count(statements: int) -> str:
    return f"{statements} statement{'s' if statements != 1 else ''}"
