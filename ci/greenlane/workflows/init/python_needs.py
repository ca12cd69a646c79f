"""Which packages a Python project names, whoever manages them: uv, Poetry or pip."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal

from greenlane.workflows.init.tree import Tree, at, table

Manager = Literal["uv", "poetry", "pip"]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CLIENTS = re.compile(
    r"psycopg2?(-binary)?|asyncpg|aiopg|pg8000|sqlalchemy|sqlmodel|django|tortoise-orm|peewee|alembic"
    r"|redis|valkey|coredis|celery|rq|arq|dramatiq|boto3|aioboto3|minio|aiosmtplib"
)
"""Packages that speak to a database, a queue, an object store or a mail server."""


@dataclass(frozen=True)
class Needs:
    """manager: who installs. names: of every package named, small, with dashes. version: of Poetry's lock.

    files: requirements to install, from the folder. extras: of the project itself. is_package: whether there
    is something to install. has_groups: whether there are groups beside those that come by themselves.
    """

    manager: Manager
    names: frozenset[str]
    files: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    version: str = ""
    is_package: bool = False
    is_locked: bool = False
    has_groups: bool = False
    settings: dict[str, Any] = field(default_factory=dict)

    def has(self, *packages: str) -> bool:
        """Whether one of these is named."""
        return not self.names.isdisjoint(packages)

    @property
    def has_client(self) -> bool:
        """Whether tests of it may well speak to a service."""
        return any(_CLIENTS.fullmatch(name) for name in self.names)


def needs(tree: Tree, folder: str) -> Needs:
    """What the manifests and locks in a folder say. A file that cannot be read says nothing."""
    settings = tree.toml(at(folder, "pyproject.toml"))
    project = table(settings.get("project"))
    tools = table(settings.get("tool"))
    files = _requirements(tree, folder)
    lock = tree.first(at(folder, "uv.lock"), at(folder, "poetry.lock")) or _workspace_lock(tree, folder)
    manager: Manager = "pip"
    if lock.endswith("uv.lock"):
        manager = "uv"
    elif lock.endswith("poetry.lock") or "poetry" in tools:
        manager = "poetry"
    named = [*_of_lock(tree.read(lock) if lock else ""), *_of_project(settings)]
    named += [one for path in files for one in _of_lines(tree.read(at(folder, path)))]
    return Needs(
        manager=manager,
        names=frozenset(one.lower().replace("_", "-").replace(".", "-") for one in named),
        files=files,
        extras=tuple(sorted(table(project.get("optional-dependencies")))),
        version=_poetry_version(tree.read(lock)) if manager == "poetry" and lock else "",
        is_package="build-system" in settings or tree.has(at(folder, "setup.py")),
        is_locked=bool(lock),
        has_groups=bool(set(table(settings.get("dependency-groups"))) - {"dev"}),
        settings=settings,
    )


def _requirements(tree: Tree, folder: str) -> tuple[str, ...]:
    """requirements*.txt in the folder, and those in requirements/."""
    names = [path if folder == "." else path[len(folder) + 1 :] for path in tree.below(folder)]
    return tuple(name for name in names if _is_requirements(name))


def _is_requirements(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    return (not folder and fnmatchcase(file, "requirements*.txt")) or (
        folder == "requirements" and file.endswith(".txt")
    )


def _workspace_lock(tree: Tree, folder: str) -> str:
    """uv.lock at the root, when this folder is a member of its workspace."""
    members = table(table(table(tree.toml("pyproject.toml").get("tool")).get("uv")).get("workspace")).get(
        "members"
    )
    patterns = members if isinstance(members, list) else []
    is_member = any(fnmatchcase(folder, str(one).rstrip("/")) for one in patterns)
    return "uv.lock" if is_member and tree.has("uv.lock") else ""


def _of_lock(text: str) -> list[str]:
    return re.findall(r'^name = "([^"]+)"', text, re.MULTILINE)


def _of_lines(text: str) -> list[str]:
    found = (_NAME.match(line.strip()) for line in text.splitlines())
    return [one[0] for one in found if one]


def _of_project(settings: dict[str, Any]) -> list[str]:
    """Every package that pyproject.toml names: needs, extras, groups, Poetry's tables."""
    project = table(settings.get("project"))
    poetry = table(table(settings.get("tool")).get("poetry"))
    lists = [
        project.get("dependencies"),
        *table(project.get("optional-dependencies")).values(),
        *table(settings.get("dependency-groups")).values(),
    ]
    words = [str(one) for some in lists if isinstance(some, list) for one in some if isinstance(one, str)]
    groups = [table(one).get("dependencies") for one in table(poetry.get("group")).values()]
    tables = [poetry.get("dependencies"), poetry.get("dev-dependencies"), *groups]
    return [*_of_lines("\n".join(words)), *(name for one in tables for name in table(one))]


def _poetry_version(lock: str) -> str:
    found = re.search(r"generated by Poetry (\d+\.\d+\.\d+)", lock.partition("\n")[0])
    return found[1] if found else ""
