"""A service's options -> its OPTIONS dataclass, by pydantic.

Validation is strict JSON: text is no number, `yes` is no truth value, an unknown option is a
mistake at every depth. findings.py tells what was found in our words.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from greenlane.config.findings import Finding, locate, tell
from greenlane.config.mistakes import Mistakes
from greenlane.config.tree import Entry, Items, Node, Place, Scalar, Table, at_path, plain

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def validate(
    options: type[Any],
    table: Table,
    *,
    at: Place,
    key: str,
    mistakes: Mistakes,
    docs: str,
    also: Sequence[str] = (),
) -> Any | None:
    """An instance of the dataclass. After mistakes: of what remains without them, or None.

    at, key: the place and the dotted key of the service, for what it lacks.
    also: keys beside the options that the service may have, to name in a message.
    """
    found = _attempt(options, table)
    if isinstance(found, list):
        table = _as_text(table, found)
        found = _attempt(options, table)
    if not isinstance(found, list):
        return found
    tell(options, table, found, at=at, key=key, mistakes=mistakes, docs=docs, also=also)
    wrong = {finding.path[0] for finding in found if finding.path}
    rest = replace(table, entries={name: entry for name, entry in table.entries.items() if name not in wrong})
    instance = _attempt(options, rest)
    return None if isinstance(instance, list) else instance


@functools.cache
def adapter(options: Any) -> TypeAdapter[list[Any]]:
    """The validator of a list of such options: a list, for only so our settings reach the dataclass."""
    from pydantic import ConfigDict, TypeAdapter

    several: Any = list
    return TypeAdapter(several[options], config=ConfigDict(extra="forbid", strict=True))


def _attempt(options: Any, table: Table) -> Any:
    """The instance, or the list of what is wrong."""
    from pydantic import ValidationError

    try:
        return adapter(options).validate_json(json.dumps([plain(table)]), strict=True)[0]
    except ValidationError as err:
        errors = err.errors(include_url=False, include_input=False)
        return [
            locate(table, error["type"], error["loc"][1:], error.get("ctx", {}), error["msg"])
            for error in errors
        ]


def _as_text(table: Table, findings: Sequence[Finding]) -> Table:
    """With a variable that looks like a number, such as a password, read as text where text is wanted."""
    changed: Node = table
    for finding in findings:
        node = at_path(changed, finding.path)
        if finding.kind == "string_type" and isinstance(node, Scalar) and node.variables:
            changed = _put(changed, finding.path, replace(node, value=node.text))
    return changed if isinstance(changed, Table) else table


def _put(node: Node, path: Sequence[str | int], value: Node) -> Node:
    if not path:
        return value
    if isinstance(node, Table):
        name = str(path[0])
        entry = Entry(node.entries[name].key, _put(node.entries[name].node, path[1:], value))
        return replace(node, entries={**node.entries, name: entry})
    if isinstance(node, Items):
        index = int(path[0])
        item = _put(node.items[index], path[1:], value)
        return replace(node, items=(*node.items[:index], item, *node.items[index + 1 :]))
    return node
