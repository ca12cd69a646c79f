"""The top level of greenlane.yaml: its keys, `version`, `project` and `environments`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from greenlane.config.layers import is_null
from greenlane.config.mistakes import PAGE, Mistakes, did_you_mean, near, one_of, shown, word
from greenlane.config.sections import LATER
from greenlane.config.tree import Entry, Items, Node, Place, Scalar, Table, Unreadable, below

VERSION = 1
OWN_KEYS = ("version", "project", "environments")

_ENVIRONMENTS = f"{PAGE}#environments"
_ENVIRONMENT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}", re.ASCII)
PROJECT_PATTERN = r"^[^/\\\x00-\x1f\x7f]{1,80}$"


def overlays(base: Table, mistakes: Mistakes) -> dict[str, Table]:
    """The overlays under `environments`, by name; their places say that they belong there."""
    entry = base.entries.get("environments")
    if entry is None or is_null(entry.node) or isinstance(entry.node, Unreadable):
        return {}
    if not isinstance(entry.node, Table):
        expected, got = "a mapping of environments by name", shown(entry.node)
        mistakes.add(entry.node.place, "environments", expected=expected, got=got, docs=_ENVIRONMENTS)
        return {}
    found: dict[str, Table] = {}
    for name, one in entry.node.entries.items():
        key = below("environments", name)
        if not _ENVIRONMENT_NAME.fullmatch(name):
            expected = "a name of letters, digits, - and _ that begins with a letter"
            mistakes.add(one.key, key, expected=expected, got=word(name), docs=_ENVIRONMENTS)
        elif isinstance(one.node, Table):
            found[name] = _relabelled(one.node, key)
        elif is_null(one.node):
            found[name] = Table({}, one.node.place)
        elif not isinstance(one.node, Unreadable):
            expected = "a mapping with the shape of the top level"
            mistakes.add(one.node.place, key, expected=expected, got=shown(one.node), docs=_ENVIRONMENTS)
    return found


def without_environments(base: Table) -> Table:
    """The first layer: what holds everywhere."""
    rest = {name: entry for name, entry in base.entries.items() if name != "environments"}
    return replace(base, entries=rest)


def check_environment(name: str, base: Table, declared: Mapping[str, Table], mistakes: Mistakes) -> None:
    """An environment without an overlay is fine, unless its name is nearly that of one with."""
    close = near(name, declared) if name not in declared and name != "local" else ""
    if close and "environments" in base.entries:
        mistakes.add(
            base.entries["environments"].key,
            "environments",
            expected=f"the environment that was asked for, {one_of(sorted(declared))}",
            got=word(name),
            hint=f"Did you mean {close}? If not, add `{name}: {{}}` here.",
            docs=_ENVIRONMENTS,
        )


def check_keys(tree: Table, sections: Iterable[str], mistakes: Mistakes) -> None:
    """Every top-level key is known; a section of a later version is named as one."""
    known = (*OWN_KEYS, *sections)
    for name, entry in tree.entries.items():
        if name == "environments":
            expected = "no environments inside an overlay"
            mistakes.add(entry.key, name, expected=expected, got="some", docs=_ENVIRONMENTS)
        elif name not in known:
            later = name in LATER
            got = f"{name}, which is not yet known to this version" if later else word(name)
            hint = "Leave it out until you upgrade." if later else did_you_mean(name, known)
            key = below("", name)
            mistakes.add(entry.key, key, expected=one_of(known), got=got, hint=hint)


def version(tree: Table, mistakes: Mistakes) -> int:
    """The version of the file's format."""
    entry = tree.entries.get("version")
    docs = f"{PAGE}#version"
    if entry is None:
        if not mistakes.incomplete:
            place = Place(tree.place.file, 1, 1, tree.place.layer)
            hint = f"Begin the file with version: {VERSION}."
            mistakes.add(place, "version", expected=str(VERSION), got="nothing", hint=hint, docs=docs)
        return VERSION
    node = entry.node
    number = node.value if isinstance(node, Scalar) else None
    if isinstance(node, Unreadable) or (number == VERSION and type(number) is int):
        return VERSION
    hint = f"Write version: {VERSION}."
    if isinstance(number, int) and number > VERSION:
        hint = f"Upgrade greenlane, or write version: {VERSION}."
    mistakes.add(node.place, "version", expected=str(VERSION), got=shown(node), hint=hint, docs=docs)
    return VERSION


def project(tree: Table, mistakes: Mistakes) -> str:
    """The declared name of the project, or ""."""
    entry = tree.entries.get("project")
    if entry is None or isinstance(entry.node, Unreadable):
        return ""
    node = entry.node
    if isinstance(node, Scalar):
        text = node.text if node.variables else node.value
        if isinstance(text, str) and re.fullmatch(PROJECT_PATTERN, text):
            return text
    expected = "a name of at most 80 characters without / and \\"
    mistakes.add(node.place, "project", expected=expected, got=shown(node), docs=f"{PAGE}#project")
    return ""


def _relabelled(table: Table, layer: str) -> Table:
    """The same tree, its places labelled with the layer that it forms."""
    entries = {
        name: Entry(replace(entry.key, layer=layer), _moved(entry.node, layer))
        for name, entry in table.entries.items()
    }
    return replace(table, entries=entries, place=replace(table.place, layer=layer))


def _moved(node: Node, layer: str) -> Node:
    if isinstance(node, Table):
        return _relabelled(node, layer)
    place = replace(node.place, layer=layer)
    if isinstance(node, Items):
        return replace(node, items=tuple(_moved(item, layer) for item in node.items), place=place)
    return replace(node, place=place)
