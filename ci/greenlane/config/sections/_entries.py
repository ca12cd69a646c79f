"""Sections that are entries by name: each entry checked by its own, its name, and the names it refers to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from greenlane.config.graph import cycles
from greenlane.config.layers import is_null
from greenlane.config.mistakes import did_you_mean, one_of, shown, word
from greenlane.config.options import validate
from greenlane.config.sections import Reading
from greenlane.config.tree import Entry, Items, Node, Scalar, Table, Unreadable, at_path, below

NAME = r"[A-Za-z][A-Za-z0-9_-]{0,59}"
AMBIGUOUS = re.compile(r"[?+\[\]{}]|[@!*]\(|\\")


@dataclass(frozen=True)
class Entries:
    """One such section. key: its own; docs: the page that explains it."""

    key: str
    docs: str
    reading: Reading

    def each(self, node: Node | None, options: type[Any]) -> Iterator[tuple[str, Entry, Any]]:
        """Name, place and checked value of every entry that is one; mistakes are noted."""
        if node is None or isinstance(node, Unreadable) or is_null(node):
            return
        if not isinstance(node, Table):
            self._add(node, self.key, "a mapping of entries by name", shown(node))
            return
        for name, entry in node.entries.items():
            key = below(self.key, name)
            if not re.fullmatch(NAME, name):
                expected = "a name of letters, digits, - and _ that begins with a letter, 60 at most"
                self.reading.mistakes.add(entry.key, key, expected=expected, got=word(name), docs=self.docs)
            elif isinstance(entry.node, Table):
                mistakes = self.reading.mistakes
                found = validate(
                    options, entry.node, at=entry.key, key=key, mistakes=mistakes, docs=self.docs
                )
                if found is not None:
                    yield name, entry, found
            elif not isinstance(entry.node, Unreadable):
                self._add(entry.node, key, "a mapping such as {paths: [server/**]}", shown(entry.node))

    def names(self, name: str, entry: Entry, field: str, known: Collection[str], what: str) -> None:
        """Every name in the list `field` is one of `known`."""
        for index, one in enumerate(_items(entry.node, field)):
            if isinstance(one.value, str) and one.value not in known:
                expected = one_of(sorted(known)) if known else f"no {what}, for none is declared"
                hint = did_you_mean(one.value, known)
                self._add(one, f"{below(self.key, name)}.{field}[{index}]", expected, word(one.value), hint)

    def globs(self, name: str, entry: Entry, field: str) -> None:
        """Every glob in the list `field` means one thing only, and takes something in before it takes out."""
        key = f"{below(self.key, name)}.{field}"
        items = _items(entry.node, field)
        for index, one in enumerate(items):
            text = one.value if isinstance(one.value, str) else ""
            plain = text.removeprefix("!")
            if AMBIGUOUS.search(plain):
                hint = "GitHub and shells read ? + [ ] { } differently: write * or **, or name the files."
                self._add(one, f"{key}[{index}]", "a glob of *, ** and !", word(text), hint)
            elif text and (plain.startswith(("/", "./")) or ".." in plain.split("/") or not plain):
                hint = "Paths start at the repository's root, such as server/**."
                self._add(one, f"{key}[{index}]", "a path in the repository", word(text), hint)
        if items and isinstance(items[0].value, str) and items[0].value.startswith("!"):
            hint = "The order counts: what ! takes out has to be taken in before."
            self._add(items[0], f"{key}[0]", "a glob that takes something in", word(items[0].value), hint)

    def acyclic(self, node: Node | None, needs: Mapping[str, Collection[str]]) -> None:
        """No entry needs itself, however far around."""
        known = {name: sorted(one for one in wanted if one in needs) for name, wanted in needs.items()}
        for cycle in cycles(known):
            found = at_path(node, [cycle[0], "needs"]) if node is not None else None
            if found is not None:
                key = f"{below(self.key, cycle[0])}.needs"
                got = f"a cycle: {' -> '.join(cycle)}"
                self._add(found, key, "an order to go by", got, "Remove one of these needs.")

    def _add(self, node: Node, key: str, expected: str, got: str, hint: str = "") -> None:
        self.reading.mistakes.add(node.place, key, expected=expected, got=got, hint=hint, docs=self.docs)


def _items(node: Node, field: str) -> list[Scalar]:
    found = at_path(node, [field])
    return [one for one in found.items if isinstance(one, Scalar)] if isinstance(found, Items) else []
