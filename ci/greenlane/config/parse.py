"""YAML text -> tree, with bounds: depth, and how much its aliases may expand to.

Reads events, not nodes, so that neither deep nesting nor a YAML bomb costs more than the text
that was read until then. Mistakes that leave the structure readable (a duplicate key, a key
that is no text, an alias that expands too far) are collected; the others raise Unparsable.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from greenlane.config.layers import merge
from greenlane.config.mistakes import PAGE, Mistakes, word
from greenlane.config.scalars import resolve
from greenlane.config.tree import Entry, Items, Node, Place, Scalar, Table, Unreadable, below

MAX_DEPTH = 32
MAX_EXPANDED = 10_000
OPTION_DEPTH = 3
"""services.db.extensions: an option that holds a YAML bomb is passed over as a whole."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STR = "tag:yaml.org,2002:str"
_OTHER_TAGS = tuple(f"tag:yaml.org,2002:{name}" for name in ("int", "float", "bool", "null", "map", "seq"))


class Unparsable(Exception):
    """The structure breaks at `line`. start: the line where the entry to give up begins (from 1)."""

    def __init__(self, line: int, column: int, start: int, expected: str, got: str, hint: str = "") -> None:
        super().__init__(got)
        self.line, self.column, self.start = line, column, start
        self.expected, self.got, self.hint = expected, got, hint


def parse(text: str, *, file: str, layer: str, mistakes: Mistakes) -> Node:
    """The tree of the first document. Raises Unparsable."""
    return _Reader(text, file, layer, mistakes).document()


