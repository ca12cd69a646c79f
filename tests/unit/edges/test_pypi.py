"""Which pip fetches wheels."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from greenlane.edges.pypi import find_pip

COUNTING = (
    "import pathlib\nwith pathlib.Path(__file__).with_name('calls').open('a') as file: file.write('x')\n"
)


def test_a_pip_that_answered_is_asked_again_only_in_another_environment(tmp_path: Path) -> None:
    pip = tmp_path / "pip"
    pip.mkdir()
    (pip / "__init__.py").touch()
    (pip / "__main__.py").write_text(COUNTING)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)}
    asked = "" if importlib.util.find_spec("pip") else "x"  # one of our own answers for itself

    (pip / "calls").touch()
    first = find_pip({**environment, "TMPDIR": "/tmp/one"}, tmp_path)
    assert find_pip({**environment, "TMPDIR": "/tmp/two"}, tmp_path) == first
    assert (pip / "calls").read_text() == asked

    find_pip({**environment, "PIP_NO_INPUT": "1"}, tmp_path)
    assert (pip / "calls").read_text() == 2 * asked
