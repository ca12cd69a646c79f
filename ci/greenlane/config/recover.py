"""Reading a file to its end although its syntax breaks: each break is reported, then mended.

Tabs become spaces. Otherwise the entry that broke is given up, which is its first line and what
is indented deeper below it, and everything else is read. What may be missing for that reason is
not reported as missing. After MAX_BREAKS breaks only what stands above the next is read.
"""

from __future__ import annotations

from greenlane.config.mistakes import Mistakes
from greenlane.config.parse import Unparsable, parse
from greenlane.config.text import decode, tabs, untabbed
from greenlane.config.tree import Node, Place, Scalar

MAX_BREAKS = 20


def read(data: bytes, *, file: str, layer: str, mistakes: Mistakes) -> Node:
    """The tree of a file's bytes; never raises for anything in them."""
    lines = decode(data, file=file, layer=layer, mistakes=mistakes).splitlines()
    for _ in range(MAX_BREAKS):
        attempt = Mistakes()
        try:
            node = parse("\n".join(lines) + "\n", file=file, layer=layer, mistakes=attempt)
        except Unparsable as broken:
            lines = _mended(lines, broken, file=file, layer=layer, mistakes=mistakes)
        else:
            mistakes.take(attempt)
            return node
    return _above(lines, file=file, layer=layer, mistakes=mistakes)


def _mended(lines: list[str], broken: Unparsable, *, file: str, layer: str, mistakes: Mistakes) -> list[str]:
    indented = tabs(lines)
    if indented:
        for index in indented:
            column = lines[index].index("\t") + 1
            hint = "Indent with spaces; YAML allows no tabs."
            place = Place(file, index + 1, column, layer)
            mistakes.add(place, "", expected="spaces before the first word", got="a tab", hint=hint)
        return untabbed(lines)
    place = Place(file, broken.line, broken.column, layer)
    mistakes.add(place, "", expected=broken.expected, got=broken.got, hint=broken.hint)
    mistakes.incomplete = True
    return _without(lines, broken.start - 1)


def _without(lines: list[str], start: int) -> list[str]:
    """The entry that begins at `start` blanked: that line and the deeper ones below it."""
    start = max(0, min(start, len(lines) - 1))
    while start > 0 and not lines[start].strip():
        start -= 1
    depth = len(lines[start]) - len(lines[start].lstrip())
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or lines[end][: depth + 1].isspace()):
        end += 1
    return lines[:start] + [""] * (end - start) + lines[end:]


def _above(lines: list[str], *, file: str, layer: str, mistakes: Mistakes) -> Node:
    for _ in range(MAX_BREAKS):
        attempt = Mistakes()
        try:
            node = parse("\n".join(lines) + "\n", file=file, layer=layer, mistakes=attempt)
        except Unparsable as broken:
            lines = lines[: max(0, min(broken.start, broken.line) - 1)]
        else:
            mistakes.take(attempt)
            return node
    return Scalar(None, "", True, Place(file, 1, 1, layer))
