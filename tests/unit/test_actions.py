"""Our actions and workflows keep the rules that no tool checks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTIONS = sorted((ROOT / "actions").glob("*/action.yml"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
CHECKS = ROOT / ".github" / "workflows" / "reusable-checks.yml"
USES = re.compile(r"uses:\s*(\S+)(?:\s+#\s*(\S+))?")
VERB = re.compile(r'(?:"\$BIN/greenlane"|greenlane|scripts/\w+") ')


def load(path: Path) -> dict[Any, Any]:
    return dict(yaml.safe_load(path.read_text()))


def steps(path: Path) -> list[dict[str, Any]]:
    """Every step of a workflow or an action."""
    content = load(path)
    if "runs" in content:
        return list(content["runs"]["steps"])
    return [step for job in content["jobs"].values() for step in job.get("steps", ())]


def working(path: Path) -> dict[str, dict[str, Any]]:
    """The jobs of a workflow that have steps; the others call a workflow."""
    return {key: job for key, job in load(path)["jobs"].items() if "uses" not in job}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_is_something_to_look_at() -> None:
    needed = {"setup", "plan", "services", "integration", "gate", "minutes", "build", "release", "leg"}
    assert {path.parent.name for path in ACTIONS} >= needed
    ours = {"pull-request.yml", "nightly.yml", "release.yml"}
    assert {path.name for path in WORKFLOWS} == ours | {
        "reusable-checks.yml", "reusable-nightly.yml", "reusable-release.yml"
    }  # fmt: skip


@pytest.mark.parametrize("action", ACTIONS, ids=name)
def test_an_action_is_thin(action: Path) -> None:
    assert len(action.read_text().splitlines()) <= 60


@pytest.mark.parametrize("path", [*ACTIONS, *WORKFLOWS], ids=name)
def test_a_step_calls_one_verb(path: Path) -> None:
    for step in steps(path):
        command = step.get("run", "").strip()
        assert "\n" not in command
        assert len(VERB.findall(command)) == (1 if command else 0), command


@pytest.mark.parametrize("path", [*ACTIONS, *WORKFLOWS], ids=name)
def test_what_is_not_ours_is_pinned_by_commit_with_its_version(path: Path) -> None:
    for uses, version in USES.findall(path.read_text()):
        if not uses.startswith("$/"):
            assert re.fullmatch(r"actions/[\w./-]+@[0-9a-f]{40}", uses), "GitHub's own only"
            assert re.fullmatch(r"v\d+\.\d+\.\d+", version)


def test_one_action_has_one_pin() -> None:
    pins = {uses for path in [*ACTIONS, *WORKFLOWS] for uses, _ in USES.findall(path.read_text())}
    found: dict[str, set[str]] = {}
    for one in pins:
        action, _, commit = one.partition("@")
        found.setdefault("/".join(action.split("/")[:2]), set()).add(commit)
    assert {action: pins for action, pins in found.items() if len(pins) > 1 and action[0] != "$"} == {}


@pytest.mark.parametrize("path", [*ACTIONS, *WORKFLOWS], ids=name)
def test_no_expression_stands_inside_a_command(path: Path) -> None:
    for step in steps(path):
        assert "${{" not in step.get("run", "")
        assert "name" in step


@pytest.mark.parametrize("path", [*ACTIONS, *WORKFLOWS], ids=name)
def test_what_of_ours_is_used_exists_and_knows_its_inputs(path: Path) -> None:
    jobs = load(path).get("jobs", {}).values()
    for step in [*steps(path), *(job for job in jobs if "uses" in job)]:
        uses = step.get("uses", "")
        if uses.startswith("$/"):
            inputs = _inputs(ROOT / uses.removeprefix("$/"))
            given = step.get("with", {})
            assert set(given) <= set(inputs)
            assert [key for key, one in inputs.items() if one.get("required") and key not in given] == []


def _inputs(place: Path) -> dict[str, dict[str, Any]]:
    if place.suffix == ".yml":
        return dict((load(place)[True]["workflow_call"] or {}).get("inputs", {}))  # YAML reads `on` as true
    return dict(load(place / "action.yml").get("inputs", {}))


@pytest.mark.parametrize("action", ACTIONS, ids=name)
def test_every_input_and_output_of_an_action_says_what_it_is(action: Path) -> None:
    content = load(action)
    for one in [*content.get("inputs", {}).values(), *content.get("outputs", {}).values()]:
        assert one["description"].strip().endswith(".")


@pytest.mark.parametrize("path", [*ACTIONS, *WORKFLOWS], ids=name)
def test_an_upload_of_a_hidden_folder_says_that_it_is_meant(path: Path) -> None:
    for step in steps(path):
        if step.get("uses", "").startswith("actions/upload-artifact@") and step["with"]["path"][0] == ".":
            assert step["with"]["include-hidden-files"] is True


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_a_workflow_gives_no_rights_by_default_and_bounds_every_job(path: Path) -> None:
    content = load(path)
    assert content["permissions"] == {}
    assert "cancel-in-progress" in content["concurrency"]
    assert all(set(job["permissions"].values()) <= {"read", "write"} for job in content["jobs"].values())
    for job in working(path).values():
        assert job["timeout-minutes"] == "${{ inputs.timeout-minutes }}" or job["timeout-minutes"] <= 30
        assert job["runs-on"] in ("ubuntu-24.04", "${{ matrix.runner }}")


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_nobody_is_called_for_more_rights_than_the_caller_gives(path: Path) -> None:
    for job in load(path)["jobs"].values():
        if "uses" in job:
            called = load(ROOT / job["uses"].removeprefix("$/"))["jobs"].values()
            asked = {(right, kind) for one in called for right, kind in one["permissions"].items()}
            given = {(right, kind) for right, kind in job["permissions"].items()}
            assert asked <= given | {(right, "read") for right, _ in given}


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_a_checkout_leaves_no_credentials_behind(path: Path) -> None:
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_no_workflow_is_filtered_by_paths(path: Path) -> None:
    triggers = load(path)[True]
    assert [on for on, one in triggers.items() if isinstance(one, dict) and "paths" in one] == []


def test_checks_run_on_pull_requests_merges_and_the_merge_queue() -> None:
    triggers = load(ROOT / ".github/workflows/pull-request.yml")[True]
    assert set(triggers) == {"pull_request", "merge_group", "push"}


def test_the_gate_runs_always_unless_all_is_settled_and_waits_for_every_job() -> None:
    """Settled, and then what is owed could not be uploaded: the planning job failed, so the gate runs."""
    jobs = load(CHECKS)["jobs"]
    is_settled = "needs.plan.result == 'success' && needs.plan.outputs.settled == 'true'"
    assert jobs["gate"]["if"] == f"${{{{ always() && !({is_settled}) }}}}"
    assert set(jobs["gate"]["needs"]) == set(jobs) - {"gate"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_what_follows_settled_checks_starts_after_no_failure(path: Path) -> None:
    """A gate can be green, and its job fail afterwards: what is owed was not uploaded."""
    follows = [
        job["if"] for job in load(path)["jobs"].values() if "checks.outputs.settled" in job.get("if", "")
    ]
    assert [one for one in follows if not one.startswith("${{ !failure() && !cancelled() && ")] == []


def test_nothing_that_was_skipped_on_the_way_leaves_a_release_silently_unpublished() -> None:
    publish = load(ROOT / ".github/workflows/reusable-release.yml")["jobs"]["publish"]
    assert publish["if"].startswith("${{ !failure() && !cancelled() && needs.build.result == 'success' && ")


def test_the_gate_names_every_matrix_in_the_order_of_its_stage() -> None:
    jobs = load(CHECKS)["jobs"]
    command = next(
        step["run"] for step in steps(ROOT / "actions/gate/action.yml") if step.get("id") == "gate"
    )
    matrices = [key for key, job in jobs.items() if "strategy" in job]
    assert re.findall(r"--matrix (\S+)", command) == matrices
    assert re.findall(r"--here (\S+)", command) == ["plan"]
    for stage, key in enumerate(matrices):
        end = f"_{stage}" if stage else ""
        assert jobs[key]["strategy"]["matrix"] == f"${{{{ fromJSON(needs.plan.outputs.matrix{end}) }}}}"
        assert f"needs.plan.outputs.has_jobs{end} == 'true'" in jobs[key]["if"]
        assert jobs[key]["strategy"]["fail-fast"] is False
        assert set(jobs[key]["needs"]) == {"plan", *matrices[:stage]}


@pytest.mark.parametrize("action", ACTIONS, ids=name)
def test_an_action_runs_its_own_greenlane_and_none_that_is_on_the_path(action: Path) -> None:
    commands = [step.get("run", "").replace('"$BIN/greenlane" ', "") for step in steps(action)]
    assert [one for one in commands if re.search(r"(?<![\w./-])greenlane (?!\()", one)] == []


@pytest.mark.parametrize("action", ACTIONS, ids=name)
def test_what_runs_others_programs_is_reached_by_an_interruption(action: Path) -> None:
    """The runner signals the step's shell, and a shell that waits for a child does not hand that on."""
    words = re.compile(r'PATH="\$PATH:\$BIN" (?!exec )')
    assert [step["name"] for step in steps(action) if words.search(step.get("run", ""))] == []


@pytest.mark.parametrize("action", ACTIONS, ids=name)
def test_the_place_of_passes_stands_on_no_command_line(action: Path) -> None:
    """It may be PostgreSQL's address, with a password; whoever is on the runner reads command lines."""
    assert [step["name"] for step in steps(action) if "--passes" in step.get("run", "")] == []


def test_every_output_that_is_read_of_the_plan_is_one() -> None:
    outputs = set(load(ROOT / "actions/plan/action.yml")["outputs"])
    text = CHECKS.read_text()
    assert set(re.findall(r"steps\.plan\.outputs\.(\w+)", text)) <= outputs
    declared = set(load(CHECKS)["jobs"]["plan"]["outputs"])
    assert set(re.findall(r"needs\.plan\.outputs\.(\w+)", text)) <= declared


def test_no_cache_is_used_where_something_is_published() -> None:
    for path in (ROOT / ".github/workflows/release.yml", ROOT / ".github/workflows/reusable-release.yml"):
        for key, job in working(path).items():
            if "write" in job["permissions"].values():
                ours = [step for step in job["steps"] if step.get("uses", "").startswith("$/")]
                assert [step["with"]["cache"] for step in ours] == ["false"] * len(ours), key
