"""One service under its supervisor: started when its needs are ready, watched, restarted, stopped."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from greenlane.edges.files import refusal
from greenlane.edges.process import drop
from greenlane.edges.processes import MARKER, belonging, end, identity
from greenlane.model.errors import ExitCode, GreenlaneError, OutsideError
from greenlane.model.service import Context, Declared, Kind, Launch, NotReady
from greenlane.model.status import ServiceStatus, State
from greenlane.services.folders import Folders, give_all

BACKOFF_S = (0.0, 0.2, 1.0, 2.0, 5.0)
"""How long to wait before the n-th restart in a row; after the last, the service has failed."""
BEFORE_FIRST_READY = 2
"""How many deaths a service has before it was ever ready: a wrong setting does not mend by itself."""
STEADY_S = 30.0
"""A service that ran this long has its next death counted as the first."""
LOG_LINES = 20


@dataclass(frozen=True)
class Plan:
    """All that a lifecycle needs to know, fixed before the supervisor starts."""

    declared: Declared
    kind: Kind
    context: Context
    folders: Folders
    ready_within_s: float


class Lifecycle(threading.Thread):
    """The thread that keeps one service going.

    changed: called at each step with the new status, lines of evidence and, when it has failed, the
    exit code; may be called from here.
    """

    def __init__(
        self,
        plan: Plan,
        needs: Sequence[Lifecycle],
        changed: Callable[[ServiceStatus, Sequence[str], int], None],
    ) -> None:
        super().__init__(name=f"service-{plan.declared.name}", daemon=True)
        self.plan = plan
        self.needs = tuple(needs)
        self.settled = threading.Event()
        self.stopping = threading.Event()
        self.status = ServiceStatus(plan.declared.name, plan.declared.kind, State.WAITING, time.time())
        self._changed = changed
        self._gate = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._launched: Launch | None = None

    def run(self) -> None:
        """Start, then restart for as long as nobody asks to stop."""
        try:
            self._await_needs()
            self._keep_running()
        except GreenlaneError as err:
            self._fail(err)
        except Exception as err:
            known = refusal(err) if isinstance(err, OSError) else None
            self._fail(known or _bug(err))
        finally:
            self.settled.set()

    def stop(self) -> None:
        """Ask the server to end as its catalog entry says, and make it when it does not."""
        with self._gate:
            self.stopping.set()
        self._end()
        self._end_what_it_runs()
        if self.status.state is not State.FAILED:
            self._to(State.STOPPED)

    def _end_what_it_runs(self, within_s: float = 2.0) -> None:
        """Until the thread has noticed: what it runs for the service, such as initdb, ends with it."""
        deadline = time.monotonic() + within_s
        self.join(0.05)
        while self.is_alive() and time.monotonic() < deadline:
            self._end_stragglers()
            self.join(0.05)

    def _fail(self, err: GreenlaneError) -> None:
        self._end()
        lines = err.lines()
        self._to(State.FAILED, note=lines[0], detail=lines, code=err.code)

    def _await_needs(self) -> None:
        for need in self.needs:
            while not need.settled.wait(0.05):
                if self.stopping.is_set():
                    return
            if need.status.state is State.FAILED:
                raise OutsideError(f"{need.status.name}, which it needs, did not start")

    def _keep_running(self) -> None:
        deaths = 0
        while not self.stopping.is_set():
            started = time.monotonic()
            why = self._start_and_watch()
            if self.stopping.is_set():
                return
            deaths = 1 if time.monotonic() - started > STEADY_S else deaths + 1
            patience = len(BACKOFF_S) if self.settled.is_set() else BEFORE_FIRST_READY - 1
            if deaths > patience:
                raise OutsideError(f"{why}, {deaths} times in a row", detail=self._log_tail())
            self._end_stragglers()
            self._to(State.RESTARTING, note=why, restarts=self.status.restarts + 1)
            self.stopping.wait(BACKOFF_S[deaths - 1])

    def _start_and_watch(self) -> str:
        """Bring it to ready, wait for its end; returns how it ended."""
        began = time.monotonic()
        kind, context = self.plan.kind, self.plan.context
        self._to(State.PREPARING)
        self.plan.folders.make_service(context.name, context.account)
        kind.prepare(context)
        give_all(context.run, context.account)
        with self._gate:
            if self.stopping.is_set():
                return "stopped"
            self._launched = launch = kind.launch(context)
            self._process = process = self._launch(launch)
        self._to(State.STARTING, pid=process.pid)
        try:
            if not self._await_ready(process):
                return self._ending(process)
            self._to(State.PROVISIONING, pid=process.pid)
            kind.provision(context)
        except Exception:
            if _has_ended(process, within_s=0.2):  # the cause, of which the error is only an effect
                return self._ending(process)
            raise
        self._to(State.READY, pid=process.pid, took_s=time.monotonic() - began)
        self.settled.set()
        process.wait()
        return self._ending(process)

    def _launch(self, launch: Launch) -> subprocess.Popen[bytes]:
        context = self.plan.context
        environment = {**launch.environment, MARKER: self.plan.folders.mark}
        with self.plan.folders.log(context.name).open("ab", buffering=0) as log:
            return subprocess.Popen(
                [str(word) for word in launch.argv],
                env=environment,
                cwd=launch.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **drop(context.account),
            )

    def _await_ready(self, process: subprocess.Popen[bytes]) -> bool:
        """Poll the service's own protocol; False when the process ended first.

        Raises OutsideError when it does not answer within the bound.
        """
        began, pause, answer = time.monotonic(), 0.005, "nothing yet"
        while process.poll() is None and not self.stopping.is_set():
            try:
                self.plan.kind.ready(self.plan.context)
                return True
            except NotReady as err:
                answer = str(err)
            waited = time.monotonic() - began
            if waited > self.plan.ready_within_s:
                raise OutsideError(
                    f"not ready: waited {waited:.1f} s; the process runs; last answer: {answer}",
                    detail=self._log_tail(),
                    fix=f"greenlane logs {self.plan.context.name}, or a longer --wait-s",
                    docs="docs/troubleshooting.md#not-ready",
                )
            time.sleep(pause)
            pause = min(pause * 1.3, 0.05)
        return False

    def _ending(self, process: subprocess.Popen[bytes]) -> str:
        code = process.wait()
        how = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        return f"ended {how}"

    def _end_stragglers(self) -> None:
        """End the children that a killed server left behind: they hold its port, its memory, its locks."""
        context = self.plan.context
        end(belonging("", [context.data, context.run]), grace_s=0.0)

    def _end(self) -> None:
        """End the server with its own signal, then by force, and clear away what it may have left."""
        with self._gate:
            process, launch = self._process, self._launched
        if process is None or launch is None:
            return
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.Signals[launch.stop_signal])
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(launch.stop_timeout_s)
        if process.poll() is None:
            process.kill()
        process.wait()
        self._end_stragglers()
        if clear_away := getattr(self.plan.kind, "clear_away", None):
            clear_away(self.plan.context.data, self.plan.context.ports)

    def _log_tail(self) -> list[str]:
        return tail(self.plan.folders.log(self.plan.context.name), LOG_LINES)

    def _to(
        self,
        state: State,
        *,
        pid: int | None = None,
        note: str = "",
        detail: Sequence[str] = (),
        took_s: float | None = None,
        restarts: int | None = None,
        code: int = ExitCode.OUTSIDE,
    ) -> None:
        who = identity(pid) if pid else None
        self.status = ServiceStatus(
            self.status.name,
            self.status.kind,
            state,
            time.time(),
            pid=pid,
            born=who.born if who else None,
            took_s=took_s,
            restarts=self.status.restarts if restarts is None else restarts,
            note=note,
        )
        self._changed(self.status, detail, code)


def tail(path: Path, lines: int, *, end: int | None = None) -> list[str]:
    """The last lines of a log, read from its end, or from there; nothing when there is no log."""
    try:
        with path.open("rb") as log:
            end = log.seek(0, 2) if end is None else end
            start = log.seek(max(0, end - 64 * 1024))
            return log.read(end - start).decode(errors="replace").splitlines()[-lines:]
    except FileNotFoundError:
        return []


def _has_ended(process: subprocess.Popen[bytes], *, within_s: float) -> bool:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(within_s)
    return process.returncode is not None


def _bug(err: BaseException) -> GreenlaneError:
    import traceback

    bug = GreenlaneError(
        f"bug: {err!r}",
        detail="".join(traceback.format_exception(err)).splitlines(),
        docs="docs/troubleshooting.md#a-crash",
    )
    bug.code = ExitCode.BUG
    return bug
