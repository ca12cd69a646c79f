"""S3: SeaweedFS in one process, with keys of its own, buckets, versioning and CORS.

`weed mini` and not `weed server`, which sleeps two seconds before it opens S3 and elects a leader for
several more (4.48). What it opens besides S3 is on the loopback and either answers to signed requests
only or is switched off; see docs/services/s3.md for what remains.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from greenlane.edges.files import write_aside
from greenlane.model.bundle import Bundle
from greenlane.model.service import Context, Launch, Mistake
from greenlane.services.seaweedfs import buckets, settings
from greenlane.services.seaweedfs.options import Options, mistakes
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
VARIABLES = ("S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_BUCKET", "S3_BUCKETS")
SECRETS = ("secret_key", "internal")
STAND_IN = None
BUNDLES = (SEAWEEDFS,)

OPTIONS = Options


def bundles(options: Options) -> tuple[Bundle, ...]:
    return BUNDLES


def needs(options: Options) -> tuple[str, ...]:
    return ()


def check(options: Options, project: Path, services: Mapping[str, str]) -> Iterator[Mistake]:
    yield from mistakes(options)


def prepare(context: Context) -> None:
    """Keys and settings as files that the account alone can read; what a killed server left goes."""
    settings.admin_grpc(context)
    settings.remove_leftovers(context)
    for name, text in settings.files(context).items():
        write_aside(context.run / name, text, mode=0o600)


def launch(context: Context) -> Launch:
    installed = context.bundles[SEAWEEDFS.name]
    options: Options = context.options
    return Launch(
        argv=[
            str(installed.programs["weed"]),
            *settings.logging_flags(context),
            "mini",
            *settings.flags(context),
        ],
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
    """An object that is written comes back."""
    buckets.check(context)


def provision(context: Context) -> None:
    """The declared buckets, with their versioning and CORS."""
    buckets.set_up(context)


def clear_away(data: Path, ports: Mapping[str, int]) -> None:
    """Remove the sockets that a killed server left in the temporary folder, unless they are another's."""
    owner = data.stat().st_uid if data.exists() else os.geteuid()
    for path in settings.leftovers(ports):
        with contextlib.suppress(FileNotFoundError):
            if path.lstat().st_uid == owner:
                path.unlink()


def variables(context: Context) -> Mapping[str, str]:
    options: Options = context.options
    names = [bucket.name for bucket in options.buckets]
    return {
        "S3_ENDPOINT": f"http://127.0.0.1:{context.port}",
        "S3_REGION": options.region,
        "S3_ACCESS_KEY": settings.ACCESS_KEY,
        "S3_SECRET_KEY": context.secrets["secret_key"],
        **({"S3_BUCKET": names[0]} if names else {}),
        "S3_BUCKETS": ",".join(names),
    }
