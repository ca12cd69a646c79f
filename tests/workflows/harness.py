"""Runs our own workflows on this machine: act in host mode over a throw-away tree.

The tree is a small consumer's (tests/workflows/overlay) with our workflows, actions, scripts and package
in it, so every session is real and takes a second. The sessions take their tools from the environment
that runs the tests (GREENLANE_VENV, NOX_DEFAULT_VENV_BACKEND=none): nothing is installed, nothing fetched.

What act does not do as GitHub does: permissions, concurrency, time limits, trigger filters. Nobody should
read a green run here as a proof of those.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from greenlane.services.store import default_root

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TAKEN = (".github", "actions", "scripts", "ci", "LICENSE")
STUBS = {
    "actions/upload-artifact": HERE / "stubs" / "upload-artifact",
    "actions/download-artifact": HERE / "stubs" / "download-artifact",
    "actions/setup-python": HERE / "stubs" / "setup-python",
}
BUILT_IN = ("actions/checkout",)
USES = re.compile(r"^\s*(?:- )?uses:\s*(\S+)", re.MULTILINE)


class Unmapped(Exception):
    """A workflow uses an action that has no stub: on this machine it could only come from the network."""


@dataclass
class Run:
    """What a workflow came to: exit code, results by job id, and every line by job id."""

    code: int
    jobs: dict[str, str] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)

    def said(self, job: str) -> str:
        """All that a job printed."""
        return "\n".join(self.lines.get(job, []))


def tree(folder: Path, changes: Mapping[str, str] | None = None) -> Path:
    """Lay out the throw-away tree, with these files changed, as a git repository of one commit."""
    for name in TAKEN:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    shutil.copytree(HERE / "overlay", folder, dirs_exist_ok=True)
    for name, text in (changes or {}).items():
        (folder / name).write_text(text)
    (folder / ".gitignore").write_text("__pycache__/\n.nox/\n.coverage*\n")
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "tree"]):
        subprocess.run([*git, *words], cwd=folder, env=plain(folder), check=True)
    return folder


def yaml_files(folder: Path) -> list[Path]:
    """Every workflow and action of a tree."""
    return [*folder.glob(".github/workflows/*.yml"), *folder.glob("actions/*/action.yml")]


def stubs(folder: Path) -> list[str]:
    """act's arguments that put our stubs in place of each third-party action. Raises Unmapped."""
    used = {name for path in yaml_files(folder) for name in USES.findall(path.read_text())}
    arguments = []
    for name in sorted(used):
        action = name.partition("@")[0]
        if name.startswith("$/") or action in BUILT_IN:
            continue
        if action not in STUBS:
            raise Unmapped(f"{name}: add a stub to tests/workflows/stubs and to STUBS")
        arguments += ["--local-repository", f"{name}={STUBS[action]}"]
    return arguments


def plain(home: Path) -> dict[str, str]:
    """A clean environment: nothing of CI's or GitHub's, no home, the tests' own tools first on PATH."""
    path = f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}"
    return {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1"}


def run(
    workflow: str, event: str, folder: Path, *, payload: Mapping[str, object], api: str, advisories: str = ""
) -> Run:
    """Run one workflow to its end. api, advisories: where the stand-ins listen."""
    scratch = folder.with_name(f"{folder.name}-act")
    (scratch / "artifacts").mkdir(parents=True)
    (scratch / "event.json").write_text(json.dumps(payload))
    variables = {
        "ARTIFACTS": str(scratch / "artifacts"),
        "GITHUB_API_URL": api,
        "GREENLANE_CACHE": str(default_root(os.environ)),
        "GREENLANE_OSV_URL": advisories,
        "GREENLANE_VENV": sys.prefix,
        "NOX_DEFAULT_VENV_BACKEND": "none",
        "PATH": plain(scratch)["PATH"],
    }
    file = scratch / workflow
    # `$/actions/x` is what GitHub and zizmor want; act knows only `./actions/x`.
    file.write_text((folder / ".github/workflows" / workflow).read_text().replace("uses: $/", "uses: ./"))
    argv = [
        *("act", event, "-W", str(file), "-P", "ubuntu-24.04=-self-hosted"),
        *("--json", "--rm", "--no-cache-server", "--pull=false", "-s", "GITHUB_TOKEN=dummy"),
        *("--action-cache-path", str(scratch / "cache"), "-e", str(scratch / "event.json")),
        *stubs(folder),
        *(word for name, value in variables.items() for word in ("--env", f"{name}={value}")),
    ]
    done = subprocess.run(
        argv, cwd=folder, env=plain(scratch), capture_output=True, text=True, timeout=300, check=False
    )
    return read(done.returncode, done.stdout + done.stderr)


def read(code: int, text: str) -> Run:
    """act's JSON lines. A line that is none belongs to no job."""
    result = Run(code)
    for line in text.splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            said = {"msg": line}
        job = str(said.get("jobID", ""))
        result.lines.setdefault(job, []).append(str(said.get("msg", "")).rstrip())
        if "jobResult" in said:
            result.jobs[job] = str(said["jobResult"])
    return result
