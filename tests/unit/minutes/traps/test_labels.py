"""Trap 5: labels lie. The runner's group decides, and a label what the group leaves open."""

from __future__ import annotations

import pytest

from greenlane.minutes.counting import count
from greenlane.minutes.machines import machine_of
from greenlane.model.jobs import Free, Machine

from ..samples import OWN, a_job, a_run
from . import naive


@pytest.mark.parametrize("labels", [("self-hosted", "linux"), ("ubuntu-latest",), ("macos-latest", "arm64")])
def test_a_machine_of_ours_is_free_whatever_its_labels_say(labels: tuple[str, ...]) -> None:
    job = a_job(labels=labels, **OWN)
    assert naive.is_hosted(job)
    assert naive.minutes([job]) > 0
    counted = count(a_run(), job)
    assert (counted.machine, counted.minutes, counted.free) == (Machine.SELF_HOSTED, 0, Free.SELF_HOSTED)


def test_a_hosted_machine_under_a_name_of_ones_own_is_billed() -> None:
    job = a_job(labels=("build-box",))
    assert not naive.is_hosted(job)
    counted = count(a_run(), job)
    assert (counted.machine, counted.minutes) == (Machine.UNKNOWN, 2)


@pytest.mark.parametrize("label", ["macos-14-large", "macos-latest-xlarge", "windows-latest-8-cores"])
def test_a_larger_machine_is_no_standard_one_of_its_system(label: str) -> None:
    job = a_job(labels=(label,))
    assert naive.minutes([job]) > naive.minutes([a_job()])
    assert machine_of(job) is Machine.LARGER


def test_a_label_that_only_contains_a_system_is_not_that_system() -> None:
    job = a_job(labels=("not-windows-at-all",))
    assert naive.minutes([job]) == 2 * naive.minutes([a_job()])
    assert machine_of(job) is Machine.UNKNOWN
