"""`greenlane release`: may this commit be released; seal what was built; draft, upload, verify, publish.

Each action is a module of its own. The words that were interrupted, typed again, go on where they stopped.
"""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from greenlane.cli.world import World

SUMMARY = "check the evidence of this very commit, seal what was built, publish it verified"
DIST = Path("dist")
EVIDENCE = Path(".greenlane/evidence")
ACTIONS = {"check": "release_check", "seal": "release_seal", "publish": "release_publish"}
"""Each action's module in this package: imported when it is asked for, and not before."""


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="all that stands in the way; writes nothing")
    seal = actions.add_parser(
        "seal", help="lay the bill of materials and the checksums beside what was built"
    )
    publish = actions.add_parser("publish", help="draft, upload, verify, publish; or go on with that")
    for one in actions.choices.values():
        one.add_argument("version", help="the version, such as 1.2.3; the tag becomes v1.2.3")
        one.add_argument(
            "--source", type=Path, metavar="FILE", help="the file with __version__; found by default"
        )
    for one in (seal, publish):
        one.add_argument("--artifacts", type=Path, default=DIST, metavar="DIR", help=f"default: {DIST}")
    check.add_argument(
        "--early", action="store_true", help="before anything has run: ask for no evidence and no artifacts"
    )
    check.add_argument("--artifacts", type=Path, metavar="DIR", help="look at what was sealed there too")
    for one in (check, publish):
        _evidence(one)
        one.add_argument(
            "--format", default="terminal", metavar="NAME", help="terminal, markdown, html, json"
        )
    seal.add_argument(
        "--lock", type=Path, metavar="FILE", help="what the package needs, pinned; found by default"
    )
    publish.add_argument("--dry-run", action="store_true", help="show what would happen; write nothing")
    publish.add_argument(
        "--draft", action="store_true", help="stop at the verified draft: a person publishes"
    )


def _evidence(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passes",
        metavar="PLACE",
        help="where the passes of the declared jobs and their debts are kept; default: GREENLANE_PASSES",
    )
    parser.add_argument("--plan", type=Path, metavar="FILE", help="the plan of this very run, with --results")
    parser.add_argument(
        "--results",
        type=Path,
        metavar="FOLDER",
        help="what the legs of that plan left; they count as passes do",
    )
    parser.add_argument(
        "--evidence",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help=f"records of gates, in it or below; named again for more; default: {EVIDENCE}",
    )
    parser.add_argument(
        "--require",
        action="append",
        default=[],
        metavar="GATE",
        help="a gate whose record has to be there; named again for more",
    )


def run(arguments: argparse.Namespace, world: World) -> int:
    module = importlib.import_module(f"greenlane.cli.{ACTIONS[arguments.action]}")
    return int(module.run(arguments, world))
