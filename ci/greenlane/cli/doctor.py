"""`greenlane doctor`: whether this machine can run what is declared, and what to do where it cannot."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from greenlane.cli import project
from greenlane.cli.world import World
from greenlane.edges.ports import holder, is_free
from greenlane.edges.process import server_account
from greenlane.edges.state import state_root
from greenlane.model.errors import ExitCode, GreenlaneError
from greenlane.model.service import Mode
from greenlane.services import state
from greenlane.services.folders import ROOMY_BYTES, Folders, memory_root
from greenlane.services.stack import Stack
from greenlane.services.store import current_platform, default_root

SUMMARY = "whether this machine can run what is declared, and what to do where it cannot"

DISK_BYTES = 2 * 1024**3
Verdict = Literal["ok", "note", "fail"]


@dataclass(frozen=True)
class Finding:
    """One thing looked at. fix: what to do, where something is to be done."""

    topic: str
    verdict: Verdict
    text: str
    fix: str = ""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("topic", nargs="*", choices=[[], *TOPICS], help=f"only these: {', '.join(TOPICS)}")
    parser.set_defaults(mode=str(Mode.DURABLE))


def run(arguments: argparse.Namespace, world: World) -> int:
    findings = [finding for topic in arguments.topic or TOPICS for finding in _look(topic, arguments, world)]
    failed = sum(one.verdict == "fail" for one in findings)
    world.say(
        f"{failed} of {len(findings)} checks failed" if failed else f"all {len(findings)} checks passed"
    )
    for one in findings:
        world.say(f"  {one.verdict:<5} {one.topic:<9} {one.text}")
        if one.fix:
            world.say(f"        fix: {one.fix}")
    return ExitCode.FAIL if failed else ExitCode.OK


def _look(topic: str, arguments: argparse.Namespace, world: World) -> Iterator[Finding]:
    try:
        yield from TOPICS[topic](arguments, world)
    except GreenlaneError as err:
        yield Finding(topic, "fail", "; ".join(err.lines()[:-1]) or err.what, err.fix or "")


def _machine(_: argparse.Namespace, world: World) -> Iterator[Finding]:
    platform = current_platform()
    verified = str(platform) == "linux-x86_64"
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        "machine",
        "ok" if verified else "note",
        f"{platform}, Python {version}" + ("" if verified else ": declared, not verified"),
    )
    account = server_account(world.environment)
    yield Finding("machine", "ok", f"servers run as {account.name}")
    if shutil.which("git", path=world.environment.get("PATH")) is None:
        yield Finding("machine", "fail", "git is not there", "install git")


def _space(_: argparse.Namespace, world: World) -> Iterator[Finding]:
    for name, folder in (
        ("bundles", default_root(world.environment)),
        ("data", state_root(world.environment)),
    ):
        there = next(path for path in (folder, *folder.parents) if path.exists())
        free = shutil.disk_usage(there).free
        enough = free >= DISK_BYTES
        yield Finding(
            "space",
            "ok" if enough else "fail",
            f"{name}: {free / 1024**3:.1f} GiB free at {folder}",
            "" if enough else "make room: greenlane bundles prune; 2 GiB are wanted",
        )
        if not os.access(there, os.W_OK):
            yield Finding(
                "space", "fail", f"{there} is not writable", "set GREENLANE_CACHE and GREENLANE_STATE"
            )
    memory = memory_root(world.environment)
    in_memory = str(memory).startswith("/dev/shm")  # nothing is made there  # nosec B108
    yield Finding(
        "space",
        "ok" if in_memory else "note",
        f"ephemeral data: {memory}",
        "" if in_memory else f"tests are faster in memory: give /dev/shm {ROOMY_BYTES // 1024**2} MiB",
    )


def _ports(arguments: argparse.Namespace, world: World) -> Iterator[Finding]:
    stack = project.stack(arguments, world)
    runs = state.running(stack.folders.state) is not None
    ports, _ = stack.allot(fresh=False)
    for one in stack.services:
        for name, port in ports[one.name].items():
            fixed = "fixed" if name in one.ports else "chosen"
            if runs or is_free(port):
                yield Finding(
                    "ports", "ok", f"{one.name}.{name}: {port} ({fixed}), {'ours' if runs else 'free'}"
                )
            elif name in one.ports:
                yield Finding(
                    "ports",
                    "fail",
                    f"{one.name}.{name}: {port} is taken by {holder(port)}",
                    f"end it, or remove services.{one.name}.ports.{name}",
                )
            else:
                yield Finding(
                    "ports",
                    "note",
                    f"{one.name}.{name}: {port} is taken by {holder(port)}; another will be chosen",
                )


def _bundles(arguments: argparse.Namespace, world: World) -> Iterator[Finding]:
    stack = project.stack(arguments, world)
    yield from (Finding("bundles", verdict, text, fix) for verdict, text, fix in _bundle_states(stack))


def _bundle_states(stack: Stack) -> Iterator[tuple[Verdict, str, str]]:
    from greenlane.services.install import missing

    absent = missing(stack)
    for bundle in absent:
        yield (
            "note",
            f"{bundle.name} {bundle.version} is not fetched yet",
            "greenlane up fetches it, or: greenlane bundles fetch",
        )
    if not absent:
        yield "ok", "every bundle that is declared is in the cache: this works offline", ""


def _leftovers(_: argparse.Namespace, world: World) -> Iterator[Finding]:
    from greenlane.services.leftovers import all_folders

    anchor = Folders.of(world.cwd, Mode.DURABLE, world.environment)
    dead = [
        one.stack for one in all_folders(anchor) if one.state.exists() and state.running(one.state) is None
    ]
    if dead:
        yield Finding(
            "leftovers", "note", f"killed, not yet cleared away: {', '.join(dead)}", "greenlane down --all"
        )
    else:
        yield Finding("leftovers", "ok", "no killed stack has left anything behind")


TOPICS: dict[str, Callable[[argparse.Namespace, World], Iterator[Finding]]] = {
    "machine": _machine,
    "space": _space,
    "ports": _ports,
    "bundles": _bundles,
    "leftovers": _leftovers,
}
