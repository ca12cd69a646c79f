"""Loading a declaration imports no more than it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import greenlane

HEAVY = ("rich", "requests", "psycopg", "jsonschema", "greenlane.edges", "greenlane.services")


def test_loading_imports_only_yaml_and_pydantic(tmp_path: Path) -> None:
    (tmp_path / "greenlane.yaml").write_text(
        "version: 1\nservices: {redis: {maxmemory: 1MiB}}\n", encoding="utf-8"
    )
    program = (
        "import sys; from pathlib import Path; from tests.unit.config.examples import KINDS\n"
        "from greenlane.config import load\n"
        "load(Path(sys.argv[1]), kinds=KINDS, environment_name='local', environment={})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    roots = [str(Path(__file__).parents[3]), str(Path(greenlane.__file__).parents[1])]

    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "greenlane.yaml")],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(roots)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout.strip(), done.stderr) == ("[]", "")
