"""A month's minutes -> one Document: the verdict, what to do, then the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from greenlane.minutes.bill_report import bill_section
from greenlane.minutes.explain_report import cost_section, remedy_section
from greenlane.minutes.figures import chance, percent, plural, whole
from greenlane.minutes.freshness import blind
from greenlane.minutes.month import Month
from greenlane.model.document import Block, Document, Fan, Heat, Meter, Paragraph, Section, Table
from greenlane.model.explain import Explanation, Parts
from greenlane.model.forecast import Forecast
from greenlane.model.jobs import Free, Machine
from greenlane.model.verdict import Outcome

STALE_S = 26 * 3600
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def outcome(month: Month) -> Outcome:
    """Fail: the minutes are expected to run out, or have. Unknown: nobody can say from this ledger."""
    if month.used + month.settings.reserve > month.included:
        return Outcome.FAIL
    overrun = month.forecast.overrun
    if overrun is None:
        return Outcome.UNKNOWN
    if overrun > month.settings.alerts.overrun:
        return Outcome.FAIL
    return Outcome.UNKNOWN if blind(month.reading) else Outcome.PASS


def month_report(month: Month, explanation: Explanation, parts: Sequence[Parts]) -> Document:
    """All of it."""
    costs = (cost_section(explanation, parts), remedy_section(explanation))
    sections = (_month(month), _forecast(month), _when(month), *costs, bill_section(month.reconciliation))
    return _document("Minutes", month, sections, explanation)


def explain_report(month: Month, explanation: Explanation, parts: Sequence[Parts]) -> Document:
    """What the minutes went to, and what would save some."""
    sections = (cost_section(explanation, parts), remedy_section(explanation), _when(month))
    return _document("Where the minutes went", month, sections, explanation)


def forecast_report(month: Month) -> Document:
    """Where the cycle is expected to end, and how well that was known before."""
    return _document("Forecast of the minutes", month, (_forecast(month),), None)


def _document(
    what: str, month: Month, sections: tuple[Section, ...], explanation: Explanation | None
) -> Document:
    first = month.cycle.since
    return Document(
        title=f"{what} of {month.account}, {first:%B %Y}",
        outcome=outcome(month),
        verdict=verdict(month),
        actions=tuple(_actions(month, explanation)),
        subject=tuple(_subject(month)),
        sections=sections,
        made_at=datetime.fromtimestamp(month.now, UTC).isoformat(timespec="seconds"),
    )


def verdict(month: Month) -> str:
    """`1,312 of 2,000 minutes used (65.6 %); 1,870 expected by 30 November …`."""
    used = f"{whole(month.used)} of {month.included:,} minutes used{_share(month.used, month.included)}"
    forecast = month.forecast
    if why := blind(month.reading):
        return f"at least {used}; how many really is unknown: {why}"
    if forecast.overrun is None:
        return f"{used}; how the month will end cannot be said yet: {forecast.basis}"
    end = month.cycle.until - timedelta(days=1)
    return (
        f"{used}; {whole(forecast.mid)} expected by {end.day} {end:%B} "
        f"(80 %: {whole(forecast.low80)} to {whole(forecast.high80)}); "
        f"{chance(forecast.overrun)} chance of running out{_with_reserve(month)}"
    )


def _actions(month: Month, explanation: Explanation | None) -> Iterator[str]:
    over = outcome(month) is Outcome.FAIL
    best = [one for one in explanation.remedies if one.net > 0] if explanation else []
    for one in best[: 3 if over else 1]:
        yield f"{one.title}: saves about {whole(one.net)} minutes a month ({one.where})"
    if over and not best:
        yield "run less until the cycle ends, or raise the limit: no remedy was found in this history"
    yield from month.gaps
    if missing := month.reconciliation.missing:
        names = ", ".join([*missing][:3]) + (" …" if len(missing) > 3 else "")
        minutes = whole(float(sum(missing.values())))
        yield f"name them in minutes.repositories, unless they are public: the bill has {minutes} of {names}"
    if month.synced_at is None or month.now - month.synced_at > STALE_S:
        yield "greenlane minutes sync: the ledger is older than a day"
    standing = [one for one in month.reconciliation.rulings if not one.ruled_out]
    if len({one.total for one in standing}) > 1:
        yield "say what the billing page shows now, --page N: it tells the counting laws apart"


def _subject(month: Month) -> Iterator[tuple[str, str]]:
    last = month.cycle.until - timedelta(days=1)
    yield "account", f"{month.account} ({month.plan})"
    yield "cycle", f"{month.cycle.since.isoformat()} to {last.isoformat()}, UTC"
    yield "repositories", ", ".join(month.repositories)
    known = "never" if month.synced_at is None else _time(month.synced_at)
    yield "read from GitHub", known


def _month(month: Month) -> Section:
    forecast = month.forecast
    meter = Meter(
        title="Included minutes",
        unit="minutes",
        value=float(month.used),
        limit=float(month.included),
        marks=tuple((f"{one} %", month.included * one / 100) for one in month.settings.alerts.at),
        low=None if forecast.overrun is None else forecast.low90,
        mid=None if forecast.overrun is None else forecast.mid,
        high=None if forecast.overrun is None else forecast.high90,
    )
    blocks: list[Block] = [meter, Table(("figure", "minutes", "what it is"), tuple(_figures(month)), "lrl")]
    rows = tuple(_machines(month))
    if rows:
        head = ("machine", "billed minutes", "counts as", "on the page")
        blocks.append(Table(head, rows, "lrrr"))
    if month.storage:
        blocks.append(Table(("storage", "now", "what it is"), month.storage, "lrl"))
    return Section("The month", tuple(blocks), outcome(month))


def _figures(month: Month) -> Iterator[tuple[str, str, str]]:
    what = month.reconciliation
    yield "on the billing page", whole(month.shown), f"by the law {what.page}; expected to show"
    yield "may block you", whole(month.used), f"by the law {what.planning}, the worst that nothing rules out"
    yield "left", whole(max(Fraction(0), month.included - month.used)), f"of {month.included:,}"
    if month.settings.reserve:
        yield "reserve", f"{month.settings.reserve:,}", "kept for a release and a hotfix"
    if month.open_jobs:
        said = f"{plural(month.open_jobs, 'job')} running now"
        yield "in flight", whole(month.forecast.in_flight), said
    if larger := month.raw.get(Machine.LARGER, 0):
        yield "larger runners", f"{larger:,}", "billed in money from the first minute"
    for free, jobs in month.free:
        if free is Free.BLOCKED:
            said = f"{plural(jobs, 'job')} never started: the account's minutes or payment kept them"
            yield "blocked", "0", said
        elif free in (Free.PUBLIC, Free.SELF_HOSTED, Free.PAGES, Free.DEPENDABOT, Free.COPILOT):
            yield f"free: {free.value}", "0", plural(jobs, "job")


def _machines(month: Month) -> Iterator[tuple[str, str, str, str]]:
    for machine, minutes in sorted(month.raw.items(), key=lambda one: -one[1]):
        counted = [law.weights.get(machine, Fraction(0)) * minutes for law in (month.law, month.page_law)]
        yield machine.value, f"{minutes:,}", whole(counted[0]), whole(counted[1])


def _forecast(month: Month) -> Section:
    forecast = month.forecast
    if forecast.overrun is None:
        return Section("Forecast", (Paragraph(forecast.basis),), Outcome.UNKNOWN)
    fan = Fan(
        title="Minutes used, day by day",
        unit="minutes",
        limit=float(month.included),
        labels=tuple(f"{one.day.day} {one.day:%b}" for one in forecast.fan),
        known=tuple(one.spent for one in forecast.fan),
        mid=tuple(one.mid for one in forecast.fan),
        bands=(
            ("90 %", tuple(d.low90 for d in forecast.fan), tuple(d.high90 for d in forecast.fan)),
            ("80 %", tuple(d.low80 for d in forecast.fan), tuple(d.high80 for d in forecast.fan)),
        ),
    )
    rows = tuple(_forecast_rows(forecast, month))
    said = tuple(Paragraph(text) for text in (forecast.basis, _record(forecast)) if text)
    return Section("Forecast", (fan, Table(("figure", "value"), rows, "lr"), *said), outcome(month))


def _forecast_rows(forecast: Forecast, month: Month) -> Iterator[tuple[str, str]]:
    yield "expected at the end", f"{whole(forecast.mid)} minutes"
    yield "80 % between", f"{whole(forecast.low80)} and {whole(forecast.high80)}"
    yield "90 % between", f"{whole(forecast.low90)} and {whole(forecast.high90)}"
    if forecast.overrun is not None:
        yield f"chance of running out{_with_reserve(month)}", chance(forecast.overrun)
    if forecast.runs_out:
        yield "used up on", forecast.runs_out.isoformat()
    if forecast.runs_out_early and forecast.runs_out_early != forecast.runs_out:
        yield "used up, in the worst of twenty months, on", forecast.runs_out_early.isoformat()


def _record(forecast: Forecast) -> str:
    """How it did on the cycles that are over."""
    record = forecast.record
    if record is None or not record.windows:
        return (
            "How such forecasts did before cannot be said: no cycle that is over is in this ledger in full."
        )
    return (
        f"Made again for {record.windows} moments of cycles that are over: {record.hits80} totals lay within "
        f"the 80 % interval and {record.hits90} within the 90 % one; off by {record.error:.1%} of the total "
        f"in the mean, a straight line by {record.straight_line_error:.1%}."
    )


def _when(month: Month) -> Section:
    hours = tuple(f"{hour:02}" for hour in range(24))
    heat = Heat("Billed minutes by weekday and hour (UTC)", "minutes", WEEKDAYS, hours, month.heat)
    return Section("When", (heat,))


def _share(used: Fraction, included: int) -> str:
    """` (65.6 %)`; nothing where nothing is included."""
    return f" ({percent(used, included)})" if included else ""


def _with_reserve(month: Month) -> str:
    return f", {month.settings.reserve:,} kept in reserve" if month.settings.reserve else ""


def _time(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
