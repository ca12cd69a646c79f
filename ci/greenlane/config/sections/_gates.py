"""What the shapes of `gates:` alone do not say, each mistake at the very value.

It looks at what is written, not at what could be read of it: one entry that is wrong hides no other.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import PurePosixPath

from greenlane.config.mistakes import Mistakes, did_you_mean, one_of, shown, word
from greenlane.config.tree import Node, Place, Scalar, Table, at_path, below, child, children
from greenlane.model.gates import GATES

HERE = "docs/gates.md"


class Checks:
    """Checks of one section. tools: the names of the catalog."""

    def __init__(self, table: Table, mistakes: Mistakes, tools: Collection[str]) -> None:
        self._table, self._mistakes, self._tools = table, mistakes, tools

    def check(self) -> None:
        """Note every mistake."""
        self._budget("gates.budget", child(self._table, "budget"))
        budgets = child(self._table, "budgets")
        for name, budget in children(budgets) if budgets else ():
            self._budget(below("gates.budgets", name), budget)
        for name, entry in budgets.entries.items() if isinstance(budgets, Table) else ():
            if name not in GATES:
                key, hint = below("gates.budgets", name), did_you_mean(name, GATES)
                self._add(entry.key, key, expected=one_of(GATES), got=word(name), hint=hint)
        ignores = child(self._table, "ignores")
        for index, ignore in children(ignores) if ignores else ():
            self._ignore(f"gates.ignores[{index}]", ignore)
        self._baseline()

    def _budget(self, key: str, budget: Node | None) -> None:
        for name, node in children(budget) if budget else ():
            value = node.value if isinstance(node, Scalar) else None
            if isinstance(value, int) and value < 0:
                expected = "a whole number from 0"
                hint = "Write 0 to allow none."
                self._add(node.place, below(key, name), expected=expected, got=shown(node), hint=hint)

    def _ignore(self, key: str, ignore: Node) -> None:
        rule, reason, until = (_text(ignore, name) for name in ("rule", "reason", "until"))
        if rule and not self._is_rule(rule.text):
            expected = "a tool and a rule of it, such as bandit:B404"
            self._add(
                rule.place, f"{key}.rule", expected=expected, got=shown(rule), hint=self._rule_hint(rule.text)
            )
        if reason and not reason.text.strip():
            expected = "why these findings do not count"
            self._add(reason.place, f"{key}.reason", expected=expected, got="an empty text")
        if until and not _day(until.text):
            expected, hint = "the last day, such as 2027-03-01", _day_hint(until.text)
            self._add(until.place, f"{key}.until", expected=expected, got=shown(until), hint=hint)

    def _is_rule(self, text: str) -> bool:
        tool, colon, rule = text.partition(":")
        return bool(colon and rule) and tool in self._tools

    def _rule_hint(self, text: str) -> str:
        tool, colon, rule = text.partition(":")
        if not colon:
            return f"Put the name of the tool before it, such as ruff:{word(text)}."
        hint = did_you_mean(tool, self._tools)
        return hint.replace("?", f":{rule}?") if hint and rule else hint

    def _baseline(self) -> None:
        node = _text(self._table, "baseline")
        path = PurePosixPath(node.text if node else "")
        if node and (path.is_absolute() or ".." in path.parts):
            expected = "a file in the project, from its root"
            hint = "Such as greenlane-baseline.json."
            self._add(node.place, "gates.baseline", expected=expected, got=shown(node), hint=hint)

    def _add(self, place: Place, key: str, *, expected: str, got: str, hint: str = "") -> None:
        self._mistakes.add(place, key, expected=expected, got=got, hint=hint, docs=HERE)


def _text(node: Node, name: str) -> Scalar | None:
    """The text under a key; None when there is something else, which the shapes tell."""
    found = at_path(node, [name])
    return found if isinstance(found, Scalar) and isinstance(found.value, str) else None


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day_hint(text: str) -> str:
    """The day that was probably meant."""
    for found in _days(text):
        return f"Did you mean {found.isoformat()}?"
    return "No ignore is without an end: name the last day on which it holds."


def _days(text: str) -> Iterator[date]:
    """From 01.03.2027, from 2027-3-1, and the last one of the month from 2027-02-30."""
    found = re.fullmatch(r"(\d{4})[-./](\d\d?)[-./](\d\d?)", text)
    year, month, day = (int(part) for part in found.groups()) if found else (0, 0, 0)
    if other := re.fullmatch(r"(\d\d?)\.(\d\d?)\.(\d{4})", text):
        day, month, year = (int(part) for part in other.groups())
    if year and 1 <= month <= 12 and 1 <= day <= 31:
        yield date(year, month, min(day, calendar.monthrange(year, month)[1]))
