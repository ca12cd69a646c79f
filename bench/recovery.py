"""How long a killed server is away: from `kill -9` under write load to ready again, and to the next write.

    python bench/recovery.py [--rounds 5] [--folder PATH]

Each round starts a durable stack anew, with the data of the rounds before, puts writers on one service
after the other and kills it: PostgreSQL, Redis, S3 and the mail catcher, and a backend of PostgreSQL,
which PostgreSQL itself recovers from. *ready* is what the supervisor says once the server has answered
in its own protocol; *writes* is the first write acknowledged on a connection opened after the kill.
folder: where the data lies; default: the temporary folder, which should be on a disk.

Bar: ready within 2 s (median).
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.faults.load import Keys, Load, Mails, Objects, Rows, Service, balance
from tests.faults.site import Site, kill, made, until

BAR_S = 2.0
DECLARATION = """\
version: 1
services:
  db: {type: postgres}
  redis: {}
  s3: {buckets: [{name: media}]}
  mail: {keep: 1000000}
"""


@dataclass(frozen=True)
class Away:
    """Seconds since the kill. ready: None where the supervisor has nothing to do with it."""

    ready_s: float | None
    writes_s: float
    lost: int


def killed(site: Site, service: Service, pid: int | None) -> Away:
    """Kill that server under load, or, for None, one of PostgreSQL's backends."""
    before = site.service(service.name)
    ready_s = None
    with Load(service, f"bench-{time.monotonic_ns()}") as load:
        until(lambda: len(load.acknowledged) >= 100, "100 acknowledged")
        kill(pid or until(lambda: isinstance(service, Rows) and service.backends(), "a backend")[0])
        killed_at = time.monotonic()
        if pid:
            until(lambda: site.service(service.name)["restarts"] > before["restarts"], "noticed")
            until(lambda: site.service(service.name)["state"] == "ready", "ready")
            ready_s = time.monotonic() - killed_at
        until(lambda: load.is_back(killed_at), "an acknowledged write")
        writes_s = time.monotonic() - killed_at
    return Away(ready_s, writes_s, len(balance(load).lost))


def one_round(site: Site, found: dict[str, list[Away]]) -> None:
    site.ok("up")
    variables = site.variables()
    rows = Rows(variables["DATABASE_URL"])
    rows.make()
    for service in (rows, Keys(variables["REDIS_URL"]), Objects(variables), Mails(variables)):
        found[service.name].append(killed(site, service, int(site.service(service.name)["pid"])))
    found["a backend"].append(killed(site, rows, None))
    site.ok("down")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", default=tempfile.gettempdir())
    arguments = parser.parse_args()
    found: dict[str, list[Away]] = defaultdict(list)
    with made(arguments.folder) as site:
        site.declare(DECLARATION)
        for _ in range(arguments.rounds):
            one_round(site, found)
    print(f"load {os.getloadavg()[0]:.1f}, {arguments.rounds} rounds, data in {arguments.folder}")
    return max([report(name, times) for name, times in found.items()])


def report(name: str, times: list[Away]) -> int:
    """One line a service; 1 when the bar is missed or something was lost."""
    ready = [one.ready_s for one in times if one.ready_s is not None]
    writes = [one.writes_s for one in times]
    measured = statistics.median(ready or writes)
    lost = sum(one.lost for one in times)
    parts = [
        f"{what} {statistics.median(all_s):5.2f} s (up to {max(all_s):.2f})"
        for what, all_s in (("ready", ready), ("writes", writes))
        if all_s
    ]
    verdict = "holds" if measured <= BAR_S and not lost else "MISSED"
    print(f"{name:<10} {'   '.join(parts)}   lost {lost}   bar {BAR_S:.0f} s: {verdict}")
    return int(verdict == "MISSED")


if __name__ == "__main__":
    sys.exit(main())
