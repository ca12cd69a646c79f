"""`components:`, `jobs:` and `planner:` alone, read fast: what is plain is read here, all else by `load`.

The same events of the same YAML parser as config/parse.py. Whatever is not plainly right (a variable, an
anchor, a tag, an overlay of these sections, a null, any mistake) gives None; the full loader then reads the
file and says what is wrong. So this never has a message of its own, and never another answer.
What stands in other sections is not checked here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from greenlane.config.quick_entries import Unusual, component, job, policy
from greenlane.model.light import TYPE_CHECKING
from greenlane.model.plan import Declared, Policy

if TYPE_CHECKING:
    from typing import Any


MOST_BYTES = 128 * 1024
KNOWN = frozenset(
    {"version", "project", "environments", "services", "gates", "minutes", "components", "jobs", "planner"}
)
OURS = frozenset({"components", "jobs", "planner"})
DEEPEST = 16
_PLAIN_TEXT = re.compile("[\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\uffef]*")
_WORDS = frozenset({"null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")


def read(data: bytes, environment_name: str, *, is_all: bool = False) -> Declared | None:
    """The sections of greenlane.yaml, where no other file is laid over it; None: ask the full loader.

    is_all: only where there is no other section, so that nothing else is declared.
    """
    import yaml

    try:
        text = data.decode()
        if len(data) > MOST_BYTES or not _PLAIN_TEXT.fullmatch(text):
            return None
        tree = _tree(text)
        found = _declared(tree, environment_name)
        return found if not is_all or tree.keys() <= OURS | {"version", "project"} else None
    except (Unusual, CycleError, UnicodeDecodeError, yaml.YAMLError):
        return None


def _declared(tree: Any, environment_name: str) -> Declared:
    if not isinstance(tree, dict) or not tree.keys() <= KNOWN or type(tree.get("version")) is not int:
        raise Unusual
    project = tree.get("project", "project")
    is_named = isinstance(project, str) and 0 < len(project) <= 80 and not set(project) & set("/\\$")
    if tree["version"] != 1 or not is_named or not project.isprintable():
        raise Unusual
    _look_over(tree.get("environments", {}), environment_name)
    components = {_name(name): component(name, one) for name, one in _section(tree, "components").items()}
    jobs = {_name(name): job(name, one) for name, one in _section(tree, "jobs").items()}
    _ordered({name: one.needs for name, one in components.items()})
    _ordered({name: one.needs for name, one in jobs.items()})
    if not all(components.keys() >= set(one.components) for one in jobs.values()):
        raise Unusual
    how = policy(tree["planner"]) if "planner" in tree else Policy()
    return Declared(tuple(components.values()), tuple(jobs.values()), how, tree.get("project", ""))


def _look_over(overlays: Any, environment_name: str) -> None:
    """Overlays that leave our sections alone do not matter; one that was misspelt is somebody else's."""
    if not isinstance(overlays, dict) or not all(isinstance(one, dict) for one in overlays.values()):
        raise Unusual
    if any(one.keys() & OURS for one in overlays.values()):
        raise Unusual
    if overlays and environment_name != "local" and environment_name not in overlays:
        raise Unusual


def _section(tree: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = tree.get(key, {})
    if not isinstance(found, dict):
        raise Unusual
    return found


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise Unusual
    return name


def _ordered(needs: Mapping[str, tuple[str, ...]]) -> None:
    """All needs are declared, and none goes round in a circle."""
    if not all(one in needs for wanted in needs.values() for one in wanted):
        raise Unusual
    TopologicalSorter(needs).prepare()


def _tree(text: str) -> Any:
    """Dicts, lists and values of the one document."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events = iter(yaml.parse(text, Loader=loader))
    first = [type(next(events)), type(next(events))]
    if first != [yaml.StreamStartEvent, yaml.DocumentStartEvent]:
        raise Unusual
    kinds = (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent)
    ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    found = _node(next(events), events, (*kinds, *ends), DEEPEST)
    last = [type(one) for one in events]
    if last != [yaml.DocumentEndEvent, yaml.StreamEndEvent]:
        raise Unusual
    return found


def _node(event: Any, events: Any, kinds: tuple[type, ...], depth: int) -> Any:
    """The value that begins with this event."""
    kind = type(event)
    scalar, mapping, sequence, map_end, sequence_end = kinds
    if kind is scalar:
        if event.anchor is None and event.tag is None:
            value = event.value
            return _meant(value) if event.implicit[0] and not event.style else _quoted(value)
    elif (kind is mapping or kind is sequence) and event.anchor is None and event.tag is None and depth:
        if kind is sequence:
            items = []
            while type(event := next(events)) is not sequence_end:
                items.append(_node(event, events, kinds, depth - 1))
            return items
        table: dict[str, Any] = {}
        while type(event := next(events)) is not map_end:
            key = _node(event, events, kinds, 0)
            if type(key) is not str or key == "<<" or key in table:
                raise Unusual
            table[key] = _node(next(events), events, kinds, depth - 1)
        return table
    raise Unusual


def _quoted(text: str) -> str:
    """Escapes may stand for what the full loader refuses."""
    if not text.isprintable():
        raise Unusual
    return text


def _meant(text: str) -> Any:
    """What a plain scalar means; most are names and paths, which is quick to see."""
    if text[:1].isalpha() and text not in _WORDS:
        return text
    from greenlane.config.scalars import resolve

    return resolve(text)
