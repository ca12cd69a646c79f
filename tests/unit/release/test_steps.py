"""The steps from what GitHub holds to a published release."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from greenlane.release.plan import Asset, Plan
from greenlane.release.remote import Held, Release, Remote, body
from greenlane.release.steps import Kind, Step, steps

COMMIT = "a" * 40
ONE, TWO = Asset(Path("one"), 1, "1" * 64), Asset(Path("two"), 1, "2" * 64)
PLAN = Plan("1.2.3", COMMIT, "New.", (ONE, TWO))
DRAFT = Release(5, True, body("New.", COMMIT), COMMIT, "at/5", "up")
END = [Kind.VERIFY, Kind.PUBLISH, Kind.CONFIRM]


def kinds(found: tuple[Step, ...]) -> list[Kind]:
    return [one.kind for one in found]


def of(*drafts: Release) -> tuple[Step, ...]:
    return steps(PLAN, Remote("", drafts))


def test_from_nothing_it_is_drafted_uploaded_verified_published_confirmed() -> None:
    assert kinds(of()) == [Kind.CREATE, Kind.UPLOAD, Kind.UPLOAD, *END]


def test_a_draft_is_where_it_ends_when_a_person_publishes() -> None:
    assert kinds(steps(PLAN, Remote(), is_draft=True))[-1] is Kind.VERIFY


def test_what_is_whole_is_not_sent_again() -> None:
    whole = replace(DRAFT, held=(Held(8, "one", ONE.sha256, True),))
    found = of(whole)
    assert kinds(found) == [Kind.UPLOAD, *END]
    assert found[0].asset == TWO


def test_what_is_half_differs_or_is_not_planned_goes_first() -> None:
    held = (
        Held(8, "one", None, False),
        Held(9, "two", "9" * 64, True),
        Held(10, "three", "3" * 64, True),
    )
    found = of(replace(DRAFT, held=held))
    assert [(one.number, one.said) for one in found if one.kind is Kind.REMOVE] == [
        (8, "remove one: its upload was cut"),
        (9, "remove two: it is not what was sealed"),
        (10, "remove three: not in the plan"),
    ]
    assert kinds(found)[3:5] == [Kind.UPLOAD, Kind.UPLOAD]


def test_a_draft_that_was_begun_for_another_commit_is_made_that_of_this_one() -> None:
    found = of(replace(DRAFT, body=body("New.", "b" * 40), target="b" * 40))
    assert kinds(found)[0] is Kind.ADOPT
    assert found[0].said == "go on with the draft at/5, begun for bbbbbbbbbbbb"


def test_of_two_drafts_of_ours_the_older_one_is_gone_on_with() -> None:
    found = of(DRAFT, replace(DRAFT, number=6, url="at/6"))
    assert (found[0].kind, found[0].number) == (Kind.DROP, 6)
    assert Kind.CREATE not in kinds(found)


def test_a_draft_of_ours_beside_what_is_published_is_dropped_once_that_is_confirmed() -> None:
    published = replace(DRAFT, is_draft=False)
    assert kinds(steps(PLAN, Remote(COMMIT, (published, replace(DRAFT, number=6))))) == [
        Kind.CONFIRM,
        Kind.DROP,
    ]


def test_what_is_published_is_only_compared() -> None:
    published = replace(DRAFT, is_draft=False)
    assert kinds(steps(PLAN, Remote(COMMIT, (published,)))) == [Kind.CONFIRM]
