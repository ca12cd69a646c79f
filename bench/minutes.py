"""The ledger of minutes: time and memory at 25,000 and 100,000 jobs, beside a JSON file that is read whole.

    python bench/minutes.py [--jobs 25000 100000] [--days 395] [--rounds 5]

Every step (minutes_steps.py) is a process of its own, on a copy of the same ledger, in turns with the peer's
(minutes_history.py). The history is made up: one repository, eight jobs a run, spread evenly over the days.

write: 1,000 new jobs, a transaction a run. questions: minutes by day over all the history, and of the last 30
days by workflow and job and by weekday and hour; the peer answers the same ones, and must come to the same.
sync: 1,000 new jobs read from a stand-in for GitHub on this machine; its time is in the seconds, but not in
the processor time. report, forecast: the verbs, with what they import; the whole process is printed besides.
Seconds are medians; the least of them says more on a machine that others use. The bars are of the largest
history: report and forecast within half a second, sync within half a second of processor time, and memory
that does not grow.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.minutes_history import JOBS_A_RUN, NEW_JOBS, REPOSITORY, add, history
from tests.standins.actions import Repo, World, serving, work

from greenlane.minutes.ledger import open_ledger
from greenlane.minutes.month import Asked, keep_record
from greenlane.model.minutes import Minutes

HERE = Path(__file__).resolve().parent
BAR_S = 0.5
BAR_GROWTH = 1.15
DAY_S = 86400
HOUR_S = 3600
EVER = (date(2000, 1, 1), date(2100, 1, 1))
STEPS = ("write", "questions", "json-write", "json-questions", "sync", "forecast", "report")
BARRED = ("sync", "forecast", "report")
PEERS = ("write", "questions")


@dataclass(frozen=True)
class Took:
    """The medians of one step. start_s: of the whole process; least_s: of its best round."""

    seconds: float
    cpu_s: float
    rss_mb: float
    start_s: float
    least_s: float


class Bench:
    """One size of history. folder: its own; url: of the stand-in, which all sizes share in their turn."""

    def __init__(self, folder: Path, jobs: int, days: int, now: int) -> None:
        self.folder, self.now = folder, now
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GREENLANE_", "GITHUB_", "GH_"))
        } | {"HOME": str(folder), "XDG_STATE_HOME": str(folder), "GITHUB_TOKEN": "of-the-stand-in"}
        self.world = World(now=now, limit=10**6)
        self.app = self.world.repository(REPOSITORY)
        self.kept = folder / "kept"
        self.kept.mkdir(parents=True)
        self._fill(jobs, days)

    def _fill(self, jobs: int, days: int) -> None:
        """A first sync of a quiet day, then the history behind it, and what is new at GitHub since.

        With what a sync makes once a cycle, the record of earlier forecasts.
        """
        put(self.app, 10, since=self.now - 4 * HOUR_S)
        with serving(self.world) as url:
            self.run("sync", self.kept, url)
        span = {"since": self.now - days * DAY_S, "until": self.now - DAY_S}
        with open_ledger(self.kept / "minutes.sqlite") as ledger:
            synced = [(one.run, [one.job], [one.count]) for one in ledger.jobs(*EVER)]
            with ledger.writing() as writer:
                for counted in history(jobs, **span):
                    writer.put_jobs(*counted)
            keep_record(ledger, Asked(REPOSITORY.partition("/")[0], (REPOSITORY,), Minutes(), self.now))
        add(self.kept / "minutes.json", chain(history(jobs, **span), synced))
        put(self.app, NEW_JOBS // JOBS_A_RUN, since=self.now - 2 * HOUR_S)

    def run(self, step: str, folder: Path, url: str = "") -> tuple[dict[str, Any], float]:
        """What a step in this folder says, and how long the process took."""
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, str(HERE / "minutes_steps.py"), step, str(folder), str(self.now)],
            env={**self.environment, "GITHUB_API_URL": url},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        found = json.loads(done.stdout)
        if found["said"].get("code", 0):
            raise SystemExit(f"{step} ended with {found['said']}")
        return found, time.perf_counter() - began

    def rounds(self, rounds: int) -> tuple[dict[str, Took], dict[str, Any]]:
        """Every step on a fresh copy, in turns; and what each said last."""
        times: dict[str, list[tuple[float, float, float, float]]] = defaultdict(list)
        said: dict[str, Any] = {}
        with serving(self.world) as url:
            for step in STEPS * rounds:
                copy = self.folder / "copy"
                shutil.copytree(self.kept, copy)
                found, start_s = self.run(step, copy, url)
                shutil.rmtree(copy)
                times[step].append((found["seconds"], found["cpu_s"], found["rss_mb"], start_s))
                said[step] = found["said"]
        if said["questions"] != said["json-questions"]:
            raise SystemExit(f"not the same answers: {said['questions']}, {said['json-questions']}")
        return {step: medians(all_) for step, all_ in times.items()}, said


def medians(all_: list[tuple[float, float, float, float]]) -> Took:
    """Of the rounds of one step, in the order of Took."""
    seconds, cpu_s, rss_mb, start_s = (list(column) for column in zip(*all_, strict=True))
    median = statistics.median
    return Took(median(seconds), median(cpu_s), median(rss_mb), median(start_s), min(seconds))


def put(app: Repo, runs: int, *, since: int) -> None:
    """Runs of eight jobs in the hour from then on."""
    for number in range(runs):
        jobs = [work(f"test ({slot})", 60 + 37 * slot) for slot in range(JOBS_A_RUN)]
        app.run(f"Workflow {number % 6}", *jobs, begins=since + HOUR_S * number // runs)


def show(jobs: int, took: dict[str, Took], said: dict[str, Any], sizes: tuple[float, float]) -> None:
    ledger_mb, json_mb = sizes
    print(f"\n{jobs:,} jobs: the ledger {ledger_mb:.1f} MB, the JSON file {json_mb:.1f} MB")
    for step, one in took.items():
        seconds = f"{one.seconds:7.3f} s (least {one.least_s:6.3f}, processor {one.cpu_s:6.3f})"
        print(f"  {step:<15} {seconds} {one.rss_mb:7.1f} MB")
    print(f"  the report's whole process: {took['report'].start_s:.2f} s; {said['sync']['first']}")
    for step in PEERS:
        ours, peer = took[step], took[f"json-{step}"]
        print(
            f"  {step}: the peer takes {peer.seconds / ours.seconds:.0f} times as long"
            f" and {peer.rss_mb / ours.rss_mb:.1f} times the memory"
        )


def judge(small: dict[str, Took], large: dict[str, Took]) -> bool:
    """Print the bars; whether all hold."""
    holds = True
    for step in BARRED:
        seconds = large[step].cpu_s if step == "sync" else large[step].seconds
        quick = seconds < BAR_S
        grown = large[step].rss_mb / small[step].rss_mb
        flat = grown < BAR_GROWTH
        holds = holds and quick and flat
        print(f"  bar: {step} {seconds:.3f} s < {BAR_S} s: {'holds' if quick else 'MISSED'}")
        print(f"  bar: {step} memory {grown:.2f} < {BAR_GROWTH} times: {'holds' if flat else 'MISSED'}")
    return holds


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--jobs", type=int, nargs="+", default=[25_000, 100_000])
    parser.add_argument("--days", type=int, default=395)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    print(f"{arguments.days} days, {arguments.rounds} rounds, load {os.getloadavg()[0]:.1f}")
    found = []
    for jobs in arguments.jobs:
        with tempfile.TemporaryDirectory(prefix="greenlane-bench-") as folder:
            bench = Bench(Path(folder), jobs, arguments.days, int(time.time()))
            sizes = tuple(
                (bench.kept / f"minutes.{kind}").stat().st_size / 1e6 for kind in ("sqlite", "json")
            )
            took, said = bench.rounds(arguments.rounds)
            show(jobs, took, said, (sizes[0], sizes[1]))
            found.append(took)
    print(f"\nload {os.getloadavg()[0]:.1f}")
    return 0 if judge(found[0], found[-1]) else 1


if __name__ == "__main__":
    sys.exit(main())
