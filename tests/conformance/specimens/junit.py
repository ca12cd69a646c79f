"""JUnit XML."""

from __future__ import annotations

from tests.conformance.specimens.changes import REPORT_WAYS, replaced, written

REPORT = "build/junit.xml"
SOURCES = {"tests/test_a.py": "def test_a():\n    assert 1\n"}
OPTIONS = {"reports": ["build/*.xml"]}
CASE = '<testcase classname="tests.test_a" name="test_a" file="tests/test_a.py" line="0" time="0.1"/>'
FAILED = CASE.replace(
    "/>", '><failure message="assert 0">tests/test_a.py:2: AssertionError</failure></testcase>'
)
SKIPPED = CASE.replace("/>", '><skipped message="later"/></testcase>')


def report(*cases: str, tests: int | None = None, failures: int = 0, skipped: int = 0, more: str = "") -> str:
    """A report as pytest writes it."""
    count = len(cases) if tests is None else tests
    return (
        '<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests">'
        f'<testsuite name="pytest" errors="0" failures="{failures}" skipped="{skipped}" tests="{count}">'
        f"{more}{''.join(cases)}</testsuite></testsuites>"
    )


DIRTY = {**SOURCES, REPORT: report(FAILED, failures=1)}
RULE = "failure"
CLEAN = {**SOURCES, REPORT: report(CASE)}

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><testsuite tests="1"><testcase name="&c;"/></testsuite>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<testsuite tests="1"><testcase name="&x;"/></testsuite>'
)
BLIND = {
    **REPORT_WAYS(REPORT),
    "no test": written(REPORT, report()),
    "no test, says a suite that holds nothing": written(REPORT, "<testsuites/>"),
    "all are skipped": written(REPORT, report(SKIPPED, skipped=1)),
    "the totals say more tests": written(REPORT, report(CASE, tests=2)),
    "the totals say fewer tests": written(REPORT, report(CASE, CASE.replace("test_a", "test_b"), tests=1)),
    "the totals tell of a failure that is not there": written(REPORT, report(CASE, failures=1)),
    "the totals tell of a skip that is not there": written(REPORT, report(CASE, skipped=1)),
    "the totals are no numbers": replaced(REPORT, 'tests="1"', 'tests="many"'),
    "billion laughs": written(REPORT, LAUGHS),
    "an entity from outside": written(REPORT, OUTSIDE),
    "other XML": written(REPORT, '<?xml version="1.0"?><coverage line-rate="1"/>'),
    "two reports in one file": written(REPORT, "<testsuites/><testsuites/>"),
    "of another project": replaced(REPORT, 'file="tests/test_a.py"', 'file="other/test_b.py"'),
    "of a file outside": replaced(REPORT, 'file="tests/test_a.py"', 'file="/etc/test_b.py"'),
    "of another commit": written(
        REPORT, report(CASE, more=f'<properties><property name="commit" value="{"0" * 40}"/></properties>')
    ),
    "of last year": replaced(REPORT, "<testsuite name", '<testsuite timestamp="2025-11-20T10:00:00" name'),
    "one shard failed": written("build/junit-2.xml", report(FAILED, failures=1)),
    "one shard is broken": written("build/junit-2.xml", report(CASE)[:-20]),
    "a failure that only an attribute tells": replaced(REPORT, "<testcase ", '<testcase status="failed" '),
}
