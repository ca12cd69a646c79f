"""What is kept, in PostgreSQL: for runners of one's own that share no folder. Whoever may write is believed.

The tables lie in the schema `greenlane`, made by the first run that keeps something, one set for all
repositories of the server:
    greenlane.pass      a record for each job, content and trust, as in a folder's files
    greenlane.debts     what is owed, of all branches
    greenlane.shadow    how many plans in shadow were clean
    greenlane.report    files that jobs left, by the digest of their content
A role that may only read (USAGE on the schema, SELECT on its tables) can plan. Debts and the count are
changed one run after the other. A server that does not answer is unreadable, and then everything runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.model.errors import GreenlaneError, OutsideError
from greenlane.model.plan import Debt, Pass, Plan, Refusal, Report
from greenlane.planner import debt_book, report_files
from greenlane.planner import kept_tables as tables
from greenlane.planner.kept import Keeping, Left, Owed
from greenlane.planner.origin import Trust
from greenlane.planner.passes import Expected
from greenlane.planner.record_judging import judged
from greenlane.planner.store import Found, Wanted

if TYPE_CHECKING:
    from greenlane.edges.postgres import Session

DOCS = "docs/planner-passes.md#postgresql"
OLDEST_S = 60 * 86_400
"""Passes that are older are removed: nothing may be reused for so long."""
LONGEST_S = 20
"""For a connection, and for a statement: to run everything costs less than to wait longer."""


@dataclass(frozen=True)
class PostgresKept:
    """url: with its password, so it is shown nowhere. repository, default_branch: as in FolderStore.

    only_reads: why nothing is written, "" when it may be.
    """

    url: str = field(repr=False)
    repository: str
    default_branch: str = ""
    only_reads: str = ""

    def find(self, wanted: Sequence[Wanted], *, now: int) -> Found:
        if not wanted:
            return Found()
        try:
            with self._reading() as session:
                return self._find(session, dict.fromkeys(wanted), now)
        except GreenlaneError as err:
            return Found(unreadable=_said(err))

    def debts(self, *, now: int) -> Owed:
        del now
        try:
            with self._reading() as session:
                data = tables.book(session, self._name) if session else None
        except GreenlaneError as err:
            return Owed(unreadable=_said(err))
        return Owed(_owed(data))

    def clean(self, *, now: int) -> int:
        del now
        try:
            with self._reading() as session:
                return tables.clean(session, self._name) if session else 0
        except GreenlaneError:
            return 0

    def reports(self, passes: Sequence[Pass], into: Path, *, now: int) -> tuple[Refusal, ...]:
        del now
        digests = [report.digest for one in passes for report in one.reports]
        try:
            with self._reading() as session:
                held = tables.reports(session, self._name, digests) if session else {}
        except GreenlaneError as err:
            return tuple(Refusal(f"reports of {one.job} from run {one.run_id}", _said(err)) for one in passes)

        def content(report: Report) -> bytes | str:
            return held.get(report.digest, "it is not there any more")

        return report_files.lay(passes, into, content)

    def why_not_write(self) -> str:
        return self.only_reads

    def write(self, one: Pass, *, now: int) -> str:
        with self._changing() as session:
            tables.write(session, self._name, one)
            tables.prune(session, self._name, now - OLDEST_S)
        return "in PostgreSQL"

    def owe(self, plan: Plan) -> None:
        """At once: the server is always there."""
        if self.only_reads:
            return
        with self._changing() as session:
            self._fold(session, plan)

    def keep(self, left: Left, laid: Path | None = None) -> Keeping:
        """All in one transaction."""
        del laid
        if self.only_reads:
            return Keeping(refusals=(Refusal("this run keeps nothing", self.only_reads),))
        refusals = []
        now = left.plan.made_at
        with self._changing() as session:
            for one in left.passes:
                read = report_files.gathered(one, left.reports)
                if isinstance(read, Refusal):
                    refusals.append(read)
                    continue
                tables.lay(session, self._name, read, now)
                tables.write(session, self._name, one)
            self._fold(session, left.plan)
            if left.clean is not None:
                tables.count(session, self._name, left.clean)
            tables.prune(session, self._name, now - OLDEST_S)
        return Keeping(refusals=tuple(refusals))

    def _fold(self, session: Session, plan: Plan) -> None:
        """What is owed after a plan."""
        known = _owed(tables.book(session, self._name))
        owed = debt_book.folded(known, debt_book.of_plan(plan))
        if owed != known:
            left = debt_book.Book(plan.made_at, owed, ())
            tables.keep_book(session, self._name, debt_book.write(left))

    @property
    def _name(self) -> str:
        return self.repository.lower()

    @contextmanager
    def _reading(self) -> Iterator[Session | None]:
        """A connection; None where nobody has ever kept anything."""
        with self._connected() as session:
            yield session if tables.are_there(session) else None

    @contextmanager
    def _changing(self) -> Iterator[Session]:
        """Alone in what this server keeps, until the end. Raises OutsideError."""
        from greenlane.edges.postgres import RefusedError

        try:
            with self._connected() as session:
                session.rows("SELECT pg_advisory_xact_lock(hashtext('greenlane passes'))")
                if not tables.are_there(session):
                    tables.make(session)
                yield session
        except RefusedError as err:
            raise OutsideError(
                f"it could not be kept: {err.what}",
                where="PostgreSQL",
                detail=err.detail,
                fix="give its role CREATE on the database, or the rights that the page names",
                docs=DOCS,
            ) from err

    @contextmanager
    def _connected(self) -> Iterator[Session]:
        """A transaction of its own, which no lock holds up for long."""
        from greenlane.edges.postgres import connect

        with connect(self.url, timeout_s=LONGEST_S) as session, session.transaction():
            session.rows("SET LOCAL statement_timeout = '20s'")
            yield session

    def _find(self, session: Session | None, wanted: Mapping[Wanted, None], now: int) -> Found:
        if session is None:
            return Found()
        held = tables.passes(session, self._name, [(one.job, one.digest) for one in wanted])
        reads: list[Pass | Refusal] = []
        for one in wanted:
            expected = Expected(self.repository, now, one.job, one.digest, one.valid_s)
            reads += [self._judged(row, expected) for row in held.get((one.job, one.digest), ())]
        found = [one for one in reads if isinstance(one, Pass)]
        known = {one.job for one in found}
        missing = [one.job for one in wanted if one.job not in known]
        for row in tables.latest(session, self._name, missing):
            read = self._judged(row, Expected(self.repository, now, valid_s=float("inf")))
            if isinstance(read, Pass) and (read.job, read.digest) not in held:
                found.append(read)
        return Found(tuple(dict.fromkeys(found)), tuple(one for one in reads if isinstance(one, Refusal)))

    def _judged(self, row: tables.Row, expected: Expected) -> Pass | Refusal:
        kind, record = row
        where = f"PostgreSQL: {expected.job}"
        if kind not in tuple(Trust):
            return Refusal(where, "filed under a trust that nobody writes")
        return judged(record, where, expected, Trust(kind), self.default_branch)


def _owed(data: bytes | None) -> tuple[Debt, ...]:
    """Raises OutsideError where it cannot be read: no debt is forgotten."""
    try:
        return () if data is None else debt_book.read(data).owed
    except debt_book.NoBook as err:
        raise OutsideError(
            f"what is owed cannot be read: {err}",
            where="greenlane.debts in PostgreSQL",
            fix="restore it, or run everything once (--event schedule) and then delete its row",
            docs=DOCS,
        ) from err


def _said(err: GreenlaneError) -> str:
    return f"the passes in PostgreSQL cannot be read: {err.what}"
