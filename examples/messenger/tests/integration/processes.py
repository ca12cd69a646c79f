"""Servers as processes: found by the port they listen on, frozen and killed with their children."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import psutil


def listening_at(url: str) -> psutil.Process:
    """The process that listens on the URL's port; of several, the one that started the others."""
    port = urlsplit(url).port
    pids = {
        connection.pid
        for connection in psutil.net_connections(kind="tcp")
        if connection.status == psutil.CONN_LISTEN and connection.laddr[1:2] == (port,) and connection.pid
    }
    for pid in sorted(pids):
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            if process.ppid() not in pids:
                return process
    raise LookupError(f"nobody listens on port {port}")


def family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def kill(process: psutil.Process) -> None:
    """SIGKILL to it and its children, as when the machine runs out of memory."""
    for member in family(process):
        with suppress(psutil.NoSuchProcess):
            member.kill()


@contextmanager
def frozen(process: psutil.Process) -> Iterator[None]:
    """SIGSTOP: the sockets stay open, nobody answers."""
    members = family(process)
    for member in members:
        with suppress(psutil.NoSuchProcess):
            member.suspend()
    try:
        yield
    finally:
        for member in members:
            with suppress(psutil.NoSuchProcess):
                member.resume()
