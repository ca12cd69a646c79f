"""A Redis server as far as the tests' databases ask it: names of connections, a guard, indexes, restarts."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class State:
    """names: of the connections that are open. databases: None is a server that does not tell.

    held: how often somebody else holds a key that is asked for.
    """

    port: int = 0
    databases: int | None = 16
    held: int = 0
    names: dict[int, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    asked: list[list[str]] = field(default_factory=list)
    open: set[Any] = field(default_factory=set)

    def restart(self) -> None:
        """Every connection ends, and all is forgotten."""
        self.keys.clear()
        for one in list(self.open):
            with contextlib.suppress(OSError):  # the other side may have gone meanwhile
                one.shutdown(2)


class Handler(socketserver.StreamRequestHandler):
    state: State

    def handle(self) -> None:
        self.state.open.add(self.connection)
        try:
            while words := self.words():
                self.state.asked.append(words)
                self.wfile.write(self.reply(words))
        finally:
            self.state.open.discard(self.connection)
            self.state.names.pop(id(self), None)

    def words(self) -> list[str]:
        head = self.rfile.readline()
        found = []
        for _ in range(int(head[1:]) if head else 0):
            size = int(self.rfile.readline()[1:])
            found.append(self.rfile.read(size + 2)[:-2].decode())
        return found

    def reply(self, words: list[str]) -> bytes:
        state = self.state
        match words:
            case ["PING"]:
                return b"+PONG\r\n"
            case ["CONFIG", "GET", "databases"]:
                number = b"%d" % state.databases if state.databases else b""
                return (
                    b"*2\r\n$9\r\ndatabases\r\n$%d\r\n%b\r\n" % (len(number), number) if number else b"*0\r\n"
                )
            case ["SET", key, value, "NX", "PX", _]:
                if key in state.keys or state.held:
                    state.held = max(state.held - 1, 0)
                    return b"$-1\r\n"
                state.keys[key] = value
            case ["EVAL", _, "1", key, token]:
                was_ours = state.keys.get(key) == token and bool(state.keys.pop(key))
                return b":%d\r\n" % was_ours
            case ["CLIENT", "SETNAME", name]:
                state.names[id(self)] = name
            case ["CLIENT", "LIST"]:
                text = "".join(f"id=1 name={name} db=0\n" for name in state.names.values()).encode()
                return b"$%d\r\n%b\r\n" % (len(text), text)
        return b"+OK\r\n"


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def serving() -> Iterator[State]:
    """Serve on a free port of the loopback until the block ends."""
    state = State()
    server = Server(("127.0.0.1", 0), type("Bound", (Handler,), {"state": state}))
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.restart()
        server.shutdown()
        server.server_close()
        thread.join()