class _Reader:
    """One pass over the events of one file."""

    def __init__(self, text: str, file: str, layer: str, mistakes: Mistakes) -> None:
        self.file, self.layer, self.mistakes = file, layer, mistakes
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.open_anchors: set[str] = set()
        self.expanded = 0
        self.refused = 0
        self.flow_start = 0
        self.lines = text.splitlines()
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)

    def document(self) -> Node:
        event = self.next()
        while isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
            event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            return Scalar(None, "", True, Place(self.file, 1, 1, self.layer))
        node, _ = self.node(event, "", 0)
        self.next()
        extra = self.next()
        if not isinstance(extra, yaml.StreamEndEvent):
            hint = "Remove what follows the line ---."
            self.mistakes.add(self.place(extra), "", expected="one document", got="a second one", hint=hint)
        return node

    def next(self) -> Any:
        try:
            return next(self.events)
        except yaml.MarkedYAMLError as err:
            raise self.unparsable(err) from err
        except (yaml.YAMLError, ValueError, OverflowError) as err:
            raise Unparsable(1, 1, 1, "text that YAML allows", "a character that it does not") from err

    def unparsable(self, err: yaml.MarkedYAMLError) -> Unparsable:
        mark = err.problem_mark or err.context_mark
        line = mark.line + 1 if mark else 1
        start = line
        if self.flow_start:
            start = self.flow_start
        elif err.context_mark and "scanning" in (err.context or ""):
            start = err.context_mark.line + 1
        got = (err.problem or "something else").replace("\n", " ")
        hint = _syntax_hint(got, "${" in self.lines[line - 1] if 0 < line <= len(self.lines) else False)
        return Unparsable(line, mark.column + 1 if mark else 1, start, "YAML", got, hint)

    def place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1, self.layer)

    def node(self, event: Any, key: str, depth: int) -> tuple[Node, int]:
        """The node that begins with this event, and its weight with aliases expanded."""
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, key)
        if depth > MAX_DEPTH:
            place = self.place(event)
            start = self.flow_start or place.line
            expected = f"at most {MAX_DEPTH} levels of nesting"
            raise Unparsable(place.line, place.column, start, expected, "more of them")
        anchor = event.anchor
        if anchor:
            self.open_anchors.add(anchor)
            self.anchors.pop(anchor, None)
        built = self.build(event, key, depth)
        if anchor:
            self.open_anchors.discard(anchor)
            self.anchors[anchor] = built
        return built

    def build(self, event: Any, key: str, depth: int) -> tuple[Node, int]:
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, key)
        self.refuse_tag(event, key)
        outermost = bool(event.flow_style) and not self.flow_start
        if outermost:
            self.flow_start = event.start_mark.line + 1
        mapping = isinstance(event, yaml.MappingStartEvent)
        before = self.refused
        built = self.table(event, key, depth) if mapping else self.items(event, key, depth)
        if outermost:
            self.flow_start = 0
        if self.refused > before and depth >= OPTION_DEPTH:
            return Unreadable(self.place(event)), 1
        return built

    def alias(self, event: Any, key: str) -> tuple[Node, int]:
        place = self.place(event)
        if event.anchor in self.open_anchors:
            got = f"*{word(event.anchor)}, which contains itself"
            self.mistakes.add(place, key, expected="an alias of something complete", got=got)
            return Unreadable(place), 1
        if event.anchor not in self.anchors:
            known = f"an anchor defined above it (&{word(event.anchor)})"
            self.mistakes.add(place, key, expected=known, got=f"*{word(event.anchor)}")
            return Unreadable(place), 1
        node, weight = self.anchors[event.anchor]
        if self.expanded + weight > MAX_EXPANDED:
            if self.expanded <= MAX_EXPANDED:
                self.mistakes.add(
                    place,
                    key,
                    expected=f"aliases that stand for at most {MAX_EXPANDED} values together",
                    got="more (a YAML bomb)",
                    hint="Write the values out.",
                )
            self.expanded = MAX_EXPANDED + 1
            self.refused += 1
            return Unreadable(place), 1
        self.expanded += weight
        return node, weight

    def scalar(self, event: Any, key: str) -> tuple[Node, int]:
        place, text = self.place(event), str(event.value)
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            got = "a NUL or half a surrogate pair"
            self.mistakes.add(place, key, expected="characters that a text may hold", got=got)
            return Unreadable(place), 1
        is_plain = bool(event.implicit[0]) and event.style in (None, "")
        if event.tag not in (None, "!", _STR):
            self.refuse_tag(event, key)
            is_plain = True
        value = resolve(text) if is_plain else text
        return Scalar(value, text, is_plain, place), 1 + len(text) // 50

    def refuse_tag(self, event: Any, key: str) -> None:
        tag = event.tag
        if tag in (None, "!") or (tag in _OTHER_TAGS and not isinstance(event, yaml.ScalarEvent)):
            return
        hint = "Only !!str is known, and quotes say the same."
        self.mistakes.add(self.place(event), key, expected="a value without a tag", got=word(tag), hint=hint)

    def items(self, event: Any, key: str, depth: int) -> tuple[Node, int]:
        found: list[Node] = []
        weight = 1
        while not isinstance(item := self.next(), yaml.SequenceEndEvent):
            node, more = self.node(item, below(key, len(found)), depth + 1)
            found.append(node)
            weight += more
        return Items(tuple(found), self.place(event)), weight

    def table(self, event: Any, key: str, depth: int) -> tuple[Node, int]:
        entries: dict[str, Entry] = {}
        bases: list[Node] = []
        weight = 1
        while not isinstance(name_event := self.next(), yaml.MappingEndEvent):
            at = self.place(name_event)
            name = self.name(name_event, key, depth)
            node, more = self.node(self.next(), below(key, name), depth + 1)
            weight += more
            if name == "<<" and getattr(name_event, "style", None) in (None, ""):
                bases.append(node)
            elif name in entries:
                entries[name] = self.second(entries[name], Entry(at, node), below(key, name))
            else:
                entries[name] = Entry(at, node)
        table = Table(entries, self.place(event))
        return self.on_bases(table, bases, below(key, "<<")), weight

    def name(self, event: Any, key: str, depth: int) -> str:
        """A key's text; one that is not text is a mistake, and read as what was typed."""
        node, _ = self.node(event, below(key, "?"), depth + 1)
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return node.value
        typed = word(node.text) if isinstance(node, Scalar) else "a list or a mapping"
        hint = f'Quote it: "{node.text}".' if isinstance(node, Scalar) and node.text.isalnum() else ""
        if not isinstance(node, Unreadable):
            self.mistakes.add(
                self.place(event), below(key, typed), expected="a text as key", got=typed, hint=hint
            )
        return node.text if isinstance(node, Scalar) else "?"

    def second(self, first: Entry, again: Entry, key: str) -> Entry:
        """Report a key that comes twice; two mappings are both checked, else the first one counts."""
        got = f"it a second time, first on line {first.key.line}"
        self.mistakes.add(again.key, key, expected="each key once", got=got, hint="Keep one of them.")
        if isinstance(first.node, Table) and isinstance(again.node, Table):
            return Entry(first.key, merge(again.node, first.node))
        return first

    def on_bases(self, table: Table, bases: list[Node], key: str) -> Table:
        """`<<: *base`, as in YAML 1.1: the mapping's own keys win, then the earlier base."""
        for base in bases:
            several = base.items if isinstance(base, Items) else (base,)
            for one in several:
                if isinstance(one, Table):
                    table = Table({**one.entries, **table.entries}, table.place)
                elif not isinstance(one, Unreadable):
                    got = "something else"
                    self.mistakes.add(one.place, key, expected="an alias of a mapping", got=got, docs=PAGE)
        return table


def _syntax_hint(problem: str, has_variable: bool) -> str:
    if has_variable and "expected ','" in problem:
        return 'Inside { } and [ ] write "${VAR}" with quotes, or give it a line of its own.'
    hints = {
        "mapping values are not allowed": "Quote a value that holds a colon and a space, or indent the line.",
        "cannot start any token": "Quote a value that begins with @, `, % or a tab.",
        "expected key": "Indent the line like its neighbours.",
        "expected <block end>": "Indent the line like its neighbours.",
        "expected ',' or": "Close the bracket, or add the comma.",
        "unexpected end of stream": "Close the quote.",
        "could not find expected ':'": "Write `key: value`.",
    }
    return next((hint for part, hint in hints.items() if part in problem), "")
