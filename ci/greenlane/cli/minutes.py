"""`greenlane minutes`: what was used, what the month will come to, what would save some."""

from __future__ import annotations

import argparse
import importlib
from datetime import date
from pathlib import Path

from greenlane.cli.world import World
from greenlane.model.errors import UsageError

SUMMARY = "the minutes of GitHub Actions: read, reported, forecast, explained, exported"
DOCS = "docs/minutes.md"
ACTIONS = {
    "sync": "minutes_sync",
    "report": "minutes_report",
    "forecast": "minutes_report",
    "explain": "minutes_report",
    "export": "minutes_export",
    "runs-on": "minutes_runs_on",
}
"""Each action's module in this package: imported when it is asked for, and not before."""


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    sync = actions.add_parser("sync", help="read what is new at GitHub into the ledger")
    sync.add_argument("--since", type=day, metavar="DAY", help="how far back the first sync goes")
    sync.add_argument("--sweep", action="store_true", help="look for re-runs of the last 30 days now")
    report = actions.add_parser("report", help="the month: used, expected, costly, and what to do")
    forecast = actions.add_parser("forecast", help="where the month is expected to end")
    explain = actions.add_parser("explain", help="what the minutes went to, and what would save some")
    explain.add_argument("--days", type=int, default=30, metavar="N", help="how many days; default: 30")
    for one in (report, forecast, explain):
        _shown(one)
    for one in (report, forecast):
        one.add_argument(
            "--page", type=float, metavar="N", help="the minutes that the billing page shows now"
        )
        one.add_argument(
            "--check", action="store_true", help="end with 1 when minutes are expected to run out"
        )
    report.add_argument(
        "--alert", action="store_true", help="say it where `minutes.alerts` says: issue, webhook"
    )
    report.add_argument(
        "--github-step-summary", action="store_true", help="write the report into the job's summary only"
    )
    export = actions.add_parser("export", help="the ledger's rows, for other programs")
    export.add_argument("what", choices=("jobs", "days", "bill"), nargs="?", default="jobs")
    export.add_argument("--format", choices=("csv", "json"), default="csv", help="json: one object a line")
    export.add_argument("--since", type=day, metavar="DAY", help="the first day, such as 2026-11-01")
    export.add_argument("--until", type=day, metavar="DAY", help="the day after the last one")
    export.add_argument("--output", type=Path, metavar="FILE", help="default: the screen")
    actions.add_parser("runs-on", help="where jobs should run now, as labels; for a workflow's output too")
    for one in actions.choices.values():
        _where(one)


def _shown(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sync", action="store_true", help="read what is new first")
    parser.add_argument("--format", default="terminal", metavar="NAME", help="terminal, markdown, html, json")
    parser.add_argument("--report", type=Path, metavar="FOLDER", help="write it there in every format")


def _where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--ledger", type=Path, metavar="FILE", help="default: GREENLANE_LEDGER, or one a user"
    )
    parser.add_argument(
        "--repository",
        action="append",
        default=[],
        metavar="OWNER/NAME",
        help="default: `minutes.repositories`, GITHUB_REPOSITORY, or the remote origin",
    )


def day(text: str) -> date:
    """A day as it is typed. Raises UsageError with the form."""
    try:
        return date.fromisoformat(text)
    except ValueError as err:
        raise UsageError(f"{text!r} is no day", fix="write it as 2026-11-01", docs=DOCS) from err


def run(arguments: argparse.Namespace, world: World) -> int:
    module = importlib.import_module(f"greenlane.cli.{ACTIONS[arguments.action]}")
    return int(module.run(arguments, world))
