"""A package.json -> a component and a job of its scripts; of a workspace, one each."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from greenlane.workflows.init.names import Names
from greenlane.workflows.init.seen import Check, Part, Real
from greenlane.workflows.init.tree import Tree, at, table

MANIFESTS = ("package.json",)
MOST = 30
"""Packages of a workspace that get a job each; of more, all share one."""
_SCRIPTS = (("lint",), ("typecheck", "type-check", "check-types", "tsc"), ("test",), ("build",))
_REAL = ("test:integration", "integration", "test:int")
_ENDLESS = re.compile(r"--watch(?!=false|All=false)\b")
_BROWSER = re.compile(r"\b(playwright|cypress|wdio|detox)\b")
"""Tests from outside: they want a browser or a device, and everything running."""
_CLIENTS = re.compile(
    r"pg|postgres|pg-promise|slonik|kysely|knex|sequelize|typeorm|drizzle-orm|@prisma/client|redis|ioredis"
    r"|bullmq|@aws-sdk/client-s3|minio|nodemailer"
)


@dataclass(frozen=True)
class Manager:
    """name: npm, pnpm, yarn, bun. lock: its file, "" for none. call: how it is called. install: its words."""

    name: str
    lock: str
    call: str
    install: str

    def script(self, script: str, package: str = "") -> str:
        """Runs a script, of a package of the workspace when one is named."""
        chosen = shlex.quote(package)
        match self.name:
            case "bun" if package:
                return f"{self.call} run --filter {chosen} {script}"
            case "pnpm":
                return (
                    f"{self.call} --filter {chosen} run {script}" if package else f"{self.call} run {script}"
                )
            case "yarn":
                return (
                    f"{self.call} workspace {chosen} run {script}" if package else f"{self.call} run {script}"
                )
            case _:
                return f"{self.call} run {script}{f' --workspace {chosen}' if package else ''}"


def look(tree: Tree, folder: str, names: Names, *, has_services: bool) -> list[Part]:
    """The package in a folder, or those of its workspace; none when it has no script that checks anything."""
    manifest = tree.json(at(folder, "package.json"))
    found = manager(tree, folder, manifest)
    members = workspace(tree, folder, manifest)
    parts = [_part(tree, one, found, folder, names, has_services=has_services) for one in members[:MOST]]
    known = [one for one in parts if one]
    if members and len(members) <= MOST and known:
        return known
    alone = _part(tree, folder, found, folder, names, has_services=has_services)
    return [alone] if alone else []


def workspace(tree: Tree, folder: str, manifest: dict[str, Any]) -> list[str]:
    """The folders of a workspace's packages, ascending."""
    homes, wanted, unwanted = _globs(tree, folder, manifest)
    return [one for one in homes if _is_any(one, wanted) and not _is_any(one, unwanted)]


def is_covered(tree: Tree, folder: str) -> bool:
    """Whether a package without a lock of its own lies below one that has one: a part of that one."""
    above = [one or "." for one in _above(folder)]
    return not manager(tree, folder, {}).lock and any(manager(tree, one, {}).lock for one in above)


def _above(folder: str) -> list[str]:
    parts = folder.split("/")
    return ["/".join(parts[:at]) for at in range(len(parts))] if folder != "." else []


def passed_over(tree: Tree, folder: str, manifest: dict[str, Any]) -> list[str]:
    """The folders that a workspace takes out by name."""
    homes, _, unwanted = _globs(tree, folder, manifest)
    return [one for one in homes if _is_any(one, unwanted)]


def _globs(tree: Tree, folder: str, manifest: dict[str, Any]) -> tuple[list[str], list[str], list[str]]:
    """Other packages, the globs that take them in, and those that take them out."""
    declared = manifest.get("workspaces")
    listed = table(declared).get("packages") if isinstance(declared, dict) else declared
    if tree.has(at(folder, "pnpm-workspace.yaml")):
        listed = tree.yaml(at(folder, "pnpm-workspace.yaml")).get("packages")
    patterns = [str(one).removeprefix("./").rstrip("/") for one in listed] if isinstance(listed, list) else []
    wanted = [at(folder, one) for one in patterns if not one.startswith("!")]
    unwanted = [at(folder, one[1:]) for one in patterns if one.startswith("!")]
    homes = [one for one in tree.homes("package.json") if one not in (folder, ".")]
    return homes, wanted, unwanted


def _is_any(folder: str, patterns: list[str]) -> bool:
    return any(_is_in(folder, pattern) for pattern in patterns)


