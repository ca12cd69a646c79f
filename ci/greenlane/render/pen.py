"""How a terminal is written on: colours where they are wanted, and no line that a CI would obey."""

from __future__ import annotations

import re
from dataclasses import dataclass

from greenlane.model.finding import Severity
from greenlane.model.verdict import Outcome

CODES = {
    "bold": "1",
    "dim": "2",
    "green": "32",
    "red": "1;31",
    "yellow": "33",
    "magenta": "35",
    "cyan": "36",
}
OUTCOMES = {Outcome.PASS: "green", Outcome.FAIL: "red", Outcome.UNKNOWN: "yellow", Outcome.NOT_RUN: "dim"}
SEVERITIES = {
    Severity.CRITICAL: "red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.UNKNOWN: "magenta",
    Severity.WARNING: "cyan",
    Severity.NOTE: "dim",
}

UNSEEN = "\u00ad\u034f\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0000-\U000e0fff"
OBEYED = re.compile(rf"^([\s{UNSEEN}]*)(?=:[{UNSEEN}]*:)")
OBEYED_ANYWHERE = re.compile(rf"(#[{UNSEEN}]*#[{UNSEEN}]*)(?=\[)")


@dataclass(frozen=True)
class Pen:
    """colour: whether escape sequences may be written. A text is padded before it is painted."""

    colour: bool = False

    def __call__(self, text: str, style: str) -> str:
        return f"\x1b[{CODES[style]}m{text}\x1b[0m" if self.colour and text.strip() else text

    def outcome(self, text: str, outcome: Outcome) -> str:
        """In the colour of an outcome."""
        return self(text, OUTCOMES[outcome])

    def severity(self, text: str, severity: Severity) -> str:
        """In the colour of a severity."""
        return self(text, SEVERITIES[severity])


def disobeyed(line: str) -> str:
    """The line with a backslash where GitHub's runner would take it for a command.

    It obeys `::name ::` at the beginning of a line and `##[name]` anywhere, and its comparison does not see
    joiners, selectors and the like (actions/runner, ActionCommand.cs, read in 2026).
    """
    return OBEYED_ANYWHERE.sub(r"\1\\", OBEYED.sub(r"\1\\", line))
