"""Repositories that are several kinds at once: whatever lies where, what would be written has no mistake."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.cli import project
from greenlane.cli.world import World
from greenlane.workflows.init.propose import DECLARATION, look, propose
from greenlane.workflows.init.workflow import Pin
from tests.examples import examples
from tests.unit.workflows.init.kinds import KINDS
from tests.unit.workflows.init.made import environment, tree

FOLDERS = (".", "api", "my web", "packages/a", "a/b/c", "docs", "odd [name]", "lint", "supabase")
MIXTURES = st.dictionaries(st.sampled_from(FOLDERS), st.sampled_from(sorted(KINDS)), min_size=1, max_size=4)


def laid_out(mixture: dict[str, str]) -> dict[str, str]:
    """The files of each kind in its folder."""
    found: dict[str, str] = {}
    for folder, kind in mixture.items():
        found |= {path if folder == "." else f"{folder}/{path}": text for path, text in KINDS[kind].items()}
    return found


@settings(max_examples=examples(40))
@given(MIXTURES)
def test_what_would_be_written_reads_back_without_a_mistake(mixture: dict[str, str]) -> None:
    files = laid_out(mixture)
    seen = look(tree(files))
    if seen is None:
        return
    proposal = propose(tree(files), seen, Pin("octo/greenlane", "a" * 40, "v1.0.0"), "main")
    with tempfile.TemporaryDirectory() as folder:
        for path, text in {**files, **{one.path: one.text for one in proposal.files}}.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_text(text)
        world = World(environment(Path(folder)), Path(folder), sys.stdout, sys.stderr)
        declared = project.read(Path(folder) / DECLARATION, "local", world)
    assert {"lint", "security"} <= {job.name for job in declared.jobs}
    compile(next(one.text for one in proposal.files if one.path == "noxfile.py"), "noxfile.py", "exec")


@given(MIXTURES)
def test_no_two_jobs_of_a_repository_have_one_name(mixture: dict[str, str]) -> None:
    files = laid_out(mixture)
    seen = look(tree(files))
    if seen is None:
        return
    checks = [check.name for part in seen.parts for check in part.checks]
    assert len(set(checks)) == len(checks)
    text = next(one.text for one in propose(tree(files), seen, None, "main").files if one.path == DECLARATION)
    assert set(checks) <= set(yaml.safe_load(text)["jobs"])
