"""Sessions that a consumer's noxfile takes in one line, and the locked environments they run in.

# /// script
# dependencies = ["nox", "greenlane"]
# ///
from greenlane.nox import sessions

sessions()
"""

from greenlane.nox.project import Name, Project, Suite, sessions, take

__all__ = ["Name", "Project", "Suite", "sessions", "take"]
