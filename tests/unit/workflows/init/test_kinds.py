"""Every kind of repository: what is written there is right, is enough to plan with, and is written once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.nox.forking import Nox, forking
from tests.unit.workflows.init.kinds import KINDS
from tests.unit.workflows.init.made import COMMIT, call, commit, environment, git, init, listed, repository

WRITTEN = {"greenlane.yaml", "noxfile.py", ".github/workflows/greenlane.yml"}
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A repository of a kind after `greenlane init`, committed; made once, for whoever only reads."""

    @cache
    def made(kind: str) -> Path:
        root = repository(tmp_path_factory.mktemp(kind), KINDS[kind])
        done = init(root, "--yes")
        assert (done.code, done.err) == (0, "")
        return commit(root)

    return made


@pytest.fixture
def adopted(kept: Callable[[str], Path], kind: str) -> Path:
    """The one of this kind."""
    return kept(kind)


def declared(root: Path) -> dict[str, dict[str, dict[str, Any]]]:
    return dict(yaml.safe_load((root / "greenlane.yaml").read_text()))


def sessions(nox: Nox, root: Path) -> set[str]:
    """What nox itself finds in the noxfile."""
    words = ["-f", str(root / "noxfile.py"), "--list", "--json"]
    done = nox.call(words, environment(root), root.parent / "said")
    assert done.returncode == 0, done.stdout
    return {one["session"] for one in json.loads(done.stdout)}


@pytest.fixture(scope="module")
def nox() -> Iterator[Nox]:
    with forking() as one:
        yield one


def test_there_are_at_least_eight_kinds() -> None:
    assert len(KINDS) >= 8


@every_kind
def test_three_files_are_written_and_no_other_changes(adopted: Path, kind: str) -> None:
    after = listed(adopted)
    assert after.keys() - KINDS[kind].keys() == WRITTEN
    assert {path: after[path] for path in KINDS[kind]} == KINDS[kind]


@every_kind
def test_the_declaration_has_no_mistake(adopted: Path) -> None:
    assert call(adopted, "config", "check").code == 0


@every_kind
def test_the_workflows_have_no_finding_by_the_rules_of_our_own(adopted: Path) -> None:
    done = call(adopted, "check", "--own", "--strict")
    assert done.code == 0, done.out


@every_kind
def test_the_first_plan_runs_every_job_and_finds_nothing_odd(adopted: Path) -> None:
    done = call(adopted, "plan", "--json")
    plan = json.loads(done.out)
    assert done.code == 0, done.err
    assert {one["job"] for one in plan["decisions"]} == set(declared(adopted)["jobs"])
    keys = [one["key"] for one in plan["decisions"]]
    assert [key["why"] for key in keys if not key["digest"]] == []


@every_kind
def test_every_session_that_a_job_calls_is_in_the_noxfile(nox: Nox, adopted: Path) -> None:
    commands = [line for job in declared(adopted)["jobs"].values() for line in job["run"]]
    called = {name for line in commands for name in re.findall(r"nox -s (\w+)", line)}
    assert {"lint", "security"} <= called <= sessions(nox, adopted)


@every_kind
def test_a_second_call_finds_nothing_left_to_write(adopted: Path) -> None:
    before = listed(adopted)
    done = init(adopted)
    assert (done.code, done.out.splitlines()[-1]) == (0, "nothing is left to write")
    assert done.out.count("lacks nothing") == 2
    assert listed(adopted) == before


def test_the_workflow_is_the_same_whatever_the_repository(kept: Callable[[str], Path]) -> None:
    assert len({(kept(kind) / ".github/workflows/greenlane.yml").read_text() for kind in KINDS}) == 1


@every_kind
def test_the_workflow_calls_greenlane_by_its_commit_with_as_few_rights_as_it_needs(adopted: Path) -> None:
    text = (adopted / ".github/workflows/greenlane.yml").read_text()
    workflow = yaml.safe_load(text)
    job = workflow["jobs"]["checks"]
    assert re.search(rf"/reusable-checks\.yml@{COMMIT} # v\d+\.\d+\.\d+$", text, re.MULTILINE)
    assert workflow["permissions"] == {}
    assert set(job["permissions"].values()) == {"read"}
    assert workflow[True].keys() == {"pull_request", "merge_group", "push", "workflow_dispatch"}
    assert not re.search(r"paths|secrets|pull_request_target", text)


@every_kind
def test_a_change_of_documents_alone_runs_only_what_looks_at_everything(
    kept: Callable[[str], Path], kind: str, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "--quiet", str(kept(kind)), "shop")
    adopted = tmp_path / "shop"
    if "docs" not in declared(adopted).get("components", {}):
        pytest.skip("nothing here is only a document")
    whole = {name for name, job in declared(adopted)["jobs"].items() if not job.get("components")}
    keys = {
        one["job"]: one["key"]["digest"]
        for one in json.loads(call(adopted, "plan", "--json").out)["decisions"]
    }
    (adopted / "NOTES.md").write_text("more\n")
    commit(adopted)
    after = {
        one["job"]: one["key"]["digest"]
        for one in json.loads(call(adopted, "plan", "--json").out)["decisions"]
    }
    assert {job for job in keys if keys[job] != after[job]} == whole
