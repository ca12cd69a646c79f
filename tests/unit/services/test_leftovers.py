"""What a killed stack left is found and removed, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.edges.processes import MARKER, identity
from greenlane.model.errors import OutsideError
from greenlane.model.service import Mode
from greenlane.model.status import ServiceStatus, StackStatus, State
from greenlane.services import state
from greenlane.services.folders import Folders
from greenlane.services.leftovers import all_folders, held, remove_purged, stop, sweep


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    environment = {"GREENLANE_STATE": str(tmp_path / "state"), "GREENLANE_MEMORY": str(tmp_path / "memory")}
    found = Folders.of(tmp_path / "shop", Mode.DURABLE, environment)
    found.make_record()
    return found


@pytest.fixture
def sleeper(folders: Folders) -> Iterator[subprocess.Popen[bytes]]:
    """A process that carries the mark of the stack."""
    environment = {**os.environ, MARKER: folders.mark}
    with subprocess.Popen(["sleep", "600"], env=environment) as child:
        yield child
        child.kill()


def written(folders: Folders, pid: int, born: str, *services: ServiceStatus) -> None:
    """A state file as a supervisor of that process writes it."""
    status = StackStatus(
        stack=folders.stack,
        run="r",
        project=str(folders.record),
        mode="durable",
        fingerprints={},
        pid=pid,
        born=born,
        started=0.0,
        leased=False,
        services=services,
    )
    state.write(folders.state, status)


def test_where_nothing_was_left_nothing_is_swept(folders: Folders) -> None:
    assert (sweep(folders), stop(folders)) == (False, False)


def test_a_killed_stack_loses_its_processes_and_what_lived_in_memory_and_keeps_its_data(
    folders: Folders, sleeper: subprocess.Popen[bytes]
) -> None:
    written(folders, 4_194_305, "long ago", ServiceStatus("mail", "mail", State.READY, 0.0))
    (folders.volatile / "run").mkdir(parents=True)
    folders.data.mkdir()
    assert sweep(folders)
    assert sleeper.wait(60) < 0
    assert (folders.state.exists(), folders.volatile.exists(), folders.data.exists()) == (False, False, True)


def test_a_supervisor_that_runs_is_asked_to_end(folders: Folders, sleeper: subprocess.Popen[bytes]) -> None:
    known = identity(sleeper.pid)
    assert known is not None
    written(folders, known.pid, known.born)
    assert stop(folders)
    assert sleeper.wait(60) == -signal.SIGTERM


def test_a_link_where_our_folder_should_be_is_refused_before_anything_is_removed(
    folders: Folders, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    folders.volatile.parent.mkdir()
    folders.volatile.symlink_to(precious)
    with pytest.raises(OutsideError, match="belongs to somebody else, or is a link"):
        sweep(folders)
    assert precious.is_dir()


def test_what_a_killed_purge_took_away_is_removed(folders: Folders) -> None:
    aside = folders.record.with_name(f".{folders.record.name}.0123abcd")
    (aside / "data").mkdir(parents=True)
    assert [remove_purged(folders.record), remove_purged(folders.record)] == [True, False]
    assert folders.record.is_dir()


def test_all_stacks_are_found_also_those_of_which_only_a_purge_is_left(folders: Folders) -> None:
    root = folders.record.parent
    for name in ("a-00000000-ephemeral", ".b-11111111-durable.0123abcd", ".other"):
        (root / name).mkdir()
    found = {one.stack: one for one in all_folders(folders)}
    assert set(found) == {folders.stack, "a-00000000-ephemeral", "b-11111111-durable"}
    assert found["a-00000000-ephemeral"].data == folders.volatile.parent / "a-00000000-ephemeral" / "data"
    assert found[folders.stack] == folders


def test_a_lock_is_held_although_the_record_is_not_there_yet(folders: Folders) -> None:
    folders.logs.rmdir()
    folders.record.rmdir()
    with held(folders, folders.lock) as lock:
        assert lock > 2
        assert folders.lock.exists()
