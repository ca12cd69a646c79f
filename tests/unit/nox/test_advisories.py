"""What pip-audit says is judged: silence is unknown, never green."""

from __future__ import annotations

import json
from typing import Any

import pytest

from greenlane.nox.advisories import judge


def said(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(dependencies), "fixes": []})


GOOD = {"name": "six", "version": "1.17.0", "vulns": []}
BAD = {"name": "old", "version": "1", "vulns": [{"id": "PYSEC-1"}, {"id": "GHSA-2"}]}
SKIPPED = {"name": "gone", "skip_reason": "service unreachable"}


def test_all_looked_at_and_nothing_known_passes() -> None:
    assert judge(said(GOOD), "").outcome == "pass"


def test_an_advisory_fails_and_is_named() -> None:
    verdict = judge(said(GOOD, BAD, SKIPPED), "")
    assert verdict.outcome == "fail"
    assert "old 1 (PYSEC-1, GHSA-2)" in verdict.reason


def test_a_skipped_package_leaves_the_whole_unknown() -> None:
    verdict = judge(said(GOOD, SKIPPED), "No known vulnerabilities found")
    assert verdict.outcome == "unknown"
    assert "1 of 2 not checked (gone: service unreachable)" in verdict.reason


@pytest.mark.parametrize("out", ["", "not json", "[]", "{}", '{"dependencies": []}'])
def test_no_answer_is_unknown_with_the_last_line_as_reason(out: str) -> None:
    verdict = judge(out, "trying\nERROR: connection refused\n")
    assert verdict.outcome == "unknown"
    assert verdict.reason
