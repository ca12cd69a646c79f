"""Artifacts and the runs they came from, and archives that are read up to a limit."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from tests.standins.github_samples import artifact, run
from tests.standins.patience import SECRET, client_of
from tests.standins.scripted import Reply, Script, scripted

from greenlane.edges.github_artifacts import Artifacts
from greenlane.edges.github_errors import RateLimited, Refused, TooLong
from greenlane.model.errors import OutsideError, UsageError
from greenlane.model.github import RunOrigin

NOT_FOUND = Reply({"message": "Not Found"}, 404)
MADE_BY = {"id": 11, "repository_id": 1, "head_repository_id": 1, "head_branch": "main", "head_sha": "a" * 40}


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def other() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def artifacts(script: Script) -> Artifacts:
    return Artifacts(client_of(script.url), "octo/app")


def listed(*rows: dict[str, Any], total: int | None = None) -> Reply:
    return Reply({"total_count": len(rows) if total is None else total, "artifacts": rows})


def is_own(artifacts: Artifacts, script: Script, made_by: object) -> bool | None:
    script.says(listed(artifact(workflow_run=made_by)))
    return next(artifacts.named("x"))[0].is_own


def test_artifacts_are_asked_for_by_their_whole_name(artifacts: Artifacts, script: Script) -> None:
    script.says(listed(artifact(workflow_run=MADE_BY, digest="sha256:ab")))
    ((one,),) = artifacts.named("greenlane-passes-a b")
    assert (one.run_id, one.is_own, one.is_expired, one.digest) == (11, True, False, "sha256:ab")
    assert one.branch == "main"
    assert script.asked[0].query["name"] == "greenlane-passes-a b"


def test_a_page_is_read_when_it_is_asked_for(artifacts: Artifacts, script: Script) -> None:
    link = {"Link": f'<{script.url}/2>; rel="next"'}
    first = {"total_count": 3, "artifacts": [artifact(id=1), artifact(id=2)]}
    script.says(Reply(first, headers=link), listed(artifact(id=2), artifact(id=3), total=3))
    pages = artifacts.named("x")
    assert [one.artifact_id for one in next(pages)] == [1, 2]
    assert artifacts.calls == 1
    assert [one.artifact_id for one in next(pages)] == [2, 3]


def test_a_flood_of_artifacts_is_read_up_to_a_thousand(artifacts: Artifacts, script: Script) -> None:
    rows = [artifact(id=number) for number in range(1, 101)]
    for number in range(20):
        link = {"Link": f'<{script.url}/{number + 2}>; rel="next"'}
        script.says(Reply({"total_count": 2000, "artifacts": rows}, headers=link))
    assert sum(map(len, artifacts.named("x"))) == 1000
    assert artifacts.calls == 10


@pytest.mark.parametrize(
    ("made_by", "told"),
    [
        (MADE_BY, True),
        ({**MADE_BY, "head_repository_id": 2}, False),
        ({**MADE_BY, "head_repository_id": None}, None),
        ({"id": 11}, None),
        (None, None),
    ],
)
def test_a_fork_is_told_by_the_repositories_ids(
    artifacts: Artifacts, script: Script, made_by: object, told: bool | None
) -> None:
    assert is_own(artifacts, script, made_by) is told


def test_a_run_tells_where_it_came_from(artifacts: Artifacts, script: Script) -> None:
    script.says(
        Reply(run(repository={"id": 1, "private": True}, head_repository={"id": 1}, html_url="https://h"))
    )
    assert artifacts.run(11) == RunOrigin(11, 2, "push", "main", "a" * 40, True, 1_795_000_000, "https://h")


@pytest.mark.parametrize(("head", "told"), [({"id": 2}, False), (None, None)])
def test_a_run_of_a_fork_or_of_one_that_is_gone_is_not_our_own(
    artifacts: Artifacts, script: Script, head: object, told: bool | None
) -> None:
    script.says(Reply(run(repository={"id": 1, "private": True}, head_repository=head)))
    made = artifacts.run(11)
    assert made is not None
    assert made.is_own is told


@pytest.mark.parametrize(
    ("status", "told"), [("identical", True), ("behind", True), ("ahead", False), ("diverged", False)]
)
def test_only_a_commit_behind_a_head_lies_in_its_history(
    artifacts: Artifacts, script: Script, status: str, told: bool
) -> None:
    script.says(Reply({"status": status}))
    assert artifacts.contains("a" * 40, "b" * 40) is told
    assert script.asked[0].path == f"/repos/octo/app/compare/{'a' * 40}...{'b' * 40}"


def test_a_head_lies_in_its_own_history_and_nobody_is_asked(artifacts: Artifacts, script: Script) -> None:
    assert artifacts.contains("a" * 40, "a" * 40)
    assert script.asked == []


def test_a_branch_with_a_slash_is_one_name(artifacts: Artifacts, script: Script) -> None:
    script.says(Reply({"commit": {"sha": "a" * 40}}))
    assert artifacts.head_of("release/1") == "a" * 40
    assert script.asked[0].path == "/repos/octo/app/branches/release%2F1"


def test_what_is_gone_is_none(artifacts: Artifacts, script: Script) -> None:
    script.says(*[NOT_FOUND] * 6)
    told = [
        artifacts.run(11),
        artifacts.attempt_began_at(11, 2),
        artifacts.default_branch(),
        artifacts.head_of("main"),
        artifacts.zipped(5, 10),
        artifacts.contains("a" * 40, "b" * 40),
    ]
    assert told == [None] * 5 + [False]


def test_a_list_that_may_not_be_seen_is_an_error(artifacts: Artifacts, script: Script) -> None:
    script.says(NOT_FOUND)
    with pytest.raises(Refused):
        next(artifacts.named("x"))


def test_a_name_that_is_none_is_refused_at_once(script: Script) -> None:
    with pytest.raises(UsageError):
        Artifacts(client_of(script.url), "octo/app/../other")


def test_an_archive_comes_from_another_host_without_the_token(
    artifacts: Artifacts, script: Script, other: Script
) -> None:
    script.says(Reply(status=302, headers={"Location": f"{other.url}/blob?sig=1"}))
    other.says(Reply(b"PK"))
    assert artifacts.zipped(5, 10) == b"PK"
    assert script.asked[0].path == "/repos/octo/app/actions/artifacts/5/zip"
    assert script.asked[0].headers["accept"] == "application/vnd.github+json"
    assert script.asked[0].headers["authorization"] == f"Bearer {SECRET}"
    assert "authorization" not in other.asked[0].headers


@pytest.mark.parametrize("size", [9, 10])
def test_an_archive_within_the_limit_is_whole(artifacts: Artifacts, script: Script, size: int) -> None:
    script.says(Reply(b"x" * size))
    assert artifacts.zipped(5, 10) == b"x" * size


@pytest.mark.parametrize("size", [11, 5_000_000])
def test_an_archive_beyond_the_limit_is_not_read(artifacts: Artifacts, script: Script, size: int) -> None:
    script.says(Reply(b"x" * size))
    with pytest.raises(TooLong, match="longer than the 10 bytes"):
        artifacts.zipped(5, 10)
    assert artifacts.calls == 1


def test_packing_on_the_way_is_not_asked_for_and_not_undone(artifacts: Artifacts, script: Script) -> None:
    packed = gzip.compress(b"0" * 10_000_000)
    script.says(Reply(packed, headers={"Content-Encoding": "gzip"}))
    assert artifacts.zipped(5, 100_000) == packed
    assert script.asked[0].headers["accept-encoding"] == "identity"


def test_a_cut_archive_is_asked_for_again(artifacts: Artifacts, script: Script) -> None:
    script.says(Reply(b"x" * 100, cut_at=40), Reply(b"x" * 100))
    assert artifacts.zipped(5, 1000) == b"x" * 100
    assert artifacts.calls == 2


def test_an_archive_that_is_always_cut_is_an_error(artifacts: Artifacts, script: Script) -> None:
    script.says(*[Reply(b"x" * 100, cut_at=40)] * 5)
    with pytest.raises(OutsideError, match="did not answer"):
        artifacts.zipped(5, 1000)


def test_a_limit_on_the_way_to_an_archive_is_known_as_one(artifacts: Artifacts, script: Script) -> None:
    said = {"message": "You have exceeded a secondary rate limit."}
    script.says(Reply(said, 403, {"retry-after": "9999"}))
    with pytest.raises(RateLimited):
        artifacts.zipped(5, 1000)


def test_the_next_request_goes_well_after_one_that_was_not_read(artifacts: Artifacts, script: Script) -> None:
    script.says(Reply(b"x" * 5_000_000), Reply({"status": "behind"}))
    with pytest.raises(TooLong):
        artifacts.zipped(5, 10)
    assert artifacts.contains("a" * 40, "b" * 40)
