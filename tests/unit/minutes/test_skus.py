"""GitHub's names for what it bills."""

from __future__ import annotations

import pytest

from greenlane.minutes.laws import STANDARD
from greenlane.minutes.skus import SKUS, is_minutes, machine_of_sku, names_repository
from greenlane.model.jobs import Machine

from .samples import billed


@pytest.mark.parametrize(
    ("sku", "machine"),
    [
        ("actions_linux", Machine.LINUX),
        ("Actions Linux", Machine.LINUX),
        ("actions_linux_slim", Machine.LINUX_SLIM),
        ("Actions Linux ARM", Machine.LINUX_ARM),
        ("actions_windows_arm", Machine.WINDOWS_ARM),
        ("Actions macOS 3-core", Machine.MACOS),
        ("actions_macos_4-core", Machine.MACOS),
        ("actions_linux_16_core", Machine.LARGER),
        ("linux_2_core_advanced", Machine.LARGER),
        ("macos_xl", Machine.LARGER),
        ("actions_self_hosted_linux", Machine.SELF_HOSTED),
    ],
)
def test_both_spellings_of_a_sku_name_one_machine(sku: str, machine: Machine) -> None:
    assert machine_of_sku(sku) is machine


@pytest.mark.parametrize("machine", STANDARD)
def test_every_machine_with_a_price_has_a_sku(machine: Machine) -> None:
    assert machine_of_sku(SKUS[machine]) is machine


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"product": "Actions", "unit": "Minutes"}, True),
        ({"unit": "minute"}, True),
        ({"unit": "gigabyte-hours"}, False),
        ({"product": "codespaces"}, False),
        ({"sku": "actions_self_hosted_linux"}, False),
    ],
)
def test_only_minutes_on_githubs_machines_are_held_against_ours(
    changes: dict[str, str], counts: bool
) -> None:
    assert is_minutes(billed(**{"sku": "actions_linux", "gross": "5", **changes})) is counts


@pytest.mark.parametrize(
    ("name", "known"), [("Me/App", True), ("app", True), ("you/app", False), ("web", False)]
)
def test_a_repository_of_the_bill_is_known_with_or_without_its_owner(name: str, known: bool) -> None:
    assert names_repository(["me/app", "me/api"], name) is known
