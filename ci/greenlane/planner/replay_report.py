"""A replayed table as a report: whether the goal is reached, the table, and what it cannot say."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

from greenlane.model.document import Document, Paragraph, Section, Table
from greenlane.model.verdict import Outcome
from greenlane.planner.replay import Line
from greenlane.planner.replay import Table as Replayed
from greenlane.planner.replay_binomial import at_most

GOAL_SAVED = 0.30
GOAL_LATE = 0.05
MINUTES_HEAD = (
    "policy",
    "minutes",
    "saved",
    "saved, all owed paid",
    "push to end, median",
    "95th percentile",
)
FOUND_HEAD = (
    "policy", "failing", "at once", "late", "replaced", "open", "not at once", "at most (95 %)",
    "delay, commits", "delay, hours", "past a release",
)  # fmt: skip
LIMITS = (
    "These rows hold no trees: they judge the choice of jobs, not the keys, and no path filters.",
    "A job comes to what its row says whenever it runs; a row that was aborted may hide a failure.",
    "Which branch was merged when is not in the rows. What is put off until the merge is paid by the pushes "
    "to the default branch, which run everything; 'saved, all owed paid' counts it again for every branch.",
    "Failures of one branch depend on each other, so the true bound is wider than the one printed.",
)


def reached(table: Replayed, line: Line) -> bool:
    """Whether a policy saves what it should and finds enough at once, by what was counted."""
    failing = len(line.failures)
    missed = failing - line.count("at once")
    saved = 1 - line.minutes / table.base
    return (
        failing > 0
        and saved >= GOAL_SAVED
        and missed <= GOAL_LATE * failing
        and not any(one.past_release for one in line.failures)
    )


def document(table: Replayed, law: str) -> Document:
    """The report of one law."""
    ours = next(one for one in table.lines if one.name.startswith("greenlane"))
    ok = reached(table, ours)
    failing, missed = len(ours.failures), len(ours.failures) - ours.count("at once")
    verdict = (
        f"{_share(1 - ours.minutes / table.base)} of the minutes saved, "
        f"{missed} of {failing} failing changes not found at once: the goal is {'' if ok else 'not '}reached"
    )
    return Document(
        title="Replay",
        outcome=Outcome.PASS if ok else Outcome.FAIL,
        verdict=verdict,
        subject=_subject(table, law),
        sections=(
            Section("Minutes", (_minutes(table),)),
            Section("Failures", (_found(table),)),
            Section("What is put off", (Paragraph(_declared(table)),)),
            Section("What this cannot say", tuple(Paragraph(one) for one in (*LIMITS, _shipped(ours)))),
        ),
    )


def _subject(table: Replayed, law: str) -> tuple[tuple[str, str], ...]:
    split = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(table.split))
    return (
        ("law", law),
        ("learned on", f"{table.learned_changes} changes before {split}"),
        ("reported on", f"{table.changes} changes from then on"),
        ("goal", f"{GOAL_SAVED:.0%} saved, {GOAL_LATE:.0%} late, none past a release"),
    )


def _minutes(table: Replayed) -> Table:
    rows = [
        (
            one.name,
            f"{one.minutes:,.0f}",
            _share(1 - one.minutes / table.base),
            _share(1 - (one.minutes + one.owed) / table.base),
            _span(_quantile(one.walls_s, 0.5)),
            _span(_quantile(one.walls_s, 0.95)),
        )
        for one in table.lines
    ]
    return Table(MINUTES_HEAD, tuple(rows), "lrrrrr")


def _found(table: Replayed) -> Table:
    return Table(FOUND_HEAD, tuple(_found_row(one) for one in table.lines), "lrrrrrrrrrr")


def _found_row(line: Line) -> tuple[str, ...]:
    failing = len(line.failures)
    missed = failing - line.count("at once")
    late = [one for one in line.failures if one.when == "late"]
    commits = [float(one.commits) for one in late if one.commits is not None]
    hours = [one.hours for one in late if one.hours is not None]
    return (
        line.name,
        str(failing),
        str(line.count("at once")),
        *(str(line.count(when)) for when in ("late", "replaced", "open")),
        _share(missed / failing) if failing else "unknown",
        _share(at_most(missed, failing)) if failing else "unknown",
        _delay(commits, 0),
        _delay(hours, 1),
        str(sum(one.past_release for one in line.failures)),
    )


def _declared(table: Replayed) -> str:
    settings = table.learned.settings
    waits = "for all required ones to pass" if settings.deferred_wait else "for nobody"
    names = ", ".join(sorted(settings.deferred)) or "nothing"
    saved = _share(table.learned.saved)
    return f"Saved where it was learned: {saved}. Deferrable, until the merge, waiting {waits}: {names}."


def _shipped(line: Line) -> str:
    shipped = [one for one in line.failures if one.change.shipped]
    past = sum(one.past_release for one in shipped)
    bound = _share(at_most(past, len(shipped)))
    return (
        f"Of the failing changes, {len(shipped)} were on a branch that releases are made from, and {past} "
        f"of them went past a release: with 95 % confidence that allows {bound}."
    )


def _delay(values: Sequence[float], digits: int) -> str:
    """Median and 95th percentile."""
    if not values:
        return "-"
    middle, slow = _quantile(sorted(values), 0.5), _quantile(sorted(values), 0.95)
    return f"{middle:.{digits}f}, {slow:.{digits}f}"


def _quantile(values: Sequence[float], share: float) -> float | None:
    """Of sorted values, the one that so many are not above; None of none."""
    return values[max(0, math.ceil(share * len(values)) - 1)] if values else None


def _span(seconds: float | None) -> str:
    return "unknown" if seconds is None else f"{seconds / 60:.0f} min"


def _share(value: float) -> str:
    return f"{value:.1%}".replace("%", " %")
