"""A draft release against a stand-in of GitHub: whole, continued after a kill, never published by us."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.edges.github import GitHub
from greenlane.model.errors import GreenlaneError, OutsideError, UsageError
from greenlane.release import artifacts
from greenlane.release.plan import Plan
from greenlane.release.publication import publish_draft, tag_exists
from tests.standins.github import State, serving

COMMIT = "a" * 40


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
    (dist / "pack-1.2.3-py3-none-any.whl").write_bytes(b"wheel")
    (dist / "pack-1.2.3.tar.gz").write_bytes(b"sdist")
    return Plan("1.2.3", COMMIT, "What is new.", artifacts.read(dist))


def held(state: State) -> dict[str, bytes]:
    (release,) = state.releases.values()
    return {asset.name: asset.content for asset in release.assets.values()}


def silent(_: str) -> None:
    pass


def test_the_draft_holds_every_asset_and_stays_a_draft(state: State, github: GitHub, plan: Plan) -> None:
    publish_draft(plan, github, silent)
    (release,) = state.releases.values()
    assert release.fields["draft"] is True
    assert release.fields["tag_name"] == "v1.2.3"
    assert release.fields["target_commitish"] == COMMIT
    assert set(held(state)) == {"pack-1.2.3-py3-none-any.whl", "pack-1.2.3.tar.gz", "SHA256SUMS"}


def test_an_interrupted_release_continues_where_it_stopped(state: State, github: GitHub, plan: Plan) -> None:
    state.fail_upload_of = "pack-1.2.3.tar.gz"
    with pytest.raises(OutsideError, match="502"):
        publish_draft(plan, github, silent)
    state.fail_upload_of = ""
    told: list[str] = []
    publish_draft(plan, github, told.append)
    assert len(state.releases) == 1
    assert "kept pack-1.2.3-py3-none-any.whl: it is there already" in told
    assert held(state)["pack-1.2.3.tar.gz"] == b"sdist"


def test_a_second_run_uploads_nothing_again(state: State, github: GitHub, plan: Plan) -> None:
    publish_draft(plan, github, silent)
    before = len([one for one in state.requests if one[0] == "POST"])
    publish_draft(plan, github, silent)
    assert len([one for one in state.requests if one[0] == "POST"]) == before


@pytest.mark.parametrize("states_digests", [True, False])
def test_bytes_lost_on_the_way_are_noticed(
    state: State, github: GitHub, plan: Plan, states_digests: bool
) -> None:
    state.states_digests = states_digests
    state.corrupt_upload_of = "pack-1.2.3.tar.gz"
    with pytest.raises(OutsideError, match=r"something else than was sent: pack-1\.2\.3\.tar\.gz"):
        publish_draft(plan, github, silent)


def test_what_differs_is_replaced_and_what_is_not_planned_removed(
    state: State, github: GitHub, plan: Plan
) -> None:
    publish_draft(plan, github, silent)
    (release,) = state.releases.values()
    first = next(iter(release.assets.values()))
    first.content = b"other"
    stray = state.number()
    release.assets[stray] = type(first)(stray, "stray.txt", b"")
    publish_draft(plan, github, silent)
    assert held(state)[first.name] != b"other"
    assert "stray.txt" not in held(state)


def test_a_published_release_is_never_touched(state: State, github: GitHub, plan: Plan) -> None:
    publish_draft(plan, github, silent)
    (release,) = state.releases.values()
    release.fields["draft"] = False
    before = len(state.writes)
    with pytest.raises(GreenlaneError, match="published already"):
        publish_draft(plan, github, silent)
    assert len(state.writes) == before


def test_a_taken_tag_is_seen(state: State, github: GitHub) -> None:
    assert not tag_exists(github, "1.2.3")
    state.tags.add("v1.2.3")
    assert tag_exists(github, "1.2.3")


def test_the_token_is_sent_and_never_shown(state: State, github: GitHub) -> None:
    tag_exists(github, "1.2.3")
    assert state.tokens == {"Bearer t0ken"}
    assert "t0ken" not in repr(github)


def test_a_github_that_does_not_answer_is_the_outside_world() -> None:
    with pytest.raises(OutsideError, match="did not answer"):
        tag_exists(GitHub("http://127.0.0.1:9", "owner/name", "t"), "1.2.3")


def test_missing_variables_are_named_both_at_once() -> None:
    with pytest.raises(UsageError, match="GITHUB_REPOSITORY and GITHUB_TOKEN not set"):
        GitHub.of({})
