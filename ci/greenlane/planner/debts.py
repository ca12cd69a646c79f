"""What is owed: jobs that were put off, until somebody pays or a release refuses.

- A job owes one debt a branch. Putting it off again moves the debt to the newer content; since when and until
  when stay, so pushing more never buys more time. What another branch owes on the same content counts too.
- A debt is paid by a pass of its own content since then, or by a pass that proves the content of today on its
  branch. Nothing else takes it away, except that its job is no longer declared. Where a branch is not named,
  all debts are taken for its own.
- What other branches owe is handed on as it is. After 30 days it lapses: whoever comes back to such a branch
  finds no pass of its content, so the job runs or is owed anew.
- Who pays at the latest: a merge what is owed until merge (a push where there is no queue), the schedule also
  what is owed until nightly, a release and a dispatch everything. What is due by its date, anybody.
Example: put off on Monday within three days, again on Wednesday: due on Thursday still.
"""

from __future__ import annotations

from greenlane.model.frozen import replace
from greenlane.model.light import Collection, Iterable, Mapping, Sequence
from greenlane.model.plan import Debt, Deferral, Event, Job, Key, Pass, Until
from greenlane.planner.proof import Passes
from greenlane.planner.situation import Situation
from greenlane.planner.words import moment, short

ALL = frozenset(Until)
PAYS: Mapping[Event, frozenset[Until]] = {
    Event.PUSH: frozenset({Until.MERGE}),
    Event.MERGE_GROUP: frozenset({Until.MERGE}),
    Event.SCHEDULE: frozenset({Until.MERGE, Until.NIGHTLY}),
    Event.DISPATCH: ALL,
    Event.RELEASE: ALL,
    Event.OTHER: ALL,
}
"""What may not be put off beyond this event."""
PAYERS = frozenset({Event.SCHEDULE, Event.DISPATCH, Event.RELEASE, Event.OTHER})
"""Events that run what is owed, due or not, while there are minutes."""
LAPSE_S = 30 * 86400
"""How long a debt of another branch is handed on."""


def settled(debts: Iterable[Debt], passes: Passes) -> tuple[Debt, ...]:
    """The debts, those marked whose own content has passed since. Of several such passes, the first paid."""
    return tuple(_settled(debt, passes) for debt in debts)


def paid_by(debt: Debt, proof: Pass | None) -> Debt:
    """A debt of this branch, paid when the branch's content of today is proved."""
    return debt if proof is None or debt.paid_by is not None else replace(debt, paid_by=proof)


def is_ours(debt: Debt, branch: str) -> bool:
    """Whether a branch owes it."""
    return not branch or not debt.branch or debt.branch == branch


def standing(debts: Iterable[Debt]) -> tuple[Debt, ...]:
    """Those that nothing has paid, the one that is due first before the others."""
    open_ones = [debt for debt in debts if debt.paid_by is None]
    return tuple(sorted(open_ones, key=lambda one: (_due(one), one.since, one.job, one.digest, one.branch)))


def owed_here(job: str, key: Key, debts: Iterable[Debt], branch: str) -> tuple[Debt, ...]:
    """The standing debts of a job that today's content can answer for: of this branch, or of this content."""
    return tuple(
        debt
        for debt in standing(debts)
        if debt.job == job and (is_ours(debt, branch) or debt.digest == key.digest)
    )


def unpaid(debts: Iterable[Debt], succeeded: Collection[str], branch: str = "") -> tuple[Debt, ...]:
    """What a release of this branch refuses for, when these jobs of its plan ended well at once."""
    return tuple(one for one in standing(debts) if is_ours(one, branch) and one.job not in succeeded)


def handed_on(debts: Iterable[Debt], branch: str, now: int) -> tuple[tuple[Debt, ...], tuple[Debt, ...]]:
    """What other branches owe: the debts that stand, and those that lapse."""
    others = [debt for debt in standing(debts) if not is_ours(debt, branch)]
    stay = tuple(debt for debt in others if now - debt.since < LAPSE_S)
    return stay, tuple(debt for debt in others if debt not in stay)


def must_run(deferral: Deferral, owed: Sequence[Debt], at: Situation) -> str:
    """Why it may not be put off any longer; "" when it may."""
    if deferral.until in PAYS.get(at.event, frozenset()):
        return f"it may wait until {deferral.until}, and this is {at.event}"
    for debt in owed:
        if debt.until in PAYS.get(at.event, frozenset()):
            return f"it is owed since {moment(debt.since)} until {debt.until}, and this is {at.event}"
        if debt.due_at is not None and debt.due_at <= at.now:
            return f"it is owed since {moment(debt.since)} and was due on {moment(debt.due_at)}"
    return ""


def owe(job: Job, deferral: Deferral, key: Key, owed: Sequence[Debt], at: Situation, reason: str) -> Debt:
    """What is owed from now on: what was owed before, moved to the content of today."""
    within = [at.now + int(deferral.within_s)] if deferral.within_s is not None else []
    dues = [*within, *(debt.due_at for debt in owed if debt.due_at is not None)]
    return Debt(
        job=job.name,
        digest=key.digest or "",
        commit=at.commit,
        since=min([at.now, *(debt.since for debt in owed)]),
        until=min([deferral.until, *(debt.until for debt in owed)], key=tuple(Until).index),
        due_at=min(dues) if dues else None,
        reason=reason,
        branch=at.branch,
    )


def told(debt: Debt) -> str:
    """A debt in a sentence."""
    due = f", due on {moment(debt.due_at)}" if debt.due_at is not None else ""
    where = f" on {debt.branch}" if debt.branch else ""
    since = f"{debt.job} is owed{where} since {moment(debt.since)}"
    return f"{since} for {short(debt.digest)}, until {debt.until}{due}"


def _settled(debt: Debt, passes: Passes) -> Debt:
    if debt.paid_by is not None:
        return debt
    since = [
        one
        for one in reversed(passes.get(debt.job, ()))
        if one.digest == debt.digest and one.passed_at >= debt.since and one.attempt == 1
    ]
    return replace(debt, paid_by=since[0]) if since else debt


def _due(debt: Debt) -> float:
    return float("inf") if debt.due_at is None else float(debt.due_at)
