"""`${VAR}` and `${VAR:-default}` in scalars; `$${` is a literal `${`.

A plain scalar is read as YAML again afterwards, so `port: ${PORT}` is a number; it stays one
scalar, whatever the variable holds, and never becomes null. A quoted one stays text. The
default counts when the variable is not set or is empty, as in a shell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from greenlane.config.mistakes import PAGE, Mistakes, word
from greenlane.config.scalars import resolve
from greenlane.config.tree import Entry, Items, Node, Scalar, Table, Unreadable, below

_ANCHOR = f"{PAGE}#variables"
_REFERENCE = re.compile(
    r"(?P<literal>\$\$\{)|\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?P<or>:-(?P<default>[^}]*))?\}|(?P<wrong>\$\{[^}]*\}?)",
    re.ASCII,
)


class Interpolation:
    """Fills variables in. unset_is_unknown: a variable that is not set is no mistake here."""

    def __init__(
        self, environment: Mapping[str, str], mistakes: Mistakes, *, unset_is_unknown: bool = False
    ) -> None:
        self.environment, self.mistakes, self.unset_is_unknown = environment, mistakes, unset_is_unknown

    def fill(self, node: Node, key: str = "") -> Node:
        """The same tree with every reference replaced; Unreadable where that cannot be done."""
        if isinstance(node, Table):
            entries = {
                name: Entry(entry.key, self.fill(entry.node, below(key, name)))
                for name, entry in node.entries.items()
            }
            return replace(node, entries=entries)
        if isinstance(node, Items):
            items = tuple(self.fill(item, below(key, index)) for index, item in enumerate(node.items))
            return replace(node, items=items)
        if isinstance(node, Scalar) and "${" in node.text:
            return self.scalar(node, key)
        return node

    def scalar(self, node: Scalar, key: str) -> Node:
        parts: list[str] = []
        used: list[str] = []
        complete = True
        end = 0
        for found in _REFERENCE.finditer(node.text):
            parts.append(node.text[end : found.start()])
            end = found.end()
            value = self.value(found, node, key, used)
            complete = complete and value is not None
            parts.append(value or "")
        if not complete:
            return Unreadable(node.place)
        text = "".join([*parts, node.text[end:]])
        resolved = resolve(text) if node.plain else text
        return replace(
            node,
            text=text,
            value=text if resolved is None else resolved,
            variables=tuple(dict.fromkeys(used)),
        )

    def value(self, found: re.Match[str], node: Scalar, key: str, used: list[str]) -> str | None:
        """What one reference stands for; None after a mistake or when it is unknown."""
        if found["literal"]:
            return "${"
        default, name = found["default"], found["name"]
        if found["wrong"] or (default and "${" in default):
            self.malformed(node, key, found[0])
            return None
        value = self.environment.get(name)
        if value is None or (value == "" and found["or"]):
            if not found["or"]:
                self.unset(node, key, name)
            return default
        if not _is_text(value):
            expected = f"UTF-8 without NUL in the variable {name}"
            self.mistakes.add(node.place, key, expected=expected, got="other bytes", docs=_ANCHOR)
            return None
        used.append(name)
        return value

    def unset(self, node: Scalar, key: str, name: str) -> None:
        if self.unset_is_unknown:
            return
        self.mistakes.add(
            node.place,
            key,
            expected=f"the environment variable {name}",
            got="none of that name",
            hint=f"Set it (export {name}=…), or give a default: ${{{name}:-…}}.",
            docs=_ANCHOR,
        )

    def malformed(self, node: Scalar, key: str, typed: str) -> None:
        self.mistakes.add(
            node.place,
            key,
            expected="${VARIABLE} or ${VARIABLE:-default}",
            got=word(typed),
            hint="Write $${ for a literal ${.",
            docs=_ANCHOR,
        )


def _is_text(value: str) -> bool:
    return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
