"""The debts of a project, kept beside its passes from one plan to the next."""

from __future__ import annotations

from pathlib import Path

from greenlane.model.errors import OutsideError
from greenlane.model.light import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from greenlane.model.plan import Debt, Plan

FILE = "debts.json"
DOCS = "docs/planner.md#debts"


def read(folder: Path) -> Sequence[Debt]:
    """What the last plan left. Raises OutsideError where that cannot be read: no debt is forgotten."""
    from greenlane.planner.written import LARGEST_BYTES, NoPlan
    from greenlane.planner.written import read as plan_of

    path = folder / FILE
    try:
        with path.open("rb") as handle:
            data = handle.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        return ()
    except OSError as err:
        raise _unreadable(path, err.strerror or "") from err
    try:
        return plan_of(data, str(path)).debts
    except NoPlan as err:
        raise _unreadable(path, "; ".join(err.detail[:3]) or err.what) from err


def keep(folder: Path, plan: Plan) -> None:
    """Leave what is owed for the next plan."""
    from greenlane.edges.files import write_aside
    from greenlane.planner.written import write

    folder.mkdir(parents=True, exist_ok=True)
    write_aside(folder / FILE, write(plan))


def _unreadable(path: Path, why: str) -> OutsideError:
    return OutsideError(
        f"what is owed cannot be read: {why}",
        where=str(path),
        fix="restore it, or run everything once (--event schedule) and then remove it",
        docs=DOCS,
    )
