"""All gates: `greenlane gate` beside the same tools one after another, and beside pre-commit.

    python bench/gates.py [--rounds 3] [--without TOOL …] [--peer VENV]

The project is a clone of this repository as committed, history and all, with a declaration of its own. Every
way has a clone and caches of its own and is asked three times: cold, with nothing kept; warm, at once again;
and after a change of one file. Rounds alternate, so that a busy machine hurts all of them.
The same programs everywhere, as `greenlane gate --install` has installed them, with the arguments that their
own pages recommend; advisories come from a service on this machine. The peers may keep what the tools keep
by themselves (.mypy_cache, .ruff_cache). greenlane does more in its time: it proves that each tool looked,
and searches secrets and mocks, which the peers leave out. pre-commit is asked for all files, and once more as
a commit asks it, for the changed one, which is a smaller question.
Seconds are medians of wall time; cpu is of all processes together and says more on a machine that others use.
The goals: cold at most 1.15 times the slowest single tool, which is timed alone within one after another,
where the rest fits beside it: where greenlane's other processor time is no more than that tool's; --without
leaves tools out of every way. After a change: 3 times faster than one after another.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.standins.advisories import serving

from greenlane.gates import catalog
from greenlane.gates.toolbox import Toolbox
from greenlane.services.store import default_root

HERE = Path(__file__).resolve().parent.parent
COLD_BAR = 1.15
CHANGE_BAR = 3.0
OURS, LOOP, PEER = "greenlane gate", "one after another", "pre-commit"
STAGED = "pre-commit, that file only"
COLD, WARM, CHANGE = "cold", "warm", "one file changed"
CHANGED = "ci/greenlane/gates/globs.py"
WORK = (
    *("bandit", "check-jsonschema", "mypy", "pip-audit", "ruff", "ruff-format", "shellcheck", "squawk"),
    *("workflow-parser", "zizmor", "secrets", "mocks"),
)
"""What must have looked whenever greenlane is timed, but for what is left out."""

DECLARATION = """\
version: 1
gates:
  budget: {high: 9, medium: 999, warnings: 999}
  tools:
"""
DECLARED = {
    "bandit": "{paths: [ci/greenlane]}",
    "mocks": '{entry_points: [ci/greenlane/cli/main.py, "ci/greenlane/services/supalite/*.mjs"],'
    ' external: [jose, "@hono/node-server"]}',
    "coverage": '{off: "no test runs here"}',
    "squawk": "{paths: [examples/messenger/supabase/migrations]}",
}


@dataclass(frozen=True)
class Tool:
    """One tool as somebody calls it: the words, and the files that belong to it as git and as a pattern.

    takes_files: they are appended to the words.
    """

    name: str
    words: tuple[str, ...]
    globs: tuple[str, ...]
    pattern: str
    takes_files: bool = True
    stdin: str = ""


@dataclass(frozen=True)
class Took:
    """Seconds of one start: on the clock, and of all processors."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True)
class Bench:
    """Where it runs. without: tools that are left out. environment: of every child."""

    root: Path
    peer: Path
    tools: tuple[Tool, ...]
    without: tuple[str, ...]
    environment: Mapping[str, str]

    def folder(self, way: str) -> Path:
        return self.root / way.replace(" ", "-")


def table(box: Toolbox, root: Path, url: str) -> tuple[Tool, ...]:
    """The tools as their own pages recommend to call them."""

    def at(name: str) -> str:
        return str(box.path(name))

    python = (("*.py",), r"\.py$")
    flows = ((".github/workflows/*.yml",), r"^\.github/workflows/")
    actions = (("actions/*/action.yml",), r"^actions/.*action\.yml$")
    both = ((*flows[0], *actions[0]), r"^(\.github|actions)/")
    asked = ("--progress-spinner=off", "--disable-pip", "--no-deps", "--vulnerability-service=osv")
    locks = listed(root, ("requirements/*.txt",))
    schema = (at("check-jsonschema"), "--builtin-schema")
    question = json.dumps({"root": ".", "files": listed(root, both[0])})
    return (
        Tool("ruff", (at("ruff"), "check", "--force-exclude"), *python),
        Tool("ruff-format", (at("ruff"), "format", "--check", "--force-exclude"), *python),
        Tool("mypy", (at("mypy"), f"--python-executable={sys.executable}"), *python, takes_files=False),
        Tool(
            "bandit",
            (at("bandit"), "-q", "-c", "pyproject.toml"),
            ("ci/greenlane/*.py",),
            r"^ci/greenlane/.*\.py$",
        ),
        Tool(
            "pip-audit",
            (
                at("pip-audit"),
                *asked,
                f"--osv-url={url}/v1/query",
                *(word for path in locks for word in ("-r", path)),
            ),
            ("requirements/*.txt",),
            r"^requirements/",
            takes_files=False,
        ),
        Tool("zizmor", (at("zizmor"), "--offline", "--quiet"), *both),
        Tool("check-jsonschema", (*schema, "vendor.github-workflows"), *flows),
        Tool("check-jsonschema-actions", (*schema, "vendor.github-actions"), *actions),
        Tool("workflow-parser", (at("workflow-parser"),), *both, takes_files=False, stdin=question),
        Tool("shellcheck", (at("shellcheck"),), ("*.sh",), r"\.sh$"),
        Tool(
            "squawk",
            (at("squawk"),),
            ("examples/*/supabase/migrations/*.sql",),
            r"^examples/.*/migrations/.*\.sql$",
        ),
    )


