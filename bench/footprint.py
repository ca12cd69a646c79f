"""What all services of the example cost: time to ready, and memory after its tests.

    python bench/footprint.py [--python PYTHON]

Starts examples/messenger from nothing with bundles in the cache, runs its tests, and adds up the
proportional set size (PSS) of every process of the stack, so that pages shared between processes count
once. PYTHON: an interpreter with the example's test requirements (.nox/integration/bin/python).

Bars: all services ready within 5 s; below 600 MB after the tests.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import psutil

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "messenger"
BAR_S = 5.0
BAR_MB = 600.0


def greenlane(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """One call in the example's folder; its output is shown when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "greenlane", *words],
        cwd=EXAMPLE,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(
            f"greenlane {' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}"
        )
    return done


def proportional() -> dict[str, float]:
    """MB by service: each server with all its children, and the supervisor."""
    status = json.loads(greenlane("status", "--json").stdout)
    roots = {one["name"]: one["pid"] for one in status["services"]} | {"supervisor": status["pid"]}
    found: dict[str, float] = defaultdict(float)
    for name, pid in roots.items():
        process = psutil.Process(pid)
        family = [process] if name == "supervisor" else [process, *process.children(recursive=True)]
        for one in family:
            found[name] += one.memory_full_info().pss / 1e6
    return dict(found)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", default=sys.executable, help="runs the example's tests")
    arguments = parser.parse_args()
    greenlane("up", "--mode", "ephemeral")  # bundles and prepared folders into the cache
    greenlane("down", "--purge")
    began = time.perf_counter()
    greenlane("up", "--mode", "ephemeral")
    took = time.perf_counter() - began
    try:
        fresh = proportional()
        tests = [arguments.python, "-m", "pytest", "-q", "tests"]
        greenlane("run", "--mode", "ephemeral", "--", *tests)
        after = proportional()
    finally:
        greenlane("down", "--purge")
    print(f"load {os.getloadavg()[0]:.1f}")
    for name in after:
        print(f"{name:<12} {fresh[name]:7.1f} MB fresh   {after[name]:7.1f} MB after the tests")
    total = sum(after.values())
    print(f"{'sum':<12} {sum(fresh.values()):7.1f} MB fresh   {total:7.1f} MB after the tests")
    print(f"  bar: {total:.0f} MB < {BAR_MB:.0f} MB: {'holds' if total < BAR_MB else 'MISSED'}")
    print(f"  bar: {took:.2f} s < {BAR_S:.0f} s to ready: {'holds' if took < BAR_S else 'MISSED'}")
    return 0 if total < BAR_MB and took < BAR_S else 1


if __name__ == "__main__":
    sys.exit(main())
