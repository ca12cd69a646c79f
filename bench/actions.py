"""What our actions cost a job, measured in act: setup with filled caches; minutes, plan and report together.

    python bench/actions.py [--rounds 5]

setup makes its environment each time from the caches of pip and uv, as on a runner that was given them back;
the first round fills them and does not count. The others use an environment that is there. act adds about
0.1 s a step. setup, which wants the whole package there, comes last. Run it on an idle machine, with the
locks of requirements/workflows.txt installed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.standins.actions import World, serving
from tests.workflows.harness import ROOT
from tests.workflows.shop import COMMIT, greenlane, run, shop

from greenlane.workflows.simulate_result import Simulated

SETUP = f"""
name: setup
on: [push]
permissions: {{}}
jobs:
  setup:
    runs-on: ubuntu-24.04
    steps:
      - name: Setup
        uses: owner/greenlane/actions/setup@{COMMIT} # v0.1.0
"""
STEP = re.compile(r"Success - Main (.+?) \[([0-9.]+)(m?s)\]")
LIMITS = {"setup": 5.0, "minutes + plan + report": 3.0}


def spent(done: Simulated, names: tuple[str, ...]) -> float:
    """Seconds of these steps of a job, as act counts them.

    An action's own step may have the name of the step that uses it, which lasts longer and counts alone.
    """
    longest = dict.fromkeys(names, 0.0)
    for found in (STEP.search(line) for job in done.jobs for line in job.lines):
        if found and found[1] in longest:
            seconds = float(found[2]) / (1000 if found[3] == "ms" else 1)
            longest[found[1]] = max(longest[found[1]], seconds)
    assert all(longest.values()), (longest, done.story)
    return sum(longest.values())


def setup(scratch: Path, rounds: int) -> list[float]:
    """Each in a fresh copy of greenlane, with the same caches, from the index that the user has set."""
    folder = shop(scratch / "shop", {".github/workflows/setup.yml": SETUP})
    shutil.copytree(ROOT / "ci", greenlane() / "ci", dirs_exist_ok=True)  # the whole package is installed
    shutil.copy(ROOT / "README.md", greenlane())
    variables = {
        name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_"))
    }
    settings = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    variables |= {
        "XDG_CACHE_HOME": str(scratch / "caches"),
        "XDG_CONFIG_HOME": settings,
        "GREENLANE_VENV": "",
    }
    found = []
    for _ in range(rounds + 1):
        done = run(folder, "push", "setup.yml", variables=variables)
        assert done.is_green, done.story
        found.append(spent(done, ("Setup",)))
    return found[1:]


def planned(scratch: Path, rounds: int) -> list[float]:
    """A pull request of which everything passed before: it reads the minutes, plans, and settles all."""
    folder = shop(scratch / "shop")
    file = folder / ".github/workflows/checks.yml"
    file.write_text(file.read_text().replace("minutes: false", "minutes: true"))
    world = World()
    world.repository("octo/shop")
    names = ("Minutes", "Plan", "Settle it")
    with serving(world) as url:
        address = {"GITHUB_API_URL": url}
        run(folder, "push", variables=address)
        return [spent(run(folder, "pull-request", variables=address), names) for _ in range(rounds)]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(f"{'what':<26} {'median':>7} {'least':>7} {'limit':>7}   of {rounds}, in {ROOT.name}")
    for name, measure in (("minutes + plan + report", planned), ("setup", setup)):
        with tempfile.TemporaryDirectory(prefix="greenlane-bench-") as scratch:
            found = measure(Path(scratch).resolve() / "bench", rounds)
        print(f"{name:<26} {statistics.median(found):>6.1f}s {min(found):>6.1f}s {LIMITS[name]:>6.1f}s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
