"""Simulated runs of small repositories, by act itself: what a job sees, and how it is listed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from greenlane.workflows.simulate_changes import cancel, fail, skip
from greenlane.workflows.simulate_events import KINDS, NAMES, ZERO
from greenlane.workflows.simulate_result import Simulated
from tests.workflows.harness import commit, git, simulated

HEAD = "name: checks\non: [push, pull_request, merge_group, workflow_dispatch, schedule, release]\njobs:\n"
CHECKOUT = "      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2\n"
UPLOAD = "actions/upload-artifact@330a01c490aca151604b8cf639adc76d48f6c5d4"
ACTION = "name: x\ndescription: x\nruns:\n  using: composite\n  steps:\n"


def job(name: str, *runs: str, more: str = "") -> str:
    steps = "".join(f"      - run: |\n          {run}\n" for run in runs)
    return f"  {name}:\n    runs-on: ubuntu-24.04\n{more}    steps:\n{CHECKOUT}{steps}"


def repository(folder: Path, *jobs: str, files: Mapping[str, str] | None = None) -> Path:
    """Two commits on main; the workflow is x.yml."""
    folder.mkdir()
    git(folder, "init", "-q")
    commit(folder, {"first": "1"})
    commit(folder, {".github/workflows/x.yml": HEAD + "".join(jobs), **(files or {})})
    return folder


def run(folder: Path, kind: str = "pull-request", **more: Any) -> Simulated:
    return simulated("x.yml", kind, folder, **more)


def test_jobs_are_listed_as_github_names_them(tmp_path: Path) -> None:
    matrix = "    strategy: {fail-fast: false, matrix: {leg: [a, b]}}\n"
    folder = repository(
        tmp_path / "r",
        job("plan", "true", more="    name: plan it\n"),
        job("legs", '[ "${{ matrix.leg }}" = a ]', more=f"    needs: plan\n{matrix}"),
        job("named", "true", more=f"    name: on ${{{{ matrix.leg }}}}\n{matrix}"),
        job("never", "true", more="    if: github.event_name == 'x'\n"),
        "  call:\n    name: the call\n    uses: ./.github/workflows/inner.yml\n",
        files={".github/workflows/inner.yml": "on: workflow_call\njobs:\n" + job("deep", "true")},
    )
    done = run(folder)
    assert {one.name: one.result for one in done.jobs} == {
        "plan it": "success",
        "legs (a)": "success",
        "legs (b)": "failure",
        "on a": "success",
        "on b": "success",
        "never": "skipped",
        "the call / deep": "success",
    }, done.story
    assert not done.is_green
    assert done.job("deep").caller == "call"
    assert done.job("legs", leg="a").duration_s is not None
    assert done.job("never").duration_s is None


def test_a_called_workflow_may_be_named_as_the_job_that_calls_another(tmp_path: Path) -> None:
    call = "  {}:\n    uses: ./.github/workflows/{}.yml\n"
    head = "on: workflow_call\njobs:\n"
    folder = repository(
        tmp_path / "r",
        "".join(call.format(*names) for names in (("a", "one"), ("b", "two"))),
        files={
            ".github/workflows/one.yml": f"name: b\n{head}" + job("deep", "true"),
            ".github/workflows/two.yml": f"name: a\n{head}"
            + job("deep", "false")
            + call.format("a", "three"),
            ".github/workflows/three.yml": f"name: b\n{head}" + job("deep", "true"),
        },
    )
    done = run(folder)
    assert [(one.name, one.result) for one in done.jobs] == [
        ("a / deep", "success"),
        ("b / deep", "failure"),
        ("b / a / deep", "success"),
    ], done.story


def test_a_workflow_may_be_named_as_the_job_in_it_that_calls(tmp_path: Path) -> None:
    call = "  checks:\n    uses: ./.github/workflows/one.yml\n"
    files = {".github/workflows/one.yml": "on: workflow_call\njobs:\n" + job("deep", "true")}
    done = run(repository(tmp_path / "r", job("plain", "true"), call, files=files))
    assert done.results == {"plain": "success", "deep": "success"}, done.story


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_is_told_of_the_event_as_at_github(tmp_path: Path, kind: str) -> None:
    names = "GITHUB_EVENT_NAME GITHUB_SHA GITHUB_REF GITHUB_REF_TYPE GITHUB_BASE_REF GITHUB_HEAD_REF"
    tell = f'for name in {names}; do echo "$name=${{!name}}"; done; echo "head=$(git rev-parse HEAD)"'
    done = run(repository(tmp_path / "r", job("a", tell, 'cat "$GITHUB_EVENT_PATH"')), kind)
    assert done.is_green, done.story
    told = dict(line.split("=", 1) for line in done.said("a").splitlines() if "=" in line and line[0] != " ")
    payload = json.loads((done.scratch / "event.json").read_bytes())
    assert told["GITHUB_EVENT_NAME"] == NAMES[kind]
    assert told["GITHUB_SHA"] == told["head"]
    assert told["GITHUB_REF_TYPE"] == ("tag" if kind in ("tag", "release") else "branch")
    if kind in ("pull-request", "fork"):
        assert (told["GITHUB_BASE_REF"], told["GITHUB_HEAD_REF"]) == ("main", "topic")
        assert payload["pull_request"]["merge_commit_sha"] == told["head"]
    if kind == "new-branch":
        assert payload["before"] == ZERO


def test_a_step_sees_nothing_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_OWN", "x")
    monkeypatch.setenv("GITHUB_TOKEN", "real")
    folder = repository(
        tmp_path / "r", job("a", 'echo "own=${MY_OWN-}. token=${GITHUB_TOKEN-}. home=$HOME."')
    )
    said = run(folder).said("a")
    assert "own=. token=. " in said
    assert f"home={tmp_path}/r-act/home." in said


def test_a_secret_reaches_a_branch_and_no_fork(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r", job("a", "[ '${{ secrets.KEY }}' = 'a b$c' ]"))
    assert run(folder, secrets={"KEY": "a b$c"}).is_green
    other = repository(tmp_path / "s", job("a", '[ -z "${{ secrets.KEY }}" ]'))
    assert run(other, "fork", secrets={"KEY": "a b$c"}).is_green


def test_a_variable_keeps_every_sign(tmp_path: Path) -> None:
    odd = "a \"b\" 'c' $HOME ${HOME} \\n \\ #x\nnext `x` =é"
    show = "python3 -c 'import json, os; print(json.dumps(os.environ[\"ODD\"]))'"
    said = run(repository(tmp_path / "r", job("a", show)), variables={"ODD": odd}).said("a")
    assert json.dumps(odd) in said


def test_a_step_fetches_from_the_origin_without_a_network(tmp_path: Path) -> None:
    fetch = "git fetch -q origin main && [ $(git rev-parse FETCH_HEAD) = $(git rev-parse HEAD^1) ]"
    done = run(repository(tmp_path / "r", job("a", fetch)))
    assert done.is_green, done.story


def test_an_artifact_goes_from_job_to_job_and_is_kept(tmp_path: Path) -> None:
    keep = f"      - uses: {UPLOAD}\n        with: {{name: out, path: out, retention-days: 7}}\n"
    take = UPLOAD.replace("upload", "download").replace("330a01c490aca151604b8cf639adc76d48f6c5d4", "0" * 40)
    bring = f"      - uses: {take}\n        with: {{name: out, path: back}}\n      - run: grep one back/a\n"
    folder = repository(
        tmp_path / "r",
        job("make", "mkdir out && echo one > out/a") + keep,
        job("use", "true", more="    needs: make\n") + bring,
    )
    done = run(folder)
    assert done.is_green, done.story
    kept = done.artifact("out")
    assert (kept.files, kept.retention_days, kept.job) == (("a",), 7, "make")
    assert "stubs acted for actions/download-artifact, actions/upload-artifact" in done.notes


def test_a_consumer_gets_greenlane_from_here_at_whatever_commit_it_pins(tmp_path: Path) -> None:
    here = tmp_path / "here"
    inner = "      - uses: $/actions/a\n"
    commit_files = {
        ".github/workflows/reusable.yml": "on: workflow_call\njobs:\n" + job("deep", "true") + inner,
        "actions/a/action.yml": ACTION + "    - uses: $/actions/b\n",
        "actions/b/action.yml": ACTION + "    - {shell: bash, run: 'echo it is b'}\n",
    }
    for name, text in commit_files.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(text)
    call = f"  checks:\n    uses: acme/greenlane/.github/workflows/reusable.yml@{'e' * 40}\n"
    done = run(repository(tmp_path / "r", call), sources={"greenlane": here})
    assert done.is_green, done.story
    assert "it is b" in done.said("deep")


def test_an_action_of_the_tree_may_use_others_of_it_two_levels_down(tmp_path: Path) -> None:
    files = {
        "actions/a/action.yml": ACTION + "    - uses: ./actions/b\n",
        "actions/b/action.yml": ACTION + "    - uses: $/actions/c\n",
        "actions/c/action.yml": ACTION + "    - {shell: bash, run: 'echo it is c'}\n",
    }
    done = run(repository(tmp_path / "r", job("top", "true") + "      - uses: ./actions/a\n", files=files))
    assert done.is_green, done.story
    assert "it is c" in done.said("top")


def test_changes_are_seen_by_the_job_that_reads_all_results(tmp_path: Path) -> None:
    gate = (
        "  gate:\n    if: always()\n    needs: [a, b, c, d]\n    runs-on: ubuntu-24.04\n    steps:\n"
        "      - env: {NEEDS: '${{ toJSON(needs) }}'}\n        run: echo $NEEDS\n"
    )
    folder = repository(tmp_path / "r", *(job(name, "true") for name in "abcd"), gate)
    changes = {"x.yml": (fail("a"), cancel("b"), skip("c"))}
    done = run(folder, changes=changes)
    [told] = [line for line in done.job("gate").lines if line.startswith("{ ") or line.startswith('{"')]
    results = {name: one["result"] for name, one in json.loads(told).items()}
    assert results == {"a": "failure", "b": "cancelled", "c": "skipped", "d": "success"}


def test_a_broken_workflow_is_told_in_acts_own_words(tmp_path: Path) -> None:
    from greenlane.model.errors import OutsideError

    with pytest.raises(OutsideError, match=r"act could not run x\.yml") as caught:
        run(repository(tmp_path / "r", job("a", "true", more="    nonsense: 1\n")))
    assert any("nonsense" in line for line in caught.value.detail)
