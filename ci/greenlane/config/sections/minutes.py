"""`minutes:` -> what a month includes, who is billed, when to say something, where jobs may go."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from greenlane.config.entries import entry_schema
from greenlane.config.mistakes import shown, word
from greenlane.config.options import validate
from greenlane.config.sections import Reading, Tools
from greenlane.config.tree import Items, Node, Scalar, Table, Unreadable, at_path
from greenlane.model.minutes import Alerts, Minutes

HERE = "docs/minutes.md"
_ACCOUNT = r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}"
"""With an underscore where an enterprise manages its users: mona_octo."""
_REPOSITORY = rf"{_ACCOUNT}/[A-Za-z0-9._-]{{1,100}}"
_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"


@dataclass(frozen=True)
class _Alerts:
    """When to say something about the month, and where."""

    at: tuple[int, ...] = (50, 75, 90)
    """Percents of the included minutes."""
    overrun: float = 0.5
    """The probability of running out, between 0 and 1, above which it is said."""
    issue: bool = False
    """Open an issue; it is updated while the alert stands, and closed when it is over."""
    webhook: str = ""
    """The environment variable that holds the address to post to; the address itself is a secret."""


@dataclass(frozen=True)
class _Written:
    """The section as it is written."""

    plan: Literal["free", "pro", "team", "enterprise"] = "free"
    """GitHub's plan, for the minutes and the storage that it includes."""
    included: int | None = None
    """Included minutes a cycle, where they are others than the plan's."""
    account: str = ""
    """The user or organization that is billed; default: the owner of the repository."""
    repositories: tuple[str, ...] = ()
    """Every repository that draws on the same minutes, as owner/name; default: this one."""
    cycle_day: int = 1
    """The day of the month on which the minutes start again (UTC); a shorter month starts on its last."""
    reserve: int = 0
    """Minutes to keep for a release and a hotfix."""
    alerts: _Alerts = field(default_factory=_Alerts)
    """When to say something, and where."""
    hosted: tuple[str, ...] = ("ubuntu-latest",)
    """What jobs run on while there are minutes."""
    fallback: tuple[str, ...] = ()
    """Labels of self-hosted runners, for when there are none."""


def read(node: Node | None, reading: Reading) -> Minutes:
    """The section; without one, the Free plan. Mistakes go to reading.mistakes."""
    if node is None or isinstance(node, Unreadable) or (isinstance(node, Scalar) and node.value is None):
        return Minutes()
    if not isinstance(node, Table):
        reading.mistakes.add(
            node.place, "minutes", expected="a mapping such as {plan: free}", got=shown(node), docs=HERE
        )
        return Minutes()
    _check(node, reading)
    written = validate(_Written, node, at=node.place, key="minutes", mistakes=reading.mistakes, docs=HERE)
    if written is None:
        return Minutes()
    found = {name: getattr(written, name) for name in Minutes.__dataclass_fields__}
    return Minutes(**{**found, "alerts": Alerts(**vars(written.alerts))})


def schema(kinds: Mapping[str, type[Any]], *, overlay: bool, tools: Tools) -> dict[str, Any]:
    """The JSON Schema of the section."""
    del kinds, tools
    found = entry_schema(_Written, overlay=overlay)
    return {
        **found,
        "type": ["object", "null"],
        "description": "What a month includes, and when to say how it stands.",
    }


def _check(table: Table, reading: Reading) -> None:
    """What the types do not say, each mistake at the very value."""

    def each(path: list[str], fits: Callable[[Any], bool], expected: str, hint: str = "") -> None:
        found = at_path(table, path)
        many = list(enumerate(found.items)) if isinstance(found, Items) else [(-1, found)]
        for index, one in many:
            key = f"minutes.{'.'.join(path)}{'' if index < 0 else f'[{index}]'}"
            if isinstance(one, Scalar) and one.value is not None and not fits(one.value):
                reading.mistakes.add(one.place, key, expected=expected, got=_got(one), hint=hint, docs=HERE)

    each(["included"], _within(0, 10_000_000), "a whole number of minutes from 0")
    each(["cycle_day"], _within(1, 31), "a day of the month from 1 to 31")
    each(["reserve"], _within(0, 10_000_000), "a whole number of minutes from 0")
    each(["alerts", "at"], _within(1, 1000), "percents from 1, such as [50, 75, 90]", "Write 75 for 75 %.")
    hint = "Write 0.5 for a chance of one in two."
    each(["alerts", "overrun"], _within(0, 1), "a probability between 0 and 1", hint)
    each(["repositories"], _like(_REPOSITORY), "a repository as owner/name", "Such as octo-org/app.")
    each(["account"], _like(_ACCOUNT), "the name of a user or an organization")
    hint = "Put the address into a variable: it is a secret, and this file is not."
    each(["alerts", "webhook"], _like(_VARIABLE), "the name of an environment variable", hint)


def _got(node: Scalar) -> str:
    """As it is written; an address is not repeated, for it may be a secret."""
    text = str(node.value)
    return "an address" if "://" in text else shown(node) if len(text) < 60 else word(text[:60])


def _within(least: float, most: float) -> Callable[[Any], bool]:
    """Numbers in a range; what is none is told by its type."""
    return lambda value: isinstance(value, (bool, str)) or least <= value <= most


def _like(pattern: str) -> Callable[[Any], bool]:
    return lambda value: not isinstance(value, str) or not value or bool(re.fullmatch(pattern, value))
