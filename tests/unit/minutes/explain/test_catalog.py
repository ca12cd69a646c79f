"""Every remedy is a file, has its section in the docs, and keeps names of jobs within their lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from greenlane.minutes.explain import explain
from greenlane.minutes.explain.remedies import judge_of, names
from tests.unit.minutes.explain.histories import NOON, PRICE, Ran, a_run, joined

PAGE = Path(__file__).parents[4] / "docs" / "minutes-explain.md"
HOSTILE = 'x"\n  evil: true\n# ${{ secrets.A }} <script>|'


@pytest.mark.parametrize("name", names())
@pytest.mark.pages
def test_every_remedy_has_its_section(name: str) -> None:
    headings = {one.lower() for one in re.findall(r"^## (.+)$", PAGE.read_text(), re.MULTILINE)}
    assert set(judge_of(name).NAMES) <= headings


def test_a_hostile_name_of_a_job_gets_into_no_line_of_yaml() -> None:
    ran = (Ran(HOSTILE, 20), Ran(f"{HOSTILE}2", 20), Ran("unit", 400, at=10))
    hung = Ran(HOSTILE, 9000, conclusion="failure")
    path = f".github/{HOSTILE}.yml"
    jobs = joined(a_run(n, *ran, begins=NOON + 200 * n, path=path) for n in range(40))
    jobs += a_run(50, hung, path=path, branch="other")
    found = explain(jobs, law=PRICE, days=30)
    assert {one.name for one in found.remedies} >= {"slim", "packing", "cancel-in-progress", "time-out"}
    for remedy in found.remedies:
        text = "\n".join(remedy.edit)
        assert all(line.isprintable() for line in remedy.edit)
        assert "evil" not in (yaml.safe_load(text) or {})
        assert all(one.isprintable() for one in (remedy.title, remedy.evidence, remedy.risk))
