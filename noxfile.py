"""The sessions of this repository. A consumer's noxfile looks the same: say what is where, take sessions."""

import os

from greenlane.nox.project import Project, Suite, take

take(
    Project(
        source="ci/greenlane",
        scripts=("scripts", "requirements", ".ci"),
        loose=("noxfile.py", "scripts/*.py", ".ci/*.py"),
        suites=(
            Suite("tests", folder="examples/messenger", services=True),
            Suite("tests/integration"),
            Suite("tests/contract"),
        ),
        coverage_floor=80.0,
        advisories_required=os.environ.get("GREENLANE_ADVISORIES") == "required",
    ),
    *("lint", "typecheck", "tests", "security", "integration", "workflows", "build"),
)
