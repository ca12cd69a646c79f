"""A clone is plain only where git, when it is asked, says that nothing is replaced."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from greenlane.edges.git_replaced import is_plain
from tests.unit.gates.trial import Trial
from tests.unit.planner.git.workshop import copied, started


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return started(tmp_path_factory.mktemp("start") / "repository").root


@pytest.fixture
def trial(start: Path, tmp_path: Path) -> Trial:
    return copied(start, tmp_path / "repository")


def replaced(trial: Trial) -> Path:
    old, new = (trial.git("rev-parse", f"HEAD:{path}") for path in ("server/main.py", "server/big.bin"))
    trial.git("replace", old, new)
    return trial.root


def replaced_and_packed(trial: Trial) -> Path:
    replaced(trial)
    trial.git("pack-refs", "--all")
    shutil.rmtree(trial.root / ".git/refs/replace", ignore_errors=True)
    return trial.root


def below_one_that_replaces(trial: Trial) -> Path:
    return replaced(trial) / "server/inner"


def beside_one_that_replaces(trial: Trial) -> Path:
    replaced(trial)
    trial.git("worktree", "add", "--quiet", "../beside", "HEAD")
    return trial.root.parent / "beside"


def bare(trial: Trial) -> Path:
    trial.git("clone", "--quiet", "--bare", ".", "../bare")
    return trial.root.parent / "bare"


def within_a_bare_one(trial: Trial) -> Path:
    return bare(trial) / "refs"


def with_extensions(trial: Trial) -> Path:
    trial.git("config", "extensions.partialClone", "origin")
    return trial.root


def no_repository(trial: Trial) -> Path:
    folder = trial.root.parent / "empty"
    folder.mkdir()
    return folder


def half_a_repository(trial: Trial) -> Path:
    shutil.rmtree(trial.root / ".git/objects")
    return trial.root


def without_a_head(trial: Trial) -> Path:
    (trial.root / ".git/HEAD").unlink()
    return trial.root


def with_references_that_cannot_be_read(trial: Trial) -> Path:
    (trial.root / ".git/packed-refs").unlink(missing_ok=True)
    (trial.root / ".git/packed-refs").mkdir()
    return trial.root


def with_a_link_for_a_repository(trial: Trial) -> Path:
    (trial.root / ".git").rename(trial.root.parent / "elsewhere")
    (trial.root / ".git").symlink_to("../elsewhere")
    return trial.root


ASK = (
    *(
        replaced,
        replaced_and_packed,
        below_one_that_replaces,
        beside_one_that_replaces,
        bare,
        within_a_bare_one,
    ),
    *(with_extensions, no_repository, half_a_repository, without_a_head),
    *(with_references_that_cannot_be_read, with_a_link_for_a_repository),
)


@pytest.mark.parametrize("made", ASK, ids=lambda made: made.__name__)
def test_what_is_not_plain_is_asked_of_git(trial: Trial, made: Callable[[Trial], Path]) -> None:
    assert not is_plain(str(made(trial)))


@pytest.mark.parametrize("below", ["", "server", "server/inner"])
def test_a_clone_and_its_folders_are_plain(start: Path, below: str) -> None:
    assert is_plain(str(start / below))


def test_a_clone_with_packed_references_is_plain(trial: Trial) -> None:
    trial.git("pack-refs", "--all")
    assert is_plain(str(trial.root))


def test_a_folder_that_is_reached_by_a_link_is_judged_by_where_it_lies(trial: Trial, tmp_path: Path) -> None:
    (tmp_path / "way").symlink_to(replaced(trial) / "server")
    assert not is_plain(str(tmp_path / "way"))
