"""What defines a job: its workflow and all that this uses; what cannot be told is never left out."""

from __future__ import annotations

import pytest

from greenlane.model.plan import Component, Declared, Job
from greenlane.planner.definition import Definitions, defined
from greenlane.planner.keys import keys
from tests.unit.planner.forest import Forest, Found, forest

CI = ".github/workflows/ci.yml"
BUILD = ".github/workflows/build.yml"
OTHER = ".github/workflows/other.yml"
SETUP = "actions/setup/action.yml"
CACHE = ".github/actions/cache/action.yaml"

FILES: dict[str, Found | str] = {
    CI: """
on: [push]
jobs:
  build: {uses: ./.github/workflows/build.yml}
  lint: {steps: [{uses: actions/checkout@v4}, {uses: "docker://alpine:3"}, {run: make lint}]}
""",
    BUILD: "on: {workflow_call: {}}\njobs: {x: {steps: [{uses: $/actions/setup}]}}\n",
    OTHER: "on: push\njobs: {x: {steps: [{uses: ./actions/unused}]}}\n",
    SETUP: "runs: {using: composite, steps: [{uses: ./.github/actions/cache/}]}\n",
    CACHE: "runs: {using: composite, steps: [{run: ./cache.sh, shell: sh}]}\n",
    "actions/unused/action.yml": "runs: {using: node24, main: index.js}\n",
    "noxfile.py": "",
    "server/main.py": "",
}
JOB = Job("tests", ("api",), ("nox",), definition=(CI, "noxfile.py"))
API = Component("api", ("server/**",))


def of(job: Job = JOB, **changed: Found | str) -> Definitions:
    return defined([job], tree(**changed))


def tree(**changed: Found | str) -> Forest:
    """FILES with others by their constants' names."""
    return forest({**FILES, **{globals()[name]: content for name, content in changed.items()}})


def why(found: Definitions) -> str:
    assert not found.used
    return found.unproved["tests"]


def test_all_that_a_workflow_uses_defines_its_jobs() -> None:
    assert of() == Definitions({"tests": frozenset({CI, BUILD, SETUP, CACHE, "noxfile.py"})}, {})


def test_a_job_without_a_definition_is_not_looked_at() -> None:
    commit = tree()

    assert defined([Job("tests")], commit) == Definitions()
    assert commit.asked == []


@pytest.mark.parametrize(
    ("path", "counts"),
    [(CI, True), (BUILD, True), (SETUP, True), (CACHE, True), (OTHER, False), ("actions/setup/run.sh", True)],
)
def test_a_key_changes_with_what_defines_the_job_and_not_with_other_workflows(
    path: str, counts: bool
) -> None:
    declared = Declared((API,), (JOB,))
    before = tree()
    after = forest({**FILES, path: f"{FILES.get(path, '')}# another line\n"})
    first = keys(declared, before, {}, used=defined(declared.jobs, before).used)["tests"]
    second = keys(declared, after, {}, used=defined(declared.jobs, after).used)["tests"]

    assert first.digest
    assert second.digest
    assert (first.digest != second.digest) == counts


@pytest.mark.parametrize("path", [CI, SETUP, "tools/inner/action.yml", "noxfile.py", "tools/any.py"])
def test_what_defines_a_job_counts_though_another_component_owns_it(path: str) -> None:
    paths = (".github/**", "actions/setup/**", "tools/inner/**", "tools/any.py", "noxfile.py")
    other = Component("other", paths)
    job = Job("tests", ("api",), ("nox",), definition=(CI, "noxfile.py", "tools/**"))
    files = {
        **FILES,
        BUILD: "on: workflow_call\njobs: {x: {steps: [{uses: ./actions/setup}, {uses: ./tools/inner}]}}",
    }
    files |= {"tools/inner/action.yml": "runs: {using: node24}", "tools/any.py": "", "tools/free.py": ""}
    declared = Declared((API, other), (job,))
    digests = set()
    for commit in (forest(files), forest({**files, path: f"{files[path]}# another line\n"})):
        digests.add(keys(declared, commit, {}, used=defined(declared.jobs, commit).used)["tests"].digest)

    assert len(digests) == 2


def test_files_that_use_each_other_are_each_read_once() -> None:
    found = of(
        SETUP="runs: {steps: [{uses: ./.github/actions/cache}]}",
        CACHE="runs: {steps: [{uses: ./actions/setup}]}",
    )

    assert found.used["tests"] == {CI, BUILD, SETUP, CACHE, "noxfile.py"}


def test_an_action_anywhere_in_the_repository_is_followed() -> None:
    files = {**FILES, BUILD: "on: workflow_call\njobs: {x: {steps: [{uses: ./}]}}\n"}
    files["action.yml"] = "runs: {steps: [{uses: ./actions/unused}]}"

    found = defined([JOB], forest(files))

    assert found.used["tests"] == {CI, BUILD, "action.yml", "actions/unused/action.yml", "noxfile.py"}


