"""What a stack was given once and keeps: a port for each listener, and generated secrets."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from greenlane.edges.files import locked, write_aside
from greenlane.edges.ports import FIRST, LAST, free_port, holder, is_free
from greenlane.model.errors import OutsideError
from greenlane.services.folders import Folders

Ports = Mapping[str, Mapping[str, int]]
Secrets = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Wanted:
    """What one service wants: port names, those fixed by the declaration, names of secrets."""

    service: str
    ports: Sequence[str]
    fixed: Mapping[str, int]
    secrets: Sequence[str]


def allot(folders: Folders, wanted: Sequence[Wanted], *, fresh: bool) -> tuple[Ports, Secrets]:
    """Give every service its ports and secrets: those of last time, and new ones where there are none.

    fresh: the servers are about to start, so a port that somebody took in the meantime is
    replaced, and one that is fixed is an error that names the holder. Otherwise what was given
    before is only read. Raises OutsideError.
    """
    ports_file, secrets_file = folders.record / "ports.json", folders.record / "secrets.json"
    durable = folders.data.is_relative_to(folders.record)
    with locked(folders.record.parent / "ports.lock"):
        before_ports, before_secrets = _read(ports_file), _read(secrets_file)
        taken = _given_elsewhere(folders)
        ports = {one.service: _ports(one, before_ports, taken, folders, fresh) for one in wanted}
        secrets = {one.service: _secrets(one, before_secrets) for one in wanted}
        if (kept := {**before_ports, **ports}) != before_ports:
            write_aside(ports_file, json.dumps(kept), flush=durable)
        if (hidden := {**before_secrets, **secrets}) != before_secrets:
            write_aside(secrets_file, json.dumps(hidden), mode=0o600, flush=durable)
    return ports, secrets


def given_ports(folders: Folders) -> Ports:
    """The ports that a stack was given, by service; none where the record is gone or broken."""
    try:
        return _read(folders.record / "ports.json")
    except OutsideError:
        return {}


def _secrets(one: Wanted, before: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    known = before.get(one.service, {})
    return {name: known.get(name) or token_urlsafe(32) for name in one.secrets}


def _ports(one: Wanted, before: Ports, taken: set[int], folders: Folders, fresh: bool) -> dict[str, int]:
    ports: dict[str, int] = {}
    for name in one.ports:
        port = one.fixed.get(name)
        if port is None:
            port = before.get(one.service, {}).get(name)
            if port is None or (fresh and (port in taken or not is_free(port))):
                port = free_port(_preferred(folders.stack, one.service, name), taken)
        elif fresh and not is_free(port):
            raise _conflict(one.service, name, port)
        ports[name] = port
        taken.add(port)
    return ports


def _conflict(service: str, name: str, port: int) -> OutsideError:
    key = f"services.{service}.ports.{name}"
    return OutsideError(
        f"port {port} is taken by {holder(port)}",
        where=key,
        fix=f"end that process, or remove {key} from greenlane.yaml to have a free port chosen",
        docs="docs/troubleshooting.md#port-taken",
    )


def _preferred(stack: str, service: str, name: str) -> int:
    digest = hashlib.sha256(f"{stack}/{service}/{name}".encode()).digest()
    return FIRST + int.from_bytes(digest[:4]) % (LAST - FIRST + 1)


def _given_elsewhere(folders: Folders) -> set[int]:
    """The ports of all other stacks. One whose record is damaged is that project's matter."""
    taken: set[int] = set()
    for path in folders.record.parent.glob("*/ports.json"):
        if path.parent != folders.record:
            with contextlib.suppress(OutsideError):
                taken |= {port for given in _read(path).values() for port in given.values()}
    return taken


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        raw = json.loads(path.read_text())
        if not isinstance(raw, dict) or not all(isinstance(one, dict) for one in raw.values()):
            raise ValueError("not a mapping of mappings")
        return raw
    except FileNotFoundError:
        return {}
    except ValueError as err:
        raise OutsideError(
            f"{path} is not readable as JSON",
            fix=f"remove {path}; new ports and passwords are then made",
            docs="docs/troubleshooting.md#broken-record",
        ) from err
