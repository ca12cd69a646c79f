"""Results of legs as the gate meets them: what is not exactly what was asked for is told."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from greenlane.model.leg import Ending, JobResult, LegResult
from greenlane.model.plan import Plan
from greenlane.planner import leg_results
from greenlane.planner.leg_reading import Legs, results
from greenlane.planner.leg_results import NoResult, reports_of
from tests.unit.planner.deciding import a_job, decided, declared

PLAN_SHA = "5" * 64
TEXT = b"<testsuite/>"
SHA = hashlib.sha256(TEXT).hexdigest()
JOBS = (a_job("tests", reports=("out/*",), alone=True), a_job("lint", alone=True))


def plan() -> Plan:
    made = decided(declared(*JOBS))
    assert {group.name for group in made.groups} == {"tests", "lint"}
    return made


def a_result(leg: str = "tests", **changes: Any) -> LegResult:
    reports = {"out/a.xml": SHA} if leg == "tests" else {}
    one = JobResult(Ending.SUCCESS, 1.5, 3, 0, reports, "")
    return LegResult(**({"leg": leg, "commit": "c1", "plan": PLAN_SHA, "jobs": {leg: one}} | changes))


def laid(folder: Path, *found: LegResult) -> Legs:
    """What is read after legs left these."""
    for number, one in enumerate(found):
        place = folder / str(number)
        place.mkdir(parents=True)
        leg_results.write(place, one)
        for name, job in one.jobs.items():
            for digest in job.reports.values():
                report = reports_of(place, name) / digest
                report.parent.mkdir(parents=True, exist_ok=True)
                report.write_bytes(TEXT)
    return results(folder, plan(), PLAN_SHA, JOBS)


def test_what_a_leg_wrote_is_what_the_gate_reads(tmp_path: Path) -> None:
    assert laid(tmp_path, a_result(), a_result("lint")).jobs == {
        "tests": a_result().jobs["tests"],
        "lint": a_result("lint").jobs["lint"],
    }


def test_a_result_in_the_folder_itself_is_read_too(tmp_path: Path) -> None:
    leg_results.write(tmp_path, a_result("lint"))
    assert set(results(tmp_path, plan(), PLAN_SHA, JOBS).jobs) == {"lint"}


def test_no_folder_is_no_result(tmp_path: Path) -> None:
    assert results(tmp_path / "none", plan(), PLAN_SHA, JOBS) == Legs({}, {}, ())


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"leg": "other"}, "there is a result of a leg 'other', which is not planned"),
        ({"leg": "x\n::error::"}, r"there is a result of a leg 'x\n::error::', which is not planned"),
        ({"plan": "6" * 64}, "leg tests ran another plan"),
        ({"commit": "c2"}, "leg tests ran on commit c2, and the plan is of c1"),
        (
            {"jobs": {"lint": a_result("lint").jobs["lint"]}},
            "leg tests has results of lint, which it does not run",
        ),
    ],
)
def test_a_result_of_something_else_is_a_fault_and_counts_for_nothing(
    tmp_path: Path, changes: dict[str, Any], fault: str
) -> None:
    found = laid(tmp_path, a_result(**changes))
    assert (found.jobs, found.faults) == ({}, (fault,))


def test_two_results_of_a_leg_are_a_fault(tmp_path: Path) -> None:
    assert laid(tmp_path, a_result(), a_result()).faults == ("leg tests has more than one result",)


@pytest.mark.parametrize(
    ("reports", "why"),
    [
        ({}, "it left no report out/*"),
        ({"out/a.xml": "0" * 64}, "its report out/a.xml is not what the job left"),
        ({"out/a.xml": "../../../secret"}, "its report 'out/a.xml' is no file of the repository"),
        ({"out/../../a": SHA}, "its report 'out/../../a' is no file of the repository"),
        ({"/etc/passwd": SHA}, "its report '/etc/passwd' is no file of the repository"),
        ({".git/config": SHA}, "its report '.git/config' is no file of the repository"),
        ({"out/a\n.xml": SHA}, r"its report 'out/a\n.xml' is no file of the repository"),
        ({"src/main.py": SHA}, "its report src/main.py is none that it declares"),
    ],
)
def test_a_success_whose_reports_are_amiss_is_a_failure(
    tmp_path: Path, reports: dict[str, str], why: str
) -> None:
    job = JobResult(Ending.SUCCESS, 1.0, None, 0, reports, "")
    place = tmp_path / "leg"
    (reports_of(place, "tests")).mkdir(parents=True)
    for digest in reports.values():
        if len(digest) == 64:
            (reports_of(place, "tests") / digest).write_bytes(TEXT)
    leg_results.write(place, a_result(jobs={"tests": job}))
    found = results(tmp_path, plan(), PLAN_SHA, JOBS).jobs["tests"]
    assert (found.result, found.reason) == (Ending.FAILURE, why)


def test_a_success_without_a_test_is_a_failure(tmp_path: Path) -> None:
    job = JobResult(Ending.SUCCESS, 1.0, 0, 0, {"out/a.xml": SHA}, "")
    found = laid(tmp_path, a_result(jobs={"tests": job})).jobs["tests"]
    assert (found.result, found.reason) == (Ending.FAILURE, "it ran no test")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text[:-20], "no JSON, or half of it"),
        (lambda _: "[" * 100_000, "no JSON, or half of it"),
        (lambda _: "[]", "it is no greenlane-leg"),
        (lambda text: text.replace('"schema":1', '"schema":2'), "its schema is not 1"),
        (lambda text: text.replace('"success"', '"passed"'), "expected one of"),
        (lambda text: text.replace('"exit":0', '"exit":"0"'), "exit"),
        (lambda text: text.replace('"exit":0,', ""), "exit"),
        (lambda text: text.replace('"exit":0', '"exit":0,"more":1'), "more"),
    ],
)
def test_a_result_that_was_not_written_so_is_refused(tmp_path: Path, change: Any, why: str) -> None:
    leg_results.write(tmp_path, a_result("lint"))
    path = tmp_path / leg_results.FILE
    path.write_text(change(path.read_text()))
    with pytest.raises(NoResult, match="the result of a leg cannot be read") as refused:
        leg_results.read(path)
    assert why in refused.value.what
    assert len(results(tmp_path, plan(), PLAN_SHA, JOBS).faults) == 1
