"""What a call of `greenlane simulate` asks for: one request a workflow, and with what they run."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greenlane.model.errors import UsageError

if TYPE_CHECKING:
    from greenlane.cli.world import World
    from greenlane.gates.scratch import Scratch
    from greenlane.workflows.simulate_request import Request, Tools

DOCS = "docs/simulate.md"
# Of the user's variables, those that say where packages come from; a step has nothing else of theirs.
_WHENCE = ("PIP_", "UV_", "npm_config_")
OURS = ("actions", ".github", "ci", "scripts", "requirements", "pyproject.toml", "README.md", "LICENSE")
_NETWORK = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")


def requests(arguments: argparse.Namespace, world: World) -> list[Request]:
    """One for each workflow, in the order of names. Raises UsageError when there is none to run."""
    from greenlane.cli.minutes_place import this
    from greenlane.edges.git import Repository
    from greenlane.workflows.simulate_request import Request, check, check_kind, listening

    found = Repository.find(world.cwd, world.environment)
    root = found.top if found else world.cwd
    check_kind(arguments.event)
    names = [Path(name).name for name in arguments.workflow] or listening(root, arguments.event)
    asked = [
        Request(
            root=root,
            workflow=name,
            kind=arguments.event,
            repository=this(world) or "owner/name",
            base=arguments.base,
            inputs=dict(_pairs("--input", arguments.input)),
            payload=_payload(arguments.payload, world),
        )
        for name in names
    ]
    for request in asked:
        check(request)
    return asked


def tools(arguments: argparse.Namespace, world: World, own: Scratch) -> Tools:
    """act and the environment of the steps. Raises ToolMissing without act, UsageError."""
    from greenlane.edges.children import Children
    from greenlane.gates.toolbox import Toolbox
    from greenlane.services.store import default_root
    from greenlane.workflows.simulate_request import Tools

    cache_root = default_root(world.environment)
    given = world.environment
    variables = {**_packages(given), "GREENLANE_CACHE": str(cache_root), **own.variables}
    if (Path(sys.prefix) / "bin" / "nox").is_file():
        variables["GREENLANE_VENV"] = sys.prefix
    variables |= _variables(arguments.env, given)
    acting, secrets = _folders("--stub", arguments.stub, world.cwd), _secrets(arguments.secret, given)
    return Tools(
        act=Toolbox(given, cache_root).path("act"),
        path=given.get("PATH", os.defpath),
        variables=variables,
        sources={**_greenlane(own.folder / "greenlane"), **_folders("--source", arguments.source, world.cwd)},
        stubs=acting,
        secrets=secrets,
        children=Children(guard=own.guard),
        told=world.note,
    )


def _greenlane(folder: Path) -> dict[str, Path]:
    """What acts for OWNER/greenlane/…@COMMIT: of the checkout that runs, what its actions need.

    None when only the package is here. act reads all of it for each step: tests and pages would cost time.
    """
    import greenlane
    from greenlane.workflows.simulate_uses import copy

    root = Path(greenlane.__file__).resolve().parents[2]
    if not (root / "actions").is_dir():
        return {}
    for name in OURS:
        if (root / name).is_dir():
            copy(root / name, folder / name)
        elif (root / name).is_file():
            shutil.copy(root / name, folder / name)
    return {"greenlane": folder}


def _packages(given: Mapping[str, str]) -> dict[str, str]:
    """Where packages come from, and the caches: with a home of its own, pip would look for neither."""
    kept = {
        name: value for name, value in given.items() if name.startswith(_WHENCE) or name.upper() in _NETWORK
    }
    if home := given.get("HOME"):
        configuration = Path(home) / ".config" / "pip" / "pip.conf"
        if configuration.is_file():
            kept.setdefault("PIP_CONFIG_FILE", str(configuration))
        kept.setdefault("PIP_CACHE_DIR", str(Path(home) / ".cache" / "pip"))
        kept.setdefault("UV_CACHE_DIR", str(Path(home) / ".cache" / "uv"))
    return kept


def _pairs(option: str, given: Iterable[str]) -> list[tuple[str, str]]:
    pairs = []
    for one in given:
        name, is_pair, value = one.partition("=")
        if not is_pair or not name:
            raise UsageError(f"{option}: expected NAME=VALUE, got {one!r}", docs=DOCS)
        pairs.append((name, value))
    return pairs


def _variables(given: Iterable[str], environment: Mapping[str, str]) -> dict[str, str]:
    """NAME=VALUE as it stands; NAME from the environment. Raises UsageError when it is not there."""
    named = [one if "=" in one else f"{one}={_taken('--env', one, environment)}" for one in given]
    return dict(_pairs("--env", named))


def _secrets(names: Iterable[str], environment: Mapping[str, str]) -> dict[str, str]:
    """By name, so that no value stands in a call."""
    return {name: _taken("--secret", name, environment) for name in names}


def _taken(option: str, name: str, environment: Mapping[str, str]) -> str:
    if "=" in name or name not in environment:
        fix = f"set it first, and name it alone: {option} NAME"
        raise UsageError(f"{option}: there is no variable {name.partition('=')[0]}", fix=fix, docs=DOCS)
    return environment[name]


def _folders(option: str, given: Iterable[str], cwd: Path) -> dict[str, Path]:
    """By owner/name. Raises UsageError for one that is not there."""
    folders = {name: (cwd / folder).absolute() for name, folder in _pairs(option, given)}
    for name, folder in folders.items():
        if not folder.is_dir() or name.count("/") != 1:
            raise UsageError(
                f"{option}: {name} needs a folder, and {folder} is none",
                fix=f"write {option} OWNER/NAME=FOLDER",
                docs=f"{DOCS}#stubs",
            )
    return folders


def _payload(path: Path | None, world: World) -> dict[str, Any]:
    """What is laid over the payload. Raises UsageError for a file that holds no JSON object."""
    if path is None:
        return {}
    try:
        found = json.loads((world.cwd / path).read_bytes())
    except (OSError, ValueError) as err:
        raise UsageError(f"--payload: {path} cannot be read: {err}", docs=f"{DOCS}#events") from err
    if not isinstance(found, dict):
        raise UsageError(f"--payload: {path} holds no JSON object", docs=f"{DOCS}#events")
    return found
