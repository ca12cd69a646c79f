"""Whether a project's .env files are safe and complete."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from greenlane.edges.process import run

EXAMPLE = ".env.example"


def check(root: Path, handed: Mapping[str, str], environment: Mapping[str, str]) -> list[str]:
    """Every finding, a line each: an .env file that git takes, an example it hides, a variable not set.

    A variable of .env.example is set when the services hand it out, when the environment has it,
    or when .env or .env.local gives it a value.
    """
    findings = _git_findings(root, environment)
    example = root / EXAMPLE
    if not example.exists():
        return findings
    given = {**environment, **handed}
    for name in (".env", ".env.local"):
        if (root / name).exists():
            given |= {key: value for key, value in parse(root / name).items() if value}
    for number, (key, _) in enumerate(_pairs(example), start=1):
        if not given.get(key):
            findings.append(f"{EXAMPLE}: {key} (entry {number}) has no value. Set it in .env.local")
    return findings


def parse(path: Path) -> dict[str, str]:
    """The variables of a .env file. `export`, quotes and comments are understood; nothing is expanded."""
    return dict(_pairs(path))


def _pairs(path: Path) -> list[tuple[str, str]]:
    pairs = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if not equals or name.startswith("#") or not name.strip().isidentifier():
            continue
        value = value.strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        pairs.append((name.strip(), value))
    return pairs


def _git_findings(root: Path, environment: Mapping[str, str]) -> list[str]:
    files = sorted(path.name for path in root.glob(".env*") if path.is_file())
    if not files:
        return []
    if _git(root, environment, "rev-parse", "--git-dir") is None:
        return ["this folder is no git repository, so nobody can tell whether .env files stay out of one"]
    findings = []
    for name in files:
        tracked = _git(root, environment, "ls-files", "--error-unmatch", "--", name) is not None
        ignored = _git(root, environment, "check-ignore", "--quiet", "--no-index", "--", name) is not None
        if name == EXAMPLE and ignored and not tracked:
            findings.append(f"{name} is ignored by git. Add `!{EXAMPLE}` to .gitignore")
        elif name != EXAMPLE and tracked:
            findings.append(f"{name} is committed. Run: git rm --cached {name}, and change what it gave away")
        elif name != EXAMPLE and not ignored:
            findings.append(f"{name} is not ignored by git. Add it to .gitignore")
    return findings


def _git(root: Path, environment: Mapping[str, str], *words: str) -> str | None:
    done = run(["git", *words], environment=environment, cwd=root, timeout_s=20)
    return done.out if done.code == 0 else None
