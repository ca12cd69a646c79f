"""`greenlane simulate`: the repository's workflows on this machine, for one event."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from greenlane.cli.world import World
    from greenlane.workflows.simulate_request import Request
    from greenlane.workflows.simulate_result import Simulated

SUMMARY = "run the repository's workflows on this machine for one event, and say what GitHub does otherwise"
DOCS = "docs/simulate.md"


def configure(parser: argparse.ArgumentParser) -> None:
    from greenlane.workflows.simulate_events import KINDS

    parser.add_argument(
        "event",
        metavar="EVENT",
        help=", ".join(KINDS),
    )
    parser.add_argument(
        "--workflow",
        action="append",
        default=[],
        metavar="FILE",
        help="a file in .github/workflows; default: each one that listens to the event",
    )
    parser.add_argument(
        "--payload", type=Path, metavar="FILE", help="JSON that is laid over the payload of the event"
    )
    parser.add_argument(
        "--input", action="append", default=[], metavar="NAME=VALUE", help="an input of a dispatch"
    )
    parser.add_argument("--base", default="", metavar="REF", help="what a pull request would go into")
    parser.add_argument(
        "--stub", action="append", default=[], metavar="OWNER/NAME=FOLDER", help="what acts for an action"
    )
    parser.add_argument(
        "--source",
        action="append",
        default=[],
        metavar="OWNER/NAME=CHECKOUT",
        help="where the actions and workflows of a repository are, at whatever commit they are asked for",
    )
    parser.add_argument(
        "--env", action="append", default=[], metavar="NAME[=VALUE]", help="a variable that every step gets"
    )
    parser.add_argument(
        "--secret",
        action="append",
        default=[],
        metavar="NAME",
        help="a secret, from the variable of that name",
    )
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep logs, artifacts, payload and clone there"
    )
    parser.add_argument("--format", default="terminal", metavar="NAME", help="terminal, markdown, html, json")


def run(arguments: argparse.Namespace, world: World) -> int:
    """Exit 0 when every job that ran is green, 1 when one is not. Raises UsageError, OutsideError."""
    from greenlane.cli.plan_showing import show
    from greenlane.cli.screen import check_form
    from greenlane.cli.simulate_asked import requests
    from greenlane.cli.simulate_bill import billed
    from greenlane.workflows.simulate_report import document

    check_form(arguments.format)
    asked = requests(arguments, world)
    kept = _kept(arguments.keep, world)
    made = document(_simulated(asked, arguments, world, kept), arguments.event, billed(world.clock()))
    show(made, arguments, world)
    if kept:
        world.note(f"kept in {kept}")
    return made.outcome.exit_code


def _kept(folder: Path | None, world: World) -> Path | None:
    """Where to keep it all. Raises UsageError for a folder that holds something."""
    if folder is None:
        return None
    path = (world.cwd / folder).absolute()
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        fix = "name one that is empty or not there"
        raise UsageError(f"--keep: {path} is not empty", fix=fix, docs=f"{DOCS}#what-is-kept")
    return path


def _simulated(
    asked: Sequence[Request], arguments: argparse.Namespace, world: World, kept: Path | None
) -> list[Simulated]:
    """One workflow after the other, each in a folder of its own."""
    import shutil

    from greenlane.cli.simulate_asked import tools
    from greenlane.edges.processes import belonging, end_all
    from greenlane.gates.scratch import scratch
    from greenlane.workflows.simulate import simulate

    runs = []
    with scratch() as own:
        given = tools(arguments, world, own)
        try:
            for request in asked:
                folder = own.folder / Path(request.workflow).stem
                world.note(f"{request.workflow} …")
                runs.append(simulate(request, given, folder))
        finally:
            # As GitHub does at a job's end: what a step has left running is ended.
            end_all(lambda: belonging(own.folder.name, [own.folder]), grace_s=2.0)
        if kept:
            for one in runs:
                shutil.copytree(one.scratch, kept / one.scratch.name, symlinks=True)
                _write_logs(one, kept / one.scratch.name / "logs")
    return runs


def _write_logs(one: Simulated, folder: Path) -> None:
    """A file a job, numbered in the order of the workflow, for names may hold anything."""
    folder.mkdir()
    for at, job in enumerate(one.jobs):
        if job.lines:
            (folder / f"{at:02}-{job.id}.txt").write_text(f"{job.name}\n\n{job.said}\n", encoding="utf-8")
