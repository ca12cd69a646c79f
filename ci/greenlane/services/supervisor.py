"""The supervisor of a stack: one quiet process that outlives `up` and keeps its services going."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import signal
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from queue import Empty, SimpleQueue
from typing import NoReturn

from greenlane.edges.files import refusal
from greenlane.edges.processes import MARKER, belonging, end_all, identity
from greenlane.model.errors import OutsideError
from greenlane.model.service import Context
from greenlane.model.status import Event, ServiceStatus, StackStatus, State
from greenlane.services import catalog, state
from greenlane.services.folders import Folders
from greenlane.services.lifecycle import Lifecycle, Plan
from greenlane.services.stack import Stack

LEASE_POLL_S = 0.5
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1)


class Supervisor:
    """Runs in a process of its own. events: a pipe on which each step is told, as JSON lines.

    leased: go away by itself when nobody holds the stack's `users` lock any more, which the
    kernel lets go of when a `run` dies, however it dies.
    """

    def __init__(
        self,
        stack: Stack,
        contexts: Mapping[str, Context],
        *,
        ready_within_s: float,
        leased: bool,
        events: int,
    ) -> None:
        self._stack = stack
        self._leased = leased
        self._events = events
        self._began = time.monotonic()
        self._lock = threading.Lock()
        # Not an Event: a handler that sets one while its owner is just about to wait hangs for ever.
        self._heard: SimpleQueue[int] = SimpleQueue()
        self._ended = False
        self._base = self._first_status()
        self._services: dict[str, Lifecycle] = {}
        for one in stack.services:
            plan = Plan(one, catalog.kind(one.kind), contexts[one.name], stack.folders, ready_within_s)
            needs = [self._services[name] for name in one.needs]
            self._services[one.name] = Lifecycle(plan, needs, self._changed)

    def announce(self) -> None:
        """Write the first status: from now on whoever looks finds this supervisor. Raises OSError."""
        state.write(self._stack.folders.state, self._base)

    def run(self) -> None:
        """Start all, tell how it went, wait to be told to stop, stop all, clean up."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
            signal.signal(number, lambda sent, _: self._heard.put(sent))
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        for one in self._services.values():
            one.start()
        threading.Thread(target=self._tell_when_settled, daemon=True).start()
        self._wait()
        self._stop_all()
        self._clean_up()

    def _first_status(self) -> StackStatus:
        me = identity(os.getpid())
        return StackStatus(
            stack=self._stack.folders.stack,
            run=secrets.token_hex(8),
            project=str(self._stack.project),
            mode=str(self._stack.mode),
            fingerprints=self._stack.fingerprints,
            pid=os.getpid(),
            born=me.born if me else "",
            started=time.time(),
            leased=self._leased,
            services=(),
        )

    def _changed(self, status: ServiceStatus, detail: Sequence[str], code: int) -> None:
        self._write()
        at_s = time.monotonic() - self._began
        self._tell(asdict(Event(status.name, status.state, at_s, status.note, tuple(detail), code)))

    def _write(self) -> None:
        with self._lock:
            if self._ended:
                return
            services = tuple(one.status for one in self._services.values())
            status = replace(self._base, services=services)
            with contextlib.suppress(OSError):
                state.write(self._stack.folders.state, status)

    def _tell(self, message: Mapping[str, object]) -> None:
        with self._lock, contextlib.suppress(OSError):
            os.write(self._events, json.dumps(message).encode() + b"\n")

    def _tell_when_settled(self) -> None:
        for one in self._services.values():
            one.settled.wait()
        self._tell({"settled": True})
        with self._lock, contextlib.suppress(OSError):
            os.close(self._events)
            self._events = -1

    def _wait(self) -> None:
        """Until somebody ends the stack, or nobody uses it any more that only a `run` had wanted."""
        while True:
            with contextlib.suppress(Empty):
                if self._heard.get(timeout=LEASE_POLL_S) != signal.SIGUSR1:
                    return
                self._end_lease()
            if self._leased and self._unused():
                return

    def _end_lease(self) -> None:
        """An `up` has asked for a stack that only a `run` had wanted: from now on it stays."""
        self._leased = False
        self._base = replace(self._base, leased=False)
        self._write()

    def _unused(self) -> bool:
        """Whether no `run` holds the stack. The lock is then kept to the end: whoever comes later waits."""
        users = os.open(self._stack.folders.users, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(users)
            return False
        return True

    def _stop_all(self) -> None:
        """Stop side by side, each after those that need it."""
        stoppers = {
            name: threading.Thread(target=self._stop_after_users, args=(name,)) for name in self._services
        }
        self._stoppers = stoppers
        for lifecycle in self._services.values():
            lifecycle.stopping.set()  # from here on nothing is started again
        for one in reversed(stoppers.values()):  # users first: a thread can be waited for once it is started
            one.start()
        for one in stoppers.values():
            one.join()
        if any(one.is_alive() for one in self._services.values()):
            self._end_helpers()

    def _end_helpers(self) -> None:
        """End what a service's thread is still running, such as a migration's command."""
        folders = self._stack.folders
        end_all(lambda: belonging(folders.stack, [folders.data, folders.volatile]), grace_s=0.0)
        for one in self._services.values():
            one.join(2.0)

    def _stop_after_users(self, name: str) -> None:
        mine = self._services[name]
        for other, lifecycle in self._services.items():
            if mine in lifecycle.needs:
                self._stoppers[other].join()
        mine.stop()

    def _clean_up(self) -> None:
        with self._lock:
            self._ended = True
        self._stack.folders.remove_volatile()
        with contextlib.suppress(FileNotFoundError):
            self._stack.folders.state.unlink()


def spawn(
    stack: Stack, contexts: Mapping[str, Context], *, ready_within_s: float, leased: bool, lock: int
) -> int:
    """Start the supervisor as a process of its own; returns the descriptor its events come on.

    It is forked, not executed: everything it needs is already in memory, which saves the start
    of a second interpreter. Call it before any thread is started.
    lock: the descriptor of the stack's lock. The supervisor holds it too until it can be found by
    others, so that the caller may be killed at any moment; a signal to the caller waits as long.
    """
    reader, writer = os.pipe()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        child = os.fork()
        if not child:
            _leave_caller()
            _supervise(stack, contexts, ready_within_s, leased=leased, lock=lock, events=writer)
        os.close(writer)
        os.waitpid(child, 0)
        os.read(reader, 1)  # it has announced itself, or it is gone
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return reader


def _leave_caller() -> None:
    """Into a session of our own, and away from whoever waits for their child."""
    os.setsid()
    if os.fork():
        os._exit(0)


def _supervise(
    stack: Stack,
    contexts: Mapping[str, Context],
    ready_within_s: float,
    *,
    leased: bool,
    lock: int,
    events: int,
) -> NoReturn:
    try:
        _detach(stack.folders, keep=(lock, events))
        os.environ[MARKER] = stack.folders.mark
        supervisor = Supervisor(stack, contexts, ready_within_s=ready_within_s, leased=leased, events=events)
        if _announced(supervisor, events):
            os.close(lock)
            supervisor.run()
        os._exit(0)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(70)


def _announced(supervisor: Supervisor, events: int) -> bool:
    """Whether the supervisor can be found; if not, the caller is told why."""
    try:
        supervisor.announce()
        os.write(events, b"\n")
        return True
    except OSError as err:
        known = refusal(err) or OutsideError(str(err))
        note, *detail = known.lines()
        event = Event("supervisor", State.FAILED, 0.0, note, (note, *detail), known.code)
        os.write(events, b"\n" + json.dumps(asdict(event)).encode() + b'\n{"settled": true}\n')
        return False


def _detach(folders: Folders, *, keep: Sequence[int]) -> None:
    """Let go of all that was the caller's: the terminal, the folder, every descriptor but those to keep.

    The folder is the record's: that is how a supervisor is found that could not tell of itself.
    """
    os.chdir(folders.record)
    null = os.open(os.devnull, os.O_RDWR)
    try:
        out = os.open(folders.log("supervisor"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        out = null
    for target, source in ((0, null), (1, out), (2, out)):
        os.dup2(source, target)
    start = 3
    for descriptor in (*sorted(keep), os.sysconf("SC_OPEN_MAX")):
        os.closerange(start, descriptor)
        start = descriptor + 1
