"""Whatever GitHub holds and wherever it is interrupted: the steps lead to one published release, whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from greenlane.release.plan import Asset, Plan
from greenlane.release.remote import Held, Release, Remote, body
from greenlane.release.steps import Kind, Step, steps

COMMIT, OLDER = "a" * 40, "b" * 40
ASSETS = (Asset(Path("one"), 1, "1" * 64), Asset(Path("two"), 1, "2" * 64), Asset(Path("three"), 1, "3" * 64))
PLAN = Plan("1.2.3", COMMIT, "New.", ASSETS)
DIGESTS = st.sampled_from([asset.sha256 for asset in ASSETS] + ["9" * 64])


@st.composite
def drafts(draw: st.DrawFn) -> tuple[Release, ...]:
    """Drafts of ours, of this commit or an older one, with any files in any state; names come once."""
    found = []
    for number in range(draw(st.integers(0, 3))):
        at = draw(st.sampled_from([COMMIT, OLDER]))
        names = draw(st.lists(st.sampled_from(["one", "two", "three", "stray"]), unique=True))
        held = tuple(
            Held(100 * number + place, name, draw(DIGESTS) if whole else None, whole)
            for place, name in enumerate(names)
            for whole in [draw(st.booleans())]
        )
        found.append(Release(number + 1, True, body("Old.", at), at, f"at/{number}", "up", held))
    return tuple(found)


def taken(remote: Remote, step: Step) -> Remote:
    """What GitHub holds after a step, as GitHub does it."""
    first = remote.drafts[0] if remote.drafts else None
    match step.kind:
        case Kind.DROP:
            return replace(
                remote, releases=tuple(one for one in remote.releases if one.number != step.number)
            )
        case Kind.CREATE:
            made = Release(50, True, body(PLAN.notes, COMMIT), COMMIT, "at/50", "up")
            return replace(remote, releases=(*remote.releases, made))
        case Kind.VERIFY | Kind.CONFIRM:
            return remote
    assert first is not None
    if step.kind is Kind.PUBLISH:
        return Remote(COMMIT, (replace(first, is_draft=False), *remote.releases[1:]))
    return replace(
        remote, releases=tuple(changed(one, step) if one is first else one for one in remote.releases)
    )


def changed(draft: Release, step: Step) -> Release:
    """A draft after a step that is about it."""
    if step.kind is Kind.ADOPT:
        return replace(draft, body=body(PLAN.notes, COMMIT), target=COMMIT)
    if step.kind is Kind.REMOVE:
        assert any(one.number == step.number for one in draft.held)
        return replace(draft, held=tuple(one for one in draft.held if one.number != step.number))
    assert step.asset is not None
    assert step.asset.name not in {one.name for one in draft.held}, "GitHub refuses a second file of a name"
    sent = Held(1000 + len(draft.held), step.asset.name, step.asset.sha256, True)
    return replace(draft, held=(*draft.held, sent))


def is_whole(release: Release) -> bool:
    """Whether it is the plan."""
    held = {one.name: one.sha256 for one in release.held if one.is_whole}
    return held == {one.name: one.sha256 for one in ASSETS} and len(release.held) == len(ASSETS)


@given(drafts(), st.lists(st.integers(0, 12), max_size=4))
def test_however_often_it_is_interrupted_it_ends_in_one_release_that_is_the_plan(
    begun: tuple[Release, ...], interruptions: list[int]
) -> None:
    remote = Remote("", begun)
    for most in [*interruptions, 100]:
        for step in steps(PLAN, remote)[:most]:
            if step.kind is Kind.PUBLISH:
                assert is_whole(remote.drafts[0])
            remote = taken(remote, step)
    (release,) = remote.releases
    assert not release.is_draft
    assert (release.body, release.target, is_whole(release)) == (body(PLAN.notes, COMMIT), COMMIT, True)
    assert [one.kind for one in steps(PLAN, remote)] == [Kind.CONFIRM]


@given(drafts())
def test_nothing_that_is_right_is_sent_again(begun: tuple[Release, ...]) -> None:
    found = steps(PLAN, Remote("", begun))
    right = {one.name for one in (begun[0].held if begun else ()) if one.is_whole and is_right(one)}
    sent = [step.asset.name for step in found if step.asset is not None]
    assert set(sent) == {one.name for one in ASSETS} - right
    assert len(sent) == len(set(sent))


def is_right(one: Held) -> bool:
    return one.sha256 == {asset.name: asset.sha256 for asset in ASSETS}.get(one.name)
