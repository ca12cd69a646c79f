"""The service under test, as a process of its own, and a client of its sockets."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import aiohttp
from people import Person

DEADLINE_S = 60.0


@dataclass(frozen=True)
class Server:
    url: str
    process: subprocess.Popen[bytes]
    log: Path


def start(folder: Path, environment: Mapping[str, str], name: str) -> Server:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    log = folder / f"{name}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "messenger"],
            cwd=Path(__file__).parents[2],
            env={**os.environ, **environment, "MESSENGER_PORT": str(port)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    return Server(f"http://127.0.0.1:{port}", process, log)


def stop(*servers: Server) -> None:
    for server in servers:
        server.process.terminate()
    for server in servers:
        try:
            assert server.process.wait(10) == 0
        finally:
            server.process.kill()


async def until(what: str, ask: Callable[[], Awaitable[bool]], *, deadline_s: float = DEADLINE_S) -> None:
    """Ask until the answer is yes. A question that cannot be asked yet counts as no."""
    give_up_at = time.monotonic() + deadline_s
    last: object = None
    while time.monotonic() < give_up_at:
        try:
            if await ask():
                return
        except (aiohttp.ClientError, OSError, LookupError) as err:
            last = err
        await asyncio.sleep(0.02)
    raise AssertionError(f"waited {deadline_s} s: {what}; last: {last!r}")


class Following:
    """A socket of one person in one room. `messages` are all that came, in the order they came."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, room: UUID) -> None:
        self.socket = socket
        self.room = room
        self.messages: list[dict[str, Any]] = []
        self.online: list[str] | None = None
        self.is_out = False

    @property
    def seqs(self) -> list[int]:
        return [message["seq"] for message in self.messages]

    async def hear(self) -> None:
        """Take one frame."""
        frame = json.loads(await self.socket.receive_str())
        match frame["type"]:
            case "message":
                self.messages.append(frame)
            case "presence":
                self.online = frame["online"]
            case "left":
                self.is_out = True
            case _:
                raise AssertionError(frame)

    async def hear_until(self, true: Callable[[Self], bool]) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while not true(self):
                await self.hear()


@asynccontextmanager
async def follow(
    http: aiohttp.ClientSession, server: Server, person: Person, room: UUID, *, after: int = 0
) -> AsyncIterator[Following]:
    async with http.ws_connect(f"{server.url}/live") as socket:
        await socket.send_json({"type": "hello", "token": person.token})
        assert (await socket.receive_json())["type"] == "welcome"
        await socket.send_json({"type": "join", "room": str(room), "after": after})
        yield Following(socket, room)
