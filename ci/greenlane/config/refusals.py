"""What a service's type says against options whose types are right, told as located mistakes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from greenlane.config.mistakes import Mistakes, did_you_mean, may_be_secret, shown, word
from greenlane.config.tree import Items, Node, Place, Scalar, Table, Unreadable, at_path, below, has_variables
from greenlane.model.service import Mistake

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Refusals:
    """One service. table: its entry; at, key: its place and dotted key, for what is a default."""

    table: Table
    options: Any
    at: Place
    key: str
    docs: str

    def tell(self, mistake: Mistake, mistakes: Mistakes) -> None:
        """Add it where its value stands, unless that is unreadable and so reported already."""
        trail = [at_path(self.table, mistake.path[:length]) for length in range(len(mistake.path) + 1)]
        if any(isinstance(node, Unreadable) for node in trail):
            return
        node, key = trail[-1], self.key
        for part in mistake.path:
            key = below(key, part)
        place = self.place(mistake.path) if mistake.got or node is None else node.place
        got, hint = self.got(mistake, node), self.hint(mistake, node)
        mistakes.add(place, key, expected=mistake.expected, got=got, hint=hint, docs=self.docs)

    def got(self, mistake: Mistake, node: Node | None) -> str:
        if node is not None and (has_variables(node) or not mistake.got):
            return shown(node, ".".join(map(str, mistake.path)))
        if mistake.got:
            return mistake.got if mistake.got.isprintable() else word(mistake.got)
        return f"nothing, and the default is {word(_value(self.options, mistake.path))}"

    def hint(self, mistake: Mistake, node: Node | None) -> str:
        is_shown = isinstance(node, Scalar) and not node.variables
        if not isinstance(node, Scalar) or not is_shown or may_be_secret(str(mistake.path[-1]), node.text):
            return ""
        return did_you_mean(node.text, mistake.known)

    def place(self, path: Path) -> Place:
        """Where the key of the value stands; the service's for what is not written."""
        parent = at_path(self.table, path[:-1])
        if isinstance(parent, Table) and path[-1] in parent.entries:
            return parent.entries[str(path[-1])].key
        if isinstance(parent, Items):
            return parent.items[int(path[-1])].place
        return self.at


def _value(options: Any, path: Path) -> str:
    """The value of an option that is not written."""
    for part in path:
        if dataclasses.is_dataclass(options):
            options = getattr(options, str(part))
        elif isinstance(options, Mapping | Sequence):
            options = options[part]  # type: ignore[index]  # str for the one, int for the other
    return str(options)
