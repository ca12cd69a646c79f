"""Redis: a Valkey server of its own for the project, which tells clients that it is Redis 7.2.4."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from greenlane.edges import redis
from greenlane.edges.files import write_aside
from greenlane.model.bundle import Bundle
from greenlane.model.service import Context, Launch, Mistake, Mode, NotReady
from greenlane.model.units import Size
from greenlane.services import checks
from greenlane.services.wheels import VALKEY

TITLE = "Redis"
PORTS = {"main": 6379}
VARIABLES = ("REDIS_URL",)
SECRETS = ("password",)
STAND_IN = None
BUNDLES = (VALKEY,)

OURS = frozenset(
    {"bind", "port", "requirepass", "dir", "daemonize", "include", "unixsocket", "tls-port", "loadmodule",
     "protected-mode", "user", "aclfile", "masterauth", "set-proc-title", "logfile", "pidfile", "appendonly",
     "maxmemory", "maxmemory-policy", "databases"}
)  # fmt: skip
"""What greenlane sets itself, or what would open the server: not to be had through `settings`."""
_SETTING = re.compile(r"[A-Za-z][A-Za-z0-9-]*")

Policy = Literal[
    "noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random",
    "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl",
]  # fmt: skip


@dataclass(frozen=True)
class Options:
    """The options of a Redis server."""

    append_only: bool = True
    """Whether every write goes to a file before it is acknowledged. Without it, durable mode keeps
    snapshots only, and a killed server forgets what came after the last one."""
    maxmemory: Size | None = None
    """How much the keys may take; without it, there is no limit."""
    maxmemory_policy: Policy = "noeviction"
    """What happens to keys when maxmemory is reached."""
    databases: int = 64
    """How many numbered databases there are; tests that run side by side take one each."""
    settings: Mapping[str, str | int | bool] = field(default_factory=dict)
    """Further directives of redis.conf by name."""


OPTIONS = Options


def bundles(options: Options) -> tuple[Bundle, ...]:
    return BUNDLES


def needs(options: Options) -> tuple[str, ...]:
    return ()


def check(options: Options, project: Path, services: Mapping[str, str]) -> Iterator[Mistake]:
    yield from checks.within("databases", options.databases, 1, 10_000)
    yield from checks.settings(options.settings, ours=OURS, name=_SETTING)


def prepare(context: Context) -> None:
    """The configuration file, which holds the password and is readable by the account alone."""
    lines = [f"{name} {value}" for name, value in _configuration(context).items()]
    write_aside(context.run / "redis.conf", "\n".join([*lines, ""]), mode=0o600)


def launch(context: Context) -> Launch:
    installed = context.bundles[VALKEY.name]
    return Launch(
        argv=[str(installed.programs["valkey-server"]), str(context.run / "redis.conf")],
        environment={**installed.environment, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        cwd=context.data,
    )


def ready(context: Context) -> None:
    """It takes our password and answers PING; a server that still loads its file is not ready."""
    try:
        with redis.connect("127.0.0.1", context.port, context.secrets["password"]) as connection:
            answer = connection.ask("PING")
    except redis.Refused as err:
        raise NotReady(f"it refused: {err}") from err
    except (OSError, redis.Garbled) as err:
        raise NotReady(str(err)) from err
    if answer != "PONG":
        raise NotReady(f"it answered PING with {answer!r}")


def provision(context: Context) -> None:
    """Nothing: databases are numbered and always there."""


def variables(context: Context) -> Mapping[str, str]:
    return {"REDIS_URL": f"redis://:{context.secrets['password']}@127.0.0.1:{context.port}/0"}


def _configuration(context: Context) -> dict[str, str]:
    """Directives by name, each value as redis.conf spells it."""
    options: Options = context.options
    chosen = {**_keeping(context), **options.settings}
    fixed: dict[str, str | int | bool] = {
        "bind": "127.0.0.1",
        "port": context.port,
        "requirepass": _quoted(context.secrets["password"]),
        "dir": _quoted(str(context.data)),
        "daemonize": False,
        "set-proc-title": False,
        "always-show-logo": False,
        "logfile": _quoted(""),
        "databases": options.databases,
        "appendonly": options.append_only,
        "maxmemory": options.maxmemory or 0,
        "maxmemory-policy": options.maxmemory_policy,
    }
    return {name: _spelled(value) for name, value in {**chosen, **fixed}.items()}


def _keeping(context: Context) -> dict[str, str | int | bool]:
    """How writes reach the file.

    durable: `always`, so that an acknowledged write is on the disk. `everysec` would not do even for
    a killed process: while its fsync runs, the server puts writes off and acknowledges them all the same.
    ephemeral: the file lies in memory, and only serves a server that is restarted.
    """
    if context.mode is Mode.EPHEMERAL:
        return {"appendfsync": "no", "save": _quoted("")}
    if context.options.append_only:
        return {"appendfsync": "always", "save": _quoted("")}
    return {"save": "900 1 60 1000"}


def _spelled(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _quoted(text: str) -> str:
    """A text as one word of redis.conf, whatever is in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
