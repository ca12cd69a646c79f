"""What minutes went to, added up by SQLite over one index of the jobs that ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from greenlane.minutes.ledger.interface import WEEKDAYS, Dimension
from greenlane.minutes.ledger.rows import Row, Text
from greenlane.model.bill import Law
from greenlane.model.jobs import Booked, Machine, Spent

_EPOCH = date(1970, 1, 1)
DAY_S = 86400

DAY = "(completed_at / 86400 - (completed_at % 86400 < 0))"
"""Days since 1970-01-01, UTC, rounded down also before it, where SQLite's division rounds up."""
SCOPE = (
    "(:everywhere OR repository IN (SELECT repository.id FROM repository JOIN json_each(:names) AS asked"
    " ON repository.name = asked.value))"
)
"""Which repositories; its parameters come from `_scope` in sqlite.py."""

_COLUMNS: dict[Dimension, str] = {
    Dimension.REPOSITORY: "repository",
    Dimension.WORKFLOW: "workflow",
    Dimension.JOB: "name",
    Dimension.BRANCH: "branch",
    Dimension.ACTOR: "actor",
    Dimension.EVENT: "event",
    Dimension.CONCLUSION: "conclusion",
    Dimension.MACHINE: "machine",
    Dimension.FREE: "free",
    Dimension.ATTEMPT: "attempt",
    Dimension.DAY: DAY,
    Dimension.WEEKDAY: f"(({DAY} + 3) % 7 + 7) % 7",
    Dimension.HOUR: f"(completed_at - {DAY} * 86400) / 3600",
}

BOOKED = " ".join(
    (
        "SELECT day, repository, machine, minutes, duration_s, jobs FROM daily",
        *("WHERE day >= :since / 86400 AND day < :until / 86400 AND", SCOPE),
    )
)

UNCOUNTED = " ".join(
    (
        "SELECT COUNT(*) FROM job WHERE completed_at >= :since AND completed_at < :until",
        *("AND minutes IS NULL AND free IS NULL AND", SCOPE),
    )
)


def seconds(first: date) -> int:
    """The Unix time at which a UTC day begins."""
    return (first - _EPOCH).days * DAY_S


def day_at(number: int) -> date:
    """The day, by its number since 1970-01-01."""
    return _EPOCH + timedelta(days=number)


def statement(by: Sequence[Dimension], *, machines: bool) -> str:
    """The groups' columns, in the order of `by`; then the machine, if asked; rows, copies, minutes, time."""
    columns = [_COLUMNS[one] for one in by] + (["machine"] if machines else [])
    time = "SUM(CASE WHEN minutes > 0 THEN duration_s END)"
    sums = ("COUNT(*)", "SUM(free IS :copy)", "COALESCE(SUM(minutes), 0)", f"COALESCE({time}, 0)")
    grouped = ("GROUP BY", ", ".join(str(number + 1) for number in range(len(columns)))) if columns else ()
    return " ".join(
        (
            *("SELECT", ", ".join([*columns, *sums])),
            "FROM job WHERE completed_at >= :since AND completed_at < :until AND",
            SCOPE,
            *grouped,
        )
    )


def key_of(dimension: Dimension, value: int | None, text: Text, repository: Text) -> str:
    """A group's value as text."""
    if value is None:
        return ""
    match dimension:
        case Dimension.REPOSITORY:
            return repository(value)
        case Dimension.ATTEMPT:
            return str(value)
        case Dimension.DAY:
            return day_at(value).isoformat()
        case Dimension.WEEKDAY:
            return WEEKDAYS[value]
        case Dimension.HOUR:
            return f"{value:02d}"
        case _:
            return text(value)


def booked(rows: Iterable[Row], text: Text, repository: Text) -> list[Booked]:
    """The rows of BOOKED. A machine that is not known and none at all are the same: counted as the worst."""
    sums: dict[tuple[int, int, Machine], list[int]] = {}
    for on, number, machine, *row in rows:
        known = Machine(text(machine)) if machine else Machine.UNKNOWN
        before = sums.setdefault((on, number, known), [0, 0, 0])
        sums[on, number, known] = [one + more for one, more in zip(before, row, strict=True)]
    made = [
        Booked(day_at(on), repository(number), machine, *row) for (on, number, machine), row in sums.items()
    ]
    return sorted(made, key=lambda one: (one.day, one.repository, one.machine))


def groups(
    rows: Iterable[Row], by: Sequence[Dimension], law: Law | None, text: Text, repository: Text
) -> list[Spent]:
    """The rows of `statement` as groups, the most minutes first. With a law, the rows tell machines apart."""
    width = len(by)
    found: dict[Row, list[int]] = {}
    weighed: dict[Row, Fraction] = {}
    for row in rows:
        keys, (jobs, copies, minutes, duration_s) = tuple(row[:width]), row[-4:]
        if not jobs:
            continue
        sums = found.setdefault(keys, [0, 0, 0])
        sums[0] += jobs if Dimension.FREE in by else jobs - copies
        sums[1] += minutes
        sums[2] += duration_s
        if law:
            machine = Machine.UNKNOWN if row[width] is None else Machine(text(row[width]))
            weighed[keys] = weighed.get(keys, Fraction(0)) + law.weigh({machine: minutes})
    made = [
        Spent(
            tuple(key_of(one, value, text, repository) for one, value in zip(by, keys, strict=True)),
            jobs,
            minutes,
            duration_s,
            weighed.get(keys, Fraction(0)),
        )
        for keys, (jobs, minutes, duration_s) in found.items()
    ]
    return sorted(made, key=lambda one: (-one.minutes, one.keys))
