"""Values -> the text of greenlane.yaml: one line an entry where it fits, blocks where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

WIDTH = 110
_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./@ *=-]*(?<! )")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_MEANT = re.compile(
    r"[-+.]?[0-9][0-9_.,:eExXoO+-]*|\d{4}-\d\d?-\d\d?.*|true|false|null|yes|no|on|off|y|n|~|\.(inf|nan)",
    re.IGNORECASE,
)
"""Texts that YAML, of one version or the other, takes for something else."""


def section(name: str, entries: Mapping[str, object], notes: Mapping[str, str] | None = None) -> str:
    """A key of the top level with its entries; notes: a comment above the entry of that name."""
    lines = [f"{name}:"]
    for name_of, value in entries.items():
        if note := (notes or {}).get(name_of):
            lines.append(f"  # {note}")
        lines += _entry(name_of, value, 2)
    return "\n".join(lines) + "\n"


def scalar(value: object) -> str:
    """One value as YAML reads it back; `${` is written so that it stays what it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value).replace("${", "$${")
    if _PLAIN.fullmatch(text) and not is_meant(text):
        return text
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


def is_meant(text: str) -> bool:
    """Whether YAML takes a text without quotes for a number, a truth value, a day or nothing."""
    return _MEANT.fullmatch(text) is not None


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    if letter.isprintable():
        return letter
    code = ord(letter)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def key(text: str) -> str:
    """A key; `off` and `on` are texts in YAML 1.2, which greenlane.yaml is."""
    return text if _KEY.fullmatch(text) else scalar(text)


def flow(value: object) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key(str(name))}: {flow(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    return scalar(value)


def _entry(name: str, value: object, indent: int) -> Iterator[str]:
    margin = " " * indent
    line = f"{margin}{key(name)}: {flow(value)}"
    if len(line) <= WIDTH or not value or not isinstance(value, Mapping | list | tuple):
        yield line
        return
    yield f"{margin}{key(name)}:"
    if isinstance(value, Mapping):
        for inner, one in value.items():
            yield from _entry(str(inner), one, indent + 2)
    else:
        yield from (f"{margin}  - {flow(one)}" for one in value)
