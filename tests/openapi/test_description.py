"""The description itself: it is there, its known errors are still in it, and people can read of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.openapi.description import VARIABLE, Description
from tests.openapi.install import LOCK
from tests.openapi.known import ERRORS, GAPS, Known

ROOT = Path(__file__).resolve().parents[2]


def test_it_is_the_version_that_is_locked(described: Description) -> None:
    locked = json.loads((LOCK / "package.json").read_bytes())["dependencies"]["@octokit/openapi"]
    assert described.version == locked


@pytest.mark.parametrize("known", [*ERRORS, *GAPS], ids=lambda known: f"{known.name}-{known.place[2]}")
def test_what_is_known_to_be_wrong_still_is(described: Description, known: Known) -> None:
    assert known.stands(known.found(described.document)), "mended: take it from known.py and from the page"


def test_a_correction_leaves_the_description_as_it_was(
    described: Description, corrected: Description
) -> None:
    assert [error.found(corrected.document) for error in ERRORS] == [error.truth for error in ERRORS]
    assert all(error.stands(error.found(described.document)) for error in ERRORS)


def test_without_a_description_every_test_here_is_red() -> None:
    environment = {**os.environ, VARIABLE: "nowhere/at/all.json"}
    words = (sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider")
    done = subprocess.run(
        [*words, "tests/openapi/test_description.py::test_it_is_the_version_that_is_locked"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"{VARIABLE} names no file" in done.stdout
    assert "skipped" not in done.stdout
