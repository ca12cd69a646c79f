"""Starting and stopping a stack from outside: what `up`, `down`, `reset` and `run` stand on."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from greenlane.edges.waiting import lines
from greenlane.model.errors import ExitCode, GreenlaneError, OutsideError, UsageError
from greenlane.model.service import Context, Installed
from greenlane.model.status import Event, StackStatus, State
from greenlane.services import catalog, state
from greenlane.services.folders import Folders
from greenlane.services.leftovers import held, remove_purged, stop, sweep
from greenlane.services.stack import Stack
from greenlane.services.supervisor import spawn

Progress = Callable[[Event], None]
Install = Callable[[Stack], Mapping[str, Mapping[str, Installed]]]


def up(
    stack: Stack,
    *,
    install: Install,
    progress: Progress,
    ready_within_s: float = 60.0,
    leased: bool = False,
) -> StackStatus:
    """Bring the stack to ready, or leave nothing behind.

    A stack that already runs as declared stays as it is; one that runs from another declaration
    is started anew. install: fetches the bundles of a stack. leased: see Supervisor.
    Raises UsageError when nothing is declared, GreenlaneError with evidence when a service fails.
    """
    if not stack.services:
        raise UsageError(
            "no service is declared, so there is nothing to start",
            where="greenlane.yaml",
            fix="declare one under `services:`, such as `db: {type: postgres}`",
            docs="docs/configuration.md#services",
        )
    installed = install(stack)
    with contextlib.ExitStack() as locks:
        if not leased:  # or the last `run` might end the stack that we are about to find ready
            locks.enter_context(held(stack.folders, stack.folders.users, shared=True))
        waiting = partial(_say, progress, "waiting for another greenlane")
        lock = locks.enter_context(held(stack.folders, stack.folders.lock, waiting=waiting))
        running = state.running(stack.folders.state)
        if running and (status := _usable(stack, running, leased)) is not None:
            _bring_up_to_date(stack, installed)
            return status
        if running:
            stack = stack.including(running.fingerprints)
            leased = leased and running.leased
            installed = install(stack)
            _say(progress, _why_anew(stack, running))
            stop(stack.folders)
        start = partial(spawn, ready_within_s=ready_within_s, leased=leased, lock=lock)
        return _started(stack, installed, start, progress)


def _started(
    stack: Stack,
    installed: Mapping[str, Mapping[str, Installed]],
    start: Callable[[Stack, Mapping[str, Context]], int],
    progress: Progress,
) -> StackStatus:
    """Start a stack that does not run, and wait until it is ready; else take it down again."""
    sweep(stack.folders)
    contexts = stack.contexts(fresh=True, installed=installed)
    stack.variables(contexts)
    _rotate_logs(stack.folders)
    try:
        failed = _follow(start(stack, contexts), progress)
    except BaseException:
        stop(stack.folders)
        raise
    status = state.read(stack.folders.state)
    if failed or status is None or not status.is_ready:
        stop(stack.folders)
        raise _failure(failed, stack)
    return status


def down(folders: Folders, *, purge: bool = False) -> bool:
    """Stop the stack and remove what a killed one left. purge: its data, ports and secrets too.

    Returns whether anything was there to stop or to remove.
    """
    if not folders.record.exists():
        return remove_purged(folders.record)
    with held(folders, folders.lock):
        found = stop(folders)
        if purge:
            found = True
            _purge(folders.record)
        return found


def _purge(record: Path) -> None:
    """Take the record away at once, so that whoever comes meanwhile makes another, then remove it."""
    record.rename(record.with_name(f".{record.name}.{secrets.token_hex(4)}"))
    remove_purged(record)


@contextlib.contextmanager
def lease(folders: Folders) -> Iterator[None]:
    """Keep a stack up for as long as this lasts; then end it, unless somebody else still uses it.

    A stack that `up` started is not ended.
    """
    with held(folders, folders.users, shared=True) as users:
        try:
            yield
        finally:
            if _alone(users):
                _end_unused(folders)


def _alone(users: int) -> bool:
    """Whether nobody else holds the lock that we share; it is ours alone then."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _end_unused(folders: Folders) -> None:
    with held(folders, folders.lock):
        status = state.read(folders.state)
        if status is None or status.leased:
            stop(folders)


