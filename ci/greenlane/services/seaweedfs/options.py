"""What can be said about an S3 service in greenlane.yaml."""

from __future__ import annotations

from dataclasses import dataclass

from greenlane.model.units import Duration, Size


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
