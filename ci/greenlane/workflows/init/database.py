"""Where a repository's migrations and seeds are: plain SQL, Alembic, Prisma, a folder supabase."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from greenlane.workflows.init.compose import VERSIONS
from greenlane.workflows.init.seen import Migrations, Row, Service
from greenlane.workflows.init.tree import Tree, at, table

_FOLDERS = ("db/migrations", "migrations", "database/migrations", "sql/migrations", "db/migrate")
_SEEDS = ("db/seed.sql", "db/seeds.sql", "seed.sql", "database/seed.sql")
_SQL = re.compile(r"V?\d[\d._]*[_-][^/]*\.sql")


def migrations(tree: Tree, homes: Sequence[str], *, may_call: bool) -> Migrations:
    """What makes the tables. homes: folders of projects, whose own migrations count too.

    may_call: whether a program of the project at the root is there when services start.
    """
    for home in [".", *(one for one in homes if one != ".")]:
        for folder in (at(home, one) for one in _FOLDERS):
            if _is_plain_sql(tree, folder):
                seeds = _seeds(tree, home)
                return Migrations({"migrations": folder, **seeds}, folder, folder)
        if tree.has(at(home, "alembic.ini")):
            return _alembic(home, may_call=may_call)
        if any(tree.below(at(home, "prisma/migrations"))):
            said = f"{at(home, 'prisma/migrations')}: say how they are applied, services.<name>.migrations"
            return Migrations(hint=f"{said}: {{command: [npx, prisma, migrate, deploy]}}")
    return Migrations()


def _is_plain_sql(tree: Tree, folder: str) -> bool:
    """Whether all SQL right in a folder is named as migrations are; ways back are for another tool."""
    names = [path[len(folder) + 1 :] for path in tree.below(folder)]
    files = [one for one in names if one.endswith(".sql") and "/" not in one]
    return bool(files) and all(_SQL.fullmatch(one) and ".down." not in one for one in files)


def _alembic(home: str, *, may_call: bool) -> Migrations:
    if home == "." and may_call:
        command = ["alembic", "upgrade", "head"]
        return Migrations({"migrations": {"command": command}}, said="Alembic")
    return Migrations(
        hint=f"{at(home, 'alembic.ini')}: say how it is called, services.<name>.migrations: {{command: …}}"
    )


def rows(services: Sequence[Service], found: Migrations) -> list[Row]:
    """What to tell of Supabase's folder and of migrations."""
    result = []
    if any(one.type == "supabase" for one in services):
        named = ", ".join(one.name for one in services if one.type in ("postgres", "mail", "supabase"))
        result.append(Row("supabase", f"services {named}: a stand-in for Supabase"))
    holder = next((one.name for one in services if "migrations" in one.options), "")
    if found.said and holder:
        result.append(Row(found.said, f"migrations of {holder}"))
    return result


def _seeds(tree: Tree, home: str) -> dict[str, object]:
    seed = tree.first(*(at(home, one) for one in _SEEDS))
    return {"seeds": [seed]} if seed else {}


def supabase(tree: Tree) -> tuple[Service, ...]:
    """Database, mail and stand-in, when there is a folder `supabase` with a project in it."""
    if not tree.has("supabase/config.toml") and not any(tree.below("supabase/migrations")):
        return ()
    wanted = table(tree.toml("supabase/config.toml").get("db")).get("major_version")
    version = wanted if wanted in VERSIONS else 16
    origin = tree.first("supabase/config.toml") or "supabase"
    return (
        Service("db", "postgres", {"version": version}, origin),
        Service("mail", "mail", {}, origin),
        Service("supabase", "supabase", {"database": "db", "path": "supabase", "mail": "mail"}, origin),
    )


def joined(declared: tuple[Service, ...], folder: tuple[Service, ...]) -> tuple[Service, ...]:
    """Both together: what Supabase needs is taken from the Compose file where that has it."""
    names = {one.type: one.name for one in reversed(declared)}
    taken = [one for one in folder if one.type not in names]
    renamed = [
        Service(one.name, one.type, _meant(one, names), one.origin) if one.type == "supabase" else one
        for one in taken
    ]
    return (*declared, *renamed)


def _meant(service: Service, names: dict[str, str]) -> dict[str, object]:
    """The names that its needs have in the Compose file."""
    own = {"database": "postgres", "mail": "mail"}
    return {
        option: names.get(own[option], value) if option in own else value
        for option, value in service.options.items()
    }


def migrated(services: tuple[Service, ...], options: Mapping[str, object]) -> tuple[Service, ...]:
    """The services, the one database with its migrations. Two databases, or Supabase's own: as they are."""
    databases = [one.name for one in services if one.type == "postgres"]
    if len(databases) != 1 or any(one.type == "supabase" for one in services):
        return services
    return tuple(
        Service(one.name, one.type, {**one.options, **options}, one.origin, one.found)
        if one.name == databases[0]
        else one
        for one in services
    )
