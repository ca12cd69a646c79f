"""Which alerts were passed on already, so that nobody hears the same thing every hour.

- A key is news once in a cycle while it stands; a new cycle begins with nothing told.
- One that is gone is remembered for a day from when it was told: what comes and goes with every new hour is
  told at most once a day, and what comes back later is news again.
- Alerts at level ok are nothing to pass on.
- A text that cannot be read has told nothing: rather twice than never.

It is a line of JSON, which a ledger or an issue can keep. Times are Unix seconds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from greenlane.model.bill import Cycle
from greenlane.model.forecast import Alert, Level

REMEMBERED_S = 86_400
KEY = re.compile(r"[a-z][a-z0-9-]{0,40}")


@dataclass(frozen=True)
class Told:
    """cycle: its first day, ISO 8601. at: key -> when it was told first."""

    cycle: str
    at: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str | None, cycle: Cycle) -> Told:
        """What the text says of this very cycle; of another one, or unreadable: nothing."""
        nothing = cls(cycle.since.isoformat())
        try:
            found = json.loads(text or "{}")
        except (ValueError, RecursionError):
            return nothing
        if not isinstance(found, dict) or found.get("cycle") != nothing.cycle:
            return nothing
        at = found.get("told")
        if not isinstance(at, dict):
            return nothing
        is_whole = all(KEY.fullmatch(key) and type(one) is int for key, one in at.items())
        return cls(nothing.cycle, at) if is_whole else nothing

    def __str__(self) -> str:
        return json.dumps({"cycle": self.cycle, "told": dict(sorted(self.at.items()))})

    def news(self, alerts: Iterable[Alert]) -> tuple[Alert, ...]:
        """The alerts that nobody heard of yet."""
        return tuple(one for one in alerts if one.level is not Level.OK and one.key not in self.at)

    def after(self, alerts: Iterable[Alert], now: int) -> Told:
        """What is told once the news are passed on."""
        standing = {one.key for one in alerts if one.level is not Level.OK}
        kept = {key: at for key, at in self.at.items() if key in standing or 0 <= now - at < REMEMBERED_S}
        return Told(self.cycle, {**dict.fromkeys(sorted(standing), now), **kept})
