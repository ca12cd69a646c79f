"""`greenlane env --format github`: the variables for a job's later steps, with passwords masked first."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.model.errors import ExitCode, OutsideError, UsageError

if TYPE_CHECKING:
    from greenlane.cli.world import World

DOCS = "docs/actions.md#services"
SECRET = re.compile(r"(?:PASSWORD|SECRET|TOKEN|KEY)(?:$|_)")
PASSWORD = re.compile(r"://[^/@:]*:([^/@]+)@")


def hand_over(values: Mapping[str, str], world: World) -> int:
    """Add them to GITHUB_ENV. Raises UsageError outside of a job."""
    path = world.environment.get("GITHUB_ENV")
    if not path:
        raise UsageError(
            "there is no GITHUB_ENV, so there are no later steps to hand variables to",
            fix="greenlane env --format dotenv, or call it in a step of a workflow",
            docs=DOCS,
        )
    for value in sorted(hidden(values)):
        world.say(f"::add-mask::{escaped(value)}")
    try:
        with Path(path).open("a", encoding="utf-8") as handle:
            handle.writelines(lines(values))
    except OSError as err:
        raise OutsideError(f"cannot write {path}: {err.strerror}", docs=DOCS) from err
    world.note(f"handed {len(values)} variables to the later steps")
    return int(ExitCode.OK)


def hidden(values: Mapping[str, str]) -> set[str]:
    """What must not stand in a log: passwords by their variable's name, and those inside of addresses."""
    named = {value for name, value in values.items() if SECRET.search(name)}
    return {
        one
        for one in (*named, *(found for value in values.values() for found in PASSWORD.findall(value)))
        if one
    }


def escaped(text: str) -> str:
    """As GitHub wants the value of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def lines(values: Mapping[str, str]) -> list[str]:
    """Each variable between two marks that no value can hold."""
    mark = f"greenlane_{secrets.token_hex(16)}"
    return [f"{name}<<{mark}\n{value}\n{mark}\n" for name, value in values.items()]
