"""GET /health: does each dependency answer a real question, within a second?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from messenger import __version__
from messenger.answers import answer

PATIENCE_S = 0.8


@dataclass(frozen=True)
class Finding:
    """latency_ms: how long the answer took, or how long was waited for none."""

    up: bool
    latency_ms: float


class Probe:
    """Asks one dependency, never twice at a time.

    A question that a stopped server leaves unanswered is not asked again until it ends, and it is not
    cancelled either: cancelling a database query waits for the server. So a server that hangs for an hour
    costs one connection, not one a check.
    """

    def __init__(self, ask: Callable[[], Awaitable[object]]) -> None:
        self._ask = ask
        self._asking: asyncio.Task[bool] | None = None

    async def find(self) -> Finding:
        started = time.monotonic()
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._answers())
        done, _ = await asyncio.wait({self._asking}, timeout=PATIENCE_S)
        up = bool(done) and self._asking.result()
        return Finding(up, round((time.monotonic() - started) * 1000, 2))

    async def _answers(self) -> bool:
        # Whatever goes wrong on the way to a dependency means one thing here: it is down.
        try:
            await self._ask()
        except Exception:
            return False
        return True

    def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()


PROBES: web.AppKey[Mapping[str, Probe]] = web.AppKey("probes")


async def health(request: web.Request) -> web.Response:
    """200 when everything is up, else 503; both with the same body."""
    probes = request.app[PROBES]
    findings = dict(zip(probes, await asyncio.gather(*(probe.find() for probe in probes.values())), strict=True))
    healthy = all(finding.up for finding in findings.values())
    return answer(
        {
            "status": "healthy" if healthy else "unhealthy",
            "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "services": {
                name: {"status": "up" if finding.up else "down", "latency": finding.latency_ms}
                for name, finding in findings.items()
            },
            "version": __version__,
        },
        status=200 if healthy else 503,
        headers={"Cache-Control": "no-store"},
    )
