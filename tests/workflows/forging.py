"""Changes what a run has uploaded, as somebody might who can: python forging.py WHAT, in a step of act's."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from greenlane.workflows.simulate_changes import Change

STORE = Path(os.environ.get("SIMULATE_ARTIFACTS", ""))


def forge(job: str, what: str, put: Callable[[str, str], Change] | None = None) -> Change:
    """At the end of the job somebody alters what was uploaded; put: `first` for its beginning."""
    from greenlane.workflows.simulate_changes import last

    assert what in globals()
    return (put or last)(job, f"{sys.executable} {Path(__file__).resolve()} {what}")


def found(pattern: str) -> Path:
    """The first such file of all artifacts. Raises IndexError: a forgery of nothing proves nothing."""
    return sorted(STORE.glob(f"*/{pattern}"))[0]


def edited(pattern: str, **changed: Any) -> None:
    """Set keys of a JSON file."""
    path = found(pattern)
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **changed}))


def plan_says_less() -> None:
    """The job app need not run any more, and no leg does it."""
    path = found("plan.json")
    plan = json.loads(path.read_bytes())
    plan["groups"] = [one for one in plan["groups"] if one["jobs"] != ["app"]]
    for one in plan["decisions"]:
        if one["job"] == "app":
            one |= {"choice": "defer", "group": "", "minutes": 0, "wall_s": 0}
    path.write_text(json.dumps(plan))


def plan_is_of_another_commit() -> None:
    edited("plan.json", commit="0" * 40)


def plan_is_gone() -> None:
    found("plan.json").unlink()


def report_is_gone() -> None:
    shutil.rmtree(found("api/reports"))


def report_is_altered() -> None:
    path = next(one for one in found("api/reports").rglob("*") if one.is_file())
    path.write_text(path.read_text().replace('tests="2"', 'tests="200"'))


def result_is_gone() -> None:
    found("api/result.json").unlink()


def result_is_of_another_plan() -> None:
    edited("api/result.json", plan="0" * 64)


def result_names_fewer_jobs() -> None:
    edited("api/result.json", jobs={})


if __name__ == "__main__":
    globals()[sys.argv[1]]()
    print(f"forged: {sys.argv[1]}")
