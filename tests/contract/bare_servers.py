"""PostgreSQL, Redis and S3 as their public images start them: nothing set up, one password at most."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from greenlane.edges.ports import free_port
from greenlane.edges.process import drop, run, server_account
from greenlane.model.service import Installed
from greenlane.services.backends.github import DOCKERFILE, OPENS
from greenlane.services.seaweedfs.settings import ACCESS_KEY
from greenlane.services.store import Store, current_platform, default_root
from greenlane.services.wheels import POSTGRES_16, SEAWEEDFS, VALKEY

ACCOUNT = server_account(os.environ)
BUNDLES = {"db": POSTGRES_16, "cache": VALKEY, "files": SEAWEEDFS}


TAKEN: set[int] = set()


def _port() -> int:
    """A free one that nobody here has got yet."""
    port = free_port(21_000 + os.getpid() % 5_000, TAKEN)
    TAKEN.add(port)
    return port


@contextlib.contextmanager
def bare_servers() -> Iterator[Mapping[str, int]]:
    """All three on free ports, by the name of the service.

    In a folder of their own: pytest keeps its folders from the account that servers run as.
    """
    store = Store(default_root(os.environ), environment=os.environ, report=print)
    bundles = {name: store.ensure(one, current_platform()) for name, one in BUNDLES.items()}
    ports = {name: _port() for name in bundles}
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        folder.chmod(0o755)
        for name, start in (("db", _postgres), ("cache", _redis), ("files", _s3)):
            own = folder / name
            own.mkdir()
            own.chmod(0o777)
            stack.enter_context(_running(start(bundles[name], own, ports[name]), bundles[name], own))
        yield ports


def _postgres(bundle: Installed, folder: Path, port: int) -> list[str]:
    (folder / "password").write_text(OPENS)
    (folder / "password").chmod(0o644)
    programs, data = bundle.programs, folder / "data"
    words = ["-D", data, "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}"]
    done = run(
        [programs["initdb"], *words], environment=_environment(bundle, folder), cwd=folder, account=ACCOUNT
    )
    assert done.code == 0, done.tail()
    fixed = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}"]
    return [str(programs["postgres"]), "-D", str(data), *(word for one in fixed for word in ("-c", one))]


def _redis(bundle: Installed, folder: Path, port: int) -> list[str]:
    return [str(bundle.programs["valkey-server"]), "--port", str(port), "--dir", str(folder)]


def _s3(bundle: Installed, folder: Path, port: int) -> list[str]:
    """As the Dockerfile's ENTRYPOINT says, on ports of its own."""
    told = re.search(r"^ENTRYPOINT (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert told
    _, *words = json.loads(told[1])
    words = [word.replace("8333", str(port)).replace("=/tmp", f"={folder}") for word in words]
    own = [f"-{name}={_port()}" for name in ("master.port", "volume.port", "filer.port", "s3.port.grpc")]
    own += [f"-{name}.port.grpc={_port()}" for name in ("master", "volume", "filer")]
    return [str(bundle.programs["weed"]), *words, *own, "-s3.port.iceberg=0", "-s3.port.lance=0"]


def _environment(bundle: Installed, folder: Path) -> dict[str, str]:
    keys = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": OPENS}
    return {**bundle.environment, **keys, "PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"}


@contextlib.contextmanager
def _running(argv: Sequence[str], bundle: Installed, folder: Path) -> Iterator[None]:
    with (folder.with_suffix(".log")).open("wb") as log:
        child = subprocess.Popen(
            argv,
            env=_environment(bundle, folder),
            cwd=folder,
            stdout=log,
            stderr=log,
            **drop(ACCOUNT),
        )
        try:
            yield
        finally:
            child.send_signal(signal.SIGINT)  # killed, PostgreSQL would leave its shared memory
            try:
                child.wait(60)
            finally:
                child.kill()
                child.wait()