def listed(root: Path, globs: Sequence[str]) -> list[str]:
    """The tracked files of these globs."""
    return git(root, "ls-files", "--", *globs).split("\n")


def git(root: Path, *words: str) -> str:
    """One git command; its output."""
    named = ("-c", "user.name=bench", "-c", "user.email=bench@example.org")
    done = subprocess.run(["git", *named, *words], cwd=root, capture_output=True, check=True, text=True)
    return done.stdout.strip()


def configuration(tools: Iterable[Tool]) -> str:
    """`.pre-commit-config.yaml`, which may be JSON: the same programs as local hooks."""
    hooks = []
    for tool in tools:
        entry = shlex.join(tool.words)
        if tool.stdin:
            entry = shlex.join(["sh", "-c", f"printf %s {shlex.quote(tool.stdin)} | {entry}"])
        hooks.append(
            {
                "id": tool.name,
                "name": tool.name,
                "language": "system",
                "entry": entry,
                "files": tool.pattern,
                "pass_filenames": tool.takes_files,
            }
        )
    return json.dumps({"repos": [{"repo": "local", "hooks": hooks}]}, indent=1)


def timed(
    bench: Bench, way: str, command: Sequence[str], *, stdin: str = "", most: int = 14
) -> tuple[Took, str]:
    """Start it, wait for it; what it took and printed. Raises SystemExit when it did not really work."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command,
        cwd=bench.folder(way),
        env=dict(bench.environment),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    wall_s, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    said = done.stdout + done.stderr
    if not 0 <= done.returncode <= most or "Traceback" in said:
        raise SystemExit(f"{way}: {command[0]} ended with {done.returncode}:\n{said[-3000:]}")
    return Took(wall_s, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), said


def ours(bench: Bench) -> Took:
    """All gates; every tool must have looked."""
    command = [sys.executable, "-m", "greenlane", "gate", f"--evidence={bench.root / 'evidence'}"]
    took, said = timed(bench, OURS, command, most=1)
    looked = {line.split()[1] for line in said.splitlines() if line.startswith("  looked ")}
    if missing := set(WORK) - looked - set(bench.without):
        raise SystemExit(f"greenlane did not look with {', '.join(sorted(missing))}:\n{said[:6000]}")
    return took


def loop(bench: Bench) -> dict[str, Took]:
    """One after another, as a script would; by tool."""
    found = {}
    for tool in bench.tools:
        files = listed(bench.folder(LOOP), tool.globs) if tool.takes_files else []
        found[tool.name], _ = timed(bench, LOOP, [*tool.words, *files], stdin=tool.stdin)
    return found


def pre_commit(bench: Bench, *words: str) -> Took:
    """pre-commit runs its hooks; every one must have been started."""
    took, said = timed(bench, PEER, [str(bench.peer / "bin" / "pre-commit"), "run", *words], most=1)
    started = re.findall(r"^([\w-]+)\.{3,}(?:Passed|Failed)", said, re.MULTILINE)
    if "--all-files" in words and started != [tool.name for tool in bench.tools]:
        raise SystemExit(f"pre-commit did not run every hook:\n{said[-3000:]}")
    return took


def change(root: Path, number: int) -> None:
    """One more function in a file that others import; staged, as before a commit."""
    with (root / CHANGED).open("a") as file:
        file.write(f'\n\ndef added_{number}() -> int:\n    """A number."""\n    return {number}\n')
    git(root, "add", CHANGED)


def make(bench: Bench, way: str) -> None:
    """A clone without anything kept."""
    folder = bench.folder(way)
    shutil.rmtree(folder, ignore_errors=True)
    git(bench.root, "clone", "--quiet", "--no-hardlinks", str(HERE), str(folder))
    declared = DECLARED | dict.fromkeys(bench.without, '{off: "left out of this run"}')
    tools = "".join(f"    {name}: {options}\n" for name, options in declared.items())
    (folder / "greenlane.yaml").write_text(DECLARATION + tools)
    (folder / ".pre-commit-config.yaml").write_text(configuration(bench.tools))
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "bench")


def round_of(bench: Bench, number: int, runs: dict[tuple[str, str], list[Took]]) -> None:
    """Every way once through cold, warm and changed. Single tools are noted cold, as `alone NAME`."""
    for way in (OURS, LOOP, PEER):
        make(bench, way)
    for name in ("cache", "pre-commit-home"):
        shutil.rmtree(bench.root / name, ignore_errors=True)
    for state in (COLD, WARM, CHANGE):
        for way in (OURS, LOOP, PEER):
            if state == CHANGE:
                change(bench.folder(way), number)
        runs[OURS, state].append(ours(bench))
        by_tool = loop(bench)
        for name, took in by_tool.items():
            runs[f"  {name}", state].append(took)
        whole = Took(sum(one.wall_s for one in by_tool.values()), sum(one.cpu_s for one in by_tool.values()))
        runs[LOOP, state].append(whole)
        if state == CHANGE:
            runs[STAGED, state].append(pre_commit(bench))
            change(bench.folder(PEER), number + 1000)
        runs[PEER, state].append(pre_commit(bench, "--all-files"))


def report(runs: Mapping[tuple[str, str], Sequence[Took]]) -> bool:
    """A table, the ratios and the goals; whether both are reached."""
    states = (COLD, WARM, CHANGE)
    print(f"{'':28}" + "".join(f"{state:>24}" for state in states))
    for way in dict.fromkeys(name for name, _ in runs):
        cells = [_cell(runs[way, state]) if (way, state) in runs else "" for state in states]
        print(f"{way:28}" + "".join(f"{cell:>24}" for cell in cells))
    for way in (LOOP, PEER):
        ratios = [_wall(runs[way, state]) / _wall(runs[OURS, state]) for state in states]
        print(f"{way} / greenlane:".ljust(28) + "".join(f"{ratio:>22.1f} x" for ratio in ratios))
    singles = [name for name, state in runs if name.startswith(" ") and state == COLD]
    slowest = max(singles, key=lambda name: _wall(runs[name, COLD]))
    alone_s, all_s = _cpu(runs[slowest, COLD]), _cpu(runs[OURS, COLD])
    rest_s = all_s - alone_s
    fits = rest_s <= alone_s
    print(f"  load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors; cold, {slowest.strip()} takes")
    said = "fits" if fits else "does not fit"
    print(f"  {alone_s:.1f} s of cpu and the rest {rest_s:.1f} s, which {said} beside it")
    cold = _wall(runs[OURS, COLD]) / _wall(runs[slowest, COLD])
    changed = _wall(runs[LOOP, CHANGE]) / _wall(runs[OURS, CHANGE])
    judged = _said(cold <= COLD_BAR) if fits else f"not judged; two cores allow {all_s / 2 / alone_s:.2f}"
    print(f"  goal cold: {cold:.2f} <= {COLD_BAR} x the slowest tool: {judged}")
    print(f"  goal changed: {changed:.1f} >= {CHANGE_BAR:.0f} x faster: {_said(changed >= CHANGE_BAR)}")
    return (cold <= COLD_BAR or not fits) and changed >= CHANGE_BAR


def _wall(those: Sequence[Took]) -> float:
    return statistics.median(one.wall_s for one in those)


def _cpu(those: Sequence[Took]) -> float:
    return statistics.median(one.cpu_s for one in those)


def _cell(those: Sequence[Took]) -> str:
    return f"{_wall(those):.2f} s (cpu {_cpu(those):5.2f})"


def _said(holds: bool) -> str:
    return "reached" if holds else "not reached"


def peer(folder: Path) -> Path:
    """pre-commit's own environment, made where it is not there yet."""
    if not (folder / "bin" / "pre-commit").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", "pre-commit"], check=True)
    return folder


