"""A project whose gates call two programs of ours, which say when they run and wait until they are let go."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.unit.gates.trial import Trial

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("ruff", "squawk")
GREENLANE_YAML = "version: 1\ngates: {tools: {ruff: {}, squawk: {}, ruff-format: {off: another layout}}}\n"
PROJECT = {
    "a.py": "x = 1\n",
    "migrations/1.sql": "select 1;\n",
    "greenlane.yaml": GREENLANE_YAML,
    ".gitignore": "/.greenlane/\n",
}
# A descendant that outlives its parent, unless somebody ends the group; then what the tool would do.
PROGRAM = """#!/bin/sh
case "$1" in --version) echo "{name} 1.2.3"; exit 0;; esac
sleep 300 & echo $! > "{folder}/{name}.$$.begun.aside"
mv "{folder}/{name}.$$.begun.aside" "{folder}/{name}.$$.begun"
while [ -e "{folder}/hold" ]; do sleep 0.02; done
kill $!
{answer}
"""
ANSWERS = {
    "ruff": 'echo "[ruff::commands::check][DEBUG] Checked 1 files in: 1ms" >&2; echo "[]"',
    "squawk": 'echo " checking file path: migrations/1.sql" >&2; echo "[]"',
}


@dataclass(frozen=True)
class Gated:
    """folder: everything of this trial is below it, and every process of it carries the name."""

    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "pro ject"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    def lay(self) -> Gated:
        """A committed project, and a Python beside which there are no tools but ours."""
        Trial(self.root).write(PROJECT).commit()
        self.temporary.mkdir()
        programs = self.folder / "python/bin"
        programs.mkdir(parents=True)
        (programs / "python").symlink_to(sys.executable)
        home = Path(sys.base_prefix) / "bin"
        (self.folder / "python/pyvenv.cfg").write_text(f"home = {home}\n")
        for name in TOOLS:
            text = PROGRAM.format(name=name, folder=self.folder, answer=ANSWERS[name])
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        return self

    def hold(self) -> None:
        """From now on the tools do not end."""
        (self.folder / "hold").touch()

    def let_go(self) -> None:
        (self.folder / "hold").unlink(missing_ok=True)

    def begun(self) -> list[str]:
        """The tools that have begun to look, one name for each time."""
        return sorted(path.name.partition(".")[0] for path in self.folder.glob("*.begun"))

    def start(self, *words: str) -> subprocess.Popen[str]:
        """`greenlane gate`, in a group of its own."""
        paths = [str(ROOT / "ci"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.folder),
            "TMPDIR": str(self.temporary),
            "GREENLANE_CACHE": str(self.folder / "cache"),
            "GREENLANE_STATE": str(self.folder / "state"),
            "PYTHONPATH": os.pathsep.join(paths),
            "GATED": str(self.folder),
        }
        return subprocess.Popen(
            [self.folder / "python/bin/python", "-m", "greenlane", "gate", "lint", *words],
            cwd=self.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def left(self) -> list[str]:
        """Processes of this trial that run, and folders that runs have made for themselves."""
        found = [f"{pid} {words}" for pid, words in self.processes().items()]
        return found + [str(path) for path in self.temporary.iterdir()]

    def age(self) -> None:
        """Let the folders that runs have made for themselves be of two minutes ago."""
        for path in self.temporary.iterdir():
            long_ago = time.time() - 120
            os.utime(path, (long_ago, long_ago))

    def processes(self) -> dict[int, str]:
        """Every process of this trial: its number, and how it was called."""
        found = {}
        for process in psutil.process_iter():
            try:
                words = " ".join(process.cmdline())
                is_ours = process.environ().get("GATED") == str(self.folder) or str(self.folder) in words
                if is_ours and process.status() != psutil.STATUS_ZOMBIE:
                    found[process.pid] = words
            except psutil.Error:
                continue
        return found
