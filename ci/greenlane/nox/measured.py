"""What a suite covers, measured while it runs and written as a report of its own, stamped with its commit.

Reports lie in .greenlane/reports/<suite>.coverage.json and .junit.xml, where the gates look for them. They
are removed before the suite runs: a suite that fails, or that is killed, leaves none, and none is not green.
Reports of other suites go with them, unless they were made of the very same files, or are being made.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import nox

from greenlane.edges.files import locked, write_aside
from greenlane.edges.git import Repository
from greenlane.gates.coverage.stamps import read, stamp
from greenlane.model.errors import OutsideError
from greenlane.model.evidence import WorkTree
from greenlane.model.gates import Unreadable

FOLDER = Path(".greenlane")
REPORTS = FOLDER / "reports"
DATA = FOLDER / "coverage"


def junit(suite: str) -> Path:
    """Where a suite's test results go, from the noxfile's folder."""
    return REPORTS / f"{suite}.junit.xml"


def coverage(suite: str) -> Path:
    """Where a suite's coverage goes, from the noxfile's folder."""
    return REPORTS / f"{suite}.coverage.json"


@contextlib.contextmanager
def measuring(session: nox.Session, suite: str) -> Iterator[None]:
    """Run a suite's tests inside: afterwards its report is there, stamped with what was there before.

    Tests started with `coverage run` inside write their data where it is looked for. The session's
    environment needs coverage.
    """
    DATA.mkdir(parents=True, exist_ok=True)
    with locked(_busy(suite)):
        _prepare(suite)
        repository = Repository.find(Path.cwd(), os.environ)
        state = repository.state() if repository else None
        _forget_others(state)
        session.env["COVERAGE_FILE"] = str((DATA / suite).resolve())
        yield
        _report(session, suite)
        if state:
            stamp(coverage(suite), state)


def _report(session: nox.Session, suite: str) -> None:
    """What all processes of the suite measured, in one report."""
    parts = sorted(str(path) for path in DATA.glob(f"{suite}*"))
    if not parts:
        session.error(f"nothing was measured of the suite {suite}: is coverage in its environment?")
    joined = str(DATA.resolve() / f".{suite}.joined")
    combining = ("combine", "--quiet", f"--data-file={joined}", *parts)
    words = ("json", "--quiet", "--fail-under=0", f"--data-file={joined}", "-o", str(coverage(suite)))
    for one in (combining, words):  # how much is enough is for the gate to say
        session.run("python", "-m", "coverage", *one, log=False)


def hidden() -> Path:
    """The folder of reports, which git does not see."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    own = FOLDER / ".gitignore"
    if not own.exists():
        write_aside(own, "*\n", flush=False)
    return REPORTS


def _prepare(suite: str) -> None:
    """Folders that git does not see, without what an earlier run left."""
    hidden()
    left = (*DATA.glob(f"{suite}*"), *DATA.glob(f".{suite}.joined"), *REPORTS.glob(f"{suite}.*"))
    for path in left:
        path.unlink(missing_ok=True)


def _forget_others(state: WorkTree | None) -> None:
    """Remove the reports of other files than today's, and of suites that failed: they say nothing here."""
    for suite in {path.name.partition(".")[0] for path in REPORTS.glob("*.*")}:
        if not _is_of(coverage(suite), state) and not _is_under_way(suite):
            for path in REPORTS.glob(f"{suite}.*"):
                path.unlink(missing_ok=True)


def _busy(suite: str) -> Path:
    """A file that is locked while the suite is measured."""
    return DATA / f".{suite}.busy"


def _is_under_way(suite: str) -> bool:
    """Whether another process measures this suite now."""
    try:
        with locked(_busy(suite), timeout_s=0.0):
            return False
    except OutsideError:
        return True


def _is_of(report: Path, state: WorkTree | None) -> bool:
    """Whether a report is whole and its stamp says that it was made of these very files."""
    try:
        found = read(report) if report.is_file() else None
    except Unreadable:
        return False
    return bool(found and state and (found.commit, found.changes) == (state.commit, state.changes))
