"""Our secret scanner beside detect-secrets and kingfisher: how fast, what is found, what is false.

    python bench/find_secrets.py [--blobs 12000] [--rounds 3] [--peer VENV]

One repository, made anew: versions of the standard library's sources (at least `blobs` of them, each another
blob), and of the corpus of our tests one file a true secret, one a near miss, and true ones in files that a
later commit deletes. Nothing of it is anyone's. The corpus is ours, and our rules were written beside it:
that ours finds all of it says little; what the peers find says what theirs lack for these vendors.
Every tool starts as a process of its own, in turns. detect-secrets knows no history; kingfisher runs without
its validation, which would need the network.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.unit.gates.secrets.corpus import VENDORS
from tests.unit.gates.trial import no_program

from greenlane.edges.git import Repository
from greenlane.gates.catalog import secrets
from greenlane.gates.tree import ProjectTree
from greenlane.model.gates import Context

PLANTED = re.compile(r"(?:true|near|gone)/[a-z_]+-\d+\.conf")
PEERS = ("detect-secrets", "kingfisher-bin")


@dataclass(frozen=True)
class Run:
    """One start of one tool: seconds, and which of the planted files it named."""

    seconds: float
    named: frozenset[str]


def planted() -> dict[str, str]:
    """File by path: `true` and `near` stay, `gone` is deleted by the last commit."""
    files: dict[str, str] = {}
    for vendor in VENDORS:
        name = re.sub(r"\W+", "_", vendor.name).lower()
        files |= {f"true/{name}-{n}.conf": one.text for n, one in enumerate(vendor.secrets(21))}
        files |= {f"near/{name}-{n}.conf": text for n, text in enumerate(vendor.near_misses(22))}
        files |= {f"gone/{name}-{n}.conf": one.text for n, one in enumerate(vendor.secrets(23))}
    return files


def commits(blobs: int) -> Iterator[dict[str, str]]:
    """Files of each commit, until there are as many different contents."""
    library = Path(sysconfig.get_path("stdlib"))
    sources = [
        path
        for path in sorted(library.glob("*.py")) + sorted(library.glob("*/*.py"))
        if "test" not in str(path)
    ]
    texts = {f"lib/{path.relative_to(library)}": path.read_text(errors="replace") for path in sources}
    names = list(texts)
    for number in range(blobs // 200 + 1):
        chosen = [names[(number * 200 + offset) % len(names)] for offset in range(200)]
        for name in chosen:
            texts[name] = f"# version {number}\n{texts[name]}"
        yield {name: texts[name] for name in chosen}


def make(root: Path, blobs: int) -> None:
    """The repository, by git fast-import."""
    plants = planted()
    gone = [name for name in plants if name.startswith("gone/")]
    stream = [_commit(number, files) for number, files in enumerate([*commits(blobs), plants])]
    stream.append(_commit(len(stream), {}, gone))
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "fast-import", "--quiet", stdin=b"".join(stream))
    git(root, "reset", "--quiet", "--hard", "main")


def _commit(number: int, files: dict[str, str], gone: list[str] | None = None) -> bytes:
    said = f"commit {number}\n".encode()
    parts = [f"commit refs/heads/main\ncommitter a <a@example.org> {1_700_000_000 + number} +0000\n".encode()]
    parts.append(b"data %d\n%b" % (len(said), said))
    for name, text in files.items():
        content = text.encode(errors="replace")
        parts.append(b"M 100644 inline %b\ndata %d\n%b\n" % (name.encode(), len(content), content))
    parts += [b"D %b\n" % name.encode() for name in gone or []]
    return b"".join([*parts, b"\n"])


def git(root: Path, *words: str, stdin: bytes | None = None) -> str:
    """One git command; its output."""
    done = subprocess.run(["git", *words], cwd=root, input=stdin, capture_output=True, check=True)
    return done.stdout.decode().strip()


def ours(root: Path, history: str, scratch: Path) -> None:
    """What a child of this benchmark does: one gate, its findings' paths to standard output."""
    repository = Repository.find(root, os.environ)
    options = secrets.Options()
    context = Context(
        root=root,
        tree=ProjectTree(root, repository),
        options=options,
        environment=os.environ,
        scratch=scratch,
        today=date.today(),
        run=no_program,
        history="all" if history == "all" else "none",
        kept=scratch,
    )
    answer = secrets.examine(context, secrets.files(options, context.tree))
    print(json.dumps([finding.path for finding in answer.findings]), dict(answer.facts), answer.unknown)


