"""What a run has kept: the files of its artifact, read one by one as they are asked for.

    pass-<job>-<content>.json     passes of this run, and of others that it carries on
    debts.json, shadow.json       what is owed, and how many plans in shadow were clean
    reports/<sha256>              files that jobs left
Whether any of it is believed is decided elsewhere (vouching.py, kept_github.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.model.plan import Pass, Refusal, Report
from greenlane.planner import clean_count, debt_book, passes, report_files
from greenlane.planner.store import REPORTS, pass_file, pass_prefix
from greenlane.planner.unzipping import Archive, Unfit


class KeptArchive:
    """An artifact's archive. where: what to call it in a report. Raises Unfit."""

    def __init__(self, data: bytes, where: str) -> None:
        self._archive = Archive(data)
        self._where = where
        self._names = self._archive.names
        self._passes: dict[str, Pass | Refusal] = {}

    def of(self, job: str, digest: str) -> Pass | Refusal | None:
        """The pass of this job on this content; None when there is none."""
        name = pass_file(job, digest)
        return self._pass(name) if name in self._names else None

    def others(self, job: str) -> Iterator[Pass]:
        """Every pass of a job that can be read."""
        return self._all(pass_prefix(job))

    def all(self) -> Iterator[Pass]:
        """Every pass that can be read."""
        return self._all("pass-")

    def book(self) -> debt_book.Book | None:
        """What is owed; None when nothing is said. Raises NoBook."""
        if debt_book.FILE not in self._names:
            return None
        try:
            return debt_book.read(self._archive.read(debt_book.FILE, debt_book.MOST_BYTES))
        except Unfit as unfit:
            raise debt_book.NoBook(str(unfit)) from unfit

    def clean(self) -> int | None:
        """How many plans in shadow were clean; None when nothing is said."""
        if clean_count.FILE not in self._names:
            return None
        try:
            return clean_count.read(self._archive.read(clean_count.FILE, clean_count.MOST_BYTES))
        except Unfit:
            return 0

    def of_report(self, report: Report) -> bytes | str:
        """The same, for report_files.lay."""
        return self.report(report.digest)

    def report(self, digest: str) -> bytes | str:
        """A report by its digest, or why there is none."""
        try:
            return self._archive.read(f"{REPORTS}/{digest}", report_files.MOST_BYTES)
        except Unfit as unfit:
            return str(unfit)

    def lacks(self, one: Pass) -> str:
        """The first report of a pass that is not there, by its path; "" when all are."""
        names = self._names
        return next((each.path for each in one.reports if f"{REPORTS}/{each.digest}" not in names), "")

    def _all(self, prefix: str) -> Iterator[Pass]:
        for name in sorted(self._names):
            if name.startswith(prefix) and "/" not in name:
                one = self._pass(name)
                if isinstance(one, Pass):
                    yield one

    def _pass(self, name: str) -> Pass | Refusal:
        if name not in self._passes:
            self._passes[name] = self._decoded(name)
        return self._passes[name]

    def _decoded(self, name: str) -> Pass | Refusal:
        where = f"{self._where}: {name}"
        try:
            one = passes.decode(self._archive.read(name, passes.MOST_BYTES), where)
        except Unfit as unfit:
            return Refusal(where, str(unfit))
        if isinstance(one, Pass) and name != pass_file(one.job, one.digest):
            return Refusal(where, f"foreign: of {one.job} on {one.digest[:12]}, filed under another name")
        return one
