"""`greenlane env`: the variables that the services hand out, in the form that you need."""

from __future__ import annotations

import argparse
import json
import shlex
from collections.abc import Mapping
from pathlib import Path

from greenlane.cli import project
from greenlane.cli.world import World
from greenlane.edges.files import write_aside
from greenlane.model.errors import ExitCode, OutsideError, UsageError
from greenlane.services import envcheck

SUMMARY = "the variables that the services hand out"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        choices=["dotenv", "shell", "json", "github"],
        default="dotenv",
        help="default: dotenv; github: hand them to the later steps of the job, with passwords masked",
    )
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="write them to a file that only you can read"
    )
    parser.add_argument(
        "--check", action="store_true", help="check .env files instead: ignored by git, nothing missing"
    )
    project.add_mode(parser, default=None)


def run(arguments: argparse.Namespace, world: World) -> int:
    stack, status = project.running_stack(arguments, world)
    values = stack.variables()
    if arguments.check:
        return _check(stack.project, values, world)
    if status is None:
        world.note("the services are not running; these are the values they will have: greenlane up")
    if arguments.format == "github":
        from greenlane.cli.env_github import hand_over

        return hand_over(values, world)
    text = rendered(values, arguments.format)
    if arguments.write:
        target = world.cwd / arguments.write
        try:
            write_aside(target, text, mode=0o600)
        except OSError as err:
            raise OutsideError(f"cannot write {target}: {err.strerror}") from err
        world.note(f"wrote {len(values)} variables to {target}")
    else:
        world.out.write(text)
    return ExitCode.OK


def rendered(values: Mapping[str, str], form: str) -> str:
    """The variables as a .env file, as shell exports, or as a JSON object; each ends in a newline."""
    if form == "json":
        return json.dumps(dict(values), indent=2) + "\n"
    if form == "shell":
        return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in values.items())
    return "".join(f"{name}={_dotenv(value)}\n" for name, value in values.items())


def _dotenv(value: str) -> str:
    if value and all(letter.isalnum() or letter in "-_.:/@%+,=?&" for letter in value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("$", "\\$")
    return f'"{escaped}"'


def _check(root: Path, values: Mapping[str, str], world: World) -> int:
    if not values and not any(path.is_file() for path in root.glob(".env*")):
        raise UsageError(
            "nothing to check: no service is declared, and there are no .env files",
            where=str(root),
            docs="docs/reference/exit-codes.md",
        )
    findings = envcheck.check(root, values, world.environment)
    for line in findings:
        world.say(line)
    if findings:
        return ExitCode.FAIL
    world.say(f"no finding: .env files are kept out of git, and nothing is missing ({len(values)} variables)")
    return ExitCode.OK
