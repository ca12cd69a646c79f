"""Words that come from outside (a reason, a name), before they go anywhere else."""

from __future__ import annotations


def one_line(text: str) -> str:
    """The text on one line, with a question mark for every character that acts instead of showing."""
    return "".join(one if one.isprintable() else "?" for one in " ".join(text.split()))
