"""What pydantic finds, told as located mistakes: expected, got, did you mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from greenlane.config.mistakes import Mistakes, did_you_mean, may_be_secret, near, one_of, shown, word
from greenlane.config.shape import keys_of, literals_of, types_at
from greenlane.config.tree import (
    Items,
    Node,
    Place,
    Scalar,
    Table,
    Unreadable,
    at_path,
    below,
    child,
    has_variables,
)

Path = tuple[str | int, ...]

_TYPES = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a mapping",
    "dataclass_type": "a mapping",
    "path_type": "a path",
    "none_required": "nothing",
}
_BOUNDS = {
    "greater_than": "a number above {gt}",
    "greater_than_equal": "a number of at least {ge}",
    "less_than": "a number below {lt}",
    "less_than_equal": "a number of at most {le}",
    "string_too_short": "a text of at least {min_length} characters",
    "string_too_long": "a text of at most {max_length} characters",
    "string_pattern_mismatch": "a text that matches {pattern}",
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
}
_TRUTH = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


@dataclass(frozen=True)
class Finding:
    """One finding of pydantic. kind: its error type; path: in the file.

    union: how much of the path leads to a union, when it is about one member of it; else None.
    """

    kind: str
    path: Path
    union: int | None
    member: str
    context: Mapping[str, Any]
    message: str


def locate(
    table: Table, kind: str, location: Sequence[str | int], context: Mapping[str, Any], message: str
) -> Finding:
    """Follow a location through the file; a part that is no key there names a member of a union."""
    node: Node | None = table
    path: list[str | int] = []
    union: int | None = None
    member = ""
    for position, part in enumerate(location):
        inner = child(node, part)
        lacking = kind == "missing" and position == len(location) - 1
        if inner is not None or lacking:
            path.append(part)
            node = inner
        elif union is None:
            union, member = len(path), str(part)
    return Finding(kind, tuple(path), union, member, context, message)


def tell(
    options: type[Any],
    table: Table,
    findings: Sequence[Finding],
    *,
    at: Place,
    key: str,
    mistakes: Mistakes,
    docs: str,
    also: Sequence[str] = (),
) -> None:
    """Add each finding to the mistakes; those of one union as one, or as its closest member's."""
    groups: dict[Path, list[Finding]] = {}
    for finding in findings:
        root = finding.path if finding.union is None else finding.path[: finding.union]
        groups.setdefault(root, []).append(finding)
    for group in groups.values():
        for alike in _closest(group):
            _Telling(options, table, alike, at, key, mistakes, docs, also).tell()


def _closest(group: list[Finding]) -> list[list[Finding]]:
    """The member that accepts the kind of value and has the fewest findings; else all of them as one."""
    members: dict[str, list[Finding]] = {}
    for finding in group:
        members.setdefault(finding.member, []).append(finding)
    fitting = [found for found in members.values() if not all(f.kind in _TYPES for f in found)]
    deeper = [found for found in members.values() if any(len(f.path) > (f.union or 0) for f in found)]
    candidates = deeper or fitting
    if len(members) == 1 or (deeper and group[0].union is not None):
        return [[finding] for finding in min(candidates or [group], key=len)]
    return [group]


@dataclass(frozen=True)
class _Telling:
    """Findings about the same value (several: what each member of a union expects)."""

    options: type[Any]
    table: Table
    findings: list[Finding]
    at: Place
    key: str
    mistakes: Mistakes
    docs: str
    also: Sequence[str]

    def tell(self) -> None:
        first = self.findings[0]
        trail = [at_path(self.table, first.path[:length]) for length in range(len(first.path) + 1)]
        if any(isinstance(node, Unreadable) for node in trail):
            return
        if first.kind == "unexpected_keyword_argument":
            self.unknown(first)
        elif first.kind == "missing":
            self.missing(first)
        else:
            self.wrong(first, trail[-1])

    def add(self, place: Place, path: Path, *, expected: str, got: str, hint: str = "") -> None:
        key = self.key
        for part in path:
            key = below(key, part)
        self.mistakes.add(place, key, expected=expected, got=got, hint=hint, docs=self.docs)

    def unknown(self, finding: Finding) -> None:
        name = str(finding.path[-1])
        known = keys_of(types_at(self.options, finding.path[:-1]))
        known += self.also if len(finding.path) == 1 else ()
        hint = did_you_mean(name, known)
        expected = one_of(sorted(known)) if known else "no option here"
        self.add(self.place(finding.path), finding.path, expected=expected, got=word(name), hint=hint)

    def missing(self, finding: Finding) -> None:
        if not self.mistakes.incomplete:
            place = self.place(finding.path[:-1])
            self.add(place, finding.path, expected="a value, for it has no default", got="nothing")

    def wrong(self, finding: Finding, node: Node | None) -> None:
        expected = _either(list(dict.fromkeys(self.expected(one) for one in self.findings)))
        hint = self.hint(finding, node)
        got = shown(node, ".".join(map(str, finding.path))) if node is not None else "nothing"
        if finding.kind in ("value_error", "assertion_error"):
            expected, got = (
                "options that fit together" if not finding.path else "a valid value",
                self.said(finding),
            )
        place = node.place if node is not None and finding.path else self.place(finding.path)
        self.add(place, finding.path, expected=expected, got=got, hint=hint)

    def expected(self, finding: Finding) -> str:
        if finding.kind in ("literal_error", "enum"):
            return one_of(str(value) for value in self.literals(finding))
        if finding.kind == "wrong_unit":
            return str(finding.context["expected"])
        if finding.kind in _BOUNDS:
            return _BOUNDS[finding.kind].format_map(finding.context)
        if finding.kind in _TYPES or has_variables(self.table):
            return _TYPES.get(finding.kind, "a valid value")
        return finding.message[:1].lower() + finding.message[1:]

    def literals(self, finding: Finding) -> list[object]:
        return literals_of(types_at(self.options, finding.path))

    def hint(self, finding: Finding, node: Node | None) -> str:
        name = str(finding.path[-1]) if finding.path else ""
        if not isinstance(node, Scalar) or node.variables or may_be_secret(name, node.text):
            return ""
        kinds = {one.kind for one in self.findings}
        suggestion = ""
        if "bool_type" in kinds:
            suggestion = _TRUTH.get(node.text.lower(), "")
        if not suggestion and kinds & {"literal_error", "enum"}:
            choices = [str(value) for value in self.literals(finding)]
            suggestion = near(node.text, choices)
            if node.text in choices and not node.plain:
                suggestion = f"{node.text} (without quotes)"
        if not suggestion and "wrong_unit" in kinds:
            suggestion = str(finding.context.get("near", ""))
        if not suggestion and "int_type" in kinds and not node.plain and node.text.isdecimal():
            suggestion = f"{node.text} (without quotes)"
        if not suggestion and "string_type" in kinds and not isinstance(node.value, str):
            suggestion = f'"{node.text}" (with quotes)' if node.text else ""
        return f"Did you mean {suggestion}?" if suggestion else ""

    def said(self, finding: Finding) -> str:
        """What a check of the options itself said, unless it may repeat a variable's value."""
        said = finding.message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
        return "a value that the service refuses (not shown)" if has_variables(self.table) else said

    def place(self, path: Path) -> Place:
        """Where the key of the value stands."""
        if not path:
            return self.at
        parent = at_path(self.table, path[:-1])
        if isinstance(parent, Table):
            return parent.entries[str(path[-1])].key
        if isinstance(parent, Items):
            return parent.items[int(path[-1])].place
        return self.at


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
