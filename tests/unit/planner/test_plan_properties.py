"""What holds for every plan, whatever is declared, passed, owed and left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from greenlane.model.budget import BudgetLevel, Standing
from greenlane.model.plan import (
    Choice,
    Debt,
    Declared,
    Deferral,
    Event,
    Job,
    Key,
    Pass,
    Past,
    Plan,
    Policy,
    Until,
)
from greenlane.planner.debts import unpaid
from greenlane.planner.soundness import flaws
from greenlane.planner.writing import write
from greenlane.planner.written import read
from tests.unit.planner.deciding import DAY, FREE, HOUR, NOW, a_job, a_key, a_pass, choices, decided, standing

RUNS = {Choice.RUN, Choice.PACK, Choice.MOVE}
EVENTS = st.sampled_from(list(Event))
STANDINGS = st.one_of(
    st.none(),
    st.builds(standing, st.sampled_from(list(BudgetLevel)), st.sampled_from([0.0, 3.0, 20.0, 1000.0])),
)
# Made once: hypothesis looks a strategy through when it first draws from it, which costs more than the draw.
SOME = st.booleans()
MOST_JOBS = 7
COUNTS = st.integers(1, MOST_JOBS)
NEEDS = [
    st.sets(st.sampled_from([f"j{each}" for each in range(index)]), max_size=2) if index else st.just(set())
    for index in range(MOST_JOBS)
]
RUNNERS = st.sampled_from(["ubuntu-24.04", "ubuntu-24.04", "macos-15", FREE])
MOVES = st.sampled_from([(), ("ubuntu-slim",), (FREE,)])
MINUTES = st.sampled_from([None, 0.5, 2.0, 30.0])
DEFERRALS = st.one_of(
    st.none(),
    st.builds(Deferral, st.sampled_from(list(Until)), st.sampled_from([None, 1.0 * HOUR, 3.0 * DAY])),
)
CONTENTS = st.sampled_from(["own", "own", "other"])
ATTEMPTS = st.sampled_from([1, 1, 1, 2])
PASSED_FOR = st.sampled_from(["push", "pull_request", "schedule"])
AGES = st.sampled_from([-HOUR, HOUR, DAY, 20 * DAY])
OWED = st.sampled_from(["own", "other"])
UNTIL = st.sampled_from(list(Until))
DUE = st.sampled_from([None, NOW - HOUR, NOW + DAY])
OWED_ON = st.sampled_from(["main", "feature"])
PASTS = st.builds(
    Past,
    st.lists(st.floats(1, 2000), max_size=5).map(tuple),
    st.just(10),
    st.integers(0, 10),
    st.sampled_from([None, True, False]),
)
AUDITS = st.sampled_from([0.0, 0.0, 0.5])
WALLS = st.floats(0, 900)
BRANCHES = st.sampled_from(["", "main", "feature"])
EVERYTHING = st.sampled_from(["", "", "", "the ledger cannot be read"])
HERE = st.sampled_from(["", "", "ubuntu-24.04", FREE])
KINDS = st.sampled_from(["known", "known", "known", "odd", "none"])


@st.composite
def some_jobs(draw: st.DrawFn) -> tuple[Job, ...]:
    found: list[Job] = []
    for index in range(draw(COUNTS)):
        found.append(
            a_job(
                f"j{index}",
                needs=tuple(sorted(draw(NEEDS[index]))),
                runner=draw(RUNNERS),
                moves=draw(MOVES),
                minutes=draw(MINUTES),
                defer=draw(DEFERRALS),
            )
        )
    return tuple(found)


def digest_of(job: Job, content: str) -> str:
    """A key's digest, as `a_key` makes it of a job's own content."""
    return f"{job.name}-content" if content == "own" else content


@st.composite
def some_passes(draw: st.DrawFn, jobs: Sequence[Job]) -> list[Pass]:
    """Of some jobs, of this content or another, good and bad ones."""
    return [
        a_pass(
            job.name,
            digest=digest_of(job, draw(CONTENTS)),
            attempt=draw(ATTEMPTS),
            event=draw(PASSED_FOR),
            passed_at=NOW - draw(AGES),
        )
        for job in jobs
        if draw(SOME)
    ]


@st.composite
def some_debts(draw: st.DrawFn, jobs: Sequence[Job]) -> list[Debt]:
    return [
        Debt(
            job.name,
            digest_of(job, draw(OWED)),
            "c0",
            NOW - 2 * DAY,
            draw(UNTIL),
            draw(DUE),
            branch=draw(OWED_ON),
        )
        for job in jobs
        if draw(SOME)
    ]


@st.composite
def some_case(draw: st.DrawFn) -> tuple[Declared, dict[str, Any]]:
    """A declaration and all that a plan is made from."""
    jobs = draw(some_jobs())
    policy = Policy(shadow=draw(SOME), audit=draw(AUDITS), wall_s=draw(WALLS))
    return Declared(jobs=jobs, policy=policy), {
        "keys": draw(some_keys(jobs)),
        "passes": draw(some_passes(jobs)),
        "debts": draw(some_debts(jobs)),
        "past": {job.name: draw(PASTS) for job in jobs if draw(SOME)},
        "standing": draw(STANDINGS),
        "event": draw(EVENTS),
        "branch": draw(BRANCHES),
        "everything": draw(EVERYTHING),
        "seed": "7",
        "here": draw(HERE),
    }


@st.composite
def some_keys(draw: st.DrawFn, jobs: Sequence[Job]) -> dict[str, Key]:
    """Mostly such as they are, sometimes one that cannot be told, sometimes none."""
    kinds = {job.name: draw(KINDS) for job in jobs}
    return {
        name: a_key(name) if kind == "known" else replace(a_key(name), digest=None, why="odd")
        for name, kind in kinds.items()
        if kind != "none"
    }


def is_exhausted(standing: Standing | None) -> bool:
    return standing is not None and standing.level == BudgetLevel.EXHAUSTED


@given(some_case())
def test_every_job_is_decided_once_and_runs_in_one_leg_or_none(case: tuple[Declared, dict[str, Any]]) -> None:
    declared, given_ = case
    made = decided(declared, **given_)
    assert [one.job for one in made.decisions] == [job.name for job in declared.jobs]
    placed = sorted(name for group in made.groups for name in group.jobs)
    assert placed == sorted(one.job for one in made.decisions if one.choice in RUNS)
    assert all(one.reason and one.change for one in made.decisions)
    for group in made.groups:
        parts = [one.minutes for one in made.decisions if one.group == group.name]
        assert abs(sum(parts) - group.minutes) < 1e-6


@given(some_case())
def test_what_is_required_is_never_put_off_and_refused_without_minutes_only(
    case: tuple[Declared, dict[str, Any]],
) -> None:
    declared, given_ = case
    made = decided(declared, **given_)
    for job, one in zip(declared.jobs, made.decisions, strict=True):
        assert job.defer is not None or one.choice != Choice.DEFER
        assert one.choice != Choice.REFUSE or is_exhausted(given_["standing"])


@given(some_case())
def test_a_skip_has_its_evidence_or_its_debt(case: tuple[Declared, dict[str, Any]]) -> None:
    declared, given_ = case
    for job, one in zip(declared.jobs, decided(declared, **given_).decisions, strict=True):
        if one.choice == Choice.REUSE:
            proof = one.evidence
            assert proof is not None
            assert (proof.job, proof.digest, proof.attempt) == (one.job, one.key.digest, 1)
            assert 0 <= NOW - proof.passed_at <= job.valid_s
        if one.choice == Choice.DEFER:
            assert one.debt is not None
            assert one.debt.digest == one.key.digest
        if one.key.digest is None:
            assert one.choice in RUNS | {Choice.REFUSE}


@given(some_case())
def test_what_a_running_job_needs_runs_or_has_passed(case: tuple[Declared, dict[str, Any]]) -> None:
    declared, given_ = case
    found = choices(decided(declared, **given_))
    for job in declared.jobs:
        if found[job.name] in RUNS:
            assert all(found[need] in RUNS | {Choice.REUSE} for need in job.needs)


@given(some_case(), st.randoms(use_true_random=False))
def test_permuting_the_declaration_changes_nothing(
    case: tuple[Declared, dict[str, Any]], random: Any
) -> None:
    declared, given_ = case
    jobs = list(declared.jobs)
    random.shuffle(jobs)
    mixed = {name: list(given_[name]) for name in ("passes", "debts")}
    for ones in mixed.values():
        random.shuffle(ones)
    one, other = (
        decided(declared, **given_),
        decided(replace(declared, jobs=tuple(jobs)), **(given_ | mixed)),
    )
    assert {each.job: each for each in one.decisions} == {each.job: each for each in other.decisions}
    assert one.groups == other.groups
    assert one.debts == other.debts


@given(some_case())
def test_with_enough_minutes_nothing_is_put_off(case: tuple[Declared, dict[str, Any]]) -> None:
    declared, given_ = case
    for much in (None, standing(BudgetLevel.COMFORTABLE, 100_000)):
        found = choices(decided(declared, **(given_ | {"standing": much})))
        assert not {Choice.DEFER, Choice.REFUSE} & set(found.values())


@given(some_case(), st.text(min_size=1))
def test_with_an_empty_ledger_other_content_never_shrinks_what_runs(
    case: tuple[Declared, dict[str, Any]], more: str
) -> None:
    declared, given_ = case
    empty = given_ | {"passes": [], "debts": []}
    changed = {
        name: replace(key, digest=f"{key.digest}{more}" if key.digest else None)
        for name, key in given_["keys"].items()
    }
    before, after = decided(declared, **empty), decided(declared, **(empty | {"keys": changed}))
    assert choices(before) == choices(after)


@given(some_case())
def test_in_shadow_everything_runs_or_the_plan_is_red(case: tuple[Declared, dict[str, Any]]) -> None:
    declared, given_ = case
    shadow = replace(declared, policy=replace(declared.policy, shadow=True))
    assert set(choices(decided(shadow, **given_)).values()) <= RUNS | {Choice.REFUSE}


@given(some_case())
def test_every_debt_stands_or_is_said_to_be_gone(case: tuple[Declared, dict[str, Any]]) -> None:
    declared, given_ = case
    made = decided(declared, **given_)
    stands = {debt.job for debt in made.debts}
    for debt in given_["debts"]:
        assert debt.job in stands or any(note.startswith(f"{debt.job} is owed") for note in made.notes)


@given(some_case())
def test_the_gate_finds_no_flaw_in_a_plan_and_reads_what_was_written(
    case: tuple[Declared, dict[str, Any]],
) -> None:
    declared, given_ = case
    made = decided(declared, **given_)
    assert flaws(made) == () or Choice.REFUSE in choices(made).values()
    assert read(write(made)) == made


def passing(made: Plan, now: int, lucky: Sequence[bool]) -> list[Pass]:
    """The records of the jobs that ran and did well."""
    ran = [one for one in made.decisions if one.choice in RUNS]
    return [
        a_pass(one.job, digest=one.key.digest, passed_at=now, event=str(made.event))
        for one, is_lucky in zip(ran, lucky, strict=False)
        if is_lucky
    ]


STEPS = st.lists(
    st.tuples(
        EVENTS, STANDINGS, st.integers(0, 3), st.integers(60, 2 * DAY), st.lists(st.booleans(), min_size=7)
    ),
    max_size=12,
)


@given(some_jobs(), STEPS)
def test_every_debt_is_paid_or_blocks(jobs: tuple[Job, ...], steps: list[tuple[Any, ...]]) -> None:
    """A history of plans: no debt outlives its day, its payer or a release that went well."""
    declared = Declared(jobs=jobs, policy=Policy(shadow=False, audit=0.0))
    passes: list[Pass] = []
    debts: tuple[Debt, ...] = ()
    now = NOW
    for event, much, content, pause_s, lucky in steps:
        now += pause_s
        keys = {job.name: a_key(job.name, f"{job.name} {content}") for job in jobs}
        given_ = {"keys": keys, "event": event, "standing": much, "passes": passes, "debts": debts}
        made = decided(declared, **given_, now=now, branch="main")
        assert_kept(made, debts, now)
        debts = made.debts
        passes = [*passes, *passing(made, now, lucky)]
        if event in {Event.RELEASE, Event.DISPATCH} and Choice.REFUSE not in choices(made).values():
            ran = {one.job for one in made.decisions if one.choice in RUNS}
            assert unpaid(debts, ran) == ()


def assert_kept(made: Plan, before: Sequence[Debt], now: int) -> None:
    """What was owed is not put off beyond what was promised."""
    for one in made.decisions:
        if one.debt is None:
            continue
        assert made.event not in {Event.RELEASE, Event.DISPATCH, Event.OTHER}
        assert one.debt.due_at is None or one.debt.due_at > now
        older = [debt for debt in before if debt.job == one.job and debt.paid_by is None]
        promised = [debt.due_at for debt in older if debt.due_at is not None and debt.job == one.job]
        is_moved = bool(older) and one.debt.since == older[0].since
        assert not (is_moved and promised) or (one.debt.due_at or now) <= min(promised)
