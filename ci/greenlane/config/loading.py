"""greenlane.yaml -> Declaration: find the file, lay the layers over each other, check everything.

Layers, each over the one before: the defaults of the options, greenlane.yaml, its
environments.<name>, greenlane.local.yaml. Every environment in the file is checked, not only
the one that is asked for, so that a mistake in `ci` shows on a laptop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from greenlane.config import top
from greenlane.config.interpolate import Interpolation
from greenlane.config.layers import is_null, merge, prune
from greenlane.config.mistakes import PAGE, Mistakes, shown
from greenlane.config.recover import read
from greenlane.config.sections import Check, Reading, Tools, sections
from greenlane.config.text import MAX_BYTES
from greenlane.config.tree import Entry, Node, Place, Scalar, Table, Unreadable, below, children
from greenlane.model.declaration import Declaration, Source
from greenlane.model.errors import DeclarationError, UsageError


def load(
    path: Path,
    *,
    kinds: Mapping[str, type[Any]],
    environment_name: str,
    environment: Mapping[str, str],
    implied: Callable[[str, Any], Sequence[str]] = lambda _kind, _options: (),
    port_names: Mapping[str, Sequence[str]] = MappingProxyType({}),
    variables: Mapping[str, Sequence[str]] = MappingProxyType({}),
    check: Check = lambda _kind, _options, _project, _services: (),
    tools: Tools = lambda: {},
    project: Path | None = None,
) -> Declaration:
    """The declaration for one environment, with every mistake in the file found in one pass.

    kinds: service type -> its OPTIONS dataclass. implied: (type, options) -> names of services
    that the options refer to. port_names: service type -> its port names; any when absent.
    variables: service type -> what it hands out, which no two services may. check: what a type says
    against options whose types are right. tools: the OPTIONS of the gates' tools by name.
    environment: where `${VARIABLE}` is looked up. project: the folder that relative paths start from;
    default: the file's own.
    Raises DeclarationError with all mistakes, UsageError when the file cannot be read.
    """
    mistakes = Mistakes()
    root = (project or path.parent).resolve()
    reading = Reading(mistakes, kinds, implied, port_names, variables, check, root, tools)
    base = _layer(path, mistakes)
    local_path = path.with_name(f"{path.stem}.local{path.suffix}")
    local = _layer(local_path, mistakes) if local_path.is_file() else None
    overlays = top.overlays(base, mistakes)
    top.check_environment(environment_name, base, overlays, mistakes)
    base = _filled(_filled(top.without_environments(base), "services"), "gates", "tools")
    layers = [overlays.get(environment_name), local]
    interpolation = Interpolation(environment, mistakes)
    tree, values = _checked(base, layers, interpolation, reading)
    for name, overlay in overlays.items():
        if name != environment_name:
            _checked(base, [overlay], Interpolation(environment, mistakes, unset_is_unknown=True), reading)
    if mistakes.found:
        raise DeclarationError(mistakes.found)
    values = {"project": root.name or "project", **values}
    provenance = MappingProxyType(_provenance(tree))
    return Declaration(path, root, environment=environment_name, provenance=provenance, **values)


def _layer(path: Path, mistakes: Mistakes) -> Table:
    """One file as a mapping."""
    try:
        if not path.is_file():
            raise FileNotFoundError(2, "no such file")
        with path.open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
    except (OSError, ValueError) as err:
        reason = getattr(err, "strerror", None) or str(err)
        raise UsageError(
            f"{path} cannot be read: {reason}", fix="name the file with --file", docs=PAGE
        ) from err
    node = read(data, file=path.name, layer=path.name, mistakes=mistakes)
    if isinstance(node, Table):
        return node
    if not is_null(node) and not isinstance(node, Unreadable):
        mistakes.add(node.place, "", expected="a mapping that begins with version: 1", got=shown(node))
        mistakes.incomplete = True
    return Table({}, Place(path.name, 1, 1, path.name))


def _filled(base: Table, *keys: str) -> Table:
    """With `redis:` below these keys read as `redis: {}`: in the first layer nothing is there to remove."""
    entry = base.entries.get(keys[0]) if keys else None
    if entry is not None and isinstance(entry.node, Table):
        return replace(
            base, entries={**base.entries, keys[0]: Entry(entry.key, _filled(entry.node, *keys[1:]))}
        )
    if keys:
        return base
    return replace(
        base, entries={name: Entry(one.key, _not_null(one.node)) for name, one in base.entries.items()}
    )


def _not_null(node: Node) -> Node:
    """A mapping for nothing, and for `off:` without its reason a text that is then told to be empty."""
    if is_null(node):
        return Table({}, node.place)
    off = node.entries.get("off") if isinstance(node, Table) else None
    if isinstance(node, Table) and off is not None and is_null(off.node):
        empty = Entry(off.key, Scalar("", "", False, off.node.place))
        return replace(node, entries={**node.entries, "off": empty})
    return node


def _checked(
    base: Table, layers: Sequence[Table | None], interpolation: Interpolation, reading: Reading
) -> tuple[Table, dict[str, Any]]:
    """The merged tree with its variables filled in, and the value of every field of Declaration."""
    merged: Node = base
    for layer in layers:
        merged = merged if layer is None else merge(merged, layer)
    tree = cast(Table, interpolation.fill(prune(merged)))  # a mapping merged with mappings is one
    known = sections()
    top.check_keys(tree, known, reading.mistakes)
    values: dict[str, Any] = {"version": top.version(tree, reading.mistakes)}
    project = top.project(tree, reading.mistakes)
    values |= {"project": project} if project else {}
    for name, section in known.items():
        entry = tree.entries.get(name)
        values[name] = section.read(entry.node if entry else None, replace(reading, tree=tree))
    return tree, values


def _provenance(tree: Table) -> dict[str, Source]:
    """Where every key of the merged tree was written."""
    found: dict[str, Source] = {}

    def visit(node: Node, key: str, place: Place) -> None:
        parts = list(children(node))
        variables = node.variables if isinstance(node, Scalar) else ()
        found[key] = Source(place.file, place.line, place.layer, variables, not parts)
        for part, child in parts:
            at = node.entries[str(part)].key if isinstance(node, Table) else child.place
            visit(child, below(key, part), at)

    for name, entry in tree.entries.items():
        visit(entry.node, name, entry.key)
    return found
