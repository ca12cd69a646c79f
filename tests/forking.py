"""The process that forks others (tests/forked.py): python -m tests.forking DESCRIPTOR

It has imported what they run and no more, for the larger it is, the dearer is a fork. Nothing of it is called
before a fork.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pickle
import pkgutil
import selectors
import socket
import sys
import threading
import traceback

import coverage
import psutil
import psycopg
import pydantic.dataclasses
import pydantic.type_adapter
import requests

import greenlane.cli.main
import greenlane.config.loading
import greenlane.services
import tests.faults.ledger_writer
import tests.faults.passes_writer
import tests.faults.sync_dying
from tests.forked import NUMBER

VERBS = ("bundles", "down", "env", "logs", "psql", "reset", "run", "status", "up")
REQUEST_BYTES = 1 << 18
IMPORTED = (psutil, psycopg, pydantic, requests, tests)


def _import_the_rest() -> None:
    for package in (greenlane.config, greenlane.services):
        for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not one.name.endswith("__main__"):
                importlib.import_module(one.name)
    for verb in VERBS:
        importlib.import_module(f"greenlane.cli.{verb}")
    if (measuring := coverage.Coverage.current()) is not None:
        measuring.save()  # now, and not by each process that is forked
    gc.freeze()


def _serve(control: socket.socket) -> None:
    """Fork for each request until whoever asks is gone; tell each its number, and how it ended."""
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is not control:
                    process, answers = key.data
                    selector.unregister(key.fileobj)
                    os.close(key.fd)
                    _tell(answers, os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
                    os.close(answers)
                    continue
                request, descriptors, *_ = socket.recv_fds(control, REQUEST_BYTES, 2)
                if not request:
                    return
                child = os.fork()
                if not child:
                    for other in selector.get_map().values():
                        os.close(other.fd)
                        if other.data:
                            os.close(other.data[1])
                    os._exit(_called(request, descriptors))
                _tell(descriptors[0], child)
                selector.register(os.pidfd_open(child), selectors.EVENT_READ, (child, descriptors[0]))
                for descriptor in descriptors[1:]:
                    os.close(descriptor)


def _tell(answers: int, number: int) -> None:
    with contextlib.suppress(OSError):  # nobody wants to know any more
        os.write(answers, NUMBER.pack(number))


def _called(request: bytes, descriptors: list[int]) -> int:
    """The exit code of what was asked for: what an interpreter that runs it would end with."""
    os.close(descriptors[0])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor in descriptors[1:]:
        os.dup2(descriptor, 1)
        os.close(descriptor)
    code = 0
    try:
        function, arguments = pickle.loads(request)
        function(*arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return code


if __name__ == "__main__":
    _import_the_rest()
    _serve(socket.socket(fileno=int(sys.argv[1])))