def test_an_alias_is_followed_to_what_it_stands_for() -> None:
    found = of(CI="on: push\nx: &x {uses: ./actions/unused}\njobs: {a: {steps: [*x]}, b: {steps: [*x]}}\n")

    assert found.used["tests"] == {CI, "actions/unused/action.yml", "noxfile.py"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("on: push\njobs: {x: {uses: ./.github/workflows/gone.yml}}", "which is not in this commit"),
        ("on: push\njobs: {x: {steps: [{uses: ./actions/gone}]}}", "which is not in this commit"),
        ("on: push\njobs: {x: {steps: [{uses: ./noxfile.py}]}}", "which is not in this commit"),
        ("on: push\njobs: {x: {steps: [{uses: '${{ inputs.action }}'}]}}", "not known before it runs"),
        ("on: push\njobs: {x: {steps: [{uses: ./../other}]}}", "leads out of the repository"),
        ("on: push\njobs: {x: {steps: [{uses: ../other}]}}", "leads out of the repository"),
        ("on: push\njobs: {x: {steps: [{uses: .//etc}]}}", "leads out of the repository"),
        ("on: push\njobs: [", "it cannot be read as YAML"),
        ("on: push\n---\non: push\n", "it cannot be read as YAML"),
        ("- on", "it holds no mapping"),
        ("", "it cannot be read as YAML"),
        ("on: push\non: push\n", "it cannot be read as YAML"),
        ("on: " + "[" * 100_000, "it cannot be read as YAML"),
        (b"\xff", "it cannot be read as YAML"),
        (("120000", b"other.yml"), "is no plain file"),
        ("on: push\njobs: {x: {steps: [{run: actionlint}]}}", "reads workflows: actionlint"),
        ("on: push\njobs: {x: {steps: [{run: 'cat .github/workflows/*.yml'}]}}", "reads workflows"),
        ("on: push\njobs: {x: {steps: [{run: 'grep -r uses .github'}]}}", "reads workflows"),
        ("on: push\njobs: {x: {steps: [{uses: x/zizmor-action@v1}]}}", "reads workflows: x/zizmor-action@v1"),
        ("on: {workflow_call: {}, push: {}}\njobs: {}", "names none of them"),
        ("on: workflow_call\njobs: {}", "names none of them"),
    ],
)
def test_what_cannot_be_told_is_said(content: Found | str, reason: str) -> None:
    assert reason in why(of(CI=content))


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        (("noxfile.py",), "names no workflow"),
        ((SETUP,), "names no workflow"),
        ((CI, "gone.py"), "'gone.py' matches nothing"),
        ((".github/workflows/[co]*.yml",), "is ambiguous"),
        (("!noxfile.py", CI), "begin with none that takes something in"),
        ((CI, f"!{CI}"), "take out all"),
    ],
)
def test_a_definition_that_says_too_little_proves_nothing(definition: tuple[str, ...], reason: str) -> None:
    assert reason in why(of(Job("tests", definition=definition)))


def test_a_definition_may_name_all_workflows() -> None:
    found = of(Job("tests", definition=(".github/workflows/**",)))

    assert found.used["tests"] == set(FILES) - {"noxfile.py", "server/main.py"}


@pytest.mark.parametrize("command", ["zizmor .", "nox -s lint -- .github", "cat actions/setup/action.yml"])
def test_a_job_whose_own_command_reads_workflows_depends_on_all(command: str) -> None:
    job = Job("tests", run=(command,), definition=(CI,))

    assert "reads workflows" in why(of(job))


def test_a_workflow_of_another_repository_is_no_reading_of_workflows() -> None:
    found = of(CI="on: push\njobs: {x: {uses: some/where/.github/workflows/x.yml@v1}}\n")

    assert found.used["tests"] == {CI, "noxfile.py"}


def test_a_script_below_github_is_no_reading_of_workflows() -> None:
    job = Job("tests", run=("bash .github/scripts/test.sh",), definition=(CI,))

    assert of(job).used


def test_what_a_mistake_in_one_definition_says_is_not_said_of_others() -> None:
    found = defined([JOB, Job("off", definition=("gone.yml",))], tree())

    assert set(found.used) == {"tests"}
    assert set(found.unproved) == {"off"}


def test_a_repository_that_is_odd_or_incomplete_proves_nothing() -> None:
    odd = tree()
    odd.odd = "it has replacements"
    damaged = tree()
    del damaged.objects[damaged.id]

    assert why(defined([JOB], odd)) == "it has replacements"
    assert "does not hold" in why(defined([JOB], damaged))
