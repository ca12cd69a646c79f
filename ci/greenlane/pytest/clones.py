"""Databases made ahead of the tests that will want them, and removed behind them, by threads."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import deque
from dataclasses import dataclass

from greenlane.edges import postgres
from greenlane.model.errors import OutsideError
from greenlane.pytest import cluster
from greenlane.pytest.names import SessionId
from greenlane.pytest.servers import DatabaseServer
from greenlane.pytest.stock import Job, Limits, Stock, limits, next_job

JOIN_S = 60.0


@dataclass(frozen=True)
class Plan:
    """What the session expects. tests: how many will ask for a database, at most.

    space_bytes: what all databases of all workers together may take, about.
    """

    tests: int
    workers: int
    space_bytes: int


class Clones:
    """The copies of one pytest process. Call start, then take and give back, then close.

    Properties: a database is handed out once; a maker's failure is raised by the next take; after
    close nothing of this session is on the server. It does not limit what tests write into a copy.
    """

    def __init__(self, server: DatabaseServer, session: SessionId, plan: Plan) -> None:
        self._server = server
        self._session = session
        self._plan = plan
        self._changed = threading.Condition()
        self._cold: deque[str] = deque()
        self._warm: deque[str] = deque()
        self._used: deque[str] = deque()
        self._making = 0
        self._tidying = 0
        self._made = 0
        self._taken = 0
        self._closing = False
        self._failure: Exception | None = None
        self._makers: list[threading.Thread] = []
        self._keeper: postgres.Session | None = None
        self._origin = cluster.Source("", "", 0, False)
        self._limits = Limits(ahead=0, used=0)

    def start(self) -> None:
        """Remove what dead sessions left, copy the migrated database once, set the makers to work."""
        maintenance = cluster.with_database(self._server.admin_url, cluster.MAINTENANCE)
        self._keeper = postgres.connect(maintenance, program=cluster.PROGRAM)
        cluster.sweep(self._keeper)
        cluster.hold(self._keeper, str(self._session))
        self._origin = cluster.source(self._keeper, self._server)
        cluster.make_template(self._keeper, self._server, self._origin, self._session.template)
        self._limits = limits(self._origin.size_bytes, self._plan.space_bytes, self._plan.workers)
        count = max(1, min(4, (os.cpu_count() or 2) + 1) // self._plan.workers)
        for number in range(count):
            maker = threading.Thread(target=self._work, name=f"greenlane-maker-{number}", daemon=True)
            maker.start()
            self._makers.append(maker)

    def take(self, *, timeout_s: float = 60.0) -> str:
        """The name of a fresh database, the one that has waited longest. Raises what stopped the makers."""
        with self._changed:
            self._taken += 1
            self._changed.notify_all()
            ready = self._changed.wait_for(lambda: self._cold or self._warm or self._failure, timeout_s)
            if self._warm or self._cold:
                name = (self._warm or self._cold).popleft()
                self._changed.notify_all()
                return name
        if self._failure:
            raise self._failure
        assert not ready
        raise OutsideError(
            f"no database could be made within {timeout_s:.0f} s",
            fix="look at the server's log: greenlane logs",
            docs="docs/pytest.md#template",
        )

    def give_back(self, name: str) -> None:
        """The test is done with it; it is dropped when there is time, or when space runs out."""
        with self._changed:
            self._used.append(name)
            self._changed.notify_all()

    def close(self) -> None:
        """Drop every database of this session, and whatever a session that died meanwhile left."""
        with self._changed:
            self._closing = True
            self._used += (*self._warm, *self._cold)
            self._warm.clear()
            self._cold.clear()
            self._changed.notify_all()
        deadline = time.monotonic() + JOIN_S
        for maker in self._makers:
            maker.join(max(0.0, deadline - time.monotonic()))
        if self._keeper:
            cluster.drop(self._keeper, self._session.template)
            self._keeper.close()
        with cluster.administer(self._server) as session:
            cluster.sweep(session)

    def _stock(self) -> Stock:
        cold, ready = len(self._cold), len(self._cold) + len(self._warm)
        return Stock(
            ready=ready,
            cold=cold,
            making=self._making,
            tidying=self._tidying,
            used=len(self._used),
            wanted=max(self._plan.tests - self._taken + 1, 1),
            closing=self._closing,
        )

    def _work(self) -> None:
        try:
            with cluster.administer(self._server) as session:
                while job := self._next():
                    self._carry_out(*job, session)
        except Exception as err:
            with self._changed:
                self._failure = self._failure or err
                self._changed.notify_all()

    def _next(self) -> tuple[Job, str] | None:
        """Wait for a job and reserve what it works on; None when the session is over."""
        with self._changed:
            while True:
                match next_job(self._stock(), self._limits):
                    case Job.MAKE:
                        self._making += 1
                        self._made += 1
                        return Job.MAKE, self._session.clone(self._made)
                    case Job.WARM:
                        self._tidying += 1
                        return Job.WARM, self._cold.popleft()
                    case Job.DROP:
                        self._tidying += 1
                        return Job.DROP, self._used.popleft()
                    case None:
                        if self._closing:
                            return None
                        self._changed.wait()

    def _carry_out(self, job: Job, name: str, session: postgres.Session) -> None:
        match job:
            case Job.MAKE:
                cluster.copy(session, self._origin, self._session.template, name)
            case Job.WARM:
                self._warm_up(name)
            case Job.DROP:
                cluster.drop(session, name)
        with self._changed:
            match job:
                case Job.MAKE:
                    self._making -= 1
                    self._shelve(self._cold, name)
                case Job.WARM:
                    self._tidying -= 1
                    self._shelve(self._warm, name)
                case Job.DROP:
                    self._tidying -= 1
            self._changed.notify_all()

    def _shelve(self, shelf: deque[str], name: str) -> None:
        (self._used if self._closing else shelf).append(name)

    def _warm_up(self, name: str) -> None:
        """Read the catalogs of a copy into the server's memory, so that the test need not."""
        with contextlib.suppress(OutsideError):
            postgres.connect(cluster.with_database(self._server.url, name), program=cluster.PROGRAM).close()
