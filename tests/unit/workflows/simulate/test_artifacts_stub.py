"""The stubs of upload-artifact and download-artifact, as steps call them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from greenlane.workflows.simulate import artifacts
from greenlane.workflows.simulate_uses import STUBS
from tests.unit.workflows.simulate.repositories import write


class Step:
    """A job's workspace and the run's store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder.with_name("store")
        folder.mkdir()

    def call(self, verb: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "SIMULATE_ARTIFACTS": str(self.store),
            "GITHUB_OUTPUT": str(self.folder.with_name("output")),
            "GITHUB_RUN_ID": "1",
            **inputs,
        }
        words = [sys.executable, "-I", str(STUBS / "artifacts.py"), verb]
        return subprocess.run(
            words, cwd=self.folder, env=environment, check=False, capture_output=True, text=True
        )

    def upload(self, path: str, name: str = "kept", **inputs: str) -> subprocess.CompletedProcess[str]:
        return self.call("upload", NAME=name, FROM=path, **inputs)

    def kept(self, path: str, **inputs: str) -> tuple[str, ...]:
        """The files of an artifact made of this path."""
        done = self.upload(path, **inputs)
        assert done.returncode == 0, done.stdout + done.stderr
        [found] = artifacts(self.store)
        return found.files


@pytest.fixture
def step(tmp_path: Path) -> Step:
    made = Step(tmp_path / "work")
    names = ("out/a.txt", "out/deep/b.txt", "out/deep/c.log", "out/.hidden", ".dot/run/p.json", "other/d.txt")
    write(made.folder, {name: name for name in names})
    return made


@pytest.mark.parametrize(
    ("path", "files"),
    [
        ("out", ("a.txt", "deep/b.txt", "deep/c.log")),
        ("out/", ("a.txt", "deep/b.txt", "deep/c.log")),
        ("out/a.txt", ("a.txt",)),
        ("out/*.txt", ("a.txt",)),
        ("out/**/*.txt", ("a.txt", "deep/b.txt")),
        ("out\n!out/**/*.log", ("a.txt", "deep/b.txt")),
        ("out/a.txt\nother", ("other/d.txt", "out/a.txt")),
        (".dot/run", ("p.json",)),
        ("out/deep\nout/deep/b.txt", ("b.txt", "c.log")),
    ],
)
def test_paths_are_taken_as_the_real_action_takes_them(step: Step, path: str, files: tuple[str, ...]) -> None:
    assert step.kept(path) == files


def test_what_begins_with_a_dot_stays_behind_unless_it_is_asked_for(step: Step) -> None:
    assert "No files were found" in step.upload(".dot").stdout
    assert step.kept("out", INCLUDE_HIDDEN_FILES="true") == (".hidden", "a.txt", "deep/b.txt", "deep/c.log")


@pytest.mark.parametrize(("wanted", "code"), [("error", 1), ("warn", 0), ("ignore", 0), ("", 0)])
def test_nothing_to_upload_is_what_the_input_says(step: Step, wanted: str, code: int) -> None:
    assert step.upload("none/*", IF_NO_FILES_FOUND=wanted).returncode == code
    assert artifacts(step.store) == []


def test_a_name_is_taken_once_in_a_run(step: Step) -> None:
    assert step.upload("out").returncode == 0
    done = step.upload("other")
    assert done.returncode == 1
    assert "already exists" in done.stdout
    [first] = artifacts(step.store)
    assert "a.txt" in first.files


def test_a_name_is_taken_again_when_it_may_be_overwritten(step: Step) -> None:
    step.upload("out")
    assert step.upload("other", OVERWRITE="true").returncode == 0
    [last] = artifacts(step.store)
    assert last.files == ("d.txt",)


@pytest.mark.parametrize("name", ["", "a/b", 'a"b', "a:b", "a\nb"])
def test_a_name_that_github_refuses_is_refused(step: Step, name: str) -> None:
    assert step.upload("out", name=name).returncode == 1


@pytest.mark.parametrize(("days", "kept"), [("7", 7), ("0", None), ("", None)])
def test_the_retention_is_written_down(step: Step, days: str, kept: int | None) -> None:
    step.upload("out", RETENTION_DAYS=days)
    assert artifacts(step.store)[0].retention_days == kept


def test_a_download_by_name_lies_in_the_folder_itself(step: Step) -> None:
    step.upload("out")
    assert step.call("download", NAME="kept", TO="back").returncode == 0
    assert (step.folder / "back/deep/b.txt").read_text() == "out/deep/b.txt"


def test_a_download_by_pattern_has_a_folder_each_or_one_for_all(step: Step) -> None:
    for name in ("leg-1", "leg-2", "plan"):
        step.upload("out/a.txt" if name != "leg-2" else "other", name=name)
    step.call("download", PATTERN="leg-*", TO="apart")
    assert sorted(path.name for path in (step.folder / "apart").iterdir()) == ["leg-1", "leg-2"]
    step.call("download", PATTERN="leg-*", TO="one", MERGE_MULTIPLE="true")
    assert sorted(path.name for path in (step.folder / "one").iterdir()) == ["a.txt", "d.txt"]


def test_a_download_of_a_name_that_is_not_there_fails(step: Step) -> None:
    done = step.call("download", NAME="none", TO="back")
    assert (done.returncode, "Artifact not found" in done.stdout) == (1, True)


def test_a_download_of_another_run_is_refused_as_the_stub_has_none(step: Step) -> None:
    assert step.call("download", NAME="kept", RUN_ID="99").returncode == 1


def test_permissions_are_lost_on_the_way(step: Step) -> None:
    (step.folder / "out/a.txt").chmod(0o755)
    step.upload("out/a.txt")
    step.call("download", NAME="kept", TO="back")
    assert (step.folder / "back/a.txt").stat().st_mode & 0o111 == 0
