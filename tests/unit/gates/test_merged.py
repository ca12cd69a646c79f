"""Reports of several jobs: what each is, whether a gate reads it, and what nobody has left."""

from __future__ import annotations

import pytest

from greenlane.gates import merged
from greenlane.gates.catalog.coverage import Options as CoverageOptions
from greenlane.gates.catalog.junit import Options as JunitOptions
from greenlane.model.gates import DeclaredTool, Gates

JUNIT = b'<testsuite><testcase name="a"/></testsuite>'
LCOV = b"TN:\nSF:a.py\nDA:1,1\nend_of_record\n"
COBERTURA = b'<coverage line-rate="1"></coverage>'
DECLARED = Gates(tools=(DeclaredTool("coverage", CoverageOptions(reports=("out/*.info", "lcov.info"))),))


@pytest.mark.parametrize(
    ("path", "data", "kind"),
    [
        ("out/a.xml", JUNIT, "junit"),
        ("out/lcov.info", LCOV, "coverage"),
        ("out/odd.txt", LCOV, "coverage"),
        ("coverage.json", b'{"half', "coverage"),
        (".greenlane/reports/unit.coverage.json", b"", "coverage"),
        ("coverage.xml", COBERTURA, "coverage"),
        ("app/coverage/lcov.info", b"SF:", "coverage"),
        ("out/unit.junit.xml", b"<testsui", "junit"),
        ("target/TEST-a.b.C.xml", b"", "junit"),
        ("coverage.json.greenlane.json", b"{}", None),
        ("out/report.json", b'{"verdict": "fail"}', None),
        ("out/page.html", b"<html></html>", None),
        ("out/notes.xml", b"<notes/>", None),
    ],
)
def test_a_report_is_what_it_holds_and_a_broken_one_what_its_name_says(
    path: str, data: bytes, kind: str | None
) -> None:
    assert merged.kind(path, data) == kind


def test_without_a_declaration_every_report_is_read() -> None:
    assert merged.is_wanted(Gates(), "coverage", "anywhere/lcov.info")
    assert merged.lost(Gates(), "coverage", []) == ()


def test_a_declaration_says_which_are_read_and_what_is_lost() -> None:
    assert merged.is_wanted(DECLARED, "coverage", "out/a.info")
    assert not merged.is_wanted(DECLARED, "coverage", "old/a.info")
    assert merged.lost(DECLARED, "coverage", ["out/a.info"]) == ("lcov.info",)


def test_a_tool_that_is_switched_off_reads_none() -> None:
    assert not merged.is_wanted(Gates(off={"junit": "not now"}), "junit", "a.junit.xml")


def test_the_gates_read_exactly_what_was_laid_with_all_else_as_declared() -> None:
    options = JunitOptions(reports=("out/*.xml",), minimum=7, reruns=True)
    gates = Gates(tools=(DeclaredTool("junit", options), *DECLARED.tools))
    found = merged.reading(gates, {"junit": ["out/a.xml", "out/b.xml"]})
    by_name = {one.name: one.options for one in found.tools}
    assert by_name["coverage"] == DECLARED.tools[0].options
    junit = by_name["junit"]
    assert (junit.reports, junit.minimum, junit.reruns) == (("out/a.xml", "out/b.xml"), 7, True)
    assert junit.max_age == merged.LONGEST_S
