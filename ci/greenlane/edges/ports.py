"""TCP ports of the loopback: whether one is free, and who holds it."""

from __future__ import annotations

import socket
from collections.abc import Container

FIRST, LAST = 20_000, 29_999
"""Where free ports are looked for: below the range from which systems pick outgoing ports."""


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:port right now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(start: int, taken: Container[int]) -> int:
    """The first free port from `start` on, wrapping around the range, that nobody else was given."""
    span = LAST - FIRST + 1
    for step in range(span):
        port = FIRST + (start - FIRST + step) % span
        if port not in taken and is_free(port):
            return port
    raise OSError(f"no free port between {FIRST} and {LAST}")


def holder(port: int) -> str:
    """Who listens on the port, such as `postgres (pid 4711)`, as far as this account may see."""
    import psutil

    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.AccessDenied:
        return "another process (its name needs more rights to see)"
    for connection in connections:
        if connection.laddr and connection.laddr.port == port and connection.status == psutil.CONN_LISTEN:
            if connection.pid is None:
                return "a process of another account"
            try:
                return f"{psutil.Process(connection.pid).name()} (pid {connection.pid})"
            except psutil.NoSuchProcess:
                return f"pid {connection.pid}, which has just ended"
    return "a process that does not listen on it any more"
