"""`services:` -> checked declarations in dependency order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from greenlane.config import graph
from greenlane.config.entries import ServiceSchema
from greenlane.config.mistakes import PAGE, did_you_mean, names, near, one_of, shown, word
from greenlane.config.options import validate
from greenlane.config.refusals import Refusals
from greenlane.config.sections import Reading, Tools
from greenlane.config.tree import (
    Entry,
    Items,
    Node,
    Place,
    Scalar,
    Table,
    Unreadable,
    below,
    children,
    has_variables,
)
from greenlane.config.variables import handed_out_once
from greenlane.model.service import Declared

_HERE = f"{PAGE}#services"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
COMMON = ("type", "needs", "ports", "port", "prefix", "aliases")


@dataclass(frozen=True)
class _Port:
    number: int
    shown: str
    place: Place
    key: str


def read(node: Node | None, reading: Reading) -> tuple[Declared, ...]:
    """The services, each after those it needs; equals by name. Mistakes go to reading.mistakes."""
    if node is None or isinstance(node, Unreadable):
        return ()
    if not isinstance(node, Table):
        reading.mistakes.add(
            node.place, "services", expected="a mapping of services by name", got=shown(node), docs=_HERE
        )
        return ()
    all_names = dict.fromkeys(sorted(node.entries))
    services = [_Service(name, entry, all_names, reading) for name, entry in node.entries.items()]
    declared = [service.read() for service in services]
    kinds = {one.name: one.kind for one in declared if one.kind}
    for service, one in zip(services, declared, strict=True):
        service.check(one, kinds)
    handed_out_once(
        [(service.at, service.node, one) for service, one in zip(services, declared, strict=True)], reading
    )
    _ports_once([port for service in services for port in service.fixed], reading)
    places = {service.name: service.needs for service in services}
    return graph.ordered(declared, places, reading.mistakes, docs=_HERE)


def schema(kinds: Mapping[str, type[Any]], *, overlay: bool, tools: Tools) -> dict[str, Any]:
    """The JSON Schema of the section."""
    del tools
    return ServiceSchema(kinds, overlay=overlay).section()


class _Service:
    """One entry being read. needs: each need with where it stands; fixed: its fixed ports."""

    def __init__(self, name: str, entry: Entry, all_names: Mapping[str, None], reading: Reading) -> None:
        self.name, self.at, self.reading, self.all_names = name, entry.key, reading, all_names
        self.key = below("services", name)
        self.node = entry.node
        self.needs: dict[str, Place] = {}
        self.fixed: list[_Port] = []

    def add(self, place: Place, key: str, *, expected: str, got: str, hint: str = "") -> None:
        self.reading.mistakes.add(place, key, expected=expected, got=got, hint=hint, docs=_HERE)

    def read(self) -> Declared:
        nothing = Declared(self.name, "", None)
        if not _NAME.fullmatch(self.name):
            expected = "a name of letters, digits, - and _ that begins with a letter"
            self.add(self.at, self.key, expected=expected, got=word(self.name))
        if not isinstance(self.node, Table):
            if not isinstance(self.node, Unreadable):
                self.add(self.node.place, self.key, expected="a mapping such as {}", got=shown(self.node))
            return nothing
        kind = self.kind(self.node)
        prefix, aliases = self.prefix(self.part("prefix")), self.aliases(self.part("aliases"))
        ports = self.ports(kind)
        self.listed(self.part("needs"))
        options = self.options(kind, self.node) if kind else None
        if options is not None:
            self.implied(kind, options)
        return Declared(self.name, kind, options, tuple(self.needs), ports, prefix, aliases)

    def part(self, name: str) -> Node | None:
        """The value of a common key; None when it is absent or already reported."""
        entry = self.node.entries.get(name) if isinstance(self.node, Table) else None
        return None if entry is None or isinstance(entry.node, Unreadable) else entry.node

    def kind(self, table: Table) -> str:
        kinds = self.reading.kinds
        node = table.entries["type"].node if "type" in table.entries else None
        if node is None and self.name in kinds:
            return self.name
        if node is None:
            found = near(self.name, kinds)
            hint = f"Did you mean type: {found}, or {found} as the name?" if found else "Write type: …"
            if not self.reading.mistakes.incomplete:
                expected = f"a type ({one_of(sorted(kinds))}), since the name is none"
                self.add(self.at, f"{self.key}.type", expected=expected, got="nothing", hint=hint)
            return ""
        if isinstance(node, Scalar) and node.text in kinds and isinstance(node.value, str):
            return node.text
        if not isinstance(node, Unreadable):
            hint = ""
            if isinstance(node, Scalar) and not node.variables:
                hint = did_you_mean(node.text, kinds)
            self.add(
                node.place, f"{self.key}.type", expected=one_of(sorted(kinds)), got=shown(node), hint=hint
            )
        return ""

    def prefix(self, node: Node | None) -> str:
        if node is None:
            return ""
        if isinstance(node, Scalar) and isinstance(node.value, str) and _VARIABLE.fullmatch(node.value):
            return node.value
        expected = "letters, digits and _, such as AUDIT_"
        self.add(node.place, f"{self.key}.prefix", expected=expected, got=shown(node))
        return ""

    def aliases(self, node: Node | None) -> dict[str, str]:
        key = f"{self.key}.aliases"
        if node is None:
            return {}
        if not isinstance(node, Table):
            self.add(
                node.place, key, expected="a mapping such as {POSTGRES_URL: DATABASE_URL}", got=shown(node)
            )
            return {}
        found: dict[str, str] = {}
        for name, entry in node.entries.items():
            target = entry.node
            if not _VARIABLE.fullmatch(name):
                self.add(entry.key, below(key, name), expected="the name of a variable", got=word(name))
            elif (
                isinstance(target, Scalar)
                and isinstance(target.value, str)
                and _VARIABLE.fullmatch(target.value)
            ):
                found[name] = target.value
            elif not isinstance(target, Unreadable):
                self.add(target.place, below(key, name), expected="the name of a variable", got=shown(target))
        return found

    def ports(self, kind: str) -> dict[str, int]:
        """The fixed ports by name; `port: 5432` is short for `ports: {main: 5432}`."""
        found: dict[str, int] = {}
        node, short = self.part("ports"), self.part("port")
        if isinstance(node, Table):
            for name, entry in node.entries.items():
                key = below(f"{self.key}.ports", name)
                if self.knows_port(kind, name, entry, key):
                    self.port(name, entry.node, key, found)
        elif node is not None:
            self.add(
                node.place, f"{self.key}.ports", expected="a mapping such as {main: 5432}", got=shown(node)
            )
        if short is not None and "main" in found:
            hint = "Keep one of them."
            self.add(short.place, f"{self.key}.port", expected="port or ports.main", got="both", hint=hint)
        elif short is not None:
            self.port("main", short, f"{self.key}.port", found)
        return found

    def knows_port(self, kind: str, name: str, entry: Entry, key: str) -> bool:
        known = self.reading.port_names.get(kind)
        if known is None or name in known:
            return True
        hint = did_you_mean(name, known)
        self.add(entry.key, key, expected=one_of(known) if known else "no port", got=word(name), hint=hint)
        return False

    def port(self, name: str, node: Node, key: str, found: dict[str, int]) -> None:
        number = node.value if isinstance(node, Scalar) else None
        if isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= 65535:
            found[name] = number
            self.fixed.append(_Port(number, shown(node), node.place, key))
        elif not isinstance(node, Unreadable):
            self.add(node.place, key, expected="a port from 1 to 65535", got=shown(node))

    def listed(self, node: Node | None) -> None:
        """The names under `needs`."""
        if node is None:
            return
        if not isinstance(node, Items):
            self.add(node.place, f"{self.key}.needs", expected="a list such as [db]", got=shown(node))
            return
        for index, item in enumerate(node.items):
            if isinstance(item, Scalar) and isinstance(item.value, str):
                self.need(item.value, item.place, f"{self.key}.needs[{index}]", got=shown(item))
            elif not isinstance(item, Unreadable):
                self.add(item.place, f"{self.key}.needs[{index}]", expected="a name", got=shown(item))

    def need(self, name: str, place: Place, key: str, *, got: str) -> None:
        if name in self.all_names:
            self.needs.setdefault(name, place)
        elif not self.reading.mistakes.incomplete:
            others = [other for other in self.all_names if other != self.name]
            expected = f"the name of a service ({names(others)})" if others else "the name of a service"
            hint = did_you_mean(name, others) if got == word(name) else ""
            self.add(place, key, expected=expected, got=got, hint=hint)

    def options(self, kind: str, table: Table) -> Any | None:
        rest = {name: entry for name, entry in table.entries.items() if name not in COMMON}
        return validate(
            self.reading.kinds[kind],
            replace(table, entries=rest),
            at=self.at,
            key=self.key,
            mistakes=self.reading.mistakes,
            docs=f"docs/services/{kind}.md",
            also=COMMON,
        )

    def check(self, declared: Declared, kinds: Mapping[str, str]) -> None:
        """What the type itself says against options whose types are right."""
        if declared.options is None or not isinstance(self.node, Table):
            return
        said = self.reading.check(declared.kind, declared.options, self.reading.project, kinds)
        refused = Refusals(
            self.node, declared.options, self.at, self.key, f"docs/services/{declared.kind}.md"
        )
        for mistake in said:
            refused.tell(mistake, self.reading.mistakes)

    def implied(self, kind: str, options: Any) -> None:
        """The services that the options refer to, located at the option that says so."""
        for name in self.reading.implied(kind, options):
            key, scalar = _mention(self.node, self.key, name)
            place = scalar.place if scalar else self.at
            typed = shown(scalar) if scalar else word(name)
            hidden = scalar is None and has_variables(self.node)
            self.need(name, place, key, got="a name (not shown)" if hidden else typed)


def _mention(node: Node, key: str, name: str) -> tuple[str, Scalar | None]:
    """Where a name stands among the options."""
    for part, child in children(node):
        if key.count(".") == 1 and part in COMMON:
            continue
        if isinstance(child, Scalar) and child.text == name:
            return below(key, part), child
        found = _mention(child, below(key, part), name)
        if found[1]:
            return found
    return key, None


def _ports_once(ports: list[_Port], reading: Reading) -> None:
    first: dict[int, _Port] = {}
    for port in sorted(ports, key=lambda port: (port.place.file, port.place.line, port.place.column)):
        other = first.setdefault(port.number, port)
        if other is not port:
            got = f"{port.shown}, which {other.key} has (line {other.place.line})"
            expected = "a port of its own"
            reading.mistakes.add(port.place, port.key, expected=expected, got=got, docs=_HERE)
