"""Where GitHub's description is known to differ from what GitHub answers, or to allow what says nothing.

docs/minutes-openapi.md tells them to people, and a test compares the two. When GitHub mends one, the test of
that one goes red: then it goes from here and from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Known:
    """An error, or a gap. name: as the page calls it. place: in the document, down to the word.

    stands: whether what is found at that place (None for nothing) still is the error. truth: what should be
    there instead; None for a gap, which forbids nothing that GitHub answers.
    """

    name: str
    place: tuple[str, ...]
    stands: Callable[[Any], bool]
    truth: Any = None

    def found(self, document: Mapping[str, Any]) -> Any:
        """What stands at the place."""
        at: Any = document
        for step in self.place:
            at = at.get(step)
        return at


def schema(name: str, *steps: str) -> tuple[str, ...]:
    """A place within a schema; `.x` is the property x, `[]` the items of a list."""
    place = ["components", "schemas", name]
    for step in steps:
        if step.startswith("."):
            place += ["properties", step.removeprefix(".")]
        else:
            place.append("items" if step == "[]" else step)
    return tuple(place)


def answers(path: str) -> tuple[str, ...]:
    """The place of a path's answers by status."""
    return ("paths", path, "get", "responses")


def lacks(*words: str) -> Callable[[Any], bool]:
    """Whether none of these is there."""
    return lambda found: not set(words) & set(found or ())


def says(value: Any) -> Callable[[Any], bool]:
    return lambda found: bool(found == value)


REPORTS = ("billing-usage-report", "billing-usage-report-user")
SUMMARIES = ("billing-usage-summary-report-org", "billing-usage-summary-report-user")
NOT_FOUND = (
    "/organizations/{org}/settings/billing/usage",
    "/organizations/{org}/settings/billing/usage/summary",
    "/users/{username}/settings/billing/usage",
)


def row(kind: str, name: str, *steps: str) -> tuple[str, ...]:
    """A field of a row of the bill."""
    return schema(kind, ".usageItems", "[]", f".{name}", *steps)


ERRORS = (
    *(Known("quantity", row(kind, "quantity", "type"), says("integer"), "number") for kind in REPORTS),
    Known("created", ("components", "parameters", "created", "schema", "format"), says("date-time"), "range"),
)
GAPS = (
    *(Known("usageItems", schema(kind, "required"), lacks("usageItems")) for kind in REPORTS),
    *(Known("date", row(kind, "date"), lacks("format", "pattern")) for kind in REPORTS),
    *(Known("sku", row(kind, "sku"), lacks("enum", "pattern")) for kind in REPORTS),
    *(Known("timePeriod", schema(kind, ".timePeriod", "required"), lacks("month")) for kind in SUMMARIES),
    Known("run_attempt", schema("job", "required"), lacks("run_attempt")),
    Known("run_attempt", schema("workflow-run", "required"), lacks("run_attempt")),
    Known("run_attempt", schema("job", ".run_attempt"), lacks("minimum")),
    Known("size_in_bytes", schema("artifact", ".size_in_bytes"), lacks("minimum")),
    *(Known("404", answers(path), lacks("404")) for path in NOT_FOUND),
)
