from __future__ import annotations

from pathlib import Path

from greenlane.gates.flows.files import LARGEST_BYTES, both, fitting
from tests.unit.gates.trial import Trial


def test_a_file_of_just_the_size_fits_and_a_larger_or_a_lost_one_is_told(tmp_path: Path) -> None:
    trial = Trial(tmp_path).write({"a": b"x" * LARGEST_BYTES, "b": b"x" * (LARGEST_BYTES + 1)})
    fit, unknown = fitting(trial.context(None).tree, ["a", "b", "c"])
    assert fit == ["a"]
    assert unknown == ["b: it is larger than 1024 KiB", "c: No such file or directory"]


def test_an_action_among_the_workflows_is_a_workflow_and_named_once(tmp_path: Path) -> None:
    path = ".github/workflows/action.yml"
    trial = Trial(tmp_path).write({path: "", "action.yml": ""})
    trial.commit()
    assert both(trial.context(None).tree, ()) == (path, "action.yml")
