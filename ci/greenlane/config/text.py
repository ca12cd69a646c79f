"""Bytes of a file -> text that YAML can read; what had to be mended is reported where it stands."""

from __future__ import annotations

import re

from greenlane.config.mistakes import Mistakes
from greenlane.config.tree import Place

MAX_BYTES = 128 * 1024

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


def decode(data: bytes, *, file: str, layer: str, mistakes: Mistakes) -> str:
    """The text of a file, at most MAX_BYTES of it; each byte that is no UTF-8 becomes a ?."""
    if len(data) > MAX_BYTES:
        place = Place(file, 1, 1, layer)
        expected, got = f"at most {MAX_BYTES // 1024} KiB", f"{len(data) // 1024 + 1} KiB"
        mistakes.add(place, "", expected=expected, got=got)
        mistakes.incomplete = True
        data = data[:MAX_BYTES].rpartition(b"\n")[0]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        before = data[: err.start].decode("utf-8-sig", errors="replace")
        got, hint = f"the byte 0x{data[err.start]:02x}", "Save the file as UTF-8."
        mistakes.add(_place(before, file, layer), "", expected="UTF-8", got=got, hint=hint)
        text = data.decode("utf-8-sig", errors="replace").replace("\ufffd", "?")
    return _printable(text, file=file, layer=layer, mistakes=mistakes)


def tabs(lines: list[str]) -> list[int]:
    """The indexes of lines that are indented with a tab somewhere."""
    return [index for index, line in enumerate(lines) if line.strip() and "\t" in line[: _indent(line)]]


def untabbed(lines: list[str]) -> list[str]:
    """The same lines, indented with as many spaces as the tabs most likely stand for.

    A tab-indented line is taken to be a sibling of the line above, or its child when that one
    ends in a colon; the lines right below it keep their distance to it, a step a tab.
    """
    tabbed = set(tabs(lines))
    widths = [_indent(line) for i, line in enumerate(lines) if i not in tabbed and line.strip()]
    step = min((width for width in widths if width), default=2)
    done: list[str] = []
    above, opens, base = 0, False, None
    for index, line in enumerate(lines):
        indent = _indent(line)
        content = line[indent:]
        if index in tabbed:
            count = line[:indent].count("\t")
            if base is None:
                base = (count, above + step if opens else above)
            indent = max(0, base[1] + (count - base[0]) * step)
        elif content:
            base = None
        done.append(" " * indent + content if content.strip() else line)
        if content.strip() and not content.startswith("#"):
            above, opens = indent, content.split(" #")[0].rstrip().endswith(":")
    return done


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _printable(text: str, *, file: str, layer: str, mistakes: Mistakes) -> str:
    first = _FORBIDDEN.search(text)
    if first is None:
        return text
    got = f"the control character U+{ord(first[0]):04X}"
    place = _place(text[: first.start()], file, layer)
    mistakes.add(place, "", expected="printable characters", got=got, hint="Remove it.")
    return _FORBIDDEN.sub(" ", text)


def _place(before: str, file: str, layer: str) -> Place:
    lines = (before + "|").splitlines()
    return Place(file, len(lines), len(lines[-1]), layer)
