"""What the service is told by its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class SettingMissing(Exception):
    """An environment variable that the service cannot do without is not there."""


@dataclass(frozen=True)
class Settings:
    """database_url may lead through PgBouncer in transaction mode: nothing here lives in a session."""

    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    s3_endpoint: str
    s3_region: str
    s3_access_key: str = field(repr=False)
    s3_secret_key: str = field(repr=False)
    jwt_secret: str = field(repr=False)
    bucket_small: str = "media-small"
    bucket_large: str = "media-large"
    host: str = "127.0.0.1"
    port: int = 8080

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """Raises SettingMissing, naming every variable that is missing."""
        wanted = ("REDIS_URL", "S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY", "SUPABASE_JWT_SECRET")
        missing = [name for name in wanted if not environment.get(name)]
        database_url = environment.get("DATABASE_POOL_URL") or environment.get("DATABASE_URL")
        if not database_url:
            missing.append("DATABASE_POOL_URL or DATABASE_URL")
        if missing or not database_url:
            raise SettingMissing(f"not set: {', '.join(missing)}. Start it with: greenlane run -- python -m messenger")
        return cls(
            database_url=database_url,
            redis_url=environment["REDIS_URL"],
            s3_endpoint=environment["S3_ENDPOINT"],
            s3_region=environment.get("S3_REGION") or "us-east-1",
            s3_access_key=environment["S3_ACCESS_KEY"],
            s3_secret_key=environment["S3_SECRET_KEY"],
            jwt_secret=environment["SUPABASE_JWT_SECRET"],
            bucket_small=environment.get("MESSENGER_BUCKET_SMALL") or cls.bucket_small,
            bucket_large=environment.get("MESSENGER_BUCKET_LARGE") or cls.bucket_large,
            host=environment.get("MESSENGER_HOST") or cls.host,
            port=int(environment.get("MESSENGER_PORT") or cls.port),
        )
