"""The rest: all of it counts, but for what is proved not to matter to a job."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from greenlane.model.plan import Component, Declared, Job, Key
from greenlane.planner.keys import explained, keys
from tests.unit.planner.forest import Found, forest

COMPONENTS = (
    Component("api", ("packages/api/**",), ("shared",)),
    Component("shared", ("packages/shared/**",)),
    Component("web", ("packages/web/**", "packages/both/**")),
    Component("also", ("packages/both/**",)),
)
CI = ".github/workflows/ci.yml"
JOB = Job("tests", ("api",), definition=(CI, "noxfile.py"), locks=("uv.lock",))
USED = {"tests": {CI, "actions/setup/action.yml", ".github/actions/deep/in/action.yaml"}}
IMPORTERS = dict.fromkeys(
    (".", "packages/api", "packages/shared", "packages/web", "packages/both", "tools/x"), "1"
)
FILES: dict[str, Found | str] = {
    "packages/api/a.py": "1",
    "packages/shared/a.py": "1",
    "packages/web/a.py": "1",
    "packages/both/a.py": "1",
    "tools/x/a.py": "1",
    "greenlane.yaml": "1",
    "noxfile.py": "1",
    "uv.lock": "1",
    "other.lock": "1",
    CI: "1",
    ".github/workflows/other.yml": "1",
    ".github/workflows/helper.sh": "1",
    ".github/workflows/sub/not-a-workflow.yml": "1",
    ".github/actions/deep/in/action.yaml": "1",
    ".github/dependabot.yml": "1",
    "actions/setup/action.yml": "1",
    "actions/setup/run.sh": "1",
    "actions/other/action.yml": "1",
    "actions/other/run.sh": "1",
}
LEFT_OUT = {".github/workflows/other.yml", "actions/other/action.yml", "uv.lock"}


def key(
    files: Mapping[str, Found | str] = FILES,
    job: Job = JOB,
    used: Mapping[str, set[str]] | None = USED,
    importers: Mapping[str, str] | None = IMPORTERS,
) -> Key:
    locks = {"uv.lock": importers} if importers is not None else None
    found = keys(Declared(COMPONENTS, (job,)), forest(files), {}, used=used, locks=locks)[job.name]
    assert found.digest
    return found


@pytest.mark.parametrize("path", sorted(set(FILES) - LEFT_OUT - {"packages/web/a.py", "packages/both/a.py"}))
def test_what_is_not_proved_to_be_irrelevant_counts(path: str) -> None:
    assert key({**FILES, path: "2"}).digest != key().digest


@pytest.mark.parametrize("path", sorted(LEFT_OUT))
def test_what_is_proved_to_be_irrelevant_does_not(path: str) -> None:
    assert key({**FILES, path: "2"}) == key()


@pytest.mark.parametrize("path", [".github/workflows/new.yml", "actions/new/action.yml"])
def test_a_new_workflow_that_the_job_does_not_use_does_not_count(path: str) -> None:
    assert key({**FILES, path: "1"}) == key()


@pytest.mark.parametrize("path", sorted(LEFT_OUT - {"uv.lock"}))
def test_without_knowing_what_a_job_uses_every_workflow_counts(path: str) -> None:
    assert key({**FILES, path: "2"}, used=None).digest != key(used=None).digest
    silent = Job("tests", ("api",))
    assert key({**FILES, path: "2"}, silent).digest != key(job=silent).digest


def test_a_definition_counts_though_nobody_found_that_it_is_used() -> None:
    used: dict[str, set[str]] = {"tests": set()}
    assert key({**FILES, CI: "2"}, used=used).digest != key(used=used).digest


@pytest.mark.parametrize(
    ("glob", "why"),
    [
        (".github/workflows/pull.yml", "'.github/workflows/pull.yml' matches nothing in this commit"),
        ("tools/*/b.py", "'tools/*/b.py' matches nothing in this commit"),
        ("nox?", "'nox?' is ambiguous: only * and ** and a leading ! are known"),
    ],
)
def test_a_definition_that_names_nothing_leaves_the_key_open(glob: str, why: str) -> None:
    job = Job("tests", ("api",), definition=(CI, glob))
    found = keys(Declared(COMPONENTS, (job,)), forest(FILES), {}, used=USED)["tests"]
    assert (found.digest, found.why) == (None, f"definition of tests: {why}")


@pytest.mark.parametrize("glob", ["tools/x/a.py", "tools/**", "**/a.py", "packages/web/a.py", "noxfile.py"])
def test_a_definition_may_be_any_file(glob: str) -> None:
    assert key(job=Job("tests", ("api",), definition=(CI, glob, "!actions/none/**")))


def test_a_link_among_the_workflows_is_never_left_out() -> None:
    links: list[Found] = [("120000", to) for to in (b"ci.yml", b"helper.sh")]
    one, other = (key({**FILES, ".github/workflows/other.yml": link}) for link in links)
    assert one.digest != other.digest


@pytest.mark.parametrize("path", [".", "packages/api", "packages/shared", "tools/x"])
def test_what_a_lock_installs_for_the_job_counts(path: str) -> None:
    assert key(importers={**IMPORTERS, path: "2"}).digest != key().digest


@pytest.mark.parametrize("path", ["packages/web", "packages/both"])
def test_what_a_lock_installs_for_others_does_not(path: str) -> None:
    assert key(importers={**IMPORTERS, path: "2"}) == key()


def test_what_a_lock_installs_where_components_overlap_counts_for_each() -> None:
    job = Job("tests", ("also",), locks=("uv.lock",))
    changed = {**IMPORTERS, "packages/both": "2"}
    assert key(job=job, importers=changed).digest != key(job=job).digest


def test_an_importer_more_counts_unless_it_is_foreign() -> None:
    assert key(importers={**IMPORTERS, "packages/web/inner": "1"}) == key()
    assert key(importers={**IMPORTERS, "packages": "1"}).digest != key().digest


@pytest.mark.parametrize("job", [JOB, Job("tests", ("api",))])
def test_a_lock_file_that_was_not_understood_or_not_declared_counts_whole(job: Job) -> None:
    importers = None if job is JOB else IMPORTERS
    one, other = (key({**FILES, "uv.lock": text}, job, importers=importers) for text in "12")
    assert one.digest != other.digest


def test_a_lock_file_that_is_a_link_counts_whole() -> None:
    links: list[Found] = [("120000", to) for to in (b"other.lock", b"noxfile.py")]
    one, other = (key({**FILES, "uv.lock": link}) for link in links)
    assert one.digest != other.digest


@pytest.mark.parametrize("to", ["../../uv.lock", "../.."])
def test_a_lock_file_that_a_component_leads_to_counts_whole(to: str) -> None:
    files: dict[str, Found | str] = {**FILES, "packages/web/uv.lock": ("120000", to.encode())}
    assert key({**files, "uv.lock": "2"}).digest != key(files).digest


def test_parts_name_what_was_looked_at_closely() -> None:
    kinds = [(part.kind, part.name) for part in key().parts]
    assert kinds == [
        *(("schema", "1"), ("job", "tests"), ("runner", ""), ("component", "api"), ("rest", "")),
        ("definition", ".github/actions/deep/in/action.yaml"),
        ("definition", CI),
        ("definition", "actions/setup/action.yml"),
        ("lock", "uv.lock"),
    ]


def test_an_explanation_lists_the_files_that_count_and_no_others() -> None:
    found = explained(
        Declared(COMPONENTS, (JOB,)), forest(FILES), {}, "tests", used=USED, locks={"uv.lock": IMPORTERS}
    )
    files = {part.name for part in found.parts if part.kind == "file"}
    assert {"noxfile.py", "other.lock", "tools", ".github/workflows/helper.sh"} <= files
    assert not files & LEFT_OUT
    assert {part.name for part in found.parts if part.kind == "own"} == {"api", "shared"}


def test_a_folder_that_defines_a_job_stays_a_part_of_the_rest() -> None:
    job = Job("tests", ("api",), definition=(CI, "tools/**"))
    assert key(job=job).digest != key({**FILES, "tools/x/a.py": "2"}, job).digest
