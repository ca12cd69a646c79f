"""The advisory stand-in: what it says, how it fails, and that it serves no blind set. And our edge."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import requests

from greenlane.edges.osv import PUBLIC, AdvisoryService
from greenlane.model.errors import OutsideError
from tests.standins.advisories import Mode, environment_of, main, serving, unreachable
from tests.standins.osv_records import CANARY, Records, UselessSet

BAD, GOOD = ("pyyaml", "5.3"), ("pyyaml", "5.4")
NAME = "GHSA-8q59-q68h-6hv4"
SILENT = [mode for mode in Mode if mode not in (Mode.HONEST, Mode.EMPTY, Mode.UNSCORED, Mode.NEWER)]


def test_it_tells_a_bad_release_from_a_good_one() -> None:
    with serving() as service:
        asked = AdvisoryService(service.url)
        assert asked.against([BAD, GOOD, ("nobody-knows", "1")]) == [(NAME,), (), ()]


def test_one_question_gets_whole_records_as_osv_gives_them() -> None:
    with serving() as service:
        query = {"package": {"name": "PyYAML", "ecosystem": "PyPI"}, "version": "5.3"}
        url = AdvisoryService(service.url).query_url
        assert requests.post(url, json=query, timeout=5).json()["vulns"][0]["id"] == NAME
        query["version"] = "6.0"
        assert requests.post(url, json=query, timeout=5).json() == {}


def test_a_record_is_had_by_its_name_and_another_name_is_none() -> None:
    with serving() as service:
        asked = AdvisoryService(service.url)
        found = asked.record(NAME)
        assert found
        assert found["id"] == NAME
        assert asked.record("CVE-0") is None


@pytest.mark.parametrize("mode", SILENT)
def test_our_edge_takes_no_bent_answer_for_one(mode: Mode) -> None:
    with serving() as service:
        asked = AdvisoryService(service.address(mode), timeout_s=0.2)
        with pytest.raises(OutsideError, match="did not answer"):
            asked.against([BAD, GOOD])


def test_nobody_there_is_said() -> None:
    with pytest.raises(OutsideError, match="did not answer about X-1"):
        AdvisoryService(unreachable(), timeout_s=1).record("X-1")


@pytest.mark.parametrize("tail", ["", "/", "/v1", "/v1/", "/v1/query", "/v1/query/"])
def test_an_address_may_be_written_as_pip_audit_wants_it(tail: str) -> None:
    service = AdvisoryService.of("", {"GREENLANE_OSV_URL": f"http://127.0.0.1:1{tail}"})
    assert service.address == "http://127.0.0.1:1"
    assert AdvisoryService.of("http://declared", {"GREENLANE_OSV_URL": "x"}).address == "http://declared"
    assert AdvisoryService.of("", {}).address == PUBLIC


def test_a_set_that_is_blind_is_not_served() -> None:
    known = Records.load().records
    blind = tuple(one for one in known if one["affected"][0]["package"]["name"] != CANARY[0])
    with pytest.raises(UselessSet):
        Records(blind).checked()


def test_a_set_that_accuses_everybody_is_not_served() -> None:
    known = Records.load().by_name("GHSA-462w-v97r-4m45")
    assert known
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]
    record = known | {"affected": [known["affected"][0] | {"ranges": ranges}]}
    with pytest.raises(UselessSet):
        Records((record,)).checked()


def test_a_command_is_run_under_the_address_and_its_code_handed_on(tmp_path: Path) -> None:
    script = tmp_path / "ask.py"
    script.write_text(
        "import os, sys\nsys.exit(7 if os.environ['GREENLANE_OSV_URL'].endswith('/v1/query') else 1)\n"
    )
    assert main(["--", sys.executable, str(script)]) == 7


def test_a_project_is_audited_under_the_mode_that_it_was_given(tmp_path: Path) -> None:
    (tmp_path / ".advisories-mode").write_text("empty")
    with environment_of(tmp_path) as environment:
        assert AdvisoryService.of("", environment).against([BAD]) == [()]
