"""The command line: one module a verb, and the only place that exits.

A call that reads plainly (`greenlane plan --json`) is answered without argparse; what only some calls need is
imported by them.
"""

from __future__ import annotations

import gc
import os
import sys

import greenlane
from greenlane.cli.world import World
from greenlane.model.errors import ExitCode, GreenlaneError
from greenlane.model.light import TYPE_CHECKING, Protocol, Sequence, cast, signal

if TYPE_CHECKING:
    import argparse

VERBS = (
    *("init", "up", "down", "status", "logs", "reset", "env", "run", "psql", "doctor"),
    *("db", "bundles", "config", "gate", "ratchet", "minutes", "plan", "leg", "replay", "release"),
    "check",
    "comment",
    "simulate",
    "services",
)
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Verb(Protocol):
    """A module `greenlane/cli/<verb>.py`."""

    SUMMARY: str

    def configure(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, arguments: argparse.Namespace, world: World) -> int: ...


def verb(name: str) -> Verb:
    """One verb's module; no other is imported."""
    from importlib import import_module

    return cast(Verb, import_module(f"greenlane.cli.{name}"))


def build_parser(only: str | None = None) -> argparse.ArgumentParser:
    """The parser of all verbs, or, to start faster, of one."""
    import argparse
    from pathlib import Path

    parser = argparse.ArgumentParser(prog="greenlane", description=greenlane.__doc__)
    parser.add_argument("--version", action="version", version=f"greenlane {greenlane.__version__}")
    parser.add_argument(
        "--file", type=Path, metavar="PATH", help="the declaration; default: greenlane.yaml, here or above"
    )
    parser.add_argument("--environment", metavar="NAME", help="the overlay to apply; default: local")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name in [only] if only else VERBS:
        module = verb(name)
        one = verbs.add_parser(name, help=module.SUMMARY, description=module.SUMMARY)
        module.configure(one)
        one.set_defaults(call=module.run)
    return parser


def main(argv: Sequence[str] | None = None, world: World | None = None) -> int:
    """Run one verb; returns the exit code (docs/reference/exit-codes.md)."""
    words = list(sys.argv[1:] if argv is None else argv)
    world = world or World.real()
    try:
        code = _answered(words, world)
        world.out.flush()
        return code
    except GreenlaneError as err:
        _print_error(err, world)
        return int(err.code)
    except KeyboardInterrupt:
        world.note("interrupted")
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        return _unheard()
    except Exception as err:
        from greenlane.edges.files import refusal

        if isinstance(err, OSError) and (refused := refusal(err)):
            _print_error(refused, world)
            return int(refused.code)
        _print_crash(err, words, world)
        return int(ExitCode.BUG)


def _answered(words: Sequence[str], world: World) -> int:
    """The verb's exit code."""
    if words[:1] == ["plan"]:
        from greenlane.cli import plan, plan_words

        asked = plan_words.plain(words)
        if asked is not None:
            return plan.run(asked, world)
    arguments = build_parser(_verb_in(words)).parse_args(words)
    return int(arguments.call(arguments, world))


def _unheard() -> int:
    """Whoever read the answer went away, which is no failure: what is still to be printed goes nowhere."""
    import contextlib

    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return int(ExitCode.OK)


def _verb_in(words: Sequence[str]) -> str | None:
    """The verb, when the words begin plainly enough to tell."""
    rest = list(words)
    while len(rest) >= 2 and rest[0] in ("--file", "--environment"):
        rest = rest[2:]
    return rest[0] if rest and rest[0] in VERBS else None


def _print_error(err: GreenlaneError, world: World) -> None:
    world.out.flush()
    for line in err.lines():
        world.note(line)


def _print_crash(err: Exception, words: Sequence[str], world: World) -> None:
    """A bug of ours: what somebody needs to report it, with nothing that could be a secret."""
    import platform
    import traceback

    world.note("".join(traceback.format_exception(err)).rstrip())
    world.note("")
    world.note(f"This is a bug in greenlane {greenlane.__version__}: {type(err).__name__}.")
    world.note(f"  verb: {_verb_in(words) or '-'}   python: {platform.python_version()}")
    world.note(f"  system: {platform.platform()}")
    world.note("  fix: report it with the lines above; see docs/troubleshooting.md#a-crash")


def entry() -> None:
    """The console script. Whoever ends it politely gets what ^C gets: everything taken down."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        open_closed()
    for number in ENDING:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)
    is_plan = sys.argv[1:2] == ["plan"]
    if is_plan:
        # It ends soon, and frees nothing before: 10 ms for 1,000 components.
        gc.disable()
    code = main()
    if is_plan or (code == ExitCode.INTERRUPTED and _has_threads()):
        # A plan's memory goes with the process: 10 ms less. And work that listens to nobody, such as a search
        # of all history, would be waited for.
        _leave(code)
    sys.exit(code)


def open_closed() -> None:
    """Standard streams that the caller has closed (`>&-`) lead nowhere.

    Else the next file of ours would get their number, and what a library or a child prints there. (One that
    Python has opened on its way here, for a sitecustomize, has it already.)
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            lowest = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(lowest, True)
            stream = os.fdopen(lowest, mode, encoding="utf-8", errors="backslashreplace", closefd=False)
            setattr(sys, name, stream)


def _has_threads() -> bool:
    import threading

    return threading.active_count() > 1


def _leave(code: int) -> None:
    """End at once. What was printed is out, or could not be, which has been said."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        pass
    os._exit(code)


def _interrupt(*_: object) -> None:
    """Raise KeyboardInterrupt, but let one more signal pass unheard: a CI sends two, and people press twice.

    What the first one made us take down is then taken down; who insists with a third gets out.
    """
    for number in ENDING:
        signal.signal(number, _overhear)
    raise KeyboardInterrupt


def _overhear(*_: object) -> None:
    for number in ENDING:
        signal.signal(number, signal.default_int_handler)
