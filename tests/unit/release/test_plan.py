"""What may be released, and every reason why not, at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from greenlane.release.plan import Asset, Built, Observed, checksums, decide, obstacles
from greenlane.release.remote import Remote

WHEEL = Asset(Path("pack-1.2.3-py3-none-any.whl"), 5, "1" * 64)
SDIST = Asset(Path("pack-1.2.3.tar.gz"), 5, "2" * 64)
BILL = Asset(Path("pack-1.2.3.cdx.json"), 5, "3" * 64)
SUMS = Asset(Path("SHA256SUMS"), 5, "4" * 64)
SEALED = {asset.name: asset.sha256 for asset in (WHEEL, SDIST, BILL)}
GOOD = Observed(
    source_version="1.2.3",
    commit="a" * 40,
    head="a" * 40,
    notes="New things.",
    built=Built((BILL, WHEEL, SDIST, SUMS), SEALED, "a" * 40),
)


def built(*assets: Asset, **sums: str) -> Built:
    """These files, all of them sealed."""
    return Built((*assets, SUMS), {asset.name: asset.sha256 for asset in assets} | sums, "a" * 40)


def test_nothing_stands_in_the_way_of_a_good_release() -> None:
    assert obstacles("1.2.3", GOOD) == []
    plan = decide("1.2.3", GOOD)
    assert (plan.tag, plan.commit, plan.is_final) == ("v1.2.3", "a" * 40, True)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"source_version": "1.2.2"}, "the source says 1.2.2, not 1.2.3"),
        ({"commit": "", "head": ""}, "the commit is not known"),
        ({"head": ""}, "there is no repository here, so nothing shows that these files are of aaaaaaaaaaaa"),
        ({"head": "b" * 40}, "the files here are of commit bbbbbbbbbbbb, and the release is of aaaaaaaaaaaa"),
        ({"notes": None}, "has no section 1.2.3"),
        ({"notes": ""}, "is empty"),
        ({"leftover_fragments": ("x.added.md",)}, "changelog.d still holds x.added.md"),
        ({"remote": Remote("b" * 40)}, "the tag v1.2.3 exists already, at bbbbbbbbbbbb"),
        ({"built": built(SDIST, BILL)}, "no wheel of this version"),
        ({"built": built(WHEEL, BILL)}, "no sdist of this version"),
        ({"built": built(WHEEL, SDIST)}, "no bill of materials of this version"),
        (
            {"built": built(WHEEL, SDIST, BILL, Asset(Path("pack-1.2.30.zip"), 1, "5" * 64))},
            "another version lies among the artifacts: pack-1.2.30.zip",
        ),
    ],
)
def test_each_obstacle_is_named(change: dict[str, Any], reason: str) -> None:
    (found,) = obstacles("1.2.3", replace(GOOD, **change))
    assert reason in found


def test_two_wheels_are_no_wheel() -> None:
    other = Asset(Path("pack-1.2.3-cp311-linux.whl"), 5, "6" * 64)
    (found,) = obstacles("1.2.3", replace(GOOD, built=built(WHEEL, other, SDIST, BILL)))
    assert found == "there is no wheel of this version, or more than one"


def test_what_was_never_sealed_is_not_released() -> None:
    (found,) = obstacles("1.2.3", replace(GOOD, built=Built((WHEEL, SDIST, BILL), None)))
    assert found == "there is no SHA256SUMS: greenlane release seal"


@pytest.mark.parametrize(
    ("sums", "reason"),
    [
        (SEALED | {WHEEL.name: "9" * 64}, "whl is not what was sealed"),
        (
            {name: value for name, value in SEALED.items() if name != BILL.name},
            "was laid there after the seal",
        ),
        (SEALED | {"pack-1.2.3.zip": "9" * 64}, "pack-1.2.3.zip stands in SHA256SUMS and is not there"),
    ],
    ids=["altered", "added", "lost"],
)
def test_whatever_changed_after_the_seal_stops_it(sums: dict[str, str], reason: str) -> None:
    (found,) = obstacles("1.2.3", replace(GOOD, built=Built((WHEEL, SDIST, BILL, SUMS), sums, "a" * 40)))
    assert reason in found


@pytest.mark.parametrize(("at", "said"), [("b" * 40, "b" * 12), ("", "no commit that is known")])
def test_what_was_sealed_at_another_commit_is_not_released(at: str, said: str) -> None:
    (found,) = obstacles("1.2.3", replace(GOOD, built=replace(built(WHEEL, SDIST, BILL), commit=at)))
    assert (
        found
        == f"what is built was sealed at {said}, and the release is of aaaaaaaaaaaa: greenlane release seal"
    )


def test_before_anything_is_built_nothing_is_asked_of_it() -> None:
    assert obstacles("1.2.3", replace(GOOD, built=None)) == []
    with pytest.raises(ValueError, match="nothing is built"):
        decide("1.2.3", replace(GOOD, built=None))


@pytest.mark.parametrize("version", ["1.2", "v1.2.3", "01.2.3", "1.2.3-rc1", "1.2.3 ", "1.2.3\n"])
def test_a_version_of_another_form_is_refused(version: str) -> None:
    assert any("is no version" in reason for reason in obstacles(version, GOOD))


def test_all_obstacles_come_at_once() -> None:
    with pytest.raises(ValueError, match="no section") as caught:
        decide("1.2.3", replace(GOOD, notes=None, remote=Remote("b" * 40)))
    assert len(str(caught.value).splitlines()) == 2


def test_a_candidate_is_not_final() -> None:
    assert not replace(decide("1.2.3", GOOD), version="1.2.3rc1").is_final


def test_a_line_of_checksums_is_hash_two_spaces_name() -> None:
    assert checksums([WHEEL]) == f"{'1' * 64}  pack-1.2.3-py3-none-any.whl\n"
