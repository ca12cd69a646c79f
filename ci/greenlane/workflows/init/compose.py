"""A Docker Compose file -> the services of the catalog that stand in for its images; the others are told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from greenlane.workflows.init.seen import Found, Row, Service
from greenlane.workflows.init.tree import Tree, slug, table

FILES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""In the order in which Compose itself looks for them."""
_IMAGES = {
    "postgres": r"postgres|postgresql|postgis|timescaledb|pgvector",
    "redis": r"redis|redis-stack|redis-stack-server|valkey|keydb",
    "s3": r"minio|seaweedfs|localstack|s3mock|adobe-s3mock",
    "pgbouncer": r"pgbouncer",
    "mail": r"mailhog|mailpit|mailcatcher|maildev|inbucket|smtp4dev",
}
_EXTENDED = ("postgis", "timescaledb", "pgvector")
_TITLES = {"postgres": "PostgreSQL", "redis": "Redis", "s3": "S3", "pgbouncer": "PgBouncer", "mail": "mail"}
VERSIONS = (15, 16, 17)
"""Of PostgreSQL, that the catalog has."""
_HANDED = {
    "postgres": ("DATABASE_URL", ("postgres", "postgresql", "postgresql+psycopg", "postgresql+asyncpg")),
    "redis": ("REDIS_URL", ("redis",)),
    "s3": ("S3_ENDPOINT", ("http",)),
}
"""The variable that a type hands its address out in, and the schemes that mean it."""


def look(tree: Tree) -> Found:
    """The services of the first Compose file that is there."""
    path = tree.first(*FILES)
    declared = table(tree.yaml(path).get("services")) if path else {}
    services: list[Service] = []
    rows: list[Row] = []
    for name, entry in declared.items():
        image = resolved(str(table(entry).get("image", "")))
        said = f"{path}: {name} ({image or 'built here'})"
        found = _service(name, image, table(entry), path) if image else None
        if found is None:
            rows.append(Row(said, _nothing(image)))
        else:
            services.append(found)
            rows.append(Row(said, f"service {found.name}, {title(found)}{_note(image, found)}"))
    return Found(tuple(_without_clashes(services, declared)), tuple(rows))


def title(service: Service) -> str:
    """As a person calls it: PostgreSQL 16."""
    version = service.options.get("version")
    return _TITLES.get(service.type, service.type) + (f" {version}" if version else "")


def resolved(text: str) -> str:
    """Compose's `${NAME:-default}` with its default, for nothing else is known here; `${NAME}` goes."""
    return re.sub(r"\$\{[A-Za-z_]\w*(?::?-([^}]*))?[^}]*\}", lambda found: found[1] or "", text)


def kind(image: str) -> str:
    """The type of service that an image is; "" for none of the catalog."""
    name = image.partition("@")[0].rpartition("/")[2].partition(":")[0].lower()
    if "supabase/" in image and name != "postgres":
        return ""
    return next((one for one, pattern in _IMAGES.items() if re.fullmatch(pattern, name)), "")


def _service(name: str, image: str, entry: dict[str, Any], path: str) -> Service | None:
    found = kind(image)
    variables = environment(entry)
    if found == "s3" and "localstack" in image and "s3" not in variables.get("SERVICES", "s3"):
        return None
    options: dict[str, object] = {}
    if found == "postgres":
        options = _postgres(image, variables, entry)
    elif found == "redis":
        options = {"append_only": False} if "appendonly no" in str(entry.get("command", "")) else {}
    elif found == "s3" and (buckets := _buckets(variables)):
        options = {"buckets": [{"name": one} for one in buckets]}
    return Service(slug(name, found), found, options, path, image) if found else None


def _postgres(image: str, variables: Mapping[str, str], entry: dict[str, Any]) -> dict[str, object]:
    """Version, database and user; scripts that the image would run when its folder is new."""
    options: dict[str, object] = {"version": _version(image)}
    for option, variable in (("database", "POSTGRES_DB"), ("user", "POSTGRES_USER")):
        value = variables.get(variable, "")
        if re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", value) and (option, value) != ("user", "postgres"):
            options[option] = value
    if scripts := _mounts(entry, "/docker-entrypoint-initdb.d"):
        options["init"] = scripts
    return options


