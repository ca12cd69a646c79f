"""`greenlane status`: what runs, since when, and whether it answers right now."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict

from greenlane.cli import project
from greenlane.cli.up import stand_ins
from greenlane.cli.world import World
from greenlane.model.errors import ExitCode
from greenlane.model.service import NotReady
from greenlane.model.status import StackStatus, State
from greenlane.services.install import installed
from greenlane.services.stack import Stack

SUMMARY = "what runs and since when; --check asks each service a real question"


def configure(parser: argparse.ArgumentParser) -> None:
    project.add_mode(parser, default=None)
    parser.add_argument("--json", action="store_true", help="the whole status as JSON")
    parser.add_argument(
        "--check", action="store_true", help="ask each service a question in its own protocol"
    )


def run(arguments: argparse.Namespace, world: World) -> int:
    stack, status = project.running_stack(arguments, world)
    if status is None:
        world.say(json.dumps(None) if arguments.json else "nothing is running; start it: greenlane up")
        return ExitCode.CONFIGURATION if arguments.check else ExitCode.OK
    answers = _ask(stack, status) if arguments.check else {}
    if arguments.json:
        world.say(json.dumps({**asdict(status), "answers": answers, **_said(stack)}, indent=2))
    else:
        _print(stack, status, answers, world)
    refused = any(answer != "ok" for answer in answers.values())
    return ExitCode.FAIL if refused or not status.is_ready else ExitCode.OK


def _ask(stack: Stack, status: StackStatus) -> dict[str, str]:
    """Each running service's answer to a real request: "ok", or what it said instead."""
    contexts = stack.contexts(installed=installed(stack))
    answers = {}
    for one in status.services:
        try:
            if one.name not in contexts:
                answers[one.name] = "not declared any more"
                continue
            stack.kind(one.name).ready(contexts[one.name])
            answers[one.name] = "ok"
        except NotReady as err:
            answers[one.name] = str(err)
    return answers


def _print(stack: Stack, status: StackStatus, answers: dict[str, str], world: World) -> None:
    ready = sum(one.state is State.READY for one in status.services)
    world.say(f"{status.mode}: {ready} of {len(status.services)} services ready   ({status.project})")
    ports = stack.contexts()
    for one in status.services:
        port = f"127.0.0.1:{ports[one.name].port}" if one.name in ports else ""
        since = time.strftime("%H:%M:%S", time.localtime(one.since))
        answer = f"answers: {answers[one.name]}" if one.name in answers else ""
        restarts = f"restarts: {one.restarts}" if one.restarts else ""
        words = [
            one.name.ljust(12),
            one.state.ljust(12),
            port.ljust(16),
            f"since {since}",
            restarts,
            answer,
            one.note,
        ]
        world.say("  " + "  ".join(word for word in words if word))
    for line in (*stand_ins(stack), *(f"{name}: {note}" for name, note in _notes(stack))):
        world.say(f"  {line}")


def _said(stack: Stack) -> dict[str, object]:
    """What is to be known of the services whatever their state: stand-ins, and settings without effect."""
    lacks = {one.name: stack.kind(one.name).STAND_IN for one in stack.services}
    return {
        "stand_ins": {name: asdict(one) for name, one in lacks.items() if one},
        "notes": [f"{name}: {note}" for name, note in _notes(stack)],
    }


def _notes(stack: Stack) -> list[tuple[str, str]]:
    contexts = stack.contexts()
    return [
        (one.name, note)
        for one in stack.services
        for note in getattr(stack.kind(one.name), "notes", lambda _: ())(contexts[one.name])
    ]
