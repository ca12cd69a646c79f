"""How long one request goes on: tries after failures, waits for rate limits, then an error that says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from greenlane.edges.github_errors import RateLimited, Refused, no_answer
from greenlane.edges.github_limits import LIMITING, Limit, Wait, backoff_s, limit_of
from greenlane.edges.github_wire import Reply, Request, Wire

REPEATABLE = ("GET", "PATCH")
"""What may be sent again when nobody knows whether it arrived."""


@dataclass(frozen=True)
class Patience:
    """See Client for what these mean."""

    max_wait_s: float
    tries: int
    told: Callable[[Wait], None]
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    random: Random

    def send(self, wire: Wire, request: Request) -> Reply:
        """A good answer, or 304. Raises Refused, RateLimited, OutsideError."""
        failures, limits, waited = 0, 0, 0.0
        while True:
            reply = wire.send(request)
            said = reply.text if reply.status in LIMITING else ""
            limit = limit_of(reply.status, reply.headers, said, self.clock(), limits)
            if limit is not None:
                limits += 1
                waited += limit.wait_s
                self._wait_for(limit, waited)
            elif reply.trouble or reply.status >= 500:
                failures += 1
                if failures >= self.tries or request.method not in REPEATABLE:
                    raise self._failure(wire, request, reply, failures)
                self._pause(backoff_s(failures - 1, self.random), _why(reply))
            elif 200 <= reply.status < 300 or reply.status == 304:
                return reply
            else:
                raise self._failure(wire, request, reply, failures)

    def _wait_for(self, limit: Limit, waited_s: float) -> None:
        if waited_s > self.max_wait_s:
            raise RateLimited(limit.kind, limit.wait_s, limit.reset_at)
        self._pause(limit.wait_s, f"GitHub's {limit.kind} rate limit")

    def _pause(self, seconds: float, why: str) -> None:
        self.told(Wait(seconds, why))
        self.sleep(seconds)

    def _failure(self, wire: Wire, request: Request, reply: Reply, failures: int) -> Exception:
        if reply.trouble:
            return no_answer(request.method, request.url, reply.trouble, failures)
        return Refused(request.method, request.url, reply.status, wire.masked(reply.text))


def _why(reply: Reply) -> str:
    return f"GitHub did not answer: {reply.trouble}" if reply.trouble else f"GitHub answered {reply.status}"
