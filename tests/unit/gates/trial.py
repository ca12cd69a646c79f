"""A project in a folder, and a catalog entry called on it the way the core calls it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from greenlane.edges.git import Repository
from greenlane.gates.tree import ProjectTree
from greenlane.model.gates import Called, Change, Context, Tool, ToolMissing
from greenlane.model.verdict import Answer

IDENTITY = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    # A commit starts no process that looks whether there is something to tidy up.
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "maintenance.auto",
    "GIT_CONFIG_VALUE_0": "false",
}
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": os.devnull, "LC_ALL": "C.UTF-8"}


def no_program(name: str, *_: Any, **__: Any) -> Called:
    """A machine without any tool."""
    raise ToolMissing(f"{name} is not installed", fix="greenlane gate --install")


def answering(code: int, out: str, err: str = "") -> Callable[..., Called]:
    """A program that always ends like this."""
    return lambda *_words, **_options: Called(code, out, err)


def real(root: Path) -> Callable[..., Called]:
    """The programs of this environment, called for real."""

    def run(
        name: str,
        argv: list[str],
        *,
        stdin: str | None = None,
        timeout_s: float = 60.0,
        environment: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Called:
        path = shutil.which(name)
        if path is None:
            raise ToolMissing(f"{name} is not installed")
        done = subprocess.run(
            [path, *argv],
            cwd=cwd or root,
            env=ENVIRONMENT | dict(environment or {}),
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        return Called(done.returncode, done.stdout, done.stderr)

    return run


@dataclass
class Trial:
    """root: the project's folder. Files are written with `write`; `commit` makes it a git repository."""

    root: Path
    today: date = date(2026, 11, 21)
    components: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def write(self, files: Mapping[str, str | bytes]) -> Trial:
        """Files by path from the root."""
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def git(self, *words: str) -> str:
        """One git command in the project."""
        done = subprocess.run(
            ["git", *words], cwd=self.root, env=ENVIRONMENT | IDENTITY, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    def commit(self, message: str = "a change") -> str:
        """Commit everything; the full hash."""
        if not (self.root / ".git").exists():
            self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def context(
        self,
        options: Any,
        run: Callable[..., Called] = no_program,
        *,
        base: str | None = None,
        history: Literal["none", "base", "all"] = "none",
        environment: Mapping[str, str] | None = None,
    ) -> Context:
        """What the core hands over."""
        repository = Repository.find(self.root, ENVIRONMENT)
        change = None
        if base:
            assert repository
            change = Change(base, repository.changed_lines(base))
        scratch = self.root.parent / f"{self.root.name}-scratch"
        kept = self.root.parent / f"{self.root.name}-kept"
        for folder in (scratch, kept):
            folder.mkdir(exist_ok=True)
        return Context(
            root=self.root,
            tree=ProjectTree(self.root, repository),
            options=options,
            environment=ENVIRONMENT | dict(environment or {}),
            scratch=scratch,
            today=self.today,
            run=run,
            change=change,
            history=history,
            components=self.components,
            kept=kept,
        )

    def examine(
        self, tool: Tool, options: Any = None, run: Callable[..., Called] = no_program, **more: Any
    ) -> Answer:
        """The tool's answer about all files that it would look at."""
        options = options if options is not None else tool.OPTIONS()
        context = self.context(options, run, **more)
        return tool.examine(context, tool.files(options, context.tree))
