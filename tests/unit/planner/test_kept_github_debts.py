"""No debt is forgotten, whoever owes it, and whichever runs go on at the same time."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from greenlane.model.plan import Debt
from greenlane.planner.kept import Left
from tests.examples import examples
from tests.standins.actions import serving
from tests.unit.planner.hub import Hub
from tests.unit.planner.kept_contract import debt, plan
from tests.unit.planner.recorded import NOW
from tests.unit.planner.test_kept_github_left import GitHub

BRANCHES = ("main", "x", "y")
RUN = st.tuples(st.sampled_from(BRANCHES), st.booleans(), st.booleans(), st.integers(0, 7))
"""Its branch; whether it owes something new; whether its plan was made before the last run was over; which
debts of its branch it pays, a bit each."""


def known(place: GitHub, branch: str) -> set[Debt]:
    owed = place.opened(seen_from=branch).debts(now=NOW)
    assert not owed.unreadable
    return set(owed.debts)


def left(run: tuple[str, bool, bool, int], job: str, seen: set[Debt]) -> Left:
    """What an honest plan leaves that has seen these debts."""
    branch, owes, _, paid = run
    own = sorted((one for one in seen if one.branch == branch), key=lambda one: one.job)
    closed = tuple(one for bit, one in enumerate(own) if paid >> bit & 1)
    new = (debt(job, branch),) if owes else ()
    return Left(plan(debts=(*(one for one in seen if one not in closed), *new), closed=closed))


@settings(max_examples=examples(10), deadline=None)
@given(st.lists(RUN, min_size=1, max_size=5))
@example([("x", True, False, 0), ("x", True, True, 0)])
@example([("main", True, False, 0), ("main", True, True, 0), ("x", True, True, 1)])
def test_what_is_owed_stays_owed_until_it_is_paid(runs: list[tuple[str, bool, bool, int]]) -> None:
    hub = Hub.new()
    with serving(hub.world) as hub.url, tempfile.TemporaryDirectory() as folder:
        place = GitHub(hub, Path(folder) / "keep")
        owed: set[Debt] = set()
        before: set[Debt] = set()
        for number, (run, after) in enumerate(zip(runs, [*runs[1:], None], strict=True)):
            branch, _, at_once, _ = run
            made = left(run, f"job-{number}", before if at_once else known(place, branch))
            before = known(place, after[0]) if after and after[2] else set()
            event = "push" if branch == "main" else "pull_request"
            place.leave(made, at_once=at_once, event=event, branch=branch)
            new = {one for one in made.plan.debts if one.job == f"job-{number}"}
            owed = (owed - set(made.plan.closed or ())) | new
        for branch in BRANCHES:
            assert known(place, branch) >= {one for one in owed if one.branch in (branch, "main")}
