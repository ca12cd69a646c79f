"""What is remembered is what would be said anew, whatever changed beside the file that it is about."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from greenlane.edges.git import Repository
from greenlane.gates.looking import Project, look
from greenlane.gates.toolbox import Toolbox
from greenlane.gates.tree import ProjectTree
from greenlane.model.gates import Gates
from greenlane.model.verdict import ToolReport
from greenlane.services.store import default_root
from tests.conformance.conftest import TODAY
from tests.unit.gates.trial import ENVIRONMENT, Trial

SOURCING = {"a.sh": '#!/bin/bash\n. ./lib.sh\necho "$GIVEN"\n', "lib.sh": "#!/bin/bash\nexport GIVEN=1\n"}
PACKAGE = {
    "pkg/__init__.py": "",
    "pkg/m.py": "import os\n\nimport later\n",
    "ruff.toml": 'lint.select=["INP"]',
}
SHARED = {"a.py": "import os\n", "ruff.toml": 'extend="shared.toml"', "shared.toml": 'lint.select=["W"]'}

CHANGES: dict[str, tuple[str, dict[str, str], dict[str, str | None]]] = {
    "a script that sources another one": (
        "shellcheck",
        SOURCING,
        {"a.sh": '#!/bin/bash\n. ./lib.sh\necho "is $GIVEN"\n'},
    ),
    "a script that is sourced": ("shellcheck", SOURCING, {"lib.sh": "#!/bin/bash\nGIVEN=1\n"}),
    "what a file is beside": ("ruff", PACKAGE, {"pkg/__init__.py": None}),
    "settings that others extend": ("ruff", SHARED, {"shared.toml": 'lint.select=["F"]'}),
    "layout that others extend": (
        "ruff-format",
        SHARED | {"a.py": "X = 'a'\n", "shared.toml": 'format.quote-style="single"'},
        {"shared.toml": 'format.quote-style="double"'},
    ),
}


def told(
    root: Path, tool: str, scratch: Path, caches: Path | None, more: Mapping[str, str] | None = None
) -> ToolReport:
    """What a tool says of a project; with `caches` it may remember. more: variables of the user's."""
    scratch.mkdir(parents=True)
    environment = ENVIRONMENT | dict(more or {})
    tree = ProjectTree(root, Repository.find(root, environment))
    box = Toolbox(environment, default_root(os.environ))
    return look(tool, Project(tree, Gates(), environment, box, scratch, caches, TODAY))


@pytest.mark.parametrize("what", CHANGES)
def test_after_a_change_it_says_what_it_would_say_anew(tmp_path: Path, what: str) -> None:
    tool, before, change = CHANGES[what]
    trial = Trial(tmp_path / "project").write(before)
    caches = tmp_path / "caches"
    first = told(trial.root, tool, tmp_path / "first", caches)
    for name, content in change.items():
        if content is None:
            (trial.root / name).unlink()
        else:
            trial.write({name: content})
    remembering = told(trial.root, tool, tmp_path / "second", caches)
    anew = told(trial.root, tool, tmp_path / "third", None)
    assert (first.outcome, remembering.outcome) == (anew.outcome, anew.outcome)
    assert set(remembering.findings) == set(anew.findings)
