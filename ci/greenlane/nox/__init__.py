"""Sessions that a consumer's noxfile takes in one line, and the locked environments they run in.

# /// script
# dependencies = ["nox", "greenlane"]
# ///
from greenlane.nox import sessions

sessions()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from greenlane.nox.project import Name, Package, Project, Suite, sessions, take

__all__ = ["Name", "Package", "Project", "Suite", "sessions", "take"]


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: scripts/bootstrap.py takes locks from here before nox is there."""
    if name in __all__:
        from greenlane.nox import project

        return getattr(project, name)
    raise AttributeError(name)
