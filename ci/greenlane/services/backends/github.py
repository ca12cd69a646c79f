"""The declared services as GitHub's containers: `services:` and `env:` of a job, from the same declaration.

Properties
- The variables have the names, prefixes and aliases that the embedded services hand out, and the same form.
- What an image cannot be told in `services:` (roles, extensions, buckets, settings) is done by prepare.py,
  over the service's own protocol; what nothing can do is named in `lacks`.
- One word opens everything: the containers live for one job and listen on the runner alone.
Not done here: services beside PostgreSQL, Redis and S3, and jobs that run in a container themselves.
Source: GitHub's workflow syntax, `jobs.<job_id>.services`: an image starts without arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from greenlane.model.errors import UsageError
from greenlane.model.service import Account, Context, Declared, Mode
from greenlane.services import catalog
from greenlane.services.postgres.server import SUPERUSER
from greenlane.services.seaweedfs.settings import ACCESS_KEY

DOCS = "docs/services/github.md"
OPENS = "greenlane-ci"
"""Every password of every container."""
_NOWHERE = Path("/nonexistent")
_HEALTH = ("--health-interval 2s", "--health-timeout 5s", "--health-retries 30", "--health-start-period 60s")


@dataclass(frozen=True)
class Made:
    """services: as they stand in the job; lacks: what is otherwise than with embedded services."""

    services: Mapping[str, Any]
    lacks: tuple[str, ...]


def contexts(services: Sequence[Declared], project: Path) -> dict[str, Context]:
    """What the catalog may know of services that run in containers: ports on the runner, and one word."""
    ports = _ports(services)
    return {
        one.name: Context(
            name=one.name,
            project=project,
            options=one.options,
            mode=Mode.EPHEMERAL,
            data=_NOWHERE,
            run=_NOWHERE,
            ports={"main": ports[one.name]},
            secrets=dict.fromkeys(catalog.kind(one.kind).SECRETS, OPENS),
            bundles={},
            peers={},
            cache=_NOWHERE,
            account=Account("", 0, 0),
            environment={},
        )
        for one in services
    }


def containers(services: Sequence[Declared], known: Mapping[str, Context], images: Mapping[str, str]) -> Made:
    """The containers of these services. images: by name of the service, instead of the usual ones.

    Raises UsageError for an image of a service that is not among them.
    """
    if wrong := sorted(set(images) - {one.name for one in services}):
        raise UsageError(
            f"--image: no service is named {', '.join(wrong)}",
            fix=f"one of {', '.join(one.name for one in services)}",
            docs=f"{DOCS}#images",
        )
    made, lacks = {}, []
    for one in services:
        container = _MAKERS[one.kind](one, images.get(one.name, ""))
        outer, inner = known[one.name].port, catalog.kind(one.kind).PORTS["main"]
        made[one.name] = {**container, "ports": [f"{outer}:{inner}"]}
        lacks += [f"{one.name}: {line}" for line in _LACKS[one.kind](one)]
    return Made(made, tuple(lacks))


def possible(services: Sequence[Declared]) -> tuple[tuple[Declared, ...], tuple[Declared, ...]]:
    """Those that can be had as containers, and those that cannot."""
    able = tuple(one for one in services if one.kind in _MAKERS)
    return able, tuple(one for one in services if one.kind not in _MAKERS)


def _ports(services: Sequence[Declared]) -> dict[str, int]:
    """Of each on the runner: the declared one, else the one it is known by, or the next that is free."""
    ports = {one.name: one.ports["main"] for one in services if "main" in one.ports}
    for one in services:
        port = catalog.kind(one.kind).PORTS["main"]
        while one.name not in ports and port in ports.values():
            port += 1
        ports.setdefault(one.name, port)
    return ports


def _postgres(one: Declared, image: str) -> dict[str, Any]:
    # Over TCP: while the image makes its data folder, a server answers on the socket that will go again.
    health = f'--health-cmd "pg_isready -h 127.0.0.1 -U {SUPERUSER}"'
    return {
        "image": image or f"postgres:{one.options.version}",
        "env": {"POSTGRES_USER": SUPERUSER, "POSTGRES_PASSWORD": OPENS},
        "options": " ".join((health, *_HEALTH)),
    }


def _redis(_one: Declared, image: str) -> dict[str, Any]:
    health = '--health-cmd "redis-cli ping"'
    return {"image": image or "redis:7.2", "options": " ".join((health, *_HEALTH))}


def _s3(one: Declared, image: str) -> dict[str, Any]:
    if not image:
        raise UsageError(
            f"services.{one.name}: no public image of S3 starts without arguments, as GitHub wants it",
            fix=f"build one (`greenlane services dockerfile`) and name it: --image {one.name}=REGISTRY/IMAGE",
            docs=f"{DOCS}#s3",
        )
    return {"image": image, "env": {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": OPENS}}


def _lacks_of_postgres(one: Declared) -> list[str]:
    extensions = [name for name in one.options.extensions if name == "pgtap"]
    return ["the image has no pgtap: name one that has"] if extensions else []


def _lacks_of_redis(one: Declared) -> list[str]:
    lacks = ["`settings` are not carried over"] if one.options.settings else []
    return [*lacks, "16 databases, whatever `databases` says"] if one.options.databases > 16 else lacks


_MAKERS: Mapping[str, Callable[[Declared, str], dict[str, Any]]] = {
    "postgres": _postgres,
    "redis": _redis,
    "s3": _s3,
}
_LACKS: Mapping[str, Callable[[Declared], list[str]]] = {
    "postgres": _lacks_of_postgres,
    "redis": _lacks_of_redis,
    "s3": lambda _: [],
}

DOCKERFILE = """\
# S3 for `services:` of GitHub: SeaweedFS, started without arguments. Keys come as AWS_ACCESS_KEY_ID and
# AWS_SECRET_ACCESS_KEY, which `greenlane services github` writes.
FROM chrislusf/seaweedfs:4.48
EXPOSE 8333
ENTRYPOINT ["weed", "mini", "-dir=/tmp", "-ip.bind=0.0.0.0", "-s3.port=8333", \
"-s3.allowDeleteBucketNotEmpty=false", "-s3.autoCreateBucket=false", "-master.volumeSizeLimitMB=64", \
"-master.telemetry=false", "-webdav=false", "-admin.ui=false"]
"""
