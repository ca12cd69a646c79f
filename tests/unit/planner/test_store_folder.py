"""Passes in a folder: found by job and content, written whole, and nothing else believed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from greenlane.model.errors import OutsideError
from greenlane.model.plan import Debt, Job, Key, Pass, Until
from greenlane.planner.passes import MOST_BYTES, encode
from greenlane.planner.store import Found, Wanted, tag, wanted
from greenlane.planner.store_folder import FolderStore
from tests.unit.planner.recorded import APP, DIGEST, NOW, OTHER, passed, resealed

WANTED = Wanted("api-tests", DIGEST)

DAMAGED = "truncated, damaged or edited: it is not what its checksum says"


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "passes", APP, "main")


def found(store: FolderStore, *wanted: Wanted) -> Found:
    return store.find(wanted or (WANTED,), now=NOW)


def reasons(store: FolderStore) -> list[str]:
    """Why records were refused, when nothing was found."""
    result = found(store)
    assert not result.unreadable
    assert not result.passes
    return [refusal.why for refusal in result.refusals]


def placed(store: FolderStore, data: bytes, end: str = "default") -> Path:
    """A file where the record of WANTED belongs."""
    path = store.folder / tag("api-tests") / f"{DIGEST}.{end}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_what_was_kept_is_found(store: FolderStore) -> None:
    store.write(passed())
    assert found(store) == Found((passed(),))


def test_other_content_of_the_job_is_no_hit_but_tells_what_changed(store: FolderStore) -> None:
    store.write(passed(digest=OTHER))
    assert found(store).passes == (passed(digest=OTHER),)


def test_the_latest_other_pass_is_told_however_old(store: FolderStore) -> None:
    paths = [store.write(passed(digest=digit * 64, passed_at=NOW - 10**8)) for digit in "12"]
    os.utime(paths[0], (NOW, NOW))
    os.utime(paths[1], (NOW - 9, NOW - 9))
    assert [one.digest for one in found(store).passes] == ["1" * 64]


def test_a_pass_of_another_job_is_not_found(store: FolderStore) -> None:
    store.write(passed(job="lint"))
    assert found(store) == Found()


def test_a_pull_request_does_not_hide_the_default_branch(store: FolderStore) -> None:
    proposed = passed(event="pull_request", branch="feature", run_id=78)
    store.write(passed())
    store.write(proposed)
    assert set(found(store).passes) == {passed(), proposed}


def test_a_newer_pass_takes_the_place_of_the_older(store: FolderStore) -> None:
    store.write(passed(passed_at=NOW - 7200))
    store.write(passed(run_id=78))
    assert found(store).passes == (passed(run_id=78),)
    assert len(list(store.folder.rglob("*.json"))) == 1


def test_a_folder_that_is_not_there_cannot_be_read(store: FolderStore) -> None:
    assert "cannot be read: No such file or directory" in found(store).unreadable


def test_a_file_in_place_of_the_folder_cannot_be_read(store: FolderStore) -> None:
    store.folder.write_text("")
    assert "cannot be read: Not a directory" in found(store).unreadable


def test_an_empty_folder_holds_nothing_and_can_be_read(store: FolderStore) -> None:
    store.folder.mkdir()
    assert found(store) == Found()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (encode(passed())[:100], DAMAGED),
        (b"", DAMAGED),
        (encode(passed(digest=OTHER)), f"foreign: of content {OTHER[:12]}, filed under {DIGEST[:12]}"),
        (encode(passed(job="lint")), "foreign: of job lint, filed under api-tests"),
        (encode(passed(repository="octo-org/other")), "foreign: of octo-org/other, not of octo-org/app"),
        (encode(passed(attempt=2)), "attempt 2, and only a first one counts"),
        (encode(passed(tests=0)), "zero tests ran"),
        (encode(passed(passed_at=NOW + 3600)), "future-dated: it passes 3600 s from now"),
        (encode(passed(passed_at=NOW - 86400 * 15)), "stale: 15.0 days old, 14.0 are allowed"),
        (resealed(encode(passed()), schema=2), "wrong schema: not 1"),
        (encode(passed(branch="feature")), "push on feature, not on main"),
        (encode(passed(event="workflow_run")), "workflow_run is not trusted to write passes"),
        (
            encode(passed(event="pull_request", branch="x")),
            "forged: of pull_request, filed under default branch",
        ),
        (b" " * (MOST_BYTES + 1), f"too long: more than {MOST_BYTES} bytes"),
    ],
    ids=range(14),
)
def test_what_is_not_believed_is_refused_with_the_reason(store: FolderStore, data: bytes, told: str) -> None:
    path = placed(store, data)
    assert reasons(store) == [told]
    assert found(store).refusals[0].where == str(path)


def test_a_link_is_not_followed(store: FolderStore, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_bytes(encode(passed()))
    path = placed(store, b"")
    path.unlink()
    path.symlink_to(elsewhere)
    assert reasons(store) == ["it cannot be read: Too many levels of symbolic links"]


def test_a_pipe_keeps_nobody_waiting(store: FolderStore) -> None:
    path = placed(store, b"")
    path.unlink()
    os.mkfifo(path)
    assert reasons(store) == ["it is no file"]


def test_a_folder_in_place_of_a_record_is_refused(store: FolderStore) -> None:
    path = placed(store, b"")
    path.unlink()
    path.mkdir()
    assert reasons(store) == ["it is no file"]


def test_what_is_refused_does_not_hide_what_is_believed(store: FolderStore) -> None:
    proposed = passed(event="pull_request", branch="feature")
    store.write(proposed)
    placed(store, b"{")
    result = found(store)
    assert (result.passes, len(result.refusals)) == ((proposed,), 1)


@pytest.mark.parametrize("job", ["../../etc", "a/b", ".", "", "x" * 300, "A", "a", "naïve\udcff"])
def test_no_name_of_a_job_leads_out_of_the_folder_or_to_another_job(job: str) -> None:
    name = tag(job)
    assert len(name) < 80
    assert not set(name) & set("/.\\\0")
    others = {"../../etc", "a/b", "a_b", ".", "", "x" * 300, "x" * 301, "A", "a", "naïve\udcff"} - {job}
    assert name.lower() not in {tag(other).lower() for other in others}


def test_a_folder_that_may_not_be_written_says_so(store: FolderStore) -> None:
    store.folder.write_text("")
    with pytest.raises(OutsideError, match="could not be kept"):
        store.write(passed())


def test_pruning_takes_what_is_old_and_ours_and_nothing_else(store: FolderStore) -> None:
    store.write(passed(passed_at=NOW - 40 * 86400))
    store.write(passed(job="lint"))
    folder = store.folder / tag("lint")
    strangers = [folder / "notes.txt", folder / "deadbeef.json", store.folder / f"{DIGEST}.default.json"]
    for path in strangers:
        path.write_text("mine")
        os.utime(path, (0, 0))
    assert store.prune(now=NOW, older_than_s=30 * 86400) == 1
    assert all(path.exists() for path in strangers)
    assert found(store, Wanted("lint", DIGEST)).passes == (passed(job="lint"),)


def test_pruning_takes_old_damaged_records_and_what_killed_writers_left(store: FolderStore) -> None:
    damaged = placed(store, b"{")
    aside = damaged.with_name(f".{damaged.name}.4242.0123abcd")
    fresh = damaged.with_name(f".{damaged.name}.4243.0123abcd")
    for path, written in ((damaged, 0), (aside, NOW - 7200), (fresh, NOW - 60)):
        path.touch()
        os.utime(path, (written, written))
    assert store.prune(now=NOW, older_than_s=86400) == 2
    assert list(damaged.parent.iterdir()) == [fresh]


def test_pruning_does_not_follow_a_link_to_a_folder(store: FolderStore, tmp_path: Path) -> None:
    other = FolderStore(tmp_path / "other", APP)
    other.write(passed(passed_at=0))
    store.folder.mkdir()
    (store.folder / "link").symlink_to(other.folder / tag("api-tests"))
    assert store.prune(now=NOW, older_than_s=1) == 0


def test_pruning_a_folder_that_is_not_there_is_nothing(store: FolderStore) -> None:
    assert store.prune(now=NOW, older_than_s=1) == 0


def test_looked_for_are_jobs_as_they_are_and_as_they_are_owed() -> None:
    jobs = [Job("a", valid_s=60.0), Job("b"), Job("c")]
    keys = {"a": Key("a", "1" * 64), "b": Key("b", None, why="odd")}
    debts = [owed("a", "2" * 64), owed("a", "1" * 64), owed("gone", "3" * 64), owed("a", "4" * 64, passed())]
    assert wanted(jobs, keys, debts) == (Wanted("a", "1" * 64, 60.0), Wanted("a", "2" * 64, 60.0))


def owed(job: str, digest: str, paid_by: Pass | None = None) -> Debt:
    return Debt(job, digest, "c" * 40, NOW, Until.NIGHTLY, None, paid_by=paid_by)
