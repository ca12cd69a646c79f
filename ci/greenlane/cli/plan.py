"""`greenlane plan`: what this commit needs, what passed before, and what it costs.

A plan is made in cli/plan_making.py and shown here; `record` is cli/plan_record.py.
"""

from __future__ import annotations

from greenlane.model.errors import ExitCode
from greenlane.model.light import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from greenlane.cli.plan_making import Made
    from greenlane.cli.world import World
    from greenlane.model.plan import Plan

SUMMARY = "what a change needs, what can wait, and what it costs in minutes"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", nargs="?", choices=("make", "record"), default="make",
        help="make: the plan (default); record: at the good end of a job, keep that its content passed",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="the plan as JSON, for a machine")
    parser.add_argument("--explain", metavar="JOB", help="why a job is decided as it is, down to the file")
    parser.add_argument("--graph", metavar="FILE", help="draw components, jobs and decisions (SVG)")
    parser.add_argument("--format", default="terminal", metavar="NAME", help="terminal, markdown, html, json")
    parser.add_argument("--output", metavar="FILE", help="write the plan there, for `gate plan-result`")
    parser.add_argument(
        "--here", default="", metavar="LABEL", help="of the runner that plans: what fits runs there"
    )
    parser.add_argument(
        "--event",
        metavar="NAME",
        help="why it is made, in GitHub's words; default: what GitHub says, or local",
    )
    parser.add_argument("--revision", default="HEAD", metavar="REV", help="the commit (default: HEAD)")
    parser.add_argument(
        "--passes", metavar="PLACE", help="where passes are kept: github, a folder, postgresql://…"
    )
    parser.add_argument(
        "--ledger", metavar="FILE", help="of minutes; default: GREENLANE_LEDGER, if it is there"
    )
    parser.add_argument("--job", metavar="NAME", help="record: the job that passed")
    parser.add_argument("--seconds", type=float, metavar="N", help="record: how long it took")
    parser.add_argument("--tests", type=int, metavar="N", help="record: how many tests ran, if counted")
    parser.add_argument("--upload", metavar="FOLDER", help="record: lay it there for an upload step")


def run(arguments: argparse.Namespace, world: World) -> int:
    if arguments.action == "record":
        from greenlane.cli.plan_record import run as record

        return record(arguments, world)
    from greenlane.cli.plan_start import begun, located

    path = located(arguments, world)
    with begun(path, arguments, world) as tree:
        from greenlane.cli.plan_making import made

        found = made(path, arguments, world, tree)
    if arguments.json:
        world.out.write(_as_json(found.plan))
    else:
        _shown(found, arguments, world)
    if arguments.output or arguments.graph or world.environment.get("GITHUB_OUTPUT"):
        from greenlane.cli.plan_writing import write

        write(found, arguments, world)
    return int(ExitCode.FAIL if found.is_refused else ExitCode.OK)


def _shown(found: Made, arguments: argparse.Namespace, world: World) -> None:
    """The report, of the plan or of one job."""
    from greenlane.cli.plan_showing import show

    if arguments.explain:
        from dataclasses import replace

        from greenlane.planner.explaining import Known, explain

        known = Known(key=found.explained, before=found.before)
        if found.changes is not None:
            known = replace(known, files=found.changes.files, uses=found.changes.uses)
        show(explain(found.plan, found.declared, arguments.explain, known), arguments, world)
    else:
        from greenlane.planner.report import report

        show(report(found.plan, found.project), arguments, world)


def _as_json(plan: Plan) -> str:
    """One line, keys in order."""
    from greenlane.planner.writing import write

    return write(plan).decode()