def _version(image: str) -> int:
    """The major version, or the nearest that the catalog has."""
    found = re.match(r"(\d+)", image.partition("@")[0].rpartition("/")[2].partition(":")[2])
    wanted = int(found[1]) if found else 16
    return min(VERSIONS, key=lambda one: (abs(one - wanted), one))


def _mounts(entry: dict[str, Any], target: str) -> list[str]:
    """What of the repository is mounted there, as globs of SQL files."""
    volumes = entry.get("volumes")
    found = []
    for one in volumes if isinstance(volumes, list) else []:
        source, inside = (str(table(one).get(key, "")) for key in ("source", "target"))
        if isinstance(one, str):
            source, inside = [*one.split(":"), ""][:2]
        if source.startswith("./") and inside.rstrip("/").startswith(target):
            path = source[2:].rstrip("/")
            found.append(path if path.endswith(".sql") else f"{path}/*.sql")
    return [one for one in found if ".sh" not in one]


def environment(entry: dict[str, Any]) -> dict[str, str]:
    """`environment:` of a service, whether it is a list or a mapping, with defaults filled in."""
    given = entry.get("environment")
    if isinstance(given, list):
        pairs = (str(one).partition("=") for one in given)
        return {name: resolved(value) for name, _, value in pairs}
    return {name: resolved(str(value)) for name, value in table(given).items() if value is not None}


def _buckets(variables: Mapping[str, str]) -> list[str]:
    """Names of buckets that the image's own variables ask for."""
    said = variables.get("MINIO_DEFAULT_BUCKETS") or variables.get("INITIAL_BUCKETS") or ""
    names = [one.partition(":")[0].strip() for one in said.split(",")]
    return [one for one in names if re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", one)]


def _nothing(image: str) -> str:
    if not image:
        return "nothing: it is this project's own"
    if "supabase/" in image:
        return "nothing: the folder supabase says what is wanted"
    return "nothing: greenlane has no such service"


def _note(image: str, service: Service) -> str:
    """What is not the same as in the image."""
    name = image.partition("@")[0].rpartition("/")[2].partition(":")[0].lower()
    if name in _EXTENDED:
        return f", without {name}"
    if service.type != "postgres":
        return ""
    found = re.match(r"(\d+)", image.partition("@")[0].rpartition("/")[2].partition(":")[2])
    return f", for {found[1]} is not offered" if found and int(found[1]) not in VERSIONS else ""


def _without_clashes(services: list[Service], declared: Mapping[str, Any]) -> list[Service]:
    """Two of one type hand out the same variables, so the second gets a prefix; the first, more names."""
    seen: dict[str, str] = {}
    result = []
    database = next((one.name for one in services if one.type == "postgres"), "")
    for one in services:
        options = dict(one.options)
        if one.type == "pgbouncer":
            if not database:
                continue
            options = {"database": database, **options}
        if one.type in seen:
            options["prefix"] = re.sub(r"[^A-Z0-9]", "_", one.name.upper()) + "_"
        elif aliases := _aliases(one, declared):
            options["aliases"] = aliases
        seen.setdefault(one.type, one.name)
        result.append(Service(one.name, one.type, options, one.origin, one.found))
    return result


def _aliases(service: Service, declared: Mapping[str, Any]) -> dict[str, str]:
    """Other names under which this project's own services expect its address."""
    handed, schemes = _HANDED.get(service.type, ("", ()))
    found = {}
    for entry in declared.values():
        for name, value in environment(table(entry)).items():
            try:
                address = urlsplit(value)
                is_it = address.scheme in schemes and address.hostname == service.name.lower()
            except ValueError:
                is_it = False
            if is_it and name != handed and re.fullmatch(r"[A-Z][A-Z0-9_]*", name) and "PUBLIC" not in name:
                found[name] = handed
    return dict(sorted(found.items()))
