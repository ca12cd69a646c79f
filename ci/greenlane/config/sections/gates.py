"""`gates:` -> what is looked at, how much may be found, and what does not count for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from greenlane.config.entries import entry_schema
from greenlane.config.mistakes import did_you_mean, one_of, shown, word
from greenlane.config.options import validate
from greenlane.config.sections import Reading, Tools
from greenlane.config.tree import Entry, Items, Node, Scalar, Table, Unreadable, below
from greenlane.model.gates import GATES, Budget, DeclaredTool, Gates, Ignore

_HERE = "docs/gates.md"


@dataclass(frozen=True)
class _Ignore:
    """One entry of `ignores`, as it is written."""

    rule: str
    """`tool:rule`; the rule may be a glob, such as `bandit:B60*`."""
    reason: str
    """Why these findings do not count."""
    until: date
    """The last day on which that holds, such as 2027-03-01."""
    file: str = "**"
    """A glob of paths from the root; default: any."""


@dataclass(frozen=True)
class _Written:
    """The section without its tools."""

    budget: Budget = field(default_factory=Budget)
    """How many findings of each severity a gate lets pass."""
    budgets: dict[str, Budget] = field(default_factory=dict)
    """A gate's own budget, instead of `budget`."""
    baseline: str = ""
    """The file of findings that were known when greenlane came; they are counted, not held against you."""
    components: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Parts of the project by name, as globs of paths."""
    ignores: tuple[_Ignore, ...] = ()
    """Findings that do not count for a while."""


def read(node: Node | None, reading: Reading) -> Gates:
    """The section; without one, every gate with its defaults. Mistakes go to reading.mistakes."""
    if node is None or isinstance(node, Unreadable) or _is_null(node):
        return Gates()
    if not isinstance(node, Table):
        reading.mistakes.add(
            node.place, "gates", expected="a mapping such as {budget: …}", got=shown(node), docs=_HERE
        )
        return Gates()
    rest = replace(node, entries={name: one for name, one in node.entries.items() if name != "tools"})
    written = validate(
        _Written, rest, at=node.place, key="gates", mistakes=reading.mistakes, docs=_HERE, also=("tools",)
    )
    section = _Section(node, reading)
    tools, off = section.tools()
    if written is None:
        return Gates(tools=tools, off=off)
    section.check(written)
    return Gates(
        tools=tools,
        off=off,
        budget=written.budget,
        budgets=written.budgets,
        ignores=section.ignores(written),
        baseline=written.baseline,
        components=written.components,
    )


def schema(kinds: Mapping[str, type[Any]], *, overlay: bool, tools: Tools) -> dict[str, Any]:
    """The JSON Schema of the section."""
    del kinds
    found = entry_schema(_Written, overlay=overlay)
    budgets = found["properties"]["budgets"]["anyOf"][0]
    budgets["propertyNames"] = {"enum": list(GATES)}
    off = {
        "type": "object",
        "required": ["off"],
        "additionalProperties": False,
        "properties": {"off": {"type": "string", "minLength": 1, "description": "Why it does not run."}},
    }
    entries = {
        name: {"anyOf": [entry_schema(options, overlay=overlay), off, {"type": "null"}]}
        for name, options in sorted(tools().items())
    }
    found["properties"]["tools"] = {
        "description": "The tools by name, with their options, or `off:` with the reason.",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": entries,
    }
    return {**found, "type": ["object", "null"], "description": "What is checked, and how much may be found."}


class _Section:
    """The parts that shapes alone do not say."""

    def __init__(self, table: Table, reading: Reading) -> None:
        self.table, self.reading = table, reading

    def add(self, node: Node, key: str, *, expected: str, got: str, hint: str = "") -> None:
        self.reading.mistakes.add(node.place, key, expected=expected, got=got, hint=hint, docs=_HERE)

    def tools(self) -> tuple[tuple[DeclaredTool, ...], dict[str, str]]:
        """The declared tools, and those that are off with the reason."""
        entry = self.table.entries.get("tools")
        if entry is None or isinstance(entry.node, Unreadable) or _is_null(entry.node):
            return (), {}
        if not isinstance(entry.node, Table):
            self.add(entry.node, "gates.tools", expected="a mapping of tools by name", got=shown(entry.node))
            return (), {}
        declared: list[DeclaredTool] = []
        off: dict[str, str] = {}
        for name, one in entry.node.entries.items():
            self.tool(name, one, declared, off)
        return tuple(declared), off

    def tool(self, name: str, entry: Entry, declared: list[DeclaredTool], off: dict[str, str]) -> None:
        key, node = below("gates.tools", name), entry.node
        known = self.reading.tools()
        if name not in known:
            hint = did_you_mean(name, known)
            self.reading.mistakes.add(
                entry.key, key, expected=one_of(sorted(known)), got=word(name), hint=hint, docs=_HERE
            )
        elif isinstance(node, Table) and "off" in node.entries:
            off[name] = self.reason(node, key)
        elif isinstance(node, Table) or _is_null(node):
            table = node if isinstance(node, Table) else Table({}, node.place)
            options = validate(
                known[name],
                table,
                at=entry.key,
                key=key,
                mistakes=self.reading.mistakes,
                docs=f"docs/gates/{name}.md",
                also=("off",),
            )
            if options is not None:
                declared.append(DeclaredTool(name, options))
        elif not isinstance(node, Unreadable):
            hint = "To switch it off, write {off: the reason}."
            self.add(node, key, expected="a mapping such as {}", got=shown(node), hint=hint)

    def reason(self, table: Table, key: str) -> str:
        node = table.entries["off"].node
        text = node.value if isinstance(node, Scalar) else None
        if isinstance(text, str) and text.strip() and len(table.entries) == 1:
            return text
        got = shown(node) if len(table.entries) == 1 else "other keys beside it"
        self.add(node, f"{key}.off", expected="the reason, alone", got=got)
        return "no reason given"

    def check(self, written: _Written) -> None:
        """Numbers below zero, gates that are none, texts that are empty."""
        for name in written.budgets:
            if name not in GATES:
                node = self.table.entries["budgets"].node
                hint = did_you_mean(name, GATES)
                key = below("gates.budgets", name)
                self.add(node, key, expected=one_of(GATES), got=word(name), hint=hint)
        budgets = {"budget": written.budget, **{f"budgets.{k}": one for k, one in written.budgets.items()}}
        for key, budget in budgets.items():
            for severity, allowed in budget.allowed().items():
                if allowed < 0:
                    node = self.table.entries[key.partition(".")[0]].node
                    self.add(node, f"gates.{key}", expected="numbers from 0", got=f"{severity}: {allowed}")

    def ignores(self, written: _Written) -> tuple[Ignore, ...]:
        node = self.table.entries["ignores"].node if "ignores" in self.table.entries else None
        items = node.items if isinstance(node, Items) else ()
        found = []
        for one, item in zip(written.ignores, items, strict=False):
            tool, colon, rule = one.rule.partition(":")
            known = self.reading.tools()
            if not (colon and rule and tool in known):
                hint = did_you_mean(tool, known)
                expected = "a tool and a rule of it, such as bandit:B404"
                self.add(item, "gates.ignores", expected=expected, got=word(one.rule), hint=hint)
            if not one.reason.strip():
                self.add(item, "gates.ignores", expected="a reason", got="an empty one")
            found.append(Ignore(one.rule, one.reason, one.until, one.file, item.place.line))
        return tuple(found)


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None
