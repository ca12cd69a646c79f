"""uv audit: known holes in what uv.lock installs.

uv audit counts the packages that it looked at and says nothing of their names; its settings in pyproject.toml
and in UV_* variables may leave out groups and advisories; half an answer is a good one to it. So it runs on a
copy without settings, its count is held against the lock, a second copy is locked to one release that is
known to be bad, and the service is asked a second time by us.

Severities: by the CVSS vectors of the advisory's OSV records, see gates/advisories/severity.py. A project
that its index calls quarantined is high, any other adverse status medium.
"""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from greenlane.edges.osv import AdvisoryService
from greenlane.gates.advisories.lock import Lock, of_canary, read
from greenlane.gates.advisories.packages import CANARY, believe, canary_of
from greenlane.gates.advisories.report import Judge
from greenlane.gates.advisories.uv import Heard, ask
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Context, Program, Tree, Unreadable
from greenlane.model.verdict import Answer

TITLE = "uv audit (known holes in uv.lock)"
GATE = "security"
PROGRAMS = (Program("uv", "uv"),)
SCOPE: Literal["file", "tree"] = "tree"
TYPICAL_S = 3.0
FRESH_S = 3600


@dataclass(frozen=True)
class Options:
    """Which locks, and who is asked. Every extra and group of a lock is looked at, for every platform."""

    locks: tuple[str, ...] = ("uv.lock",)
    """Globs of uv's locks; each with the pyproject.toml beside it."""
    service: str = ""
    """Address of an OSV service; default: GREENLANE_OSV_URL, else the public one."""
    canary: str = CANARY
    """A release with known advisories, as name==version. A service that knows none is not believed."""
    accepted: Mapping[str, str] = field(default_factory=dict)
    """Packages from a URL or a repository, which no service can be asked about: the name, and why."""
    timeout_s: int = 15
    """How long one silent connection may last, in seconds."""


OPTIONS = Options


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files(*options.locks)


def configuration(options: Options, tree: Tree) -> tuple[str, ...]:
    """Every pyproject.toml: a lock's own, and those of its workspace."""
    return tree.files("pyproject.toml") if files(options, tree) else ()


def examine(context: Context, files: Sequence[str]) -> Answer:
    options: Options = context.options
    service = AdvisoryService.of(options.service, context.environment, options.timeout_s)
    canary = canary_of(options.canary)
    locks = [read(path, context.tree.read(path)) for path in files]
    said = ask(context, _laid_out(context, "canary", of_canary(canary)), service).advisories
    believe(canary, {one.package.name for one in said}, service.address)
    judge = Judge("uv-audit", service)
    findings: list[Finding] = []
    unknown: list[str] = []
    looked_at = 0
    for number, lock in enumerate(locks):
        heard = ask(context, _copied(context, number, lock.path), service)
        looked_at += min(heard.count, len(lock.released))
        findings += _findings(lock, heard, judge)
        unknown += _not_asked(lock, heard, options)
        unknown += _not_told(lock, heard, service)
    facts = {"asked": service.address, "canary": f"{options.canary} is known to be bad there, as it must be"}
    facts |= {"statuses": "told where the index tells them; uv does not say when it does not"}
    return Answer(tuple(findings), looked_at, "packages", (*unknown, *judge.unknown), facts)


def _findings(lock: Lock, heard: Heard, judge: Judge) -> Iterator[Finding]:
    for one in heard.advisories:
        if one.package not in lock.released:
            raise Unreadable(f"uv audit spoke of {one.package}, which {lock.path} does not hold")
        yield judge.finding(one, [lock.released[one.package]])
    lines = {package.name: place for package, place in lock.released.items()}
    for name, status, reason in heard.statuses:
        yield Finding(
            tool="uv-audit",
            rule=f"status-{status}",
            severity=Severity.HIGH if status == "quarantined" else Severity.MEDIUM,
            message=f"{name} is {status} in its index" + (f": {reason}" if reason else ""),
            path=lock.path,
            line=lines[name].line if name in lines else None,
        )


def _not_asked(lock: Lock, heard: Heard, options: Options) -> Iterator[str]:
    """What of a lock was not looked at, a line each."""
    if heard.count < len(lock.released):
        yield f"{lock.path}: uv audit looked at {heard.count} of {len(lock.released)} packages"
    if not lock.released:
        yield f"{lock.path} holds no package from an index"
    for name, place in lock.elsewhere.items():
        if not options.accepted.get(name):
            yield f"{place}: {name} is from an address; no advisory service knows it"


def _not_told(lock: Lock, heard: Heard, service: AdvisoryService) -> Iterator[str]:
    """What the service says to the same question from us, and uv did not tell, a line each.

    uv takes a batch with too few results for a good one (0.13). Raises OutsideError for such a batch.
    """
    packages = sorted(lock.released)
    told = {(one.package, name) for one in heard.advisories for name in one.names}
    answers = service.against([(package.name, package.version) for package in packages])
    for package, names in zip(packages, answers, strict=True):
        for name in names:
            if (package, name) not in told:
                yield f"{lock.path}: the service names {name} against {package}, and uv audit does not"


def _copied(context: Context, number: int, path: str) -> Path:
    """A copy of a lock and of every pyproject.toml below it, in our own folder."""
    base = posixpath.dirname(path)
    names = context.tree.files("pyproject.toml", under=(base,) if base else ())
    content = {posixpath.relpath(name, base or "."): context.tree.read(name) for name in names}
    return _laid_out(context, f"lock-{number}", content | {"uv.lock": context.tree.read(path)})


def _laid_out(context: Context, name: str, content: Mapping[str, str | bytes]) -> Path:
    folder = context.scratch / name
    shutil.rmtree(folder, ignore_errors=True)
    for path, data in content.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder
