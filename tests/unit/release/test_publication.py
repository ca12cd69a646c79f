"""A release against a stand-in of GitHub: whole, gone on with after any step, unchanged once it is public."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.edges.github import GitHub
from greenlane.model.errors import GreenlaneError, OutsideError, UsageError
from greenlane.release import artifacts
from greenlane.release.looking import look, tag_commit
from greenlane.release.plan import Plan
from greenlane.release.publication import carry_out
from greenlane.release.remote import body
from greenlane.release.steps import steps
from tests.standins.github import State, serving

COMMIT, OTHER = "a" * 40, "b" * 40
WHEEL, SDIST = "pack-1.2.3-py3-none-any.whl", "pack-1.2.3.tar.gz"
NAMES = {WHEEL, SDIST, "SHA256SUMS"}
STEPS = 7
"""Of a release from nothing: create, three uploads, verify, publish, confirm."""


@pytest.fixture
def state() -> Iterator[State]:
    with serving() as state:
        yield state


@pytest.fixture
def github(state: State) -> GitHub:
    return GitHub(state.url, "owner/name", "t0ken")


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    dist = tmp_path / "dist"
    dist.mkdir()
    (dist / WHEEL).write_bytes(b"wheel")
    (dist / SDIST).write_bytes(b"sdist")
    return Plan("1.2.3", COMMIT, "What is new.", artifacts.seal(dist))


class Killed(BaseException):
    """The end of the process, as far as the code can tell."""


class Telling:
    """Hears of each step, and ends everything before the one with this number."""

    def __init__(self, dies_before: int = 0) -> None:
        self.lines: list[str] = []
        self.dies_before = dies_before

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        if len(self.lines) == self.dies_before:
            raise Killed


def publish(plan: Plan, github: GitHub, telling: Telling | None = None, *, is_draft: bool = False) -> Telling:
    """As the verb does it: look, decide, carry out."""
    telling = telling or Telling()
    remote = look(github, plan.tag)
    carry_out(plan, remote, steps(plan, remote, is_draft=is_draft), github, telling)
    return telling


def is_public(state: State) -> bool:
    """One release, public, of the commit, with all files whole; its tag at the commit."""
    (release,) = state.releases.values()
    held = {asset.name: asset.content for asset in release.assets.values()}
    assert held.keys() == NAMES
    assert (held[WHEEL], held[SDIST]) == (b"wheel", b"sdist")
    assert release.fields["body"] == body("What is new.", COMMIT)
    return state.tags == {"v1.2.3": COMMIT} and not release.is_draft


def test_a_release_is_drafted_uploaded_verified_and_only_then_published(
    state: State, github: GitHub, plan: Plan
) -> None:
    told = publish(plan, github)
    assert is_public(state)
    assert len(told.lines) == STEPS
    changing = [method for method, _ in state.writes]
    assert changing == ["POST", "POST", "POST", "POST", "PATCH"]


def test_a_draft_stays_one_when_that_is_asked_for(state: State, github: GitHub, plan: Plan) -> None:
    publish(plan, github, is_draft=True)
    (release,) = state.releases.values()
    assert (release.is_draft, state.tags, len(release.assets)) == (True, {}, 3)
    publish(plan, github)
    assert is_public(state)


@pytest.mark.parametrize("dies_before", range(1, STEPS + 1))
def test_killed_before_any_step_the_same_words_lead_to_the_same_end(
    state: State, github: GitHub, plan: Plan, dies_before: int
) -> None:
    with pytest.raises(Killed):
        publish(plan, github, Telling(dies_before))
    publish(plan, github)
    assert is_public(state)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("write", range(1, 6))
def test_cut_at_any_write_whether_it_arrived_or_not_the_same_words_lead_to_the_same_end(
    state: State, github: GitHub, plan: Plan, write: int, moment: str
) -> None:
    def cut(number: int, at: str) -> None:
        if (number, at) == (write, moment):
            raise ConnectionError

    state.wrote = cut
    try:
        publish(plan, github)
    except OutsideError:
        publish(plan, github)
    assert is_public(state)


def test_a_second_run_after_the_end_writes_nothing(state: State, github: GitHub, plan: Plan) -> None:
    publish(plan, github)
    before = len(state.writes)
    assert publish(plan, github).lines == ["v1.2.3 is published already: compare it"]
    assert len(state.writes) == before


def test_an_upload_that_was_cut_leaves_half_a_file_that_is_replaced(
    state: State, github: GitHub, plan: Plan
) -> None:
    state.cut_upload_of = SDIST
    with pytest.raises(OutsideError, match="did not answer"):
        publish(plan, github)
    (release,) = state.releases.values()
    assert {asset.state for asset in release.assets.values()} == {"uploaded", "starter"}
    state.cut_upload_of = ""
    assert f"remove {SDIST}: its upload was cut" in publish(plan, github).lines
    assert is_public(state)


def test_what_is_whole_is_not_sent_again(state: State, github: GitHub, plan: Plan) -> None:
    state.fail_upload_of = SDIST
    with pytest.raises(OutsideError, match="502"):
        publish(plan, github)
    state.fail_upload_of = ""
    told = publish(plan, github)
    assert [line.split()[1] for line in told.lines if line.startswith("upload")] == [
        f"{SDIST},",
        "SHA256SUMS,",
    ]
    assert is_public(state)


@pytest.mark.parametrize("states_digests", [True, False])
def test_bytes_lost_on_the_way_are_noticed_before_anybody_can_see_them(
    state: State, github: GitHub, plan: Plan, states_digests: bool
) -> None:
    state.states_digests, state.corrupt_upload_of = states_digests, SDIST
    with pytest.raises(OutsideError, match=r"something else than was sent: pack-1\.2\.3\.tar\.gz"):
        publish(plan, github)
    assert state.tags == {}
    state.corrupt_upload_of = ""
    assert f"remove {SDIST}: it is not what was sealed" in publish(plan, github).lines
    assert is_public(state)


def test_a_draft_that_somebody_edits_meanwhile_is_not_published(
    state: State, github: GitHub, plan: Plan
) -> None:
    def edit(number: int, moment: str) -> None:
        if (number, moment) == (4, "after"):
            next(iter(state.releases.values())).fields["body"] = "Other words."

    state.wrote = edit
    with pytest.raises(OutsideError, match="its notes or its commit"):
        publish(plan, github)
    assert state.tags == {}


def test_a_draft_that_is_deleted_meanwhile_is_told_and_begun_anew(
    state: State, github: GitHub, plan: Plan
) -> None:
    def delete(number: int, moment: str) -> None:
        if (number, moment) == (4, "after"):
            state.releases.clear()

    state.wrote = delete
    with pytest.raises(OutsideError, match=r"the draft of v1\.2\.3 is gone"):
        publish(plan, github)
    publish(plan, github)
    assert is_public(state)


def test_a_draft_of_an_older_commit_becomes_that_of_this_one(
    state: State, github: GitHub, plan: Plan
) -> None:
    older = state.draft(tag_name="v1.2.3", target_commitish=OTHER, body=body("Old.", OTHER))
    state.hold(older, WHEEL, b"old wheel")
    state.hold(older, "stray.txt", b"")
    publish(plan, github)
    assert is_public(state)


def test_two_drafts_of_ours_become_one(state: State, github: GitHub, plan: Plan) -> None:
    for _ in range(2):
        state.draft(tag_name="v1.2.3", target_commitish=COMMIT, body=body("What is new.", COMMIT))
    publish(plan, github)
    assert is_public(state)


def test_a_draft_that_another_run_left_beside_what_is_published_is_dropped(
    state: State, github: GitHub, plan: Plan
) -> None:
    publish(plan, github)
    state.draft(tag_name="v1.2.3", target_commitish=COMMIT, body=body("What is new.", COMMIT))
    publish(plan, github)
    assert is_public(state)


def test_the_draft_is_found_behind_hundreds_of_newer_ones(state: State, github: GitHub, plan: Plan) -> None:
    with pytest.raises(Killed):
        publish(plan, github, Telling(dies_before=3))
    for number in range(250):
        state.draft(tag_name=f"v0.0.{number}")
    publish(plan, github)
    assert [one.is_draft for one in state.releases.values() if one.fields["tag_name"] == "v1.2.3"] == [False]


def test_what_is_published_with_other_files_is_never_touched(
    state: State, github: GitHub, plan: Plan
) -> None:
    publish(plan, github)
    (release,) = state.releases.values()
    next(iter(release.assets.values())).content = b"other"
    before = len(state.writes)
    with pytest.raises(GreenlaneError, match="is published, and it is not this plan") as caught:
        publish(plan, github)
    assert (caught.value.code, len(state.writes)) == (1, before)


def test_a_tag_that_appears_elsewhere_while_we_publish_is_told(
    state: State, github: GitHub, plan: Plan
) -> None:
    def race(number: int, moment: str) -> None:
        if (number, moment) == (5, "before"):
            state.tags["v1.2.3"] = OTHER

    state.wrote = race
    with pytest.raises(GreenlaneError, match="its tag is at bbbbbbbbbbbb, not at aaaaaaaaaaaa"):
        publish(plan, github)


def test_a_candidate_is_a_prerelease_and_never_the_latest(state: State, github: GitHub, plan: Plan) -> None:
    publish(Plan("1.2.3rc1", COMMIT, plan.notes, plan.assets), github)
    (release,) = state.releases.values()
    assert (release.fields["prerelease"], release.fields["make_latest"]) == (True, "false")


def test_a_mended_older_version_does_not_become_the_latest_by_its_date(
    state: State, github: GitHub, plan: Plan
) -> None:
    publish(plan, github)
    (release,) = state.releases.values()
    assert (release.fields["prerelease"], release.fields["make_latest"]) == (False, "legacy")


def test_a_tag_is_followed_to_its_commit_annotated_or_not(state: State, github: GitHub) -> None:
    assert tag_commit(github, "v1.2.3") == ""
    state.tags["v1.2.3"] = COMMIT
    assert tag_commit(github, "v1.2.3") == COMMIT
    state.annotated["v1.2.3"] = "e" * 40
    assert tag_commit(github, "v1.2.3") == COMMIT


def test_an_answer_that_is_no_release_is_the_outside_world(state: State, github: GitHub) -> None:
    state.draft(tag_name="v1.2.3", draft="yes")
    with pytest.raises(OutsideError, match="draft: expected true or false"):
        look(github, "v1.2.3")


def test_a_repository_that_the_token_does_not_see_is_unknown_and_not_empty(
    state: State, github: GitHub
) -> None:
    state.is_hidden = True
    with pytest.raises(OutsideError, match="GitHub shows no releases of owner/name"):
        look(github, "v1.2.3")


def test_the_token_is_sent_and_never_shown(state: State, github: GitHub) -> None:
    tag_commit(github, "v1.2.3")
    assert state.tokens == {"Bearer t0ken"}
    assert "t0ken" not in repr(github)


def test_a_github_that_does_not_answer_is_the_outside_world() -> None:
    with pytest.raises(OutsideError, match="did not answer"):
        look(GitHub("http://127.0.0.1:9", "owner/name", "t"), "v1.2.3")


def test_missing_variables_are_named_both_at_once() -> None:
    with pytest.raises(UsageError, match="GITHUB_REPOSITORY and GITHUB_TOKEN not set"):
        GitHub.of({})
