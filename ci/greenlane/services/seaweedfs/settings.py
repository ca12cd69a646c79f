"""What SeaweedFS is told: flags, settings files and keys, and the sockets it makes by itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from greenlane.model.errors import OutsideError, UsageError
from greenlane.model.service import Context
from greenlane.services.seaweedfs.options import Options

ACCESS_KEY = "greenlane"
ADMIN_GRPC_OFFSET = 10_000
"""The worker inside looks for the admin server there, whatever -admin.port.grpc says (4.48)."""
DOCS = "docs/services/s3.md"


def logging_flags(context: Context) -> list[str]:
    """Errors on standard error; the rest in small files beside the configuration, and not in /tmp."""
    return [
        f"-config_dir={context.run}",
        f"-logdir={context.run}",
        "-alsologtostderr=false",
        "-stderrthreshold=ERROR",
        "-log_max_size_mb=4",
        "-log_max_files=1",
    ]


def flags(context: Context) -> list[str]:
    """Every listener on the loopback and on a port of the stack; what is not S3 off, or closed."""
    ports = context.ports
    return [
        f"-dir={context.data}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-disableHttp=true",  # of master and filer, which would answer to everybody on this machine
        f"-master.port={ports['master']}",
        f"-master.port.grpc={ports['master-grpc']}",
        "-master.telemetry=false",
        "-master.resumeState=false",  # else the volumes may meet a master that leads not yet, and wait 5 s
        "-master.volumeSizeLimitMB=256",
        f"-volume.port={ports['volume']}",
        f"-volume.port.grpc={ports['volume-grpc']}",
        "-volume.max=10000",  # a bucket takes at least one; the default is what fits on the disk when full
        "-volume.preStopSeconds=0",
        f"-filer.port={ports['filer']}",
        f"-filer.port.grpc={ports['filer-grpc']}",
        f"-filer.localSocket={context.run / 'filer.sock'}",
        "-s3=true",
        f"-s3.port={context.port}",
        f"-s3.port.grpc={ports['grpc']}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.config={context.run / 's3.json'}",
        f"-s3.localSocket={context.run / 's3.sock'}",
        "-s3.allowDeleteBucketNotEmpty=false",
        "-s3.autoCreateBucket=false",
        "-webdav=false",
        "-admin.ui=false",
        f"-admin.port={ports['admin']}",
        f"-admin.port.grpc={admin_grpc(context)}",
    ]


def files(context: Context) -> dict[str, str]:
    """The settings files by name. All that the server looks for, so that none outside counts."""
    nothing = "# Written by greenlane so that no settings of this machine are read.\n"
    empty = ("master", "volume", "admin", "credential", "notification", "replication")
    names = json.dumps(str(context.data / "names"), ensure_ascii=False)
    return {
        **{f"{name}.toml": nothing for name in empty},
        "security.toml": _security(context.secrets["internal"]),
        # leveldb and not the default leveldb2, which opens eight of them: 0.2 s of processor time a start.
        "filer.toml": f"[leveldb]\nenabled = true\ndir = {names}\n",
        "s3.json": json.dumps(_identities(context)),
    }


def _security(secret: str) -> str:
    """Keys without which the volume server and the filer answer nobody."""
    text = ""
    for name in ("signing", "signing.read", "filer_signing", "filer_signing.read"):
        key = hashlib.sha256(f"{name} {secret}".encode()).hexdigest()
        text += f'[jwt.{name}]\nkey = "{key}"\nexpires_after_seconds = 60\n'
    return text


def _identities(context: Context) -> dict[str, Any]:
    """Who may do what: the one key everything, nobody else anything but read the public buckets."""
    options: Options = context.options
    key = {"accessKey": ACCESS_KEY, "secretKey": context.secrets["secret_key"]}
    owner = {
        "name": "greenlane",
        "credentials": [key],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    readable = [f"Read:{bucket.name}" for bucket in options.buckets if bucket.public]
    anybody = [{"name": "anonymous", "actions": readable}] if readable else []
    return {"identities": [owner, *anybody]}


def admin_grpc(context: Context) -> int:
    """The port of the admin server's gRPC. Raises UsageError when there can be none."""
    port = context.ports["admin"]
    if port + ADMIN_GRPC_OFFSET > 65_535:
        raise UsageError(
            f"the admin port is {port}, and the server needs {port} + {ADMIN_GRPC_OFFSET} as well",
            where=f"services.{context.name}.ports.admin",
            fix=f"choose one up to {65_535 - ADMIN_GRPC_OFFSET}, or leave it out",
            docs=f"{DOCS}#ports",
        )
    return port + ADMIN_GRPC_OFFSET


def leftovers(ports: Mapping[str, int]) -> tuple[Path, ...]:
    """The sockets that the server makes outside its folders, by fixed names; a killed one leaves them."""
    numbers = {name: ports[f"{name}-grpc"] for name in ("master", "volume", "filer")}
    numbers |= {"s3": ports["grpc"], "admin": ports["admin"] + ADMIN_GRPC_OFFSET}
    folder = Path("/tmp")  # where the server puts its sockets  # nosec B108
    return tuple(folder / f"seaweedfs-{name}-grpc-{port}.sock" for name, port in numbers.items())


def remove_leftovers(context: Context) -> None:
    """Remove them, and the settings of the last start, which would win over defaults."""
    (context.data / "mini.options").unlink(missing_ok=True)
    for path in leftovers(context.ports):
        try:
            is_ours = path.lstat().st_uid == context.account.uid
        except FileNotFoundError:
            continue
        if not is_ours:
            raise OutsideError(
                f"{path} belongs to another account, and the S3 server needs that name",
                fix="remove it, or give the service other ports",
                docs=f"{DOCS}#ports",
            )
        path.unlink()
