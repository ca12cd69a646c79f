"""`greenlane release` as it is called, in a real repository, against a stand-in of GitHub."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.model.verdict import Outcome
from tests.standins.github import serving
from tests.unit.cli.release_package import BILL, MAKER, NAMES, NOW, Package

PUBLISH = ("publish", "1.2.3", "--passes", "passes")
CHECK = ("check", "1.2.3", "--passes", "passes")
RUN = ("--plan", ".greenlane/run/plan.json", "--results", ".greenlane/run/results")


@pytest.fixture
def package(tmp_path: Path) -> Iterator[Package]:
    with serving() as state:
        yield Package(tmp_path, state)


def test_a_commit_that_has_proved_itself_is_published_with_all_that_was_sealed(package: Package) -> None:
    package.proved()
    code, said = package.call(*PUBLISH)
    assert code == 0, said
    (release,) = package.state.releases.values()
    assert (package.names(), release.is_draft) == (NAMES, False)
    assert package.state.tags == {"v1.2.3": package.commit}
    assert "v1.2.3 is published and verified" in said
    assert package.output.read_text() == (
        f"tag=v1.2.3\nurl={package.state.show(release)['html_url']}\npublished=true\n"
    )


def test_the_place_of_passes_is_taken_from_where_no_command_line_shows_it(package: Package) -> None:
    package.proved()
    code, said = package.call("check", "1.2.3", GREENLANE_PASSES="passes")
    assert code == 0, said


def test_a_draft_is_left_to_a_person_when_that_is_asked_for(package: Package) -> None:
    package.proved()
    code, said = package.call(*PUBLISH, "--draft")
    assert (code, "is a verified draft: a person publishes it" in said, package.state.tags) == (0, True, {})
    assert "published=false" in package.output.read_text()


def test_a_release_is_planned_by_running_only_what_lacks_evidence_at_its_very_commit(
    package: Package,
) -> None:
    package.passed("tests")
    words = ("plan", "--event", "release", "--passes", "passes", "--json")
    assert choices(package.greenlane(*words)[1]) == {"tests": "reuse", "ios": "run"}
    package.proved()
    assert choices(package.greenlane(*words)[1]) == {"tests": "reuse", "ios": "reuse"}
    package.committed("nothing at all")
    assert choices(package.greenlane(*words)[1]) == {"tests": "run", "ios": "run"}


def choices(said: str) -> dict[str, str]:
    """What becomes of each job."""
    return {one["job"]: one["would"] or one["choice"] for one in json.loads(said)["decisions"]}


def test_a_dry_run_shows_every_step_and_writes_nothing(package: Package) -> None:
    package.proved()
    code, said = package.call(*PUBLISH, "--dry-run")
    assert code == 0
    for shown in (
        "dry run: nothing was written",
        "upload pack-1.2.3.tar.gz",
        "confirm the tag",
        "passed in run 7",
    ):
        assert shown in said
    assert package.state.writes == []


def test_publishing_again_compares_and_writes_nothing(package: Package) -> None:
    package.proved()
    package.call(*PUBLISH)
    before = len(package.state.writes)
    code, said = package.call(*PUBLISH)
    assert (code, len(package.state.writes)) == (0, before)
    assert "is published already: compare it" in said


@pytest.mark.parametrize("words", [CHECK, PUBLISH])
def test_without_evidence_every_job_that_lacks_it_is_named_and_nothing_is_written(
    package: Package, words: tuple[str, ...]
) -> None:
    (package.folder / "passes").mkdir()
    code, said = package.call(*words)
    assert code == 1
    assert "job tests: no pass of it at this commit is known" in said
    assert "job ios: no pass of it at this commit is known" in said
    assert package.state.writes == []


def test_a_place_of_passes_that_cannot_be_read_is_unknown(package: Package) -> None:
    code, said = package.call(*CHECK)
    assert (code, "cannot be read" in said) == (3, True)


def test_passes_at_a_github_that_does_not_show_them_are_unknown(package: Package) -> None:
    assert package.call("check", "1.2.3", "--passes", "github")[0] == 1
    package.state.hides_artifacts = True
    code, said = package.call("check", "1.2.3", "--passes", "github")
    assert (code, "job tests: " in said, "no pass of it" in said) == (3, True, False), said


def test_jobs_without_a_place_to_look_for_their_passes_have_no_evidence(package: Package) -> None:
    assert package.call("check", "1.2.3")[0] == 1


def test_evidence_of_another_commit_is_refused_although_nothing_that_counts_has_changed(
    package: Package,
) -> None:
    package.proved()
    old = package.commit
    package.git("commit", "--quiet", "--allow-empty", "-m", "nothing at all")
    new = package.git("rev-parse", "HEAD")
    page = package.folder.with_name("page.md")  # which breaks no lines
    assert package.call(*PUBLISH, GITHUB_STEP_SUMMARY=str(page))[0] == 1
    assert package.state.writes == []
    assert f"it passed at {old[:12]}, and has not run at this commit" in page.read_text()
    package.proved()
    package.sealed()
    assert package.call(*PUBLISH)[0] == 0
    assert package.state.tags == {"v1.2.3": new}


def test_files_of_another_commit_than_the_run_are_refused(package: Package) -> None:
    package.proved()
    code, said = package.call(*CHECK, GITHUB_SHA="d" * 40)
    assert (code, "and the release is of dddddddddddd" in said) == (1, True)


def test_records_of_gates_speak_too_and_a_red_one_stops_it(package: Package) -> None:
    package.proved()
    package.looked("lint")
    assert package.call(*CHECK)[0] == 0
    package.looked("security", Outcome.FAIL)
    code, said = package.call(*CHECK)
    assert (code, "gate security: ruff: clean" in said) == (1, True)


@pytest.mark.parametrize(
    ("outcome", "commit", "changes", "code"),
    [
        (Outcome.PASS, "", "", 0),
        (Outcome.PASS, "e" * 40, "", 1),
        (Outcome.PASS, "", "changed", 1),
        (Outcome.UNKNOWN, "", "", 3),
    ],
    ids=["ours", "another commit", "changed files", "unknown"],
)
def test_a_project_without_jobs_is_released_on_records_of_its_gates(
    package: Package, outcome: Outcome, commit: str, changes: str, code: int
) -> None:
    (package.folder / "greenlane.yaml").unlink()
    package.commit = package.committed("no jobs")
    package.looked("lint", outcome, commit, changes)
    assert package.call("check", "1.2.3")[0] == code


def test_a_gate_that_is_required_has_to_have_left_its_record(package: Package) -> None:
    package.proved()
    package.looked("lint")
    assert package.call(*CHECK, "--require", "lint")[0] == 0
    code, said = package.call(*CHECK, "--require", "lint", "--require", "security")
    assert (code, "gate security: it has to speak" in said) == (1, True)
    code, said = package.call(*CHECK, "--require", "secuirty")
    assert (code, "'secuirty' is no gate" in said) == (2, True)


def test_half_a_record_is_unknown(package: Package) -> None:
    package.proved()
    package.write(".greenlane/evidence/lint.json", '{"schema": 1,')
    code, said = package.call(*CHECK)
    assert (code, "gate lint: lint.json is not a record of a gate" in said) == (3, True)


def test_records_are_found_in_the_folders_that_are_named_and_below(package: Package) -> None:
    package.proved()
    package.looked("lint", Outcome.FAIL)
    shutil.move(package.folder / ".greenlane/evidence", package.folder / "dist/.kept/lint-job")
    assert package.call(*CHECK)[0] == 0
    assert package.call(*CHECK, "--evidence", "dist/.kept")[0] == 1
    code, said = package.call(*CHECK, "--evidence", "nowhere")
    assert (code, "there is no such folder of records" in said) == (2, True)


def test_where_nothing_speaks_for_a_commit_nothing_ran_and_nothing_is_released(package: Package) -> None:
    (package.folder / "greenlane.yaml").unlink()
    package.committed("no jobs")
    package.sealed()
    code, said = package.call("publish", "1.2.3")
    assert (code, package.state.writes) == (2, [])
    assert "nothing says that this commit was looked at" in said


def test_what_is_owed_stops_the_release_until_it_has_passed_at_this_commit(package: Package) -> None:
    package.passed("tests")
    ledger = {"GITHUB_EVENT_NAME": "push", "GITHUB_REF_NAME": "main"}
    debt = {
        "job": "ios", "digest": "d" * 64, "commit": package.commit, "since": NOW - 9000, "until": "nightly",
        "due_at": None, "reason": "", "paid_by": None, "branch": "main",
    }  # fmt: skip
    book = {"kind": "greenlane-debts", "made_at": NOW - 9000, "owed": [debt], "closed": None, "schema": 1}
    package.write("passes/debts.json", json.dumps(book))
    code, said = package.call(*CHECK, **ledger)
    assert (code, "debt ios: ios is owed on main since" in said) == (1, True), said
    package.passed("ios")
    assert package.call(*CHECK, **ledger)[0] == 0


def run_here(package: Package) -> None:
    """The jobs as a run of the release carries them out: planned for it, then leg by leg."""
    words = ("plan", "--event", "release", "--output", RUN[1])
    assert package.greenlane(*words)[0] == 0
    plan = json.loads((package.folder / RUN[1]).read_text())
    for group in plan["groups"]:
        package.greenlane("leg", group["name"], *RUN)


def test_what_this_very_run_came_to_is_evidence_without_any_pass(package: Package) -> None:
    run_here(package)
    code, said = package.call("check", "1.2.3", *RUN)
    assert code == 0, said
    assert "success in this run" in said


def test_a_job_that_failed_in_this_run_stops_it_although_it_has_passed_before(package: Package) -> None:
    package.write("check.sh", "exit 1")
    package.commit = package.committed("red")
    package.proved()
    run_here(package)
    code, said = package.call(*CHECK, *RUN)
    assert (code, "job tests: failure in this run" in said) == (1, True), said


def test_results_of_another_commit_or_plan_are_told_and_not_believed(package: Package) -> None:
    run_here(package)
    package.committed("nothing at all")
    code, said = package.call("check", "1.2.3", *RUN)
    assert (code, "run results: the plan is of commit" in said) == (1, True)
    package.greenlane("plan", "--event", "release", "--output", RUN[1])
    code, said = package.call("check", "1.2.3", *RUN)
    assert (code, "ran another plan" in said) == (1, True)


def test_a_run_in_which_no_leg_ran_leaves_the_word_to_the_passes(package: Package) -> None:
    package.proved()
    assert package.call(*CHECK, *RUN)[0] == 0


def test_half_a_plan_is_told(package: Package) -> None:
    package.proved()
    package.write(RUN[1], '{"kind": ')
    code, said = package.call(*CHECK, *RUN)
    assert (code, "this is not a plan that can be read" in said) == (1, True)


def test_results_without_their_plan_are_a_mistake_in_the_call(package: Package) -> None:
    code, said = package.call("check", "1.2.3", *RUN[2:])
    assert (code, "both or none" in said) == (2, True)


def test_debts_that_cannot_be_read_stop_it(package: Package) -> None:
    package.proved()
    package.write("passes/debts.json", "{")
    assert package.call(*CHECK)[0] == 3


def test_a_check_says_what_it_did_not_look_at(package: Package) -> None:
    package.proved()
    assert "what is built was not looked at" in package.call(*CHECK)[1]
    code, said = package.call(*CHECK, "--artifacts", "dist")
    assert (code, said.splitlines()[0].endswith("nothing stands in the way of v1.2.3")) == (0, True)


def test_the_declaration_may_be_named(package: Package) -> None:
    package.proved()
    assert package.greenlane("--file", "greenlane.yaml", "release", *CHECK)[0] == 0
    assert package.greenlane("--file", "absent.yaml", "release", *CHECK)[0] == 2


def test_an_early_check_asks_for_no_evidence_and_says_so(package: Package) -> None:
    shutil.rmtree(package.folder / "dist")
    (package.folder / "dist").mkdir()
    code, said = package.call("check", "1.2.3", "--early")
    assert (code, "so far; evidence was not asked for" in said) == (0, True)


def test_an_early_check_finds_a_taken_tag_before_a_minute_is_spent(package: Package) -> None:
    package.state.tags["v1.2.3"] = "b" * 40
    code, said = package.call("check", "1.2.3", "--early")
    assert (code, "the tag v1.2.3 exists already, at bbbbbbbbbbbb" in said) == (1, True)


def test_a_tag_that_is_taken_is_refused_and_nothing_is_written(package: Package) -> None:
    package.proved()
    package.state.tags["v1.2.3"] = "b" * 40
    assert (package.call(*PUBLISH)[0], package.state.writes) == (1, [])


def test_a_tag_at_this_very_commit_is_taken_by_the_release(package: Package) -> None:
    package.proved()
    package.state.tags["v1.2.3"] = package.commit
    assert package.call(*PUBLISH)[0] == 0


def test_a_version_that_cannot_be_released_says_every_reason_and_writes_nothing(package: Package) -> None:
    package.proved()
    package.write("changelog.d/9.fixed.md", "left over")
    package.state.tags["v1.3.0"] = "b" * 40
    code, said = package.call("publish", "1.3.0", "--passes", "passes")
    assert code == 1
    for reason in ("v1.3.0 cannot be released", "the tag v1.3.0", "9.fixed.md", "the source says 1.2.3"):
        assert reason in said
    assert package.state.writes == []


def test_a_file_that_changed_after_the_seal_is_not_published(package: Package) -> None:
    package.proved()
    package.write("dist/pack-1.2.3.tar.gz", "other")
    code, said = package.call(*PUBLISH)
    assert (code, "pack-1.2.3.tar.gz is not what was sealed" in said) == (1, True)
    assert package.call(*CHECK, "--artifacts", "dist")[0] == 1
    assert package.state.writes == []


def test_sealing_lays_a_bill_of_materials_and_checksums_beside_what_was_built(package: Package) -> None:
    sums = (package.folder / "dist/SHA256SUMS").read_text().splitlines()
    assert [line.split("  ")[1] for line in sums] == sorted(NAMES - {"SHA256SUMS"})
    assert json.loads((package.folder / BILL).read_text())["bomFormat"] == "CycloneDX"


def test_sealing_another_version_than_the_source_states_is_refused(package: Package) -> None:
    code, said = package.call("seal", "1.3.0")
    assert (code, "the source says 1.2.3, not 1.3.0" in said) == (1, True)


def test_what_was_sealed_at_another_commit_is_not_published(package: Package) -> None:
    old = package.commit
    package.committed("nothing at all")
    package.proved()
    code, said = package.call(*PUBLISH)
    assert (code, f"was sealed at {old[:12]}" in said) == (1, True)
    package.sealed()
    assert package.call(*PUBLISH)[0] == 0


def test_sealing_files_that_no_commit_holds_is_refused_and_names_them(package: Package) -> None:
    package.write("check.sh", "exit 7\n")
    package.write("untracked.txt", "is nobody's harm")
    code, said = package.call("seal", "1.2.3")
    assert (code, "    check.sh" in said, "untracked" in said) == (1, True, False)


def test_sealing_nothing_is_refused(package: Package) -> None:
    (package.folder / "dist/pack-1.2.3.tar.gz").unlink()
    code, said = package.call("seal", "1.2.3")
    assert (code, "expected one sdist of 1.2.3" in said) == (2, True)


def test_needs_that_are_pinned_nowhere_have_no_bill(package: Package) -> None:
    package.write("pyproject.toml", '[project]\nname = "pack"\nversion = "1.2.3"\ndependencies = ["rich"]\n')
    package.committed("needs")
    code, said = package.call("seal", "1.2.3")
    assert (code, "pinned nowhere" in said) == (2, True)


def test_a_file_of_pins_that_is_not_there_is_told(package: Package) -> None:
    code, said = package.call("seal", "1.2.3", "--lock", "pins.txt")
    assert (code, "there is no such file of pins" in said) == (2, True)


@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        (MAKER.replace("LOOSE", ""), 2, "b is not pinned"),
        ("#!/bin/sh\necho half a\n", 2, "it is no CycloneDX in JSON"),
        ("#!/bin/sh\necho 'line 3 is odd' >&2\nexit 2\n", 3, "line 3 is odd"),
    ],
    ids=["loose", "no bill", "failing"],
)
def test_a_maker_of_bills_that_makes_none_is_told(
    package: Package, script: str, code: int, words: str
) -> None:
    package.made_by(script)
    got, said = package.call("seal", "1.2.3")
    assert (got, words in said) == (code, True), said


def test_the_page_goes_into_the_summary_of_the_job_with_links_to_the_evidence(package: Package) -> None:
    package.proved()
    summary = package.folder / "dist" / ".summary.md"
    assert package.call(*CHECK, GITHUB_STEP_SUMMARY=str(summary))[0] == 0
    page = summary.read_text()
    assert "Release v1.2.3" in page
    assert "nothing stands in the way of v1.2.3; what is built was not looked at" in page


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('[project]\nname = "pack"\nversion = "1.2.3"\n', "1.2.3"),
        ('[tool.hatch.version]\npath = "src/pack/__init__.py"\n', "1.2.3"),
    ],
    ids=["static", "hatch"],
)
def test_the_version_stands_where_pyproject_says(package: Package, text: str, version: str) -> None:
    package.write("pyproject.toml", text)
    assert package.call("check", version, "--early")[0] == 0


def test_the_file_with_the_version_may_be_named(package: Package) -> None:
    (package.folder / "pyproject.toml").unlink()
    assert package.call("check", "1.2.3", "--early", "--source", "src/pack/__init__.py")[0] == 0


@pytest.mark.parametrize("text", ["", "[tool]\n", "not toml ["], ids=["nothing", "no path", "broken"])
def test_a_project_that_does_not_say_where_its_version_stands_is_told_how_to(
    package: Package, text: str
) -> None:
    package.write("pyproject.toml", text)
    code, said = package.call("check", "1.2.3", "--early")
    assert (code, "--source FILE" in said) == (2, True)


def test_a_file_that_states_no_version_is_a_mistake(package: Package) -> None:
    package.write("src/pack/__init__.py", "")
    code, said = package.call("check", "1.2.3", "--early")
    assert (code, "states no __version__" in said) == (2, True)


@pytest.mark.parametrize("version", ["../../x?y=z", "1.2.3\nurl=evil", "$(id)", "<b>|"])
def test_words_that_are_no_version_reach_neither_github_nor_the_outputs(
    package: Package, version: str
) -> None:
    package.proved()
    code, said = package.call("publish", version, "--passes", "passes")
    assert (code, "is no version such as 1.2.3" in said) == (1, True)
    assert package.state.requests == []
    assert not package.output.exists()


def test_notes_made_of_markdown_stay_words_in_the_summary(package: Package) -> None:
    evil = "```\n</details><script>alert(1)</script> | ![x](http://x)\n```"
    package.write("CHANGELOG.md", f"# Changelog\n\n## 1.2.3\n\n{evil}\n")
    package.committed("notes")
    package.sealed()
    package.proved()
    summary = package.folder / "dist" / ".summary.md"
    assert package.call(*PUBLISH, "--dry-run", GITHUB_STEP_SUMMARY=str(summary))[0] == 0
    fence = next(line for line in summary.read_text().splitlines() if line.startswith("````"))
    inside = summary.read_text().split(fence)
    assert any("<script>" in part for part in inside[1::2])
    assert not any("<script>" in part for part in inside[::2])


def test_a_package_without_a_changelog_is_not_released(package: Package) -> None:
    package.proved()
    (package.folder / "CHANGELOG.md").unlink()
    code, said = package.call(*PUBLISH)
    assert (code, "CHANGELOG.md has no section 1.2.3" in said) == (1, True)


def test_without_a_token_github_is_not_asked(package: Package) -> None:
    code, said = package.call(*PUBLISH, GITHUB_TOKEN="")
    assert (code, "GITHUB_TOKEN not set" in said, package.state.requests) == (2, True, [])


def test_a_github_that_does_not_answer_is_told(package: Package) -> None:
    code, said = package.call(*PUBLISH, GITHUB_API_URL="http://127.0.0.1:9")
    assert (code, "GitHub did not answer: GET" in said) == (3, True)
