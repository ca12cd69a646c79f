"""The baseline of `greenlane gate`: read before, created once, and from then on only made smaller."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from greenlane.cli.world import World
from greenlane.edges.files import write_aside
from greenlane.gates.judging import exit_outcome
from greenlane.gates.running import Run
from greenlane.gates.sparing import Baseline
from greenlane.model.errors import ExitCode, OutsideError, UsageError
from greenlane.model.gates import Gates
from greenlane.model.verdict import Outcome

Wanted = Literal["create", "shrink"]
PAGE = "docs/gates.md#baseline"


def read(gates: Gates, root: Path, wanted: Wanted | None, world: World) -> Baseline:
    """What is known from before. Raises UsageError when what is wanted cannot be: before any tool has run."""
    if not gates.baseline:
        if wanted:
            raise UsageError(
                "no baseline is declared", fix="gates: {baseline: greenlane-baseline.json}", docs=PAGE
            )
        return Baseline()
    path = root / gates.baseline
    if wanted == "create":
        if path.exists():
            raise UsageError(
                f"{gates.baseline} is there already, and it only ever shrinks",
                fix="greenlane gate --baseline shrink",
                docs=PAGE,
            )
        return Baseline()
    try:
        return Baseline.parse(path.read_text(encoding="utf-8"), gates.baseline)
    except FileNotFoundError:
        if wanted:
            raise UsageError(
                f"there is no {gates.baseline} to shrink", fix="greenlane gate --baseline create", docs=PAGE
            ) from None
        world.note(f"{gates.baseline} is declared and not there, so every finding counts")
        return Baseline()
    except (OSError, UnicodeDecodeError) as err:
        raise UsageError(
            f"the baseline cannot be read: {err}", where=gates.baseline, fix="restore it from git", docs=PAGE
        ) from err


def write(found: Run, before: Baseline, gates: Gates, root: Path, wanted: Wanted, world: World) -> int:
    """Write it; the exit code. What could not look has nothing taken out, and spoils a new one."""
    blind = [
        f"{tool.tool}: {tool.reason}"
        for gate in found.gates
        for tool in gate.tools
        if tool.outcome is Outcome.UNKNOWN
    ]
    if wanted == "create" and exit_outcome(found.gates) is Outcome.UNKNOWN:
        raise OutsideError(
            "no baseline was written: what these tools would find could never be added to it",
            fix="mend them, or leave one out by name: --allow-unknown TOOL",
            detail=blind,
            docs=PAGE,
        )
    for line in blind:
        world.note(f"it could not look, so what it found before stays: {line}")
    after = Baseline.of(found.found) if wanted == "create" else found.baseline
    write_aside(root / gates.baseline, after.written())
    world.say(f"{gates.baseline}: {len(after.entries)} findings, {len(before.entries)} before")
    return ExitCode.OK