def environment_of(root: Path, box: Toolbox, url: str) -> dict[str, str]:
    """What every child gets: the same programs first on PATH, and caches that are the bench's own."""
    programs = {program.name for name in WORK for program in catalog.tool(name).PROGRAMS}
    folders = dict.fromkeys(str(box.path(name).parent) for name in sorted(programs))
    return {
        "PATH": os.pathsep.join([*folders, os.environ.get("PATH", os.defpath)]),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "HOME": str(root),
        "LC_ALL": "C.UTF-8",
        "GREENLANE_CACHE": str(root / "cache"),
        "GREENLANE_LIBRARIES": sys.executable,
        "GREENLANE_OSV_URL": url,
        "PRE_COMMIT_HOME": str(root / "pre-commit-home"),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without", nargs="+", default=(), choices=WORK, metavar="TOOL", help="leave out")
    parser.add_argument("--peer", type=Path, help="pre-commit's environment; made when it is not there")
    arguments = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="gl-bench-"))
    try:
        box = Toolbox(os.environ, default_root(os.environ))
        with serving() as service:
            bench = Bench(
                root,
                peer(arguments.peer or root / "venv"),
                tuple(one for one in table(box, HERE, service.url) if one.name not in arguments.without),
                tuple(arguments.without),
                environment_of(root, box, service.url),
            )
            runs: dict[tuple[str, str], list[Took]] = defaultdict(list)
            print(f"{len(listed(HERE, ()))} files, {arguments.rounds} rounds, load {os.getloadavg()[0]:.1f}")
            for number in range(arguments.rounds):
                round_of(bench, number, runs)
        holds = report(runs)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
