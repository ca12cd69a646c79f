"""A package that is ready to be released, in a repository of its own, and calls of the verbs there."""

from __future__ import annotations

import io
import json
import os
import subprocess
from dataclasses import asdict
from pathlib import Path

from greenlane.cli.main import main
from greenlane.cli.world import World
from greenlane.model.evidence import Evidence, ToolEvidence, WorkTree
from greenlane.model.verdict import Outcome
from tests.standins.github import State

NOW = 1_795_000_000
BILL = "dist/pack-1.2.3.cdx.json"
FILES = {
    ".gitignore": "dist/\n.greenlane/\npasses/\n",
    "pyproject.toml": '[tool.hatch.version]\npath = "src/pack/__init__.py"\n',
    "src/pack/__init__.py": '__version__ = "1.2.3"\n',
    "CHANGELOG.md": "# Changelog\n\n## 1.2.3 (2026-11-21)\n\nWhat is new.\n",
    "greenlane.yaml": (
        "version: 1\nproject: pack\n"
        "jobs:\n"
        "  tests: {run: [sh check.sh]}\n"
        "  ios: {run: [sh check.sh], runner: macos-15, defer: {until: nightly}}\n"
    ),
    "check.sh": "exit 0\n",
    "dist/pack-1.2.3-py3-none-any.whl": "wheel",
    "dist/pack-1.2.3.tar.gz": "sdist",
}
MAKER = """#!/bin/sh
cat <<'END'
{"bomFormat": "CycloneDX", "metadata": {"component": {"name": "pack"}},
 "components": [{"name": "a", "version": "1"}, {"name": "b"LOOSE}]}
END
"""
"""Stands in for cyclonedx-py where that is not beside the tests; tests/conformance calls the real one."""
NAMES = {Path(name).name for name in (*FILES, BILL) if name.startswith("dist/")} | {"SHA256SUMS"}


class Package:
    """now: what the clock of every call says, Unix seconds."""

    def __init__(self, folder: Path, state: State, now: int = NOW) -> None:
        self.folder, self.state, self.now = folder, state, now
        self.output = folder / "dist" / ".output"
        for name, text in FILES.items():
            self.write(name, text)
        self.made_by(MAKER.replace("LOOSE", ', "version": "2"'))
        self.git("init", "-q", "-b", "main")
        self.commit = self.committed("first")
        self.sealed()

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text)

    def made_by(self, script: str) -> None:
        """What is found on PATH as the maker of bills."""
        self.write(".greenlane/bin/cyclonedx-py", script)
        (self.folder / ".greenlane/bin/cyclonedx-py").chmod(0o755)

    def git(self, *words: str) -> str:
        who = ("-c", "user.name=t", "-c", "user.email=t@localhost")
        clean = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *who, *words], cwd=self.folder, env=clean, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def committed(self, subject: str) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", subject)
        return self.git("rev-parse", "HEAD")

    def sealed(self) -> None:
        assert self.call("seal", "1.2.3", "--artifacts", "dist")[0] == 0

    def call(self, *words: str, **variables: str) -> tuple[int, str]:
        """The exit code of `greenlane release WORDS`, and all that was printed."""
        return self.greenlane("release", *words, **variables)

    def environment(self) -> dict[str, str]:
        """Of every call: as a step of a workflow has it."""
        return {
            "GITHUB_REPOSITORY": "owner/name",
            "GITHUB_TOKEN": "t" * 8,
            "GITHUB_API_URL": self.state.url,
            "GITHUB_OUTPUT": str(self.output),
            "PATH": f"{self.folder}/.greenlane/bin:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "GREENLANE_CACHE": str(self.folder / ".greenlane" / "cache"),
            "GREENLANE_MEMORY": str(self.folder / ".greenlane" / "memory"),
        }

    def greenlane(self, *words: str, **variables: str) -> tuple[int, str]:
        said = io.StringIO()
        world = World({**self.environment(), **variables}, self.folder, said, said, lambda: float(self.now))
        code = main([*words], world)
        return code, said.getvalue()

    def passed(self, job: str, run: str = "7") -> None:
        """A pass of this job at this commit, written as the job of a push writes it."""
        event = self.folder / "dist" / ".event.json"
        event.write_text(json.dumps({"repository": {"default_branch": "main", "fork": False}}))
        code, said = self.greenlane(
            *("plan", "record", "--job", job, "--seconds", "9", "--passes", "passes"),
            GITHUB_RUN_ID=run,
            GITHUB_RUN_ATTEMPT="1",
            GITHUB_EVENT_NAME="push",
            GITHUB_REF="refs/heads/main",
            GITHUB_REF_NAME="main",
            GITHUB_SHA=self.git("rev-parse", "HEAD"),
            GITHUB_EVENT_PATH=str(event),
        )
        assert (code, "recorded" in said) == (0, True), said

    def looked(self, gate: str, outcome: Outcome = Outcome.PASS, commit: str = "", changes: str = "") -> None:
        """A record of a gate."""
        tool = ToolEvidence("ruff", "1", outcome, "clean", 3, "files", {})
        state = WorkTree(commit or self.commit, None, changes)
        one = Evidence(gate, outcome, "ruff: clean", state, "0", "c", float(self.now - 60), 1.0, (tool,))
        self.write(f".greenlane/evidence/{gate}.json", json.dumps(asdict(one)))

    def proved(self) -> None:
        """All evidence that there can be."""
        self.passed("tests")
        self.passed("ios")

    def names(self) -> set[str]:
        (release,) = self.state.releases.values()
        return {asset.name for asset in release.assets.values()}
