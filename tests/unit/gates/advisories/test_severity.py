"""How bad an advisory is: the worst vector of all its records, or unknown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.gates.advisories.severity import base_score, of_score, severity_of
from greenlane.model.finding import Severity

V2 = "AV:N/AC:L/Au:N/C:P/I:P/A:P"
V3_LOW = "CVSS:3.0/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"
V3_MEDIUM = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:C/C:H/I:N/A:N"
V3_CRITICAL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
V3_NOTHING = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N"
V4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


def record(*vectors: Any) -> dict[str, Any]:
    return {"id": "X-1", "severity": [{"type": "CVSS", "score": vector} for vector in vectors]}


@pytest.mark.parametrize(
    ("vector", "score"),
    [(V2, 7.5), (V3_LOW, 1.8), (V3_MEDIUM, 6.1), (V3_CRITICAL, 9.8), (V4, 9.3), (V3_NOTHING, None)],
)
def test_the_base_score_of_every_version(vector: str, score: float | None) -> None:
    assert base_score(vector) == score


@pytest.mark.parametrize(
    ("score", "severity"),
    [
        (10.0, Severity.CRITICAL),
        (9.0, Severity.CRITICAL),
        (8.9, Severity.HIGH),
        (7.0, Severity.HIGH),
        (6.9, Severity.MEDIUM),
        (4.0, Severity.MEDIUM),
        (3.9, Severity.WARNING),
        (0.1, Severity.WARNING),
    ],
)
def test_the_bounds_are_those_of_cvss(score: float, severity: Severity) -> None:
    assert of_score(score) is severity


def test_the_worst_of_all_records_decides() -> None:
    assert severity_of([record(V3_LOW), record(V3_MEDIUM, V2)]) is Severity.HIGH


def test_an_alias_gives_the_score_that_the_first_record_lacks() -> None:
    assert severity_of([{"id": "PYSEC-1"}, record(V3_CRITICAL)]) is Severity.CRITICAL


def test_the_vector_may_stand_at_the_package() -> None:
    assert severity_of([{"affected": [{"severity": [{"score": V4}]}]}]) is Severity.CRITICAL


@pytest.mark.parametrize(
    "nothing",
    [
        {},
        {"severity": None},
        {"severity": "HIGH"},
        {"severity": [None, 7, {"score": 9.8}, {"score": None}]},
        {"affected": "all"},
        {"affected": [None]},
        {"database_specific": {"severity": "CRITICAL"}},
        record(""),
        record("HIGH"),
        record("CVSS:3.1/AV:N"),
        record("CVSS:9.0/AV:N/AC:L"),
        record(V3_CRITICAL + "/" * 600),
        record(V3_NOTHING),
    ],
)
def test_without_a_vector_that_can_be_read_it_is_unknown(nothing: dict[str, Any]) -> None:
    assert severity_of([nothing]) is Severity.UNKNOWN
    assert severity_of([]) is Severity.UNKNOWN


@given(st.lists(st.text(max_size=40) | st.sampled_from([V2, V3_LOW, V3_CRITICAL, V4]), max_size=5))
def test_any_text_is_a_vector_or_none_and_one_more_never_makes_it_milder(texts: list[str]) -> None:
    first = severity_of([record(*texts[1:])])
    more = severity_of([record(*texts)])
    assert first is Severity.UNKNOWN or more.rank <= first.rank
