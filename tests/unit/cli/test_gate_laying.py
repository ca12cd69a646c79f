"""Where reports of jobs are laid: as their jobs left them, and never over or outside of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.cli.gate_plan_laying import laid
from greenlane.cli.gate_plan_reports import Gathered
from greenlane.edges.git import Repository
from greenlane.model.gates import Gates
from tests.unit.gates.trial import ENVIRONMENT, Trial

ONE = "TN:\nSF:a.py\nDA:1,1\nend_of_record\n"
OTHER = "TN:\nSF:b.py\nDA:1,1\nend_of_record\n"


def gathered(folder: Path, **jobs: dict[str, str]) -> Gathered:
    """What jobs left, by their paths."""
    for job, files in jobs.items():
        for path, text in files.items():
            place = folder / job / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
    return Gathered({job: folder / job for job in jobs}, {})


def lay(trial: Trial, found: Gathered, below: str = ".") -> dict[str, str]:
    """Where each lies now, from the project's folder, with what it holds."""
    repository = Repository.find(trial.root / below, ENVIRONMENT)
    assert repository
    places = [one.at for one in laid(found, Gates(), repository)]
    return {at: (trial.root / below / at).read_text() for at in places}


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    made = Trial(tmp_path / "shop")
    made.write({"a.py": "a\n", "app/b.py": "b\n", "kept/lcov.info": "kept\n"})
    made.commit()
    return made


def test_a_report_lies_where_its_job_left_it(trial: Trial, tmp_path: Path) -> None:
    found = gathered(tmp_path, api={"app/coverage/lcov.info": ONE})
    assert lay(trial, found) == {"app/coverage/lcov.info": ONE}


def test_two_of_one_name_lie_beside_each_other_and_the_same_one_lies_once(
    trial: Trial, tmp_path: Path
) -> None:
    files = {"out/lcov.info": ONE}
    found = gathered(tmp_path, api=files, app={"out/lcov.info": OTHER}, web=files)
    first, second = lay(trial, found).items()
    assert first == ("out/lcov.info", ONE)
    assert (second[0].startswith("out/app-"), second[1]) == (True, OTHER)


def test_a_file_of_the_commit_is_left_as_it_is(trial: Trial, tmp_path: Path) -> None:
    (at,) = lay(trial, gathered(tmp_path, api={"kept/lcov.info": ONE}))
    assert at.startswith("kept/api-")
    assert (trial.root / "kept/lcov.info").read_text() == "kept\n"


def test_a_link_that_leads_out_of_the_project_is_not_followed(trial: Trial, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (trial.root / "out").symlink_to(outside)
    (at,) = lay(trial, gathered(tmp_path, api={"out/lcov.info": ONE}))
    assert at.startswith(".greenlane/reports/api-")
    assert list(outside.iterdir()) == []


def test_a_link_in_the_place_of_a_report_is_replaced_not_written_through(
    trial: Trial, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    target.write_text("mine")
    (trial.root / "lcov.info").symlink_to(target)
    assert lay(trial, gathered(tmp_path, api={"lcov.info": ONE})) == {"lcov.info": ONE}
    assert target.read_text() == "mine"


def test_a_name_that_reads_as_a_glob_is_changed(trial: Trial, tmp_path: Path) -> None:
    (at,) = lay(trial, gathered(tmp_path, api={"out/lcov [1].info": ONE}))
    assert at.endswith("lcov _1_.info")


def test_in_a_project_below_the_top_paths_are_of_the_repository(trial: Trial, tmp_path: Path) -> None:
    found = gathered(tmp_path, api={"app/out/lcov.info": ONE, "lcov.info": OTHER})
    assert lay(trial, found, "app") == {
        "out/lcov.info": ONE,
        ".greenlane/reports/lcov.info": OTHER,
    }
