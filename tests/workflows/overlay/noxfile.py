"""A small consumer's sessions, as the workflows call them."""

import os

from greenlane.nox.project import Project, Suite, take

take(
    Project(
        source="src/small",
        suites=(Suite("tests/integration"),),
        advisories_required=os.environ.get("GREENLANE_ADVISORIES") == "required",
    ),
    *("lint", "typecheck", "tests", "security", "integration", "workflows", "build"),
)
