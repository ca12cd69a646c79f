"""What is kept, in a folder: passes as in store_folder.py, and beside them

    FOLDER/debts.json            what is owed, of all branches (debt_book.py)
    FOLDER/shadow.json           {"clean": 12}
    FOLDER/reports/<sha256>      files that jobs left, named after their content
Debts and the count are changed under a lock, so plans at the same time lose nothing of each other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from greenlane.model.errors import OutsideError
from greenlane.model.plan import Debt, Pass, Plan, Refusal, Report
from greenlane.planner import clean_count, debt_book, report_files
from greenlane.planner.kept import Keeping, Left, Owed
from greenlane.planner.store import Found, Wanted
from greenlane.planner.store_folder import FolderStore

REPORTS = "reports"
LOCK = ".lock"
DEBTS_DOCS = "docs/planner.md#debts"
DOCS = "docs/planner-passes.md#where-they-are"
OLDEST_S = 60 * 86_400
"""Passes that are older are removed: nothing may be reused for so long."""


@dataclass(frozen=True)
class FolderKept:
    """passes: the store of passes in the same folder. only_reads: why nothing is written, "" if it may."""

    passes: FolderStore
    only_reads: str = ""

    def find(self, wanted: Sequence[Wanted], *, now: int) -> Found:
        return self.passes.find(wanted, now=now)

    def debts(self, *, now: int) -> Owed:
        del now
        return Owed(read_debts(self.passes.folder / debt_book.FILE))

    def clean(self, *, now: int) -> int:
        del now
        return read_clean(self.passes.folder / clean_count.FILE)

    def reports(self, passes: Sequence[Pass], into: Path, *, now: int) -> tuple[Refusal, ...]:
        del now
        return report_files.lay(passes, into, self._report)

    def why_not_write(self) -> str:
        return self.only_reads

    def owe(self, plan: Plan) -> None:
        """At once: a folder is always there."""
        if self.only_reads:
            return
        with self._changing():
            self._fold(plan)

    def keep(self, left: Left, laid: Path | None = None) -> Keeping:
        """Reports before the passes that name them."""
        del laid
        if self.only_reads:
            return Keeping(refusals=(Refusal("this run keeps nothing", self.only_reads),))
        refusals = []
        with self._changing():
            for one in left.passes:
                read = report_files.gathered(one, left.reports)
                if isinstance(read, Refusal):
                    refusals.append(read)
                    continue
                self._lay(read)
                self.passes.write(one)
            self._fold(left.plan)
            if left.clean is not None:
                self._count(left.clean)
            self._prune(left.plan.made_at)
        return Keeping(refusals=tuple(refusals))

    def write(self, one: Pass, *, now: int) -> str:
        with self._changing():
            written = self.passes.write(one)
            self._prune(now)
        return written

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Alone in the folder, which is made when it is not there. Raises OutsideError."""
        from greenlane.edges.files import locked, refusal, remove_left_aside

        folder = self.passes.folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with locked(folder / LOCK):
                remove_left_aside(folder)
                yield
        except OSError as err:
            raise refusal(err) or OutsideError(
                f"it could not be kept: {os.strerror(err.errno or 0)}",
                where=str(err.filename or folder),
                fix="look whether the folder of passes is there and may be written",
                docs=DOCS,
            ) from err

    def _fold(self, plan: Plan) -> None:
        """What is owed after a plan. Nothing is written where nothing is owed, and nothing was."""
        from greenlane.edges.files import write_aside

        path = self.passes.folder / debt_book.FILE
        known = read_debts(path)
        book = debt_book.of_plan(plan)
        owed = debt_book.folded(known, book)
        if owed != known:
            write_aside(path, debt_book.write(debt_book.Book(plan.made_at, owed, ())))

    def _count(self, clean: int) -> None:
        """A miss that another plan found meanwhile is not counted over."""
        from greenlane.edges.files import write_aside

        path = self.passes.folder / clean_count.FILE
        write_aside(path, clean_count.write(min(clean, read_clean(path) + 1)))

    def _lay(self, reports: Mapping[str, bytes]) -> None:
        from greenlane.edges.files import write_aside

        folder = self.passes.folder / REPORTS
        folder.mkdir(exist_ok=True)
        for digest, data in reports.items():
            write_aside(folder / digest, data)

    def _report(self, report: Report) -> bytes | str:
        try:
            return (self.passes.folder / REPORTS / report.digest).read_bytes()
        except OSError as err:
            return f"it is not there any more: {os.strerror(err.errno or 0)}"

    def _prune(self, now: int) -> None:
        """Passes that are too old, and reports that were laid as long ago: newer passes laid theirs anew."""
        self.passes.prune(now=now, older_than_s=OLDEST_S)
        folder = self.passes.folder / REPORTS
        if folder.is_dir():
            for entry in [*os.scandir(folder)]:
                if now - entry.stat(follow_symlinks=False).st_mtime > OLDEST_S:
                    Path(entry).unlink(missing_ok=True)


def read_debts(path: Path) -> tuple[Debt, ...]:
    """What the last plans left. Raises OutsideError where that cannot be read: no debt is forgotten."""
    try:
        with path.open("rb") as handle:
            data = handle.read(debt_book.MOST_BYTES + 1)
    except FileNotFoundError:
        return ()
    except OSError as err:
        raise _unreadable(path, err.strerror or "") from err
    try:
        return debt_book.read(data).owed
    except debt_book.NoBook as err:
        raise _unreadable(path, str(err)) from err


def read_clean(path: Path) -> int:
    """The count; 0 where it is not known, for then everything runs."""
    try:
        return clean_count.read(path.read_bytes()[: clean_count.MOST_BYTES])
    except OSError:
        return 0


def _unreadable(path: Path, why: str) -> OutsideError:
    return OutsideError(
        f"what is owed cannot be read: {why}",
        where=str(path),
        fix="restore it, or run everything once (--event schedule) and then remove it",
        docs=DEBTS_DOCS,
    )
