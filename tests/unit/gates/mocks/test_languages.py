"""Front ends come by file name, cost nothing when unused, and say what to install when they cannot come."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from greenlane.gates.catalog import mocks
from greenlane.gates.mocks.languages import BY_SUFFIX, language
from greenlane.model.gates import ToolMissing
from tests.unit.gates.trial import Trial


@pytest.mark.parametrize("name", BY_SUFFIX)
def test_the_table_says_what_the_front_end_says(name: str) -> None:
    assert BY_SUFFIX[name] == language(name).SUFFIXES


def test_a_missing_grammar_is_told_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tree_sitter_dart", None)
    monkeypatch.delitem(sys.modules, "greenlane.gates.mocks.dart", raising=False)
    language.cache_clear()
    try:
        with pytest.raises(ToolMissing, match="tree-sitter-dart is not installed"):
            Trial(tmp_path).write({"lib/main.dart": ""}).examine(mocks)
    finally:
        language.cache_clear()


def test_a_project_in_python_loads_no_grammar(tmp_path: Path) -> None:
    text = (
        "import sys\nfrom pathlib import Path\n"
        "from tests.unit.gates.trial import Trial\nfrom greenlane.gates.catalog import mocks\n"
        "Trial(Path(sys.argv[1])).write({'app.py': ''}).examine(mocks)\n"
        "assert not [name for name in sys.modules if name.startswith('tree_sitter')]"
    )
    done = subprocess.run(
        [sys.executable, "-c", text, str(tmp_path)],
        env={"PYTHONPATH": ":".join(sys.path), "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_version_names_every_parser(tmp_path: Path) -> None:
    said = mocks.version(Trial(tmp_path).context(mocks.Options()))
    assert all(name in said for name in ("rules", "tree-sitter-typescript", "tree-sitter-dart"))
