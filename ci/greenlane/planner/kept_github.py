"""What is kept, in GitHub's artifacts: one a run, `greenlane-passes`, uploaded by the job that gated.

An artifact is believed for what GitHub says of its run (vouching.py), never for what it holds: a fork's run
can upload anything to the repository it proposes to. A run that the default branch vouches for also carries
on what it believed of others; what a pull request's artifact carries of another run is never believed, and it
speaks only for its own branch's debts. Which artifacts are read: kept_reading.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from greenlane.edges.github_artifacts import Artifacts
from greenlane.edges.github_errors import Refused
from greenlane.model.errors import OutsideError, UsageError
from greenlane.model.frozen import replace
from greenlane.model.plan import Choice, Pass, Plan, Refusal, Report
from greenlane.planner import debt_book, keeping, report_files
from greenlane.planner.debt_book import Book
from greenlane.planner.kept import Keeping, Left, Owed
from greenlane.planner.kept_reading import Believed, Reading
from greenlane.planner.origin import Origin, Trust, of_record, trust, why_not_write
from greenlane.planner.passes import SKEW_S, Expected, doubt
from greenlane.planner.store import ARTIFACT, Found, Wanted
from greenlane.planner.vouching import Runs

CARRIED_S = 60 * 86_400
"""Passes that are older are carried on no longer: nothing may be reused for so long."""
MOST_OTHERS = 5
"""Passes of other content of a job that are looked at for one that explains what changed."""
Identity = tuple[str, str, int]


class GitHubKept:
    """origin: the run that this is. branch: of the plan, "" for none."""

    def __init__(self, artifacts: Artifacts, origin: Origin, branch: str = "") -> None:
        self._repository = artifacts.repository
        self._origin = origin
        self._runs = Runs(artifacts, origin.default_branch)
        self._reading = Reading(artifacts, self._runs, branch)
        self._given: dict[Identity, tuple[Pass, Believed]] = {}

    def find(self, wanted: Sequence[Wanted], *, now: int) -> Found:
        try:
            return self._find(dict.fromkeys(wanted), now) if wanted else Found()
        except OutsideError as err:
            return Found(unreadable=self._said(err))

    def debts(self, *, now: int) -> Owed:
        del now
        try:
            self._reading.begin()
            return Owed(debt_book.owed(self._reading.books()), self._reading.damaged)
        except OutsideError as err:
            return Owed(unreadable=self._said(err))

    def clean(self, *, now: int) -> int:
        """As the newest run of the default branch counts them; a miss that any newer run found is one."""
        del now
        try:
            self._reading.begin()
        except OutsideError:
            return 0
        for each in self._reading.believed:
            clean = each.archive.clean()
            if clean is not None and (clean == 0 or each.trust is Trust.DEFAULT):
                return clean
        return 0

    def reports(self, passes: Sequence[Pass], into: Path, *, now: int) -> tuple[Refusal, ...]:
        del now
        refusals: list[Refusal] = []
        for one in passes:
            given = self._given.get(_identity(one))
            content = _nowhere if given is None else given[1].archive.of_report
            refusals += report_files.lay([one], into, content)
        return tuple(refusals)

    def why_not_write(self) -> str:
        return why_not_write(self._origin)

    def write(self, one: Pass, *, now: int) -> str:
        del one, now
        return ""

    def owe(self, plan: Plan) -> None:
        """Not now: the job that gates uploads it."""

    def keep(self, left: Left, laid: Path | None = None) -> Keeping:
        if why := self.why_not_write():
            return Keeping(refusals=(Refusal("this run keeps nothing", why),))
        if laid is None:
            raise UsageError(
                "nowhere to lay what the next runs are to know",
                fix=f"greenlane gate plan-result --keep FOLDER, and upload it as the artifact {ARTIFACT}",
                docs="docs/planner-passes.md#where-they-are",
            )
        read = [(one, report_files.gathered(one, left.reports)) for one in left.passes]
        passes = [keeping.WithReports(one, data) for one, data in read if not isinstance(data, Refusal)]
        amiss = [data for _, data in read if isinstance(data, Refusal)]
        clean = left.clean if left.clean is not None else self._clean_so_far(left.plan)
        no_room = keeping.lay(laid, passes, self._carried(left.plan), self._book(left), clean)
        return Keeping(True, (*amiss, *no_room))

    def _said(self, err: OutsideError) -> str:
        may_not = isinstance(err, Refused) and err.status in (401, 403, 404)
        hint = ["give the job permissions: {actions: read, contents: read}"] if may_not else []
        said = "; ".join([err.what, *err.detail, *hint])
        return f"the artifacts of {self._repository} cannot be read: {said}"

    def _find(self, wanted: dict[Wanted, None], now: int) -> Found:
        """Read on while something is missing. Raises OutsideError."""
        self._reading.begin()
        missing = [one for one in wanted if not self._proofs(one, now, [])]
        while missing and self._reading.more():
            missing = [one for one in missing if not self._proofs(one, now, [])]
        passes: list[Pass] = []
        refused: list[Refusal] = []
        for one in wanted:
            found = self._proofs(one, now, refused) or [*self._latest(one, now)]
            self._given |= {_identity(each): (each, source) for each, source in found}
            passes += [each for each, _ in found]
        return Found(tuple(dict.fromkeys(passes)), (*self._reading.refusals, *dict.fromkeys(refused)))

    def _proofs(self, one: Wanted, now: int, refused: list[Refusal]) -> list[tuple[Pass, Believed]]:
        """The newest pass of each trust, until the default branch has vouched."""
        found: dict[Trust, tuple[Pass, Believed]] = {}
        expected = Expected(self._repository, now, one.job, one.digest, one.valid_s)
        for source in self._reading.believed:
            read = source.archive.of(one.job, one.digest)
            if read is None or (isinstance(read, Pass) and trust(read.event) in found):
                continue
            judged = read if isinstance(read, Refusal) else self._judged(read, source, expected)
            if isinstance(judged, Refusal):
                refused.append(judged)
                continue
            found[trust(judged.event)] = judged, source
            if trust(judged.event) is Trust.DEFAULT:
                break
        return list(found.values())

    def _latest(self, one: Wanted, now: int) -> Iterator[tuple[Pass, Believed]]:
        """The job's newest pass of other content, if there is one: it explains."""
        expected = Expected(self._repository, now, one.job, valid_s=float("inf"))
        for source in self._reading.believed:
            others = sorted(source.archive.others(one.job), key=lambda each: each.passed_at, reverse=True)
            for other in others[:MOST_OTHERS]:
                judged = self._judged(replace(other, reports=()), source, expected)
                if isinstance(judged, Pass) and judged.digest != one.digest:
                    yield judged, source
                    return

    def _judged(self, one: Pass, source: Believed, expected: Expected) -> Pass | Refusal:
        """A pass as its artifact's run vouches for it."""
        number = source.artifact.artifact_id
        why = doubt(one, expected) or self._contradiction(one, source)
        if not why and (path := source.archive.lacks(one)):
            why = f"its report {path} is not kept with it"
        if why:
            return Refusal(f"artifact {number} of run {source.artifact.run_id}: {one.job}", why)
        return replace(one, origin=f"GitHub vouches for artifact {number} of run {source.artifact.run_id}")

    def _contradiction(self, one: Pass, source: Believed) -> str:
        """What speaks against it beside its own words; of one that is carried on, the run there vouched."""
        if one.run_id == source.artifact.run_id or source.trust is Trust.PROPOSED:
            return self._runs.contradiction(source.artifact, one)
        if one.passed_at > source.made_at + SKEW_S:
            return "forged: it is carried on by a run that was over before it passed"
        return why_not_write(of_record(one, self._runs.default()))

    def _clean_so_far(self, plan: Plan) -> int | None:
        """What a run carries on that says nothing of the count; a pull request carries nothing on."""
        return self.clean(now=plan.made_at) or None if self._is_default() else None

    def _is_default(self) -> bool:
        return trust(self._origin.event) is Trust.DEFAULT

    def _carried(self, plan: Plan) -> Iterator[keeping.WithReports]:
        """What this run carries on: what its plan cites, then all that the default branch vouches for."""
        if not self._is_default():
            return
        cited = [one.evidence for one in plan.decisions if one.choice is Choice.REUSE and one.evidence]
        given = [self._given[_identity(one)] for one in cited if _identity(one) in self._given]
        for one, source in [*given, *self._vouched(plan.made_at)]:
            content = {each.digest: source.archive.report(each.digest) for each in one.reports}
            reports = {digest: data for digest, data in content.items() if isinstance(data, bytes)}
            if len(reports) == len(content):
                yield keeping.WithReports(one, reports)

    def _vouched(self, now: int) -> list[tuple[Pass, Believed]]:
        """All passes of runs that the default branch vouches for, the newest first."""
        expected = Expected(self._repository, now, valid_s=CARRIED_S)
        sources = [source for source in self._reading.believed if source.trust is Trust.DEFAULT]
        judged = [
            (self._judged(one, source, expected), source)
            for source in sources
            for one in source.archive.all()
        ]
        found = [(one, source) for one, source in judged if isinstance(one, Pass)]
        return sorted(found, key=lambda pair: pair[0].passed_at, reverse=True)

    def _book(self, left: Left) -> Book:
        """What is owed; whole also where only the plan could not read what was owed before.

        And where nobody can, but every job has passed here: then nothing of it is owed any more.
        """
        book = debt_book.of_plan(left.plan)
        if book.closed is not None:
            return book
        known = self.debts(now=left.plan.made_at)
        is_all_paid = {one.job for one in left.passes} >= {one.job for one in left.plan.decisions}
        if known.unreadable and not (is_all_paid and left.passes):
            return book
        return Book(book.made_at, debt_book.folded(known.debts, book), ())


def _identity(one: Pass) -> Identity:
    return one.job, one.digest, one.run_id


def _nowhere(report: Report) -> str:
    del report
    return "nobody has said that it is believed"