def _usable(stack: Stack, running: StackStatus, leased: bool) -> StackStatus | None:
    """The status of a running stack when all that is wanted runs in it as declared; else None."""
    wanted = stack.fingerprints.items()
    if not wanted <= running.fingerprints.items():
        return None
    settled = _await_settled(stack.folders)
    if settled is None or not settled.is_ready:
        return None
    return settled if leased or not settled.leased else _keep(stack.folders, settled)


def _bring_up_to_date(stack: Stack, installed: Mapping[str, Mapping[str, Installed]]) -> None:
    """Apply what has been added to migrations and seeds since the stack came up.

    Raises GreenlaneError as a start would, such as for an applied migration that was changed.
    """
    contexts = stack.contexts(installed=installed)
    for one in stack.services:
        kind = catalog.kind(one.kind)
        if getattr(kind, "targets", lambda _: ())(contexts[one.name]):
            kind.provision(contexts[one.name])


def _why_anew(stack: Stack, running: StackStatus) -> str:
    """Why a running stack is stopped and started again."""
    wanted = stack.fingerprints
    changed = [name for name, print_ in running.fingerprints.items() if wanted.get(name, print_) != print_]
    added = [name for name in wanted if name not in running.fingerprints]
    if changed:
        return f"the declaration of {', '.join(changed)} has changed: starting anew"
    return f"starting {', '.join(added)} as well" if added else "not everything was ready: starting anew"


def _keep(folders: Folders, settled: StackStatus, within_s: float = 10.0) -> StackStatus | None:
    """Have a stack that only a `run` wanted stay from now on; None when it went away instead."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(settled.pid, signal.SIGUSR1)
    deadline = time.monotonic() + within_s
    while (status := state.running(folders.state)) is not None and time.monotonic() < deadline:
        if not status.leased:
            return status
        time.sleep(0.005)
    return None


def _await_settled(folders: Folders, within_s: float = 90.0) -> StackStatus | None:
    """Wait until every service of a running stack is ready or failed; None when it went away."""
    deadline = time.monotonic() + within_s
    while (status := state.running(folders.state)) is not None:
        unsettled = [
            one for one in status.services if one.state not in (State.READY, State.FAILED, State.STOPPED)
        ]
        if not unsettled or time.monotonic() > deadline:
            return status
        time.sleep(0.02)
    return None


def _follow(reader: int, progress: Progress) -> list[Event]:
    """Pass on what the supervisor tells until all have settled; returns those that failed."""
    failed = []
    settled = False
    try:
        for line in lines(reader):
            message = json.loads(line)
            if settled := "settled" in message:
                break
            message.update(state=State(message["state"]), detail=tuple(message["detail"]))
            event = Event(**message)
            progress(event)
            if event.state is State.FAILED:
                failed.append(event)
    finally:
        os.close(reader)
    if not settled:
        failed.append(Event("supervisor", State.FAILED, 0.0, "ended before the services were ready"))
    return failed


def _failure(failed: Sequence[Event], stack: Stack) -> GreenlaneError:
    """What the first service to fail said, with its exit code; the others in a line each."""
    first = failed[0] if failed else Event("supervisor", State.FAILED, 0.0, "went away while starting")
    detail = [line.removeprefix("    ") for line in first.detail[1:]]
    explained = any(line.lstrip().startswith("see: ") for line in detail)
    for other in failed[1:]:
        detail.append(f"{other.service}: {other.note}")
    failure = GreenlaneError(
        f"{first.note}; everything that was started has been stopped",
        where=f"services.{first.service}",
        detail=detail,
        fix=f"the whole log: greenlane logs {first.service}   ({stack.folders.log(first.service)})",
        docs=None if explained else "docs/troubleshooting.md#service-failed",
    )
    failure.code = ExitCode(first.code)
    return failure


def _rotate_logs(folders: Folders) -> None:
    """Keep the logs of this run and of the one before."""
    for log in folders.logs.glob("*.log"):
        log.replace(log.with_suffix(".log.1"))


def _say(progress: Progress, note: str) -> None:
    progress(Event("", State.WAITING, 0.0, note))


def discard(folders: Folders, names: Sequence[str]) -> None:
    """Stop the stack and remove the data of these services; the others keep theirs."""
    with held(folders, folders.lock):
        stop(folders)
        for name in names:
            try:
                shutil.rmtree(folders.data / name)
            except FileNotFoundError:
                continue
            except OSError as err:
                raise OutsideError(
                    f"the data of {name} could not be removed: {err}",
                    fix=f"remove {folders.data / name} yourself, then: greenlane up",
                ) from err