def timed(command: list[str], root: Path) -> Run:
    """Start it, wait for it, look which planted files its output names."""
    started = time.perf_counter()
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, errors="replace", check=False)
    seconds = time.perf_counter() - started
    if done.returncode not in (0, 200, 205):  # kingfisher: 200 findings, 205 validated ones
        raise SystemExit(f"{command[0]} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return Run(seconds, frozenset(PLANTED.findall(done.stdout)))


def commands(root: Path, peer: Path, scratch: Path) -> dict[str, list[str]]:
    """Each way to look, by name."""
    mine = [sys.executable, str(Path(__file__).resolve()), "--child", str(root)]
    fisher = [
        str(peer / "kingfisher"),
        "scan",
        str(root),
        "--no-validate",
        "--no-update-check",
        "--format",
        "json",
    ]
    return {
        "tree: greenlane": [*mine, "none", str(scratch / "{round}-tree")],
        "tree: kingfisher": [*fisher, "--git-history", "none"],
        "tree: detect-secrets": [str(peer / "detect-secrets"), "scan", "--all-files", "."],
        "history: greenlane, cold": [*mine, "all", str(scratch / "{round}-all")],
        "history: greenlane, warm": [*mine, "all", str(scratch / "{round}-all")],
        "history: kingfisher": [*fisher, "--git-history", "full"],
    }


def report(runs: dict[str, list[Run]]) -> None:
    """A line a tool: the median, the ratio to ours, what it named."""
    plants = planted()
    count = {kind: sum(name.startswith(kind) for name in plants) for kind in ("true", "near", "gone")}
    heads = (f"true of {count['true']}", f"false of {count['near']}", f"deleted of {count['gone']}")
    print(f"{'':27} median s   ratio " + " ".join(f"{head:>15}" for head in heads))
    for name, those in runs.items():
        median = statistics.median(run.seconds for run in those)
        first = "tree: greenlane" if name.startswith("tree") else "history: greenlane, cold"
        base = statistics.median(run.seconds for run in runs[first])
        named = [sum(one.startswith(kind) for one in those[-1].named) for kind in ("true", "near", "gone")]
        print(f"{name:27} {median:8.2f} {median / base:7.2f} " + " ".join(f"{one:15}" for one in named))


def peers(folder: Path) -> Path:
    """The peers' own environment, made where it is not there yet."""
    if not (folder / "bin").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin/python", "-m", "pip", "install", "-q", *PEERS], check=True)
    return folder / "bin"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--blobs", type=int, default=12_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", type=Path, help="the peers' virtual environment; made when it is not there")
    parser.add_argument("--child", nargs=3, metavar=("ROOT", "HISTORY", "SCRATCH"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        root, history, scratch = arguments.child
        Path(scratch).mkdir(exist_ok=True)
        ours(Path(root), history, Path(scratch))
        return 0
    home = Path(tempfile.mkdtemp(prefix="gl-bench-"))
    try:
        root = home / "repository"
        root.mkdir()
        make(root, arguments.blobs)
        objects = git(root, "cat-file", "--batch-all-objects", "--batch-check").count(" blob ")
        count = git(root, "rev-list", "--count", "main")
        print(f"{objects} blobs, {count} commits, load {os.getloadavg()[0]:.1f}")
        runs: dict[str, list[Run]] = defaultdict(list)
        ways = commands(root, peers(arguments.peer or home / "venv"), home)
        for number in range(arguments.rounds):
            for name, command in ways.items():
                runs[name].append(timed([word.replace("{round}", str(number)) for word in command], root))
        report(runs)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
