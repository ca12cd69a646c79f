"""`gates:` -> what is looked at, how much may be found, and what does not count for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from dataclasses import fields as dataclass_fields
from datetime import date
from typing import Any

from greenlane.config.entries import entry_schema
from greenlane.config.mistakes import did_you_mean, names, one_of, shown, word
from greenlane.config.options import validate
from greenlane.config.sections import Reading, Tools
from greenlane.config.sections._gates import HERE, Checks
from greenlane.config.tree import Entry, Items, Node, Scalar, Table, Unreadable, below
from greenlane.model.gates import CHECK, GATES, Budget, DeclaredTool, Gates, Ignore


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
            node.place, "gates", expected="a mapping such as {budget: …}", got=shown(node), docs=HERE
        )
        return Gates()
    Checks(node, reading.mistakes, {*reading.tools(), CHECK}).check()
    rest = replace(node, entries={name: one for name, one in node.entries.items() if name != "tools"})
    written = validate(
        _Written, rest, at=node.place, key="gates", mistakes=reading.mistakes, docs=HERE, also=("tools",)
    )
    section = _Section(node, reading)
    tools, off = section.tools()
    if written is None:
        return Gates(tools=tools, off=off)
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
        self.reading.mistakes.add(node.place, key, expected=expected, got=got, hint=hint, docs=HERE)

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
                entry.key, key, expected=one_of(sorted(known)), got=word(name), hint=hint, docs=HERE
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
            self.add(
                node, key, expected="a mapping such as {}", got=shown(node), hint=_meant(node, known[name])
            )

    def reason(self, table: Table, key: str) -> str:
        node = table.entries["off"].node
        beside = [name for name in table.entries if name != "off"]
        if beside:
            hint = "A tool that is off has no options: take out the one or the others."
            self.add(node, f"{key}.off", expected="off alone", got=f"{names(beside)} beside it", hint=hint)
        elif not (isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip()):
            hint = "The reason is in every report, such as {off: no migration of ours is written by hand}."
            self.add(node, f"{key}.off", expected="the reason", got=shown(node), hint=hint)
        else:
            return node.value
        return "no reason given"

    def ignores(self, written: _Written) -> tuple[Ignore, ...]:
        """As they are written, with their lines."""
        node = self.table.entries["ignores"].node if "ignores" in self.table.entries else None
        lines = [item.place.line for item in node.items] if isinstance(node, Items) else []
        return tuple(
            Ignore(one.rule, one.reason, one.until, one.file, line)
            for one, line in zip(written.ignores, lines, strict=False)
        )


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _meant(node: Node, options: type[Any]) -> str:
    """What a tool's entry that is no mapping was probably meant to say."""
    fields = {one.name for one in dataclass_fields(options)}
    listed = [one for one in ("paths", "reports") if one in fields]
    if isinstance(node, Items) and listed:
        inner = ", ".join(shown(item) for item in node.items[:3])
        return f"Did you mean {{{listed[0]}: [{inner}{', …' if len(node.items) > 3 else ''}]}}?"
    return "To switch it off, write {off: the reason}; to switch it on, {}."
