"""The servers under test, read from the variables that `greenlane run -- pytest` sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from greenlane.model.errors import UsageError

DOCS = "docs/pytest.md#no-servers"


@dataclass(frozen=True)
class DatabaseServer:
    """url: the migrated and seeded database, as its owner; admin_url: the same, as superuser."""

    url: str = field(repr=False)
    admin_url: str = field(repr=False)


@dataclass(frozen=True)
class ObjectStore:
    """An S3 endpoint with a key that may make and remove buckets."""

    endpoint: str
    region: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)


def database_server(environment: Mapping[str, str]) -> DatabaseServer:
    """Raises UsageError when DATABASE_URL or DATABASE_ADMIN_URL is not set."""
    return DatabaseServer(*_needed(environment, "a database", "DATABASE_URL", "DATABASE_ADMIN_URL"))


def redis_server(environment: Mapping[str, str]) -> str:
    """The URL. Raises UsageError when REDIS_URL is not set."""
    return _needed(environment, "Redis", "REDIS_URL")[0]


def object_store(environment: Mapping[str, str]) -> ObjectStore:
    """Raises UsageError when the S3_* variables are not set."""
    names = ("S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY")
    return ObjectStore(*_needed(environment, "an S3 store", *names))


def jwt_secret(environment: Mapping[str, str]) -> str:
    """The secret that tokens are signed with. Raises UsageError when SUPABASE_JWT_SECRET is not set."""
    return _needed(environment, "a Supabase service", "SUPABASE_JWT_SECRET")[0]


def _needed(environment: Mapping[str, str], what: str, *names: str) -> list[str]:
    missing = [name for name in names if not environment.get(name)]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise UsageError(
            f"this test needs {what}, and {', '.join(missing)} {verb} not set",
            fix="run the tests with their services up: greenlane run -- pytest",
            docs=DOCS,
        )
    return [environment[name] for name in names]
