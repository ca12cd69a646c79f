"""JUnit XML, as its many writers write it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from greenlane.gates.catalog import junit
from greenlane.model.finding import Severity
from greenlane.model.verdict import Answer
from tests.unit.gates.trial import Trial

SOURCES = {
    "tests/test_a.py": "def test_a(): ...\n",
    "src/test/java/org/example/FooTest.java": "class FooTest {}\n",
    "app/test/main_test.dart": "void main() {}\n",
    "web/sum.test.js": "test()\n",
}


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path / "p").write(SOURCES)


def read(trial: Trial, *reports: str | bytes, **options: Any) -> Answer:
    names = [f"build/{number}.xml" for number in range(len(reports))]
    trial.write(dict(zip(names, reports, strict=True)))
    return trial.examine(junit, junit.Options(reports=("build/*.xml",), **options))


def pytest_report(*cases: str, errors: int = 0, failures: int = 0, skipped: int = 0) -> str:
    return (
        f'<testsuites name="pytest tests"><testsuite name="pytest" errors="{errors}" failures="{failures}"'
        f' skipped="{skipped}" tests="{len(cases)}" timestamp="2026-11-21T08:00:00.1+01:00">'
        f"{''.join(cases)}</testsuite></testsuites>"
    )


OK = '<testcase classname="tests.test_a" name="test_ok"/>'
BAD = (
    '<testcase classname="tests.test_a" name="test_bad"><failure message="assert 1 == 2&#10;more">'
    "&gt; assert 1 == 2\nlib/elsewhere.py:9: in f\ntests/test_a.py:7: AssertionError</failure></testcase>"
)


def test_a_failure_is_high_and_stands_where_its_text_says(trial: Trial) -> None:
    (finding,) = read(trial, pytest_report(OK, BAD, failures=1)).findings
    assert (finding.rule, finding.severity, finding.place) == ("failure", Severity.HIGH, "tests/test_a.py:7")
    assert finding.message == "tests.test_a test_bad: assert 1 == 2 more"
    assert finding.trace[-1] == "tests/test_a.py:7: AssertionError"


def test_pytest_counts_lines_from_0_and_others_from_1(trial: Trial) -> None:
    case = '<testcase name="t" file="tests/test_a.py" line="6"><failure message="x"/></testcase>'
    assert read(trial, pytest_report(case, failures=1)).findings[0].line == 7
    other = f'<testsuite name="web" tests="1" failures="1">{case}</testsuite>'
    assert read(trial, other).findings[0].line == 6


def test_setup_and_teardown_errors_are_counted_as_pytest_counts_them(trial: Trial) -> None:
    both = '<testcase classname="tests.test_a" name="test_both">{}</testcase>'
    failed = both.format('<failure message="assert 0"/>')
    error = both.format('<error message="failed on teardown"/>')
    answer = read(trial, pytest_report(OK, failed, error, failures=1, errors=1))
    assert answer.unknown == ()
    assert [one.rule for one in answer.findings] == ["failure", "error"]
    assert (answer.looked_at, answer.facts["run more than once"]) == (2, "1")


def test_a_collection_error_is_found(trial: Trial) -> None:
    case = '<testcase classname="" name="tests.test_a"><error message="collection failure"/></testcase>'
    answer = read(trial, pytest_report(case, errors=1))
    assert [one.severity for one in answer.findings] == [Severity.HIGH]


def test_surefire_reruns_are_warnings_when_they_passed_at_last(trial: Trial) -> None:
    report = (
        '<testsuite name="org.example.FooTest" tests="2" errors="0" failures="1" skipped="0" flakes="1">'
        '<testcase classname="org.example.FooTest" name="flaky"><flakyFailure message="once" type="A">'
        "<stackTrace>at org.example.FooTest.flaky(FooTest.java:12)</stackTrace></flakyFailure></testcase>"
        '<testcase classname="org.example.FooTest" name="bad"><failure message="always" type="A">'
        "at org.example.FooTest.bad(FooTest.java:20)</failure><rerunFailure message='again'/></testcase>"
        "</testsuite>"
    )
    answer = read(trial, report)
    assert answer.unknown == ()
    flaky, bad = answer.findings
    assert (flaky.rule, flaky.severity) == ("flaky", Severity.WARNING)
    assert (bad.severity, bad.place) == (Severity.HIGH, "src/test/java/org/example/FooTest.java:20")


def test_nested_suites_of_jest_and_dart_are_read_whichever_way_they_count(trial: Trial) -> None:
    inner = (
        '<testsuite name="sum" tests="2" failures="1" errors="0" skipped="1" timestamp="2026-11-21T07:00:00">'
        '<testcase classname="sum adds" name="sum adds" file="web/sum.test.js"><failure>Error: no\n'
        "    at Object.&lt;anonymous&gt; (web/sum.test.js:5:15)</failure></testcase>"
        '<testcase classname="sum later" name="later"><skipped/></testcase></testsuite>'
    )
    whole = f'<testsuites name="jest tests" tests="2" failures="1" errors="0">{inner}</testsuites>'
    nested = f'<testsuite name="all" tests="2" failures="1">{inner}</testsuite>'
    own = f'<testsuite name="all" tests="0" failures="0">{inner}</testsuite>'
    for report in (whole, nested, own):
        answer = read(trial, report)
        assert answer.unknown == ()
        high, note = answer.findings
        assert (high.place, note.severity) == ("web/sum.test.js:5", Severity.NOTE)


def test_dart_names_are_placed_below_the_declared_folder(trial: Trial) -> None:
    report = (
        '<testsuites><testsuite name="main" tests="1" failures="1">'
        '<testcase classname="test.main_test" name="x">'
        "<failure message='no'>test/main_test.dart 12:5  main.&lt;fn&gt;</failure>"
        "</testcase></testsuite></testsuites>"
    )
    (finding,) = read(trial, report, folder="app").findings
    assert finding.place == "app/test/main_test.dart:12"


def test_shards_are_one_run_and_a_test_in_two_of_them_is_one_test(trial: Trial) -> None:
    other = OK.replace("test_ok", "test_other")
    answer = read(trial, pytest_report(OK, other), pytest_report(OK))
    assert (answer.looked_at, answer.unknown) == (2, ())
    assert answer.facts["run more than once"] == "1"


def test_a_test_that_fails_in_one_shard_and_passes_in_another_fails(trial: Trial) -> None:
    passed = OK.replace("test_ok", "test_bad")
    answer = read(trial, pytest_report(BAD, failures=1), pytest_report(passed))
    assert [one.severity for one in answer.findings] == [Severity.HIGH]


def test_declared_reruns_make_it_a_warning_unless_none_passed(trial: Trial) -> None:
    passed = OK.replace("test_ok", "test_bad")
    reports = (pytest_report(BAD, failures=1), pytest_report(passed))
    answer = read(trial, *reports, reruns=True)
    assert [(one.rule, one.severity) for one in answer.findings] == [("flaky", Severity.WARNING)]
    again = read(trial, reports[0], reports[0], reruns=True)
    assert [one.severity for one in again.findings] == [Severity.HIGH]


def test_skipped_tests_are_shown_and_counted(trial: Trial) -> None:
    skipped = OK.replace("/>", '><skipped message="no &lt;device&gt;"/></testcase>').replace("_ok", "_s")
    answer = read(trial, pytest_report(OK, skipped, skipped=1))
    assert answer.unknown == ()
    assert (answer.looked_at, answer.facts["skipped"]) == (1, "1")
    assert answer.findings[0].message == "tests.test_a test_s: no <device>"


def test_a_test_that_ran_somewhere_was_not_skipped(trial: Trial) -> None:
    skipped = OK.replace("/>", "><skipped/></testcase>")
    answer = read(trial, pytest_report(skipped, skipped=1), pytest_report(OK))
    assert (answer.findings, answer.unknown, answer.facts["skipped"]) == ((), (), "0")


def test_googletest_counts_disabled_tests_apart(trial: Trial) -> None:
    report = (
        '<testsuites tests="3" failures="0" disabled="1" errors="0">'
        '<testsuite name="S" tests="3" failures="0" disabled="1" skipped="1" errors="0">'
        '<testcase name="a" status="run" result="completed"/>'
        '<testcase name="b" status="notrun" result="suppressed"/>'
        '<testcase name="c" status="run" result="skipped"><skipped/></testcase></testsuite></testsuites>'
    )
    answer = read(trial, report)
    assert (answer.unknown, answer.looked_at, answer.facts["skipped"]) == ((), 1, "2")


def test_fewer_tests_than_the_declared_minimum_are_unknown(trial: Trial) -> None:
    assert read(trial, pytest_report(OK), minimum=2).unknown == ("1 tests ran; at least 2 must",)


def test_a_failure_of_the_suite_itself_is_found(trial: Trial) -> None:
    report = f'<testsuite name="S" tests="1" errors="1"><error message="cannot load"/>{OK}</testsuite>'
    answer = read(trial, report)
    assert (answer.unknown, [one.message for one in answer.findings]) == ((), ["S: cannot load"])


def test_a_suite_in_a_test_and_a_test_in_a_test_are_refused(trial: Trial) -> None:
    for inner in ('<testcase name="b"/>', '<testsuite name="b"/>'):
        report = f'<testsuite><testcase name="a">{inner}</testcase></testsuite>'
        assert "stands" in read(trial, report).unknown[0]


def test_suites_nested_beyond_reason_are_refused(trial: Trial) -> None:
    answer = read(trial, "<testsuite>" * 5000 + OK + "</testsuite>" * 5000)
    assert "stands where none belongs" in answer.unknown[0]


def test_latin_1_and_utf_16_are_read(trial: Trial) -> None:
    text = f'<testsuite tests="1">{OK.replace("test_ok", "prüfen")}</testsuite>'
    for encoding in ("iso-8859-1", "utf-16"):
        content = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
        assert read(trial, content).unknown == ()


def test_an_unknown_encoding_is_unknown(trial: Trial) -> None:
    assert "no XML" in read(trial, '<?xml version="1.0" encoding="klingon"?><testsuite/>').unknown[0]


def test_a_failure_without_a_text_or_a_name_is_not_lost(trial: Trial) -> None:
    report = '<testsuite tests="1" failures="1"><testcase><failure/></testcase></testsuite>'
    assert [one.message for one in read(trial, report).findings] == ["a test without a name"]


def test_a_failure_text_of_megabytes_without_a_space_is_no_trap(trial: Trial) -> None:
    case = BAD.replace("lib/elsewhere.py:9: in f", "x" * 5_000_000)
    assert len(read(trial, pytest_report(case, failures=1)).findings) == 1
