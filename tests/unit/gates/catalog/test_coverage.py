"""The coverage gate: all languages, exact limits, and never green for what it did not see."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from greenlane.edges.git import Repository
from greenlane.gates.catalog import coverage
from greenlane.gates.coverage import ratchet, stamps
from greenlane.gates.coverage.limits import scopes
from greenlane.model.finding import Severity
from greenlane.model.gates import Unreadable
from greenlane.model.verdict import Answer
from tests.unit.gates.coverage.reports import cobertura, coveragepy, lcov
from tests.unit.gates.trial import ENVIRONMENT, Trial

SOURCES = {
    "server/a.py": "a = 1\nb = 2\nc = 3\nd = 4\n",
    "lib/a.dart": "int f() {\n  return 1;\n}\nint g() => 2;\n",
    "web/a.ts": "export const a = 1\nexport const b = 2\n",
    ".gitignore": "coverage*\n",
}
PYTHON = {"server/a.py": {1: 1, 2: 1, 3: 1, 4: 1}}
DART = {"lib/a.dart": {2: 1, 4: 1}}
WEB = {"web/a.ts": {1: 1, 2: 1}}
REPORTS = {
    "coverage.json": coveragepy(PYTHON),
    "coverage/lcov.info": lcov(DART),
    "coverage/web.xml": cobertura(WEB),
}
ALL = ("coverage.json", "coverage/lcov.info", "coverage/web.xml")


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    root = tmp_path / "project"
    root.mkdir()
    trial = Trial(root).write(SOURCES)
    trial.commit()
    return trial.write(REPORTS)


def options(**given: Any) -> coverage.Options:
    return coverage.Options(**({"reports": ALL} | given))


def judged(trial: Trial, base: str | None = None, **given: Any) -> Answer:
    return trial.examine(coverage, options(**given), base=base)


def rules(answer: Answer) -> list[str]:
    return [one.rule for one in answer.findings]


def test_three_languages_and_formats_are_one_answer(trial: Trial) -> None:
    answer = judged(trial)
    assert (answer.findings, answer.unknown) == ((), ())
    assert answer.coverage
    assert [one.path for one in answer.coverage.files] == ["lib/a.dart", "server/a.py", "web/a.ts"]
    assert answer.looked_at == 3
    assert answer.facts["total"] == "100 % (8 of 8)"


def test_eighty_percent_passes_and_one_line_less_fails(trial: Trial) -> None:
    trial.write({"server/a.py": "x = 1\n" * 10})
    for covered, expected in ((10, []), (9, ["coverage-total"])):
        lines = {line: int(line <= covered) for line in range(1, 11)}
        files = {"coverage.json": coveragepy({"server/a.py": lines})}
        files["coverage/lcov.info"] = lcov({"lib/a.dart": {2: 1, 4: 0}})
        files["coverage/web.xml"] = cobertura({"web/a.ts": {1: 0, 2: 0}})
        answer = judged(trial.write(files), total=78.5)
        share = 11 - (10 - covered)
        assert answer.facts["total"].endswith(f"({share} of 14)")
        assert rules(answer) == expected


def test_shards_are_united(trial: Trial) -> None:
    trial.write(
        {
            "coverage.json": coveragepy({"server/a.py": {1: 1, 2: 1, 3: 0, 4: 0}}),
            "coverage.2.json": coveragepy({"server/a.py": {1: 1, 2: 0, 3: 1, 4: 1}}),
        }
    )
    answer = judged(trial, reports=("coverage*.json", *ALL[1:]))
    assert (answer.findings, answer.unknown) == ((), ())
    assert answer.coverage
    assert answer.coverage.files[1].lines == {1: 2, 2: 1, 3: 1, 4: 1}


def test_a_file_that_no_report_holds_counts_as_uncovered(trial: Trial) -> None:
    trial.write({"server/b.py": "x = 1\ny = 2\n", "lib/b.dart": "int f() => 1;\n", "web/b.ts": "x()\n"})
    trial.write(REPORTS)
    answer = judged(trial)
    assert answer.unknown == ()
    assert answer.facts["total"] == "66.666 % (8 of 12)"
    assert answer.facts["files that no report holds"].startswith("3: lib/b.dart; server/b.py; web/b.ts")
    assert answer.coverage
    assert [one.path for one in answer.coverage.files if not one.is_reported] == [
        "lib/b.dart",
        "server/b.py",
        "web/b.ts",
    ]
    (finding,) = answer.findings
    assert (finding.rule, finding.path, finding.severity) == ("coverage-total", "server/b.py", Severity.HIGH)


def test_generated_files_and_tests_do_not_count_reported_or_not(trial: Trial) -> None:
    trial.write(
        {"lib/a.g.dart": "int f() => 1;\n", "tests/test_a.py": "x = 1\n", "server/a_pb2.py": "x = 1\n"}
    )
    trial.write(REPORTS | {"coverage/lcov.info": lcov(DART | {"lib/a.g.dart": {1: 0}})})
    answer = judged(trial, exclude=("web/**",))
    assert (answer.findings, answer.unknown) == ((), ())
    assert answer.facts["total"] == "100 % (6 of 6)"
    assert answer.facts["files left out of reports"] == "1 exclude, 1 generated"


def test_declared_sources_are_what_counts(trial: Trial) -> None:
    trial.write({"scripts/x.py": "x = 1\n"}).write(REPORTS)
    answer = judged(trial, source=("server/**", "lib/**"))
    assert (answer.findings, answer.unknown) == ((), ())
    assert answer.facts["total"] == "100 % (6 of 6)"
    assert answer.facts["files left out of reports"] == "1 outside source"


def test_an_include_wins_over_a_rule(trial: Trial) -> None:
    trial.write({"server/test/a.py": "x = 1\n"}).write(REPORTS)
    assert judged(trial).facts["total"] == "100 % (8 of 8)"
    assert judged(trial, include=("server/test/**",)).facts["total"] == "88.888 % (8 of 9)"


def test_a_component_has_a_limit_of_its_own(trial: Trial) -> None:
    trial.components = {"api": ("server/**",), "app": ("lib/**",)}
    trial.write({"coverage.json": coveragepy({"server/a.py": {1: 1, 2: 1, 3: 1, 4: 0}})})
    answer = judged(trial, components={"api": 76, "app": 100})
    assert rules(answer) == ["coverage-component"]
    assert answer.findings[0].path == "server/a.py"
    assert answer.findings[0].line == 4
    assert judged(trial, components={"api": 75, "app": 100}).findings == ()


def test_changed_lines_are_held_against_their_own_limit(trial: Trial) -> None:
    base = trial.git("rev-parse", "HEAD")
    trial.write({"server/a.py": "a = 1\n# c\nc = 9\nd = 9\ne = 9\n"})
    trial.write(REPORTS | {"coverage.json": coveragepy({"server/a.py": {1: 1, 3: 1, 4: 0, 5: 0}})})
    answer = judged(trial, base, total=None, patch=50)
    assert answer.coverage
    assert answer.coverage.patch == {"server/a.py": {3: 1, 4: 0, 5: 0}}
    assert rules(answer) == ["coverage-patch", "coverage-changed-lines"]
    assert answer.findings[1].message.endswith("4-5")
    assert rules(judged(trial, base, total=None, patch=33.3)) == ["coverage-changed-lines"]


def test_a_changed_file_that_no_report_holds_is_an_uncovered_change(trial: Trial) -> None:
    base = trial.git("rev-parse", "HEAD")
    trial.write({"server/b.py": "x = 1\ny = 2\n"}).write(REPORTS)
    answer = judged(trial, base, total=0, patch=80)
    assert rules(answer) == ["coverage-patch", "coverage-changed-lines"]
    assert answer.findings[0].path == "server/b.py"


def test_without_a_base_the_patch_is_not_judged_and_that_is_said(trial: Trial) -> None:
    answer = judged(trial, patch=100)
    assert answer.findings == ()
    assert answer.facts["patch"] == "no base to compare with"


@pytest.mark.parametrize("given", [{"total": -1}, {"total": 101}, {"tolerance": -0.1}, {"patch": 1e9}])
def test_a_limit_that_is_no_percentage_is_no_limit_that_holds(trial: Trial, given: Any) -> None:
    base = trial.git("rev-parse", "HEAD")
    with pytest.raises(Unreadable, match="is no percentage"):
        judged(trial, base, **given)


# the ratchet


def kept(trial: Trial, covered: int, total: int, scope: str = "total") -> None:
    trial.write(
        {ratchet.FILE: json.dumps({"schema": 1, "scopes": {scope: {"covered": covered, "total": total}}})}
    )


def test_below_the_ratchet_is_red_and_at_it_is_green(trial: Trial) -> None:
    trial.write({"coverage.json": coveragepy({"server/a.py": {1: 1, 2: 1, 3: 1, 4: 0}})})
    kept(trial, 7, 8)
    assert judged(trial).findings == ()
    kept(trial, 876, 1000)
    assert rules(judged(trial)) == ["coverage-ratchet"]
    assert judged(trial, tolerance=0.1).findings == ()
    assert judged(trial, ratchet="").findings == ()


def test_a_change_cannot_lower_or_remove_the_ratchet_of_its_base(trial: Trial) -> None:
    kept(trial, 1, 1)
    base = trial.commit()
    trial.write({"coverage.json": coveragepy({"server/a.py": {1: 1, 2: 1, 3: 1, 4: 0}})})
    kept(trial, 1, 2)
    assert rules(judged(trial, base)) == ["coverage-ratchet"]
    (trial.root / ratchet.FILE).unlink()
    assert rules(judged(trial, base)) == ["coverage-ratchet"]


def test_what_moves_the_ratchet_is_what_the_gate_counted(trial: Trial) -> None:
    trial.components = {"api": ("server/**",)}
    answer = judged(trial)
    assert answer.coverage
    moved = ratchet.move(trial.root / ratchet.FILE, answer.coverage, trial.components)
    assert len(moved) == 2
    again = judged(trial)
    assert again.findings == ()
    assert again.facts["limit: ratchet"] == "100 % (8 of 8), wanted 100 %"
    assert again.coverage
    assert scopes(again.coverage.files, trial.components) == ratchet.parse(
        (trial.root / ratchet.FILE).read_bytes()
    )


# never green for what it did not see


def rewrite(name: str, change: Callable[[bytes], bytes]) -> Callable[[Trial], object]:
    return lambda trial: trial.write({name: change((trial.root / name).read_bytes())})


def touched(trial: Trial, name: str = "server/a.py") -> None:
    later = (trial.root / "coverage.json").stat().st_mtime_ns + 10**9
    os.utime(trial.root / name, ns=(later, later))


def a_test_touched(trial: Trial) -> None:
    trial.write({"tests/test_a.py": "def test_a(): ...\n"})
    touched(trial, "tests/test_a.py")


def replaced(trial: Trial, made: Callable[[Path], None]) -> None:
    (trial.root / "coverage.json").unlink()
    made(trial.root / "coverage.json")


BLIND: Mapping[str, tuple[Callable[[Trial], object], str]] = {
    "absent": (lambda trial: (trial.root / "coverage.json").unlink(), "is not there"),
    "empty": (rewrite("coverage.json", lambda _: b""), "it is empty"),
    "cut in half": (rewrite("coverage.json", lambda data: data[: len(data) // 2]), "no whole JSON"),
    "lcov cut in half": (rewrite("coverage/lcov.info", lambda data: data[:-15]), "cut off"),
    "XML cut in half": (rewrite("coverage/web.xml", lambda data: data[: len(data) // 2]), "no whole XML"),
    "zero files": (rewrite("coverage.json", lambda _: coveragepy({}).encode()), "no line of any file"),
    "no test ran": (
        rewrite("coverage.json", lambda _: coveragepy({"server/a.py": {1: 0}}).encode()),
        "not one line ran",
    ),
    "from another path": (
        rewrite("coverage.json", lambda data: data.replace(b"server/a.py", b"/ci/x/server/a.py")),
        "lies outside the project",
    ),
    "from another root in XML": (
        rewrite("coverage/web.xml", lambda _: cobertura(WEB, source="/ci/x").encode()),
        "lies outside the project",
    ),
    "a file that is gone": (
        rewrite("coverage/lcov.info", lambda data: data + lcov({"lib/b.dart": {1: 1}}).encode()),
        "lib/b.dart is not there",
    ),
    "a line beyond the end": (
        rewrite("coverage.json", lambda _: coveragepy({"server/a.py": {1: 1, 5: 1}}).encode()),
        "has 4 lines",
    ),
    "a blank line": (
        lambda trial: trial.write({"server/a.py": "a = 1\n\nc = 3\nd = 4\n"}).write(REPORTS),
        "blank or a comment",
    ),
    "a comment": (
        lambda trial: trial.write({"lib/a.dart": "int f() {\n  // x\n}\nint g() => 2;\n"}).write(REPORTS),
        "blank or a comment",
    ),
    "a source changed since": (touched, "older than server/a.py"),
    "a test changed since": (a_test_touched, "older than tests/test_a.py"),
    "a directory": (lambda trial: replaced(trial, Path.mkdir), "is not there"),
    "a loop of links": (lambda trial: replaced(trial, lambda path: path.symlink_to(path)), "coverage.json"),
    "a ratchet that is broken": (
        lambda trial: trial.write({ratchet.FILE: '{"schema": 1'}).write(REPORTS),
        "greenlane-coverage.json: it is no whole JSON",
    ),
    "a ratchet of a scope nobody declares": (
        lambda trial: kept(trial, 1, 2, "component gone"),
        "component gone, which gates.components does not declare",
    ),
}


@pytest.mark.parametrize("way", BLIND)
def test_what_was_not_seen_is_unknown(trial: Trial, way: str) -> None:
    blind, why = BLIND[way]
    blind(trial)
    answer = judged(trial)
    assert any(why in line for line in answer.unknown), answer.unknown


def test_a_language_without_any_report_is_unknown_by_name(trial: Trial) -> None:
    answer = judged(trial, reports=ALL[:1])
    assert answer.unknown == (
        "Dart: no report holds any of its 1 files (lib/a.dart)",
        "JavaScript: no report holds any of its 1 files (web/a.ts)",
    )


def test_branches_that_are_asked_for_must_have_been_measured(trial: Trial) -> None:
    (line,) = judged(trial, branches=("Python",)).unknown
    assert line.startswith("Python: its branches are asked for")
    branches = {"server/a.py": {(1, 2): 1, (1, -1): 1}}
    trial.write({"coverage.json": coveragepy(PYTHON, branches=branches)})
    assert judged(trial, branches=("Python",)).unknown == ()
    trial.write({"coverage.2.json": coveragepy(PYTHON)})
    assert judged(trial, branches=("Python",), reports=("coverage.2.json", *ALL)).unknown


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"reports": ("none/*.json",)}, "reports: none/*.json matches no file"),
        ({"reports": ("../x.json",)}, "lies outside the project"),
        ({"source": ("nowhere/**",)}, "source: nowhere/** matches no file"),
        ({"components": {"gone": 80}}, "gone has a limit, and gates.components does not declare it"),
        ({"components": {"docs": 80}}, "docs has a limit, and holds no line that could run"),
        ({"total": None, "patch": 80}, "no limit applies"),
        ({"exclude": ("**",)}, "there is no line whose coverage could be counted"),
    ],
)
def test_a_declaration_that_leads_to_nothing_is_unknown(trial: Trial, given: Any, why: str) -> None:
    trial.components = {"docs": ("docs/**",)}
    answer = judged(trial, **given)
    assert any(why in line for line in answer.unknown), answer.unknown


def test_an_undeclared_project_without_a_report_is_asked_and_unknown(tmp_path: Path) -> None:
    trial = Trial(tmp_path).write({"a.py": "x = 1\n"})
    context = trial.context(coverage.Options())
    assert coverage.files(context.options, context.tree) == ("a.py",)
    assert any("there is no report" in line for line in trial.examine(coverage).unknown)


def test_a_project_in_no_language_of_ours_is_none_of_its_business(tmp_path: Path) -> None:
    trial = Trial(tmp_path).write({"README.md": "x\n", "tests/a.py": "x = 1\n"})
    context = trial.context(coverage.Options())
    assert coverage.files(context.options, context.tree) == ()


def test_reports_are_found_at_their_usual_places_and_the_same_run_is_taken_once(trial: Trial) -> None:
    trial.write({"coverage.xml": cobertura(PYTHON), "lcov.info": lcov(DART)})
    context = trial.context(coverage.Options())
    found = set(coverage.files(context.options, context.tree))
    assert found & {"coverage.json", "coverage.xml", "coverage/lcov.info", "lcov.info"} == {
        "coverage.json",
        "coverage/lcov.info",
    }


def test_what_the_sessions_left_takes_the_place_of_python_s_report_only(trial: Trial) -> None:
    ours = ".greenlane/reports/tests.coverage.json"
    (trial.root / ours).parent.mkdir(parents=True)
    trial.write({ours: coveragepy(PYTHON)})
    context = trial.context(coverage.Options())
    found = [name for name in coverage.files(context.options, context.tree) if name not in SOURCES]
    assert found == [ours, "coverage/lcov.info"]


# stamps


def stamped(trial: Trial, name: str = "coverage.json") -> None:
    repository = Repository.find(trial.root, ENVIRONMENT)
    assert repository
    report = trial.root / name
    stamps.stamp(report, stamps.state_without(repository, [report]))


def test_a_stamp_proves_a_report_that_looks_older_than_its_files(trial: Trial) -> None:
    for name in ALL:
        stamped(trial, name)
    touched(trial)
    answer = judged(trial)
    assert answer.unknown == ()
    assert answer.facts["proved by a stamp"] == "3 of 3 reports"


def test_a_stamp_holds_where_git_does_not_ignore_reports(trial: Trial) -> None:
    trial.write({".gitignore": ""})
    trial.commit()
    trial.write({"coverage.json": REPORTS["coverage.json"] + "\n"})
    stamped(trial)
    assert judged(trial).unknown == ()


def test_outside_git_a_stamp_of_a_commit_does_not_hold(trial: Trial) -> None:
    stamped(trial)
    shutil.rmtree(trial.root / ".git")
    assert any("it is of commit" in line for line in judged(trial).unknown)


WRONG: Mapping[str, tuple[Callable[[Trial], object], str]] = {
    "another commit": (lambda trial: trial.commit(), "it is of commit"),
    "other files": (lambda trial: trial.write({"server/new.txt": "x"}), "the work tree is not the one"),
    "another report": (
        lambda trial: trial.write({"coverage.json": REPORTS["coverage.json"] + " "}),
        "not the report",
    ),
    "a broken stamp": (lambda trial: trial.write({"coverage.json.greenlane.json": "{"}), "cannot be read"),
    "a strange stamp": (
        lambda trial: trial.write({"coverage.json.greenlane.json": "{}"}),
        "not one that greenlane",
    ),
}


@pytest.mark.parametrize("way", WRONG)
def test_a_stamp_that_does_not_match_is_unknown(trial: Trial, way: str) -> None:
    stamped(trial)
    blind, why = WRONG[way]
    blind(trial)
    answer = judged(trial)
    assert any(line.startswith("coverage.json: ") and why in line for line in answer.unknown), answer.unknown


# odd input


@pytest.mark.parametrize(
    "name", ["server/a\nb.py", "server/<script>alert(1)<script>.py", "server/a,b|c.py", "server/ä.py"]
)
def test_an_odd_name_is_counted_like_any_other(trial: Trial, name: str) -> None:
    trial.write({name: "x = 1\n"}).write(REPORTS | {"coverage.json": coveragepy({**PYTHON, name: {1: 1}})})
    answer = judged(trial)
    assert answer.unknown == ()
    assert answer.coverage
    assert name in [one.path for one in answer.coverage.files]


@pytest.mark.parametrize(("count", "unknown"), [(3, False), (4, True)])
def test_a_report_of_every_line_may_hold_blank_ones_but_no_line_more(
    trial: Trial, count: int, unknown: bool
) -> None:
    trial.write({"web/a.ts": "a()\n\n// x\n"})
    trial.write(
        REPORTS | {"coverage/web.xml": cobertura({"web/a.ts": dict.fromkeys(range(1, count + 1), 1)})}
    )
    assert bool(judged(trial).unknown) == unknown


def test_files_without_a_line_to_run_are_not_coverage(tmp_path: Path) -> None:
    trial = Trial(tmp_path).write({"a/__init__.py": "", "tests/t.py": "x = 1\n"})
    trial.write({"coverage.json": coveragepy({"a/__init__.py": {}, "tests/t.py": {1: 1}})})
    assert "there is no line whose coverage could be counted" in trial.examine(coverage).unknown


def test_the_same_name_twice_in_json_hides_nothing(trial: Trial) -> None:
    """JSON keeps the last of two equal keys; the totals tell that one is gone."""
    text = coveragepy({"server/a.py": {1: 1, 2: 1, 3: 1, 4: 1}, "server/b.py": {1: 0, 2: 0}})
    trial.write({"coverage.json": text.replace("server/b.py", "server/a.py")})
    assert any("its totals" in line for line in judged(trial).unknown)
