"""uv audit: its summary, its list, the lock and the service must tell the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates.catalog import uv_audit
from greenlane.model.errors import OutsideError
from greenlane.model.finding import Severity
from greenlane.model.gates import Called, Unreadable
from greenlane.model.verdict import Answer
from tests.conformance.specimens.uv_audit import CLEAN, DIRTY, RULE
from tests.standins.advisories import Mode, Service, serving
from tests.unit.gates.trial import Trial

CANARY = {"dependency": {"name": "jinja2", "version": "2.4.1"}, "id": "GHSA-462w-v97r-4m45"}
HOLE = {
    "dependency": {"name": "pyyaml", "version": "5.3"},
    "id": RULE,
    "fix_versions": ["5.4"],
    "summary": "s",
}


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with serving() as running:
        yield running


def said(*bad: dict[str, Any], count: Any = 2, adverse: Any = (), **summary: Any) -> str:
    told = {
        "audited_packages": count,
        "vulnerabilities": len(bad),
        "adverse_statuses": len(adverse),
    } | summary
    return json.dumps({"summary": told, "vulnerabilities": bad, "adverse_statuses": list(adverse)})


def saying(code: int, out: str, canary: str | None = None) -> Callable[..., Called]:
    """A uv that answers so about the project, and about the canary as it should, unless told otherwise."""

    def run(_name: str, _words: list[str], *, cwd: Path, **_more: Any) -> Called:
        if cwd.name == "canary":
            return Called(1 if canary is None else 0, canary or said(CANARY, count=1), "")
        return Called(code, out, "")

    return run


def looked(tmp_path: Path, service: Service | str, run: Callable[..., Called], files: Any = CLEAN) -> Answer:
    root = tmp_path / "p"
    root.mkdir()
    options = uv_audit.OPTIONS(service=service if isinstance(service, str) else service.url, timeout_s=30)
    return Trial(root).write(files).examine(uv_audit, options, run)


def test_as_many_packages_as_the_lock_holds_and_nothing_bad_is_an_answer(
    tmp_path: Path, service: Service
) -> None:
    answer = looked(tmp_path, service, saying(0, said()))
    assert (answer.findings, answer.looked_at, answer.unit, answer.unknown) == ((), 2, "packages", ())


def test_an_advisory_is_a_finding_at_its_line_in_the_lock(tmp_path: Path, service: Service) -> None:
    found = looked(tmp_path, service, saying(1, said(HOLE)), DIRTY).findings
    assert [(one.rule, one.severity, one.place) for one in found] == [(RULE, Severity.CRITICAL, "uv.lock:10")]


@pytest.mark.parametrize(("status", "ours"), [("quarantined", Severity.HIGH), ("archived", Severity.MEDIUM)])
@pytest.mark.parametrize("code", [0, 1])
def test_an_adverse_status_is_a_finding(
    tmp_path: Path, service: Service, status: str, ours: Severity, code: int
) -> None:
    told = {"name": "idna", "status": status, "reason": "gone"}
    found = looked(tmp_path, service, saying(code, said(adverse=[told]))).findings
    assert [(one.rule, one.severity, one.line) for one in found] == [(f"status-{status}", ours, 5)]


def test_fewer_packages_than_the_lock_holds_are_unknown(tmp_path: Path, service: Service) -> None:
    answer = looked(tmp_path, service, saying(0, said(count=1)))
    assert answer.unknown == ("uv.lock: uv audit looked at 1 of 2 packages",)


def test_what_the_service_names_and_uv_does_not_is_unknown(tmp_path: Path, service: Service) -> None:
    answer = looked(tmp_path, service, saying(0, said()), DIRTY)
    assert answer.unknown == (f"uv.lock: the service names {RULE} against pyyaml 5.3, and uv audit does not",)


def test_a_service_that_leaves_out_the_end_of_a_list_is_no_answer(tmp_path: Path, service: Service) -> None:
    with pytest.raises(OutsideError, match="did not answer about 2 packages"):
        looked(tmp_path, service.address(Mode.SHORT), saying(0, said()))


def test_a_service_that_knows_nothing_against_the_canary_is_not_believed(
    tmp_path: Path, service: Service
) -> None:
    with pytest.raises(Unreadable, match="knows nothing against jinja2"):
        looked(tmp_path, service, saying(0, said(), canary=said(count=1)))


@pytest.mark.parametrize(
    ("code", "out"),
    [
        (0, ""),
        (0, said()[:50]),
        (0, "[]"),
        (0, "{}"),
        (0, said(count=None)),
        (0, said(count=True)),
        (0, said(vulnerabilities=1)),
        (0, said(adverse_statuses=1)),
        (1, said()),
        (2, said()),
        (-6, said()),
        (0, said(HOLE)),
        (2, said(HOLE)),
        (1, said({"id": RULE})),
        (1, said({"dependency": {"name": "pyyaml"}})),
        (1, said(HOLE)),
    ],
)
def test_what_does_not_agree_is_no_answer(tmp_path: Path, service: Service, code: int, out: str) -> None:
    """The last one speaks of a release that the lock does not hold."""
    with pytest.raises(Unreadable):
        looked(tmp_path, service, saying(code, out))


def test_the_project_is_copied_without_its_settings_and_not_touched(tmp_path: Path, service: Service) -> None:
    calls: list[tuple[list[str], Path]] = []

    def run(name: str, words: list[str], *, cwd: Path, **more: Any) -> Called:
        calls.append((words, cwd))
        return saying(0, said())(name, words, cwd=cwd, **more)

    looked(tmp_path, service, run)
    words, folder = calls[-1]
    assert {"--frozen", "--no-config"} <= set(words)
    assert not folder.is_relative_to(tmp_path / "p")
    assert sorted(path.name for path in (tmp_path / "p").iterdir()) == ["pyproject.toml", "uv.lock"]


def test_variables_that_would_leave_out_groups_are_taken_away(tmp_path: Path, service: Service) -> None:
    given: list[dict[str, str]] = []

    def run(name: str, words: list[str], *, cwd: Path, environment: dict[str, str], **_more: Any) -> Called:
        given.append(environment)
        return saying(0, said())(name, words, cwd=cwd)

    root = tmp_path / "p"
    root.mkdir()
    options = uv_audit.OPTIONS(service=service.url)
    Trial(root).write(CLEAN).examine(uv_audit, options, run, environment={"UV_NO_DEV": "1"})
    assert given[-1]["UV_NO_DEV"] == "0"
