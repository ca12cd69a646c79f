"""What can be said about an S3 service in greenlane.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from greenlane.model.service import Mistake
from greenlane.model.units import Duration, Size

_NAME = re.compile(r"[a-z0-9.-]{3,63}")


@dataclass(frozen=True)
class Cors:
    """One rule of a bucket's cross-origin sharing."""

    origins: tuple[str, ...]
    """Origins that may ask, such as http://localhost:3000, or *."""
    methods: tuple[Literal["GET", "PUT", "POST", "DELETE", "HEAD"], ...]
    """GET, PUT, POST, DELETE, HEAD."""
    headers: tuple[str, ...] = ()
    """Request headers that are allowed; * is any."""
    expose: tuple[str, ...] = ()
    """Response headers that a page may read."""
    max_age: Duration = 0.0
    """How long a browser may remember the answer."""


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


@dataclass(frozen=True)
class Options:
    """The options of an S3 server."""

    buckets: tuple[Bucket, ...] = ()
    """The buckets; the first one is S3_BUCKET."""
    memory: Size = 150 * 1024**2
    """How much memory the server tries to stay below; what it needs at once, it still takes."""
    region: str = "us-east-1"
    """The region that requests are signed for."""


def mistakes(options: Options) -> Iterator[Mistake]:
    """Names that no bucket can have, or that two have."""
    seen: set[str] = set()
    for index, bucket in enumerate(options.buckets):
        if not _NAME.fullmatch(bucket.name):
            yield Mistake(("buckets", index, "name"), "3 to 63 lower-case letters, digits, dots and hyphens")
        elif bucket.name in seen:
            yield Mistake(("buckets", index, "name"), "a name that no other bucket has")
        seen.add(bucket.name)
