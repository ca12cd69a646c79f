"""`greenlane plan --json` as a whole process, beside the tools that say what a change affects.

    python bench/plan.py [--rounds 9] [--shape 100k] [--peers FOLDER] [--paths-filter dist/index.js]
                         [--greenlane ENVIRONMENT/bin/greenlane]

Repositories are made (bench/plan_repository.py): 1k/50, 10k/200 and 100k/1,000 files/packages, a component
each, and a job per ten of them; the second commit changes ten files. Everybody is asked what it affects, in
turns, each round in another order, and has to name the same packages. Ours is asked in four ways:
    warm        with what earlier calls kept
    cold        without the parsed declaration
    first       with nothing kept at all: it looks into every folder once for links and references
    a job each  warm, with as many jobs as packages, all of which run and are packed
ENVIRONMENT is where greenlane is installed as users have it, by `uv venv ENVIRONMENT` and `uv pip install
--python ENVIRONMENT .`; without it, the one beside this Python is asked, which pays 1 ms for an editable
installation and for what setuptools adds to each start.
FOLDER holds node_modules with turbo, nx and @moonrepo/cli; what is not there is left out. nx's daemon is off.
Milliseconds are medians of wall time, with the least beside it; on a busy machine the least says more.
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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from plan_repository import Shape, affected, filters, make

from greenlane.config.quick import read
from greenlane.edges.git_tree import opened
from greenlane.planner.keys import keys, prepared
from greenlane.planner.sightings import Sighting

SHAPES = {"1k": Shape(1_000, 50, 5), "10k": Shape(10_000, 200, 20), "100k": Shape(100_000, 1_000, 100)}
WARM, COLD, FIRST, EACH = "greenlane, warm", "greenlane, cold", "greenlane, first", "greenlane, a job each"
BARS_MS = {WARM: 80.0, COLD: 160.0}
RATIO_BARS = {"paths-filter": 4.5, "turbo": 18.0, "moon": 18.0, "nx": 35.0}
LIBRARY_BAR_MS = 12.0
QUIET = {"NX_DAEMON": "false", "TURBO_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1"}


@dataclass(frozen=True)
class Way:
    """One tool. told: the packages in its answer, None when it names none. before: makes it forget."""

    name: str
    words: tuple[str, ...]
    folder: Path
    told: Callable[[str], set[str]] | None = None
    before: Callable[[], None] = lambda: None
    environment: Mapping[str, str] = field(default_factory=dict)

    def call(self) -> tuple[float, str]:
        """Milliseconds and the answer. Raises SystemExit when it failed."""
        self.before()
        environment = {**os.environ, **QUIET, **self.environment}
        environment.pop("PYTHONPATH", None)
        began = time.perf_counter()
        done = subprocess.run(
            self.words, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        took = (time.perf_counter() - began) * 1000
        if done.returncode:
            raise SystemExit(f"{self.name}: {(done.stdout + done.stderr)[-800:]}")
        return took, done.stdout


def ours(root: Path, greenlane: Path) -> Iterator[Way]:
    """The four ways to ask greenlane. root: of the shape's repositories."""
    state = root / "state"
    environment = {"GREENLANE_STATE": str(state)}
    words = (str(greenlane), "plan", "--json")

    def forget() -> None:
        for kept in state.glob("plans/*.kept"):
            kept.unlink()

    repo = root / "repository"
    yield Way(WARM, words, repo, environment=environment)
    yield Way(COLD, words, repo, before=forget, environment=environment)
    anew = root / "anew"

    def forget_all() -> None:
        shutil.rmtree(anew, ignore_errors=True)

    yield Way(FIRST, words, repo, before=forget_all, environment={"GREENLANE_STATE": str(anew)})
    yield Way(EACH, words, root / "each", environment=environment)


def peers(
    root: Path, shape: Shape, python: str, tools: Path | None, paths_filter: Path | None
) -> Iterator[Way]:
    """Everybody else. python: of the environment that greenlane is in."""
    repo = root / "repository"
    yield Way("python -I -S -c pass", (python, "-I", "-S", "-c", "pass"), repo)
    yield Way("python -c pass", (python, "-c", "pass"), repo)
    yield Way("git diff", ("git", "diff", "--name-only", "-z", "HEAD~1...HEAD"), repo)
    commits = {
        "TURBO_SCM_BASE": "HEAD~1",
        "TURBO_SCM_HEAD": "HEAD",
        "MOON_BASE": "HEAD~1",
        "MOON_HEAD": "HEAD",
    }
    for name, words, told in (
        ("turbo", ("run", "build", "--affected", "--dry=json"), lambda out: set(json.loads(out)["packages"])),
        ("moon", ("query", "affected", "--downstream", "deep"), lambda out: set(json.loads(out)["projects"])),
        (
            "nx",
            ("show", "projects", "--affected", "--base=HEAD~1", "--head=HEAD", "--json"),
            lambda out: set(json.loads(out)),
        ),
    ):
        program = tools / "node_modules" / ".bin" / name if tools else None
        if program and program.exists():
            yield Way(name, (f"node_modules/.bin/{name}", *words), repo, told, environment=commits)
    if paths_filter:
        yield filtering(root, shape, paths_filter)


