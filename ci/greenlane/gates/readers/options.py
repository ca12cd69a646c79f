"""What every reader of reports is told."""

from __future__ import annotations

from dataclasses import dataclass

from greenlane.model.units import Duration

DAY_S = 86_400.0


@dataclass(frozen=True)
class ReportOptions:
    """Where the reports lie, and where the names in them start."""

    reports: tuple[str, ...] = ()
    """Globs of the reports, from the root; ignored by git or not. Each must match a file."""

    folder: str = "."
    """The folder, from the root, that relative names in the reports start from."""

    roots: tuple[str, ...] = ()
    """Folders on the machine that made the reports that stand for the project's root."""

    max_age: Duration = DAY_S
    """How long before today a report may have been made; older is unknown."""
