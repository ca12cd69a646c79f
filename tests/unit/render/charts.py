"""A month of minutes as charts: in the middle, on its first day, at its end, and in rare cases."""

from __future__ import annotations

from greenlane.model.document import Bars, Block, Document, Fan, Heat, Meter, Section
from greenlane.model.verdict import Outcome

UNIT = "minutes"
MARKS = (("50 %", 1000.0), ("75 %", 1500.0), ("90 %", 1800.0))
DAYS = 30
TODAY = 17
PER_DAY = (92, 118, 75, 131, 88, 12, 4, 102, 97, 143, 66, 81, 20, 9, 74, 59, 69)


def growing(days: int = DAYS, today: int = TODAY, limit: float = 2000.0) -> Fan:
    """A month of so many days, known up to `today`."""
    total, known = 0.0, []
    for at in range(today):
        total += PER_DAY[at % len(PER_DAY)]
        known.append(total)
    ahead = range(1, days - today + 1)
    weekday = [0.2 if (at + today) % 7 in (6, 0) else 1.3 for at in ahead]
    mid = [total + 75 * sum(weekday[:at]) for at in ahead]
    spread = [28 * at**0.72 for at in ahead]
    bands = tuple(
        (
            name,
            (*known, *(max(one - wide * by, total) for one, by in zip(mid, spread, strict=True))),
            (*known, *(one + 1.2 * wide * by for one, by in zip(mid, spread, strict=True))),
        )
        for name, wide in (("90 %", 1.65), ("80 %", 1.28))
    )
    labels = tuple(f"{day} Nov" for day in range(1, days + 1))
    return Fan("The month", UNIT, limit, labels, (*known, *(None for _ in ahead)), (*known, *mid), bands)


METER = Meter("Included minutes, November 2026", UNIT, 1240.0, 2000.0, MARKS, 1884.0, 2112.0, 2397.0)
FAN = growing()
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HEAT = Heat(
    "When minutes go",
    UNIT,
    WEEKDAYS,
    tuple(f"{hour:02}" for hour in range(24)),
    tuple(
        tuple(
            None
            if (day, hour) in ((6, 22), (6, 23))
            else float(
                max(0, round((34 - 5 * abs(hour - 14)) * (0.25 if day > 4 else 1 + (day * hour) % 7 / 9)))
            )
            for hour in range(24)
        )
        for day in range(7)
    ),
)
BARS = Bars(
    "What costs, by job",
    UNIT,
    (
        ("ci.yml / test (3.12, ubuntu-latest)", 412.0, "33 %"),
        ("ci.yml / test (3.11, ubuntu-latest)", 371.0, "30 %"),
        ("ci.yml / lint", 163.0, "13 %, mostly rounding up"),
        ("nightly.yml / integration", 154.0, "12 %"),
        ("ci.yml / changes", 98.0, "8 %, 8 s of work each"),
        ("release.yml / publish", 42.0, "3 %"),
    ),
    (31.0, 28.5, 121.0, 6.0, 85.0, 2.4),
    "rounding up",
)
MONTH = Document(
    "minutes of octo-org",
    Outcome.PASS,
    "1,240 of 2,000 minutes are spent; 2,112 are expected on 30 November",
    ("Let ci.yml / changes run as a step of lint: it saves 85 minutes a month.",),
    (("account", "octo-org"), ("law", "raw")),
    (
        Section("The month", (METER, FAN)),
        Section("Where they went", (BARS, HEAT)),
    ),
    made_at="2026-11-17T15:00:00Z",
)
EMPTY = (
    Meter("nothing spent", UNIT, 0.0, 2000.0),
    Fan("no day", UNIT, 2000.0, (), (), (), ()),
    Heat("no row", UNIT, (), (), ()),
    Bars("no bar", UNIT, ()),
)
RARE: tuple[tuple[str, tuple[Block, ...]], ...] = (
    ("empty", EMPTY),
    (
        "no limit",
        (
            Meter("no limit", UNIT, 40.0, 0.0, (("75 %", 0.0),), 50.0, 60.0, 70.0),
            growing(limit=0.0),
            Heat("all zero", UNIT, ("Mon",), ("00", "01"), ((0.0, 0.0),)),
            Bars("all zero", UNIT, (("a", 0.0, ""), ("b", 0.0, "")), (0.0, 0.0), "rounding up"),
        ),
    ),
    (
        "huge",
        (
            Meter("over", UNIT, 3_120_000.0, 2_000_000.0, (("75 %", 1.5e6),), 4e6, 5e6, 9e6),
            growing(400, 200, 9_000.0),
            Heat(
                "by workflow",
                UNIT,
                tuple(f"workflow-{at}.yml" for at in range(80)),
                tuple(f"{day}" for day in range(1, 32)),
                tuple(tuple(float(at * day * 977 % 51_000) for day in range(31)) for at in range(80)),
            ),
            Bars(
                "by job",
                UNIT,
                tuple((f"workflow-{at}.yml / job {at}", 1e6 / (at + 1), f"note {at}") for at in range(300)),
            ),
        ),
    ),
    ("one day", (Meter("one day", UNIT, 92.0, 2000.0, MARKS), growing(1, 1), growing(1, 0))),
    ("31 days, the last one known", (growing(31, 31, 1000.0),)),
    ("nothing known", (growing(31, 0), Heat("nothing known", UNIT, ("Mon",), ("00",), ((None,),)))),
    ("far below", (growing(30, 17, 50_000.0), Meter("small", "GB-hours", 0.02, 500.0, MARKS[:1]))),
)
CASES = Document(
    "rare charts",
    Outcome.UNKNOWN,
    "what seldom is",
    sections=tuple(Section(name, blocks) for name, blocks in RARE),
)