def filtering(root: Path, shape: Shape, program: Path) -> Way:
    """paths-filter in a step's environment: a push to main, whose event names the commit before."""
    repo, out, event = root / "repository", root / "outputs", root / "event.json"
    (root / "filters.yml").write_text(filters(shape))
    before = subprocess.run(
        ["git", "rev-parse", "HEAD~1"], cwd=repo, capture_output=True, text=True, check=True
    )
    payload = {"before": before.stdout.strip(), "repository": {"default_branch": "main"}}
    event.write_text(json.dumps(payload))
    inputs = {"filters": str(root / "filters.yml"), "base": "main", "list-files": "none", "token": ""}
    inputs |= {
        "initial-fetch-depth": "10",
        "predicate-quantifier": "some",
        "working-directory": "",
        "ref": "",
    }
    environment = {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
    environment |= {"GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main", "GITHUB_OUTPUT": str(out)}
    environment |= {"GITHUB_EVENT_PATH": str(event), "GITHUB_WORKSPACE": str(repo)}

    def told(_: str) -> set[str]:
        lines = out.read_text().split("\n")
        return set(json.loads(lines[[one.split("<<")[0] for one in lines].index("changes") + 1]))

    def forget() -> None:
        out.write_text("")

    return Way("paths-filter", ("node", str(program)), repo, told, forget, environment)


def named(way: Way) -> set[str]:
    """The packages of ours: those whose part of the keys is another than a commit before."""
    parts = []
    for revision in ("HEAD~1", "HEAD"):
        words = (*way.words, "--revision", revision)
        _, out = Way(way.name, words, way.folder, environment=way.environment).call()
        decisions = json.loads(out)["decisions"]
        found = [part for one in decisions for part in one["key"]["parts"] if part["kind"] == "component"]
        parts.append({part["name"]: part["digest"] for part in found})
    return {name for name, digest in parts[1].items() if parts[0].get(name) != digest}


def library_ms(repo: Path, rounds: int) -> list[float]:
    """The keys alone, of a prepared declaration, with what was seen before and git open already."""
    declared = read((repo / "greenlane.yaml").read_bytes(), "local")
    if declared is None:
        raise SystemExit("the quick reader does not take the benchmark's declaration")
    ready, took = prepared(declared), []
    seen: dict[str, tuple[Sighting, ...]] = {}
    for _ in range(rounds + 1):
        with opened(repo, dict(os.environ)) as tree:
            began = time.perf_counter()
            keys(ready, tree, {}, seen=seen)
            took.append((time.perf_counter() - began) * 1000)
    return took[1:]


def measure(shape: Shape, asked: argparse.Namespace, root: Path) -> None:
    """One size: makes its repositories, asks everybody in turns, prints."""
    make(root / "repository", shape)
    make(root / "each", Shape(shape.files, shape.packages, shape.packages))
    if asked.peers:
        (root / "repository" / "node_modules").symlink_to(asked.peers / "node_modules")
    python = str(asked.greenlane.parent / "python")
    if not os.access(python, os.X_OK):
        raise SystemExit(f"{python} is not there: name greenlane in the bin of an environment")
    ways = [
        *ours(root, asked.greenlane),
        *peers(root, shape, python, asked.peers, asked.paths_filter),
    ]
    right = affected(shape)
    for way in ways:
        _, out = way.call()
        found = named(way) if way.name in (WARM, EACH) else way.told(out) if way.told else right
        if found - {"bench", "//", "root"} != right:
            print(f"{way.name} names {len(found)} packages, right are {len(right)}")
    took: dict[str, list[float]] = {way.name: [] for way in ways}
    order = Random(shape.files)  # who always comes behind the heaviest finds the machine's caches empty
    for _ in range(asked.rounds):
        for way in order.sample(ways, len(ways)):
            took[way.name].append(way.call()[0])
    show(shape, took, library_ms(root / "repository", asked.rounds))


def show(shape: Shape, took: Mapping[str, Sequence[float]], library: Sequence[float]) -> None:
    load = os.getloadavg()[0]
    print(f"\n{shape.name} files/packages, {shape.jobs} jobs, load {load:.1f}: ms median (least), times warm")
    warm, least = statistics.median(took[WARM]), min(took[WARM])
    for name, times in took.items():
        middle = statistics.median(times)
        bar = f"bar {BARS_MS[name]:g} ms" if name in BARS_MS else ""
        bar = f"bar {RATIO_BARS[name]:g} times" if name in RATIO_BARS else bar
        ratios = f"{middle / warm:6.1f} ({min(times) / least:.1f})"
        print(f"  {name:<22} {middle:8.1f} ({min(times):.1f}) {ratios:>16}   {bar}".rstrip())
    middle = statistics.median(library)
    told = f"{middle:8.1f} ({min(library):.1f})"
    print(f"  {'keys, library call':<22} {told} {'':>16}   bar {LIBRARY_BAR_MS:g} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--shape", choices=SHAPES, action="append", help="default: all")
    parser.add_argument("--greenlane", type=Path, default=Path(sys.executable).parent / "greenlane")
    parser.add_argument("--peers", type=Path, metavar="FOLDER")
    parser.add_argument("--paths-filter", type=Path, metavar="FILE")
    asked = parser.parse_args()
    for name in asked.shape or SHAPES:
        with tempfile.TemporaryDirectory() as folder:
            measure(SHAPES[name], asked, Path(folder))


if __name__ == "__main__":
    main()
