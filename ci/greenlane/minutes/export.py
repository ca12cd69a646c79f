"""Jobs, days and the bill as CSV or JSON Lines, one line at a time, for tools that are not ours.

Times are ISO 8601, UTC; what is unknown is an empty cell, or null. In CSV a text that a spreadsheet would
take for a formula (it begins with = + - @, a tab or a line break) gets an apostrophe before it, which makes
it text; numbers stay as they are.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Generic, TypeVar

from greenlane.model.bill import UsageItem
from greenlane.model.jobs import Booked, LedgerJob

Value = str | int | Decimal | date | tuple[str, ...] | None
Item = TypeVar("Item")

_FULL_WIDTH = ("\uff1d", "\uff0b", "\uff0d", "\uff20")
"""= + - @ as they are typed in East Asia; spreadsheets there take them for the narrow ones."""
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", *_FULL_WIDTH)


@dataclass(frozen=True)
class Sheet(Generic[Item]):
    """What can be exported: the columns by name, each a value of an item."""

    columns: dict[str, Callable[[Item], Value]]

    def values(self, item: Item) -> dict[str, Value]:
        return {name: value(item) for name, value in self.columns.items()}


def _time(seconds: int | None) -> str | None:
    return None if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


JOBS: Sheet[LedgerJob] = Sheet(
    {
        "day": lambda one: one.day,
        "repository": lambda one: one.run.repository,
        "workflow": lambda one: one.run.workflow,
        "path": lambda one: one.run.path,
        "run_id": lambda one: one.run.run_id,
        "attempt": lambda one: one.job.attempt,
        "job_id": lambda one: one.job.job_id,
        "job": lambda one: one.job.name,
        "event": lambda one: one.run.event,
        "branch": lambda one: one.run.branch,
        "actor": lambda one: one.run.actor,
        "commit": lambda one: one.run.commit,
        "status": lambda one: one.job.status,
        "conclusion": lambda one: one.job.conclusion,
        "created_at": lambda one: _time(one.job.created_at),
        "started_at": lambda one: _time(one.job.started_at),
        "completed_at": lambda one: _time(one.job.completed_at),
        "labels": lambda one: one.job.labels,
        "runner": lambda one: one.job.runner_name,
        "runner_group": lambda one: one.job.runner_group,
        "machine": lambda one: one.count.machine,
        "duration_s": lambda one: one.count.duration_s,
        "minutes": lambda one: one.count.minutes,
        "free": lambda one: one.count.free,
        "oddity": lambda one: one.count.oddity,
    }
)

DAYS: Sheet[Booked] = Sheet(
    {
        "day": lambda one: one.day,
        "repository": lambda one: one.repository,
        "machine": lambda one: one.machine,
        "minutes": lambda one: one.minutes,
        "duration_s": lambda one: one.duration_s,
        "jobs": lambda one: one.jobs,
    }
)

BILL: Sheet[UsageItem] = Sheet(
    {
        "account": lambda one: one.account,
        "year": lambda one: one.year,
        "month": lambda one: one.month,
        "day": lambda one: one.day,
        "product": lambda one: one.product,
        "sku": lambda one: one.sku,
        "repository": lambda one: one.repository,
        "unit": lambda one: one.unit,
        "gross": lambda one: one.gross,
        "discount": lambda one: one.discount,
        "net": lambda one: one.net,
        "price": lambda one: one.price,
    }
)


def csv_lines(sheet: Sheet[Item], items: Iterable[Item]) -> Iterator[str]:
    """A line of names, then one an item; every text is quoted. Each ends with a line feed."""
    line = _Line()
    writer = csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(sheet.columns)
    yield line.text
    for item in items:
        writer.writerow([_cell(value) for value in sheet.values(item).values()])
        yield line.text


def json_lines(sheet: Sheet[Item], items: Iterable[Item]) -> Iterator[str]:
    """An object an item, on a line of its own that ends with a line feed."""
    for item in items:
        plain = {name: _plain(value) for name, value in sheet.values(item).items()}
        yield f"{json.dumps(plain, ensure_ascii=False)}\n"


class _Line:
    """Keeps the last line that csv wrote."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def _cell(value: Value) -> str | int | Decimal | None:
    match value:
        case None | int() | Decimal():
            return value
        case tuple():
            text = ", ".join(value)
        case date():
            text = value.isoformat()
        case str():
            text = str(value)
    return f"'{text}" if text.startswith(_FORMULAS) else text


def _plain(value: Value) -> str | int | float | list[str] | None:
    match value:
        case None | int():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case tuple():
            return list(value)
        case date():
            return value.isoformat()
        case str():
            return str(value)
