"""Why a job is decided as it is: the file, the edge, the run."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.model.document import Document, Paragraph, Table
from greenlane.model.errors import UsageError
from greenlane.model.plan import Choice, Component, Declared, Job, Key, Part, Pass
from greenlane.model.verdict import Outcome
from greenlane.planner.differing import changed as differences
from greenlane.planner.differing import edge
from greenlane.planner.explaining import Known, explain
from greenlane.render.terminal import terminal
from tests.unit.planner.plans import DECLARED, changed, key, passed, plan
from tests.unit.render.golden import is_golden

GREENLANE = "100644 " + "ab" * 20
NOW = (Part("own", "app", "a1"), Part("own", "proto", "p2"), Part("file", "greenlane.yaml", GREENLANE))
THEN = (
    Part("own", "app", "a1"),
    Part("own", "proto", "p1"),
    Part("file", "greenlane.yaml", "100644 " + "cd" * 20),
)
FILES = {"proto": ("proto/chat.proto", "proto/user.proto")}


def with_parts(*parts: Part) -> Key:
    one = key("app-tests")
    return replace(one, parts=(*one.parts, *parts))


def before(*parts: Part) -> Pass:
    one = passed("app-tests", "2")
    return replace(one, parts=(*one.parts, *parts) if parts else ())


def words(document: Document) -> str:
    return terminal(document)


def test_a_whole_explanation_in_a_terminal() -> None:
    known = Known(with_parts(*NOW), before(*THEN), FILES)

    assert is_golden("plan-explained.txt", terminal(explain(plan(), DECLARED, "app-tests", known)))


def test_a_change_is_told_with_its_file_and_the_edge_it_came_over() -> None:
    made = explain(plan(), DECLARED, "app-tests", Known(with_parts(*NOW), before(*THEN), FILES))
    (table,) = [
        block
        for one in made.sections
        if one.title == "What changed since run 4242"
        for block in one.blocks
        if isinstance(block, Table)
    ]

    assert table.rows == (
        ("file greenlane.yaml", "app-tests", "cdcdcdcdcdcd (100644)", "abababababab (100644)", ""),
        (
            "component proto",
            "app-tests <- app <- proto",
            "p1",
            "p2",
            "proto/chat.proto and proto/user.proto",
        ),
    )


def test_what_is_reused_cites_the_run_and_says_that_nothing_changed() -> None:
    said = words(explain(plan(), DECLARED, "docs"))

    assert "docs is reused: passed in run 4242" in said
    assert "Nothing that docs depends on changed since run 4242." in said
    assert "https://github.com/octo/messenger/actions/runs/4242" in said


def test_a_job_without_an_earlier_pass_says_so() -> None:
    assert "No earlier pass of lint is known" in words(explain(plan(), DECLARED, "lint"))


def test_a_pass_that_does_not_name_its_parts_says_so() -> None:
    said = explain(plan(), DECLARED, "app-tests", Known(before=before()))

    assert "its record does not say what it held" in words(said)


def test_a_key_that_cannot_be_told_is_explained_by_its_reason() -> None:
    unknown = changed("lint", key=Key("lint", None, why="submodule x has no commit"))
    said = words(explain(unknown, DECLARED, "lint"))

    assert "submodule x has no commit" in said
    assert "What changed" not in said


def test_a_job_that_is_put_off_says_what_is_owed_until_when() -> None:
    said = words(explain(plan(), DECLARED, "ios"))

    assert "ios is put off: minutes are tight" in said
    assert "since 2026-11-17 11:06 UTC until nightly, due on 2026-11-20 11:06 UTC" in said


def test_a_refused_job_is_red() -> None:
    refused = changed("lint", choice=Choice.REFUSE, change="more minutes", group="")

    made = explain(refused, DECLARED, "lint")

    assert (made.outcome, made.actions) == (Outcome.FAIL, ("more minutes",))


@pytest.mark.parametrize(
    ("asked", "fix"), [("api-test", "did you mean api-tests?"), ("zzz", "one of lint, api-tests, docs")]
)
def test_a_job_that_is_not_planned_is_a_mistake_with_a_hint(asked: str, fix: str) -> None:
    with pytest.raises(UsageError) as caught:
        explain(plan(), DECLARED, asked)

    assert fix in str(caught.value)


def test_the_value_of_a_variable_is_never_shown_only_its_name() -> None:
    secret = Part("environment", "TOKEN", "5ec7e7" * 10)
    made = explain(plan(), DECLARED, "lint", Known(Key("lint", "x" * 64, (secret,))))

    assert "variable TOKEN" in words(made)


def test_a_closer_part_stands_for_the_wider_one() -> None:
    now = (Part("component", "app", "x2"), Part("rest", "", "r2"), *NOW)
    then = (Part("component", "app", "x1"), Part("rest", "", "r1"), *THEN)

    assert [(one.kind, one.name) for one in differences(now, then)] == [
        ("file", "greenlane.yaml"),
        ("own", "proto"),
    ]


def test_the_wider_part_is_told_where_only_one_side_has_the_closer_one() -> None:
    now = (Part("component", "app", "x2"), Part("own", "app", "a1"))
    then = (Part("component", "app", "x1"),)

    assert ("component", "app") in [(one.kind, one.name) for one in differences(now, then)]


def test_what_is_new_or_gone_differs_from_nothing() -> None:
    found = differences((Part("file", "a", "1"),), (Part("file", "b", "1"),))

    assert [(one.name, one.then, one.now) for one in found] == [("a", None, "1"), ("b", "1", None)]


NAMES = st.sampled_from("abcdef")
GRAPHS = st.dictionaries(NAMES, st.frozensets(NAMES, max_size=3).map(lambda names: tuple(sorted(names))))


@given(GRAPHS, st.frozensets(NAMES, min_size=1), NAMES)
def test_an_edge_goes_over_declared_needs_only_and_no_shorter_way_exists(
    needs: dict[str, tuple[str, ...]], starts: frozenset[str], goal: str
) -> None:
    declared = Declared(
        tuple(Component(name, (), some) for name, some in needs.items()), (Job("job", tuple(starts)),)
    )
    way = edge(declared, "job", goal)
    reached, steps = set(starts), 1
    while goal not in reached and steps < 10:
        reached |= {one for name in reached for one in needs.get(name, ())}
        steps += 1

    assert len(way) == (steps + 1 if goal in reached else 0)
    assert all(later in needs[first] for first, later in pairwise(way[1:]))


def test_what_was_counted_is_said_and_nothing_is_a_number() -> None:
    (table,) = [
        block
        for one in explain(plan(), DECLARED, "docs").sections
        if one.title == "The run that passed"
        for block in one.blocks
    ]

    assert not isinstance(table, Paragraph)
    assert "not counted" in words(
        explain(changed("docs", evidence=passed("docs", tests=None)), DECLARED, "docs")
    )


def test_an_edge_that_nobody_declared_names_the_file_that_leads_over_it() -> None:
    uses = {"app": {"docs": "app/manual"}, "": {"api": "latest"}}
    made = words(
        explain(
            plan(),
            DECLARED,
            "app-tests",
            Known(with_parts(Part("own", "docs", "d1"), Part("own", "api", "a1")), uses=uses),
        )
    )
    said = " ".join(made.split())

    assert "app-tests <- app <- docs (app/manual)" in said
    assert "app-tests <- api (latest)" in said


def test_a_job_and_a_component_may_have_one_name() -> None:
    assert edge(DECLARED, "docs", "docs") == ("docs", "docs")
