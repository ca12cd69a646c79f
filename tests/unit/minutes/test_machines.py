"""Labels and groups -> machines: the table of what GitHub offers, and what is somebody's own."""

from __future__ import annotations

import pytest

from greenlane.minutes.machines import machine_of
from greenlane.model.jobs import Machine

from .samples import NO_RUNNER, a_job

STANDARD = {
    "ubuntu-latest": Machine.LINUX,
    "ubuntu-24.04": Machine.LINUX,
    "ubuntu-26.04": Machine.LINUX,
    "Ubuntu-Latest": Machine.LINUX,
    "ubuntu-slim": Machine.LINUX_SLIM,
    "ubuntu-24.04-arm": Machine.LINUX_ARM,
    "windows-latest": Machine.WINDOWS,
    "windows-2025": Machine.WINDOWS,
    "windows-2025-vs2026": Machine.WINDOWS,
    "windows-11-arm": Machine.WINDOWS_ARM,
    "macos-latest": Machine.MACOS,
    "macos-26": Machine.MACOS,
    "macos-15-intel": Machine.MACOS,
}
LARGER = [
    "macos-latest-large",
    "macos-13-xlarge",
    "ubuntu-latest-16-cores",
    "ubuntu-22.04-4core",
    "linux-8-core",
    "gpu-runner",
    "our-xlarge",
]


@pytest.mark.parametrize(("label", "machine"), STANDARD.items())
def test_a_standard_label_names_its_machine(label: str, machine: Machine) -> None:
    assert machine_of(a_job(labels=(label,))) is machine


@pytest.mark.parametrize("label", LARGER)
def test_a_size_in_the_label_of_a_hosted_machine_makes_it_larger(label: str) -> None:
    assert machine_of(a_job(labels=(label,))) is Machine.LARGER


@pytest.mark.parametrize("label", ["arm64-box", "score", "discovery-large1", "ubuntu-latest-mine"])
def test_a_hosted_machine_that_no_rule_knows_is_unknown(label: str) -> None:
    assert machine_of(a_job(labels=(label,))) is Machine.UNKNOWN


@pytest.mark.parametrize("label", STANDARD)
def test_before_a_runner_took_it_the_label_decides(label: str) -> None:
    assert machine_of(a_job(labels=(label,), **NO_RUNNER)) is STANDARD[label]


def test_before_a_runner_took_it_the_label_of_our_own_decides() -> None:
    job = a_job(labels=("self-hosted", "ubuntu-latest"), **NO_RUNNER)
    assert machine_of(job) is Machine.SELF_HOSTED


def test_without_a_runner_or_a_label_nothing_is_known() -> None:
    assert machine_of(a_job(labels=(), **NO_RUNNER)) is None


def test_a_hosted_runners_name_will_do_where_the_group_is_not_said() -> None:
    job = a_job(labels=("self-hosted",), runner_group="", runner_group_id=None, runner_name="Hosted Agent")
    assert machine_of(job) is Machine.UNKNOWN


@pytest.mark.parametrize(
    ("group", "name", "labels", "machine"),
    [
        ("Default", "box-7", ("linux-16-cores",), Machine.SELF_HOSTED),
        ("Default", "linux-16-cores_3a3d5f0c9e7b", ("linux-16-cores",), Machine.LARGER),
        ("Default Larger Runners", "x", ("fast",), Machine.LARGER),
        ("builders", "x", ("fast",), Machine.SELF_HOSTED),
        ("builders", "x", ("fast-16-cores",), Machine.LARGER),
        ("builders", "x", ("self-hosted", "fast-16-cores"), Machine.SELF_HOSTED),
        ("builders", "fast_3a3d5f0c9e7b", (), Machine.LARGER),
    ],
)
def test_another_group_holds_our_machines_or_larger_ones(
    group: str, name: str, labels: tuple[str, ...], machine: Machine
) -> None:
    job = a_job(runner_group=group, runner_group_id=4, runner_name=name, labels=labels)
    assert machine_of(job) is machine
