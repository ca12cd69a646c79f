"""What a plain scalar means: the core schema of YAML 1.2, which editors use too.

`true` and `false` are the only truth values (`yes`, `off` and `NO` are text), a date is text,
`1:30` is text and `0o17` is 15. Source: YAML 1.2.2, chapter 10.3.
"""

from __future__ import annotations

import math
import re

from greenlane.model.light import TYPE_CHECKING

if TYPE_CHECKING:
    from greenlane.config.tree import Value

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
_OCTAL = re.compile(r"0o([0-7]{1,18})", re.ASCII)
_HEX = re.compile(r"0x([0-9a-fA-F]{1,15})", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)


def resolve(text: str) -> Value:
    """The value of a plain scalar. A number too large to be one of a declaration stays text."""
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _INT.fullmatch(text):
        return int(text)
    if octal := _OCTAL.fullmatch(text):
        return int(octal[1], 8)
    if hexadecimal := _HEX.fullmatch(text):
        return int(hexadecimal[1], 16)
    if len(text) <= 40 and _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text
