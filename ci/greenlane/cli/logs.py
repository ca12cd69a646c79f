"""`greenlane logs`: what the servers wrote, the last lines first of all."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from greenlane.cli import project
from greenlane.cli.world import World
from greenlane.model.errors import UsageError
from greenlane.model.service import Mode
from greenlane.services.folders import Folders
from greenlane.services.lifecycle import tail

SUMMARY = "what the servers wrote"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", nargs="?", help="only this one; `supervisor` is one too")
    parser.add_argument("-n", "--lines", type=int, default=50, help="how many lines of each (default: 50)")
    parser.add_argument("-f", "--follow", action="store_true", help="go on as they write")
    project.add_mode(parser, default=None)


def run(arguments: argparse.Namespace, world: World) -> int:
    logs = _logs(arguments, world)
    ends = {log: log.stat().st_size for log in logs}  # what is written from now on is followed, none is lost
    for log in logs:
        for line in tail(log, arguments.lines, end=ends[log]):
            world.say(f"{log.stem:<12} {line}" if len(logs) > 1 else line)
    if arguments.follow:
        world.out.flush()
        _follow(ends, world)
    return 0


def _logs(arguments: argparse.Namespace, world: World) -> list[Path]:
    root = project.root(arguments, world)
    modes = [Mode(arguments.mode)] if arguments.mode else list(Mode)
    folders = [Folders.of(root, mode, world.environment) for mode in modes]
    every = [log for one in folders for log in sorted(one.logs.glob("*.log"))]
    if not every:
        raise UsageError("there are no logs yet", fix="greenlane up")
    newest = max(every, key=lambda log: log.stat().st_mtime).parent
    found = sorted(newest.glob(f"{arguments.service}.log" if arguments.service else "*.log"))
    if not found:
        names = ", ".join(sorted({log.stem for log in every}))
        raise UsageError(f"there is no log of {arguments.service}", fix=f"there are logs of: {names}")
    return found


def _follow(ends: dict[Path, int], world: World) -> None:
    while True:
        for log, end in ends.items():
            size = log.stat().st_size if log.exists() else 0
            ends[log] = size
            if size in (end, 0):
                continue
            start = end if size > end else 0  # a shorter one is a new one
            with log.open("rb") as handle:
                handle.seek(start)
                for line in handle.read(size - start).decode(errors="replace").splitlines():
                    world.say(f"{log.stem:<12} {line}" if len(ends) > 1 else line)
            world.out.flush()
        time.sleep(0.2)
