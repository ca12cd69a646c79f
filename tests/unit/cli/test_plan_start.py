"""`greenlane plan` starts fast, keeps what it read, and says the same as if it had not."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import greenlane
from greenlane.cli.main import build_parser, main
from greenlane.cli.plan_memory import SEAL, seal, sealing
from greenlane.cli.plan_words import plain
from greenlane.cli.world import World

DECLARED = """\
version: 1
components:
  proto: {paths: [proto/**]}
  api: {paths: [server/**], needs: [proto]}
  docs: {paths: [docs/**]}
jobs:
  api-tests: {components: [api], run: [nox -s tests], minutes: 4}
  words: {components: [docs], run: [nox -s words], minutes: 1}
"""
NOW = 1_795_000_000
LIGHT = {
    *("__future__", "_collections_abc", "_stat", "binascii", "gc", "genericpath", "greenlane", "marshal"),
    *("math", "os", "os.path", "posixpath", "select", "stat"),
}
"""All that a warm plan imports beside modules of ours, and small ones in C."""
OURS_MOST = 59
"""How many modules of ours it imports: each one is 0.1 to 0.2 ms."""


def git(folder: Path, *words: str) -> str:
    named = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    done = subprocess.run(["git", *named, *words], cwd=folder, capture_output=True, check=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository of three components and two jobs, committed."""
    folder = tmp_path / "project"
    for name in ("proto/a", "server/b", "docs/c.md", "README.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (folder / "greenlane.yaml").write_text(DECLARED)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "begin")
    return folder


def called(project: Path, *words: str, environment: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Exit code, answer and what was told beside it."""
    out, err = io.StringIO(), io.StringIO()
    own = {"PATH": os.environ["PATH"], "GREENLANE_STATE": str(project.parent / "state")}
    world = World({**own, **(environment or {})}, project, out, err, clock=lambda: NOW)
    return main(["plan", *words], world), out.getvalue(), err.getvalue()


def planned(project: Path, *words: str, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    code, out, err = called(project, "--json", *words, environment=environment)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def digests(plan: Mapping[str, Any]) -> dict[str, str]:
    return {one["job"]: one["key"]["digest"] for one in plan["decisions"]}


def test_a_plan_names_the_commit_and_decides_for_every_job(project: Path) -> None:
    found = planned(project)
    assert found["commit"] == git(project, "rev-parse", "HEAD")
    assert found["tree"] == git(project, "rev-parse", "HEAD^{tree}")
    assert [(one["job"], one["choice"]) for one in found["decisions"]] == [
        ("api-tests", "run"),
        ("words", "run"),
    ]
    assert (found["event"], found["made_at"]) == ("local", NOW)


def test_only_the_jobs_of_what_changed_get_another_key(project: Path) -> None:
    before = digests(planned(project))
    (project / "proto/a").write_text("changed")
    git(project, "commit", "-qam", "change")
    after = digests(planned(project))
    assert before["api-tests"] != after["api-tests"]
    assert before["words"] == after["words"]


def test_another_revision_is_planned_by_its_name(project: Path) -> None:
    first = planned(project)
    (project / "proto/a").write_text("changed")
    git(project, "commit", "-qam", "change")
    assert digests(planned(project, "--revision", "HEAD~1")) == digests(first)


def test_the_event_branch_and_seed_are_githubs(project: Path) -> None:
    said = {"GITHUB_EVENT_NAME": "push", "GITHUB_REF_NAME": "main", "GITHUB_RUN_ID": "7"}
    assert planned(project, environment=said)["event"] == "push"
    assert planned(project, "--event", "schedule", environment=said)["event"] == "schedule"


def test_an_event_that_nobody_knows_runs_everything(project: Path) -> None:
    found = planned(project, "--event", "issue_comment")
    assert (found["event"], found["everything"]) == ("other", "the planner does not know this event")


def test_a_tag_runs_everything(project: Path) -> None:
    said = {"GITHUB_EVENT_NAME": "push", "GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1"}
    assert planned(project, environment=said)["everything"] == "a tag was pushed"


def test_without_jobs_there_is_nothing_to_plan(project: Path) -> None:
    (project / "greenlane.yaml").write_text("version: 1\n")
    code, out, err = called(project)
    assert (code, out) == (2, "")
    assert "no job is declared" in err


def test_outside_a_repository_the_call_says_what_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "greenlane.yaml").write_text(DECLARED)
    code, out, err = called(folder)
    assert (code, out) == (3, "")
    assert "Traceback" not in err


def state(project: Path) -> Path:
    return project.parent / "state" / "plans"


def test_what_was_kept_gives_the_same_plan(project: Path) -> None:
    first = called(project, "--json")
    assert len(list(state(project).iterdir())) == 2
    assert called(project, "--json") == first


SEALED = seal(b"garbage") + b"garbage"


@pytest.mark.parametrize("data", [b"", bytes(SEAL), seal(b""), b"\x80\x05garbage", SEALED])
def test_what_was_kept_and_is_damaged_is_made_again(project: Path, data: bytes) -> None:
    first = called(project, "--json")
    for kept in state(project).iterdir():
        kept.write_bytes(data)
    assert called(project, "--json") == first


def test_where_python_keeps_its_hash_elsewhere_it_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "_imp", None)
    elsewhere = sealing()
    assert len(elsewhere(b"one")) == SEAL
    assert elsewhere(b"one") == elsewhere(b"one") != elsewhere(b"two")


@pytest.mark.parametrize("at", [0, 5, 200, -1])
def test_a_byte_that_turned_over_is_noticed(project: Path, at: int) -> None:
    first = called(project, "--json")
    (kept,) = state(project).glob("*.kept")
    data = bytearray(kept.read_bytes())
    data[at] ^= 1
    kept.write_bytes(bytes(data))
    assert called(project, "--json") == first


def test_where_nothing_can_be_kept_the_plan_is_the_same(project: Path) -> None:
    first = called(project, "--json")
    nowhere = {"GREENLANE_STATE": "/dev/null/nowhere"}
    assert called(project, "--json", environment=nowhere) == first


def test_a_changed_declaration_is_read_again(project: Path) -> None:
    called(project)
    (project / "greenlane.yaml").write_text(DECLARED.replace("words:", "spelling:"))
    assert set(digests(planned(project))) == {"api-tests", "spelling"}


def test_a_local_file_and_a_variable_count_as_everywhere(project: Path) -> None:
    (project / "greenlane.yaml").write_text(DECLARED.replace("nox -s words", '"${WORDS:-nox -s words}"'))
    (project / "greenlane.local.yaml").write_text("jobs: {more: {run: [make]}}\n")
    one, other = planned(project), planned(project, environment={"WORDS": "make words"})
    assert set(digests(one)) == {"api-tests", "words", "more"}
    assert digests(one)["words"] != digests(other)["words"]


def test_a_mistake_is_told_as_everywhere(project: Path) -> None:
    (project / "greenlane.yaml").write_text(DECLARED.replace("[docs]", "[dcs]"))
    code, out, err = called(project, "--json")
    assert (code, out) == (2, "")
    assert "greenlane.yaml:8 jobs.words.components[0]: expected one of api, docs, proto; got dcs." in err


@pytest.mark.parametrize(
    "words",
    [
        ["plan", "--json"],
        ["plan", "--event", "push", "--revision", "main"],
        ["plan"],
        ["plan", "--json", "--json"],
    ],
)
def test_the_quick_way_and_argparse_read_the_same(words: list[str]) -> None:
    arguments = vars(build_parser("plan").parse_args(words))
    found = plain(words)
    assert found is not None
    assert vars(found) == {name: value for name, value in arguments.items() if name not in ("verb", "call")}


@pytest.mark.parametrize(
    "words", [["plan", "--jso"], ["plan", "--event"], ["plan", "--event", "-x"], ["plan", "-h"], ["up"], []]
)
def test_what_is_not_plain_is_left_to_argparse(words: list[str]) -> None:
    assert plain(words) is None


def test_a_plan_imports_no_more_than_it_needs(project: Path) -> None:
    called(project)
    program = (
        "import sys; before = set(sys.modules)\n"
        "from greenlane.cli.main import main; main(['plan', '--json'])\n"
        "print(*sorted(set(sys.modules) - before), file=sys.stderr)"
    )
    own = {"PATH": os.environ["PATH"], "GREENLANE_STATE": str(project.parent / "state")}
    own["PYTHONPATH"] = str(Path(greenlane.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        cwd=project,
        env=own,
        capture_output=True,
        text=True,
        check=True,
    )
    found = set(done.stderr.split())
    ours = {one for one in found if one.startswith("greenlane")}
    in_c = {"_collections", "_json", "_sha2", "_sha256"}
    assert sorted(found - ours - in_c - LIGHT) == []
    assert len(ours) <= OURS_MOST


def process(project: Path, *words: str) -> subprocess.Popen[bytes]:
    own = {"PATH": os.environ["PATH"], "GREENLANE_STATE": str(project.parent / "state")}
    own["PYTHONPATH"] = str(Path(greenlane.__file__).parents[1])
    argv = [sys.executable, "-m", "greenlane", "plan", *words]
    return subprocess.Popen(argv, cwd=project, env=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_process_ends_with_its_answer_said_in_full(project: Path) -> None:
    with process(project, "--json") as child:
        out, err = child.communicate()
    assert (child.returncode, err) == (0, b"")
    assert json.loads(out)["tree"] == git(project, "rev-parse", "HEAD^{tree}")


def test_a_process_whose_call_is_wrong_ends_with_its_code(project: Path) -> None:
    with process(project, "--revision", "nowhere") as child:
        out, err = child.communicate()
    assert (child.returncode, out) == (3, b"")
    assert b"nowhere" in err


def test_a_process_whose_reader_went_away_ends_quietly(project: Path) -> None:
    with process(project, "--json") as child:
        assert child.stdout
        assert child.stderr
        child.stdout.close()
        told = child.stderr.read()
    assert (child.returncode, told) == (0, b"")