def manager(tree: Tree, folder: str, manifest: dict[str, Any]) -> Manager:
    """Who installs, as the lock says. Without one: npm, which then decides anew each time."""
    wanted = str(manifest.get("packageManager", "")).partition("+")[0]
    if tree.has(at(folder, "pnpm-lock.yaml")):
        version = wanted.partition("@")[2] if wanted.startswith("pnpm@") else "10"
        return Manager(
            "pnpm", at(folder, "pnpm-lock.yaml"), f"npx --yes pnpm@{version}", "install --frozen-lockfile"
        )
    if tree.has(at(folder, "yarn.lock")):
        is_old = "__metadata:" not in tree.read(at(folder, "yarn.lock"))
        call, words = (
            ("npx --yes yarn@1", "--frozen-lockfile") if is_old else ("corepack yarn", "--immutable")
        )
        return Manager("yarn", at(folder, "yarn.lock"), call, f"install {words}")
    if lock := tree.first(at(folder, "bun.lock"), at(folder, "bun.lockb")):
        return Manager("bun", lock, "npx --yes bun@1", "install --frozen-lockfile")
    lock = tree.first(at(folder, "package-lock.json"), at(folder, "npm-shrinkwrap.json"))
    return Manager("npm", lock, "npm", "ci" if lock else "install --no-save")


def _part(
    tree: Tree, folder: str, found: Manager, home: str, names: Names, *, has_services: bool
) -> Part | None:
    """One package. home: the folder of the lock, where the manager is called."""
    manifest = tree.json(at(folder, "package.json"))
    scripts = {name: text for name, text in table(manifest.get("scripts")).items() if _is_check(text)}
    chosen = [next((one for one in names if one in scripts), "") for names in _SCRIPTS]
    chosen = [one for one in chosen if one]
    real = next((one for one in _REAL if one in scripts), "") if has_services else ""
    if not real and has_services and "test" in chosen and _has_client(manifest):
        real = "test"
        chosen.remove("test")
    if not chosen and not real:
        return None
    package = str(manifest.get("name", "")) if folder != home else ""
    name = names.take(tree.name if folder == "." else folder, folder, "node")
    said = ", ".join([*chosen, *([real] if real else [])])
    return Part(
        name=name,
        folder=folder,
        found=f"Node with {found.name}: {folder if folder != '.' else 'the root'} ({said})",
        checks=(_check(name, found, home, chosen, package),) if chosen else (),
        real=(Real(commands=_inside(found, [real], package), folder=home),) if real else (),
        hints=tuple(_hints(tree, folder, found, manifest)),
        suffix=".js",
    )


def _check(name: str, found: Manager, home: str, scripts: list[str], package: str) -> Check:
    locks = (found.lock,) if package and found.name in ("npm", "pnpm") and found.lock else ()
    return Check(name, _commands(found, home, scripts, package), (name,), locks=locks)


def _commands(found: Manager, home: str, scripts: list[str], package: str) -> tuple[str, ...]:
    lines = _inside(found, scripts, package)
    return lines if home == "." else tuple(f"cd {shlex.quote(home)} && {line}" for line in lines)


def _inside(found: Manager, scripts: list[str], package: str) -> tuple[str, ...]:
    """In the folder of the lock: what installs, and the scripts."""
    return f"{found.call} {found.install}", *(found.script(one, package) for one in scripts)


def _is_check(script: object) -> bool:
    """Whether a script ends by itself, wants nothing else, and is more than npm writes for none."""
    text = str(script)
    return "no test specified" not in text and not _ENDLESS.search(text) and not _BROWSER.search(text)


def _has_client(manifest: dict[str, Any]) -> bool:
    named = [*table(manifest.get("dependencies")), *table(manifest.get("devDependencies"))]
    return any(_CLIENTS.fullmatch(name) for name in named)


def _is_in(folder: str, pattern: str) -> bool:
    """Whether a workspace's glob takes a folder: `*` is one level, `**` any."""
    if "**" in pattern:
        return folder.startswith(pattern.partition("**")[0])
    return folder.count("/") == pattern.count("/") and fnmatchcase(folder, pattern)


def _hints(tree: Tree, folder: str, found: Manager, manifest: dict[str, Any]) -> list[str]:
    hints = []
    name = at(folder, "package.json")
    if not found.lock:
        hints.append(f"{name}: no lock file, so tomorrow's run may get other packages; commit one")
    scripts = {one: str(text) for one, text in table(manifest.get("scripts")).items()}
    if watched := [one for one, text in scripts.items() if _ENDLESS.search(text)]:
        hints.append(f"{name}: {', '.join(watched)} would never end, and is in no job")
    if seen := [one for one, text in scripts.items() if _BROWSER.search(text) and one.startswith("test")]:
        hints.append(f"{name}: {', '.join(seen)} wants a browser and everything running, and is in no job")
    pinned = tree.first(at(folder, ".nvmrc"), at(folder, ".node-version"))
    if pinned:
        hints.append(
            f"{pinned}: jobs run on the runner's own Node; is that {tree.read(pinned).strip()[:20]}?"
        )
    return hints
