"""Supabase-compatible REST, Auth and Storage on the project's own PostgreSQL, by Supabase Lite.

A stand-in, an alpha: see STAND_IN. Order: the database's roles and functions (prepare), Lite's tables
(the server as it starts), then config.toml's buckets, the project's migrations and seeds (provision).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greenlane.edges.files import write_aside
from greenlane.model.bundle import Bundle, NpmTree, Platform
from greenlane.model.service import Context, Launch, Mistake, NotReady, StandIn
from greenlane.services import checks
from greenlane.services.supalite.config import Project, read
from greenlane.services.supalite.keys import api_key
from greenlane.services.wheels import NODE

if TYPE_CHECKING:
    from greenlane.model.migration import Target

TITLE = "Supabase Lite"
PORTS = {"main": 54321}
VARIABLES = ("SUPABASE_URL", "SUPABASE_ANON_KEY", "SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_JWT_SECRET")
SECRETS = ("jwt_secret", "database_password")
STAND_IN = StandIn(
    of="Supabase",
    lacks=(
        "Realtime",
        "Edge Functions",
        "GraphQL, Vault, Queues, Cron, pg_net and every extension that PostgreSQL does not bring",
        "user administration by the service role (auth.admin)",
        "anonymous sign-in, phone, MFA, SSO, passkeys, Web3, and OAuth beyond GitHub and Google",
        "PKCE for links in mails: they open a session in the URL's fragment",
        "auth hooks, captcha and rate limits",
        "sb_publishable and sb_secret keys: the keys here are tokens",
        "resumable uploads, the S3 protocol, image transformation and byte ranges in Storage",
        "folders in a list of Storage, several signed links in one request, the download= parameter",
        "Studio, Logs, Analytics and the connection pooler",
    ),
)
LITE = Bundle(
    name="supabase-lite",
    version="0.10.0",
    parts=dict.fromkeys(Platform, (NpmTree("@supabase/lite", "0.10.0", lock="supabase"),)),
    programs={},
    needs=(NODE,),
    licence="Apache-2.0",
)
BUNDLES = (NODE, LITE)
_OURS = ("server.mjs", "clients.mjs", "gateway.mjs", "storage.mjs")
_HEAP_MIB = 96


@dataclass(frozen=True)
class Options:
    """The options of a Supabase service."""

    database: str = "db"
    """The PostgreSQL service that it sits on."""
    path: str = "supabase"
    """The folder with config.toml, migrations/ and seed.sql, relative to greenlane.yaml."""
    mail: str | None = None
    """The mail service that Auth sends its mails to. Without one, no mail is sent."""


OPTIONS = Options


def bundles(options: Options) -> tuple[Bundle, ...]:
    return BUNDLES


def needs(options: Options) -> tuple[str, ...]:
    return (options.database, options.mail) if options.mail else (options.database,)


def notes(context: Context) -> tuple[str, ...]:
    """What of config.toml has no effect here."""
    return tuple(f"config.toml: {key} is not honoured" for key in _project(context).ignored)


def check(options: Options, project: Path, services: Mapping[str, str]) -> Iterator[Mistake]:
    """The types of the services that it names, and the project's folder."""
    yield from checks.of_kind("database", options.database, "postgres", services)
    if options.mail:
        yield from checks.of_kind("mail", options.mail, "mail", services)
    yield from checks.folder(project, options.path, ("path",))


def prepare(context: Context) -> None:
    """The database's roles and functions, the server's files and its settings."""
    from greenlane.services.supalite.database import before
    from greenlane.services.supalite.settings import objects_folder, settings

    project = _project(context)
    before(_admin_url(context), context.secrets["database_password"])
    objects_folder(context).mkdir(parents=True, exist_ok=True)
    os.chown(objects_folder(context), context.account.uid, context.account.gid, follow_symlinks=False)
    source = files("greenlane.services.supalite")
    for name in _OURS:
        write_aside(context.run / name, source.joinpath(name).read_bytes(), mode=0o600)
    link = context.run / "node_modules"
    link.unlink(missing_ok=True)
    link.symlink_to(context.bundles[LITE.name].root / "node_modules")
    mail = context.peers[context.options.mail] if context.options.mail else None
    content = settings(context, project, admin_url=_admin_url(context), mail=mail)
    write_aside(context.run / "settings.json", content, mode=0o600)


def launch(context: Context) -> Launch:
    node = context.bundles[NODE.name]
    return Launch(
        argv=[
            str(node.programs["node"]),
            f"--max-old-space-size={_HEAP_MIB}",
            "--max-semi-space-size=1",
            "--optimize-for-size",
            "--v8-pool-size=1",
            str(context.run / "server.mjs"),
            str(context.run / "settings.json"),
        ],
        environment={
            **node.environment,
            "PATH": context.environment.get("PATH", "/usr/bin:/bin"),
            "HOME": str(context.run),
            "NODE_ENV": "production",
            "LITE_TELEMETRY": "0",
            "DO_NOT_TRACK": "1",
        },
        cwd=context.run,
    )


def ready(context: Context) -> None:
    """Each of the three answers what only the database can tell it, by content, not by status."""
    import requests

    given = variables(context)
    with requests.Session() as session:
        session.trust_env = False
        for question in _questions(given["SUPABASE_ANON_KEY"], given["SUPABASE_SERVICE_ROLE_KEY"]):
            try:
                answer = session.request(
                    question.method,
                    given["SUPABASE_URL"] + question.path,
                    headers={"apikey": question.key},
                    json=question.body,
                    timeout=5,
                ).json()
            except requests.RequestException as err:
                raise NotReady(f"{question.path}: {type(err).__name__}") from err
            if not _holds(question, answer):
                raise NotReady(f"{question.path} answers {str(answer)[:200]}")


@dataclass(frozen=True)
class _Question:
    method: str
    path: str
    key: str = field(repr=False)
    is_answered: Callable[[Any], bool]
    body: Mapping[str, str] | None = None


def _questions(anon: str, service: str) -> tuple[_Question, ...]:
    """A relation that REST does not find, a stranger that Auth does not know, the buckets of Storage."""
    stranger = {"email": "nobody@example.invalid", "password": "no such password"}
    return (
        _Question("GET", "/rest/v1/greenlane_asks", anon, lambda it: it["code"] == "PGRST205"),
        _Question(
            "POST",
            "/auth/v1/token?grant_type=password",
            anon,
            lambda it: it["error_code"] == "invalid_credentials",
            stranger,
        ),
        _Question("GET", "/storage/v1/bucket", service, lambda it: isinstance(it, list)),
    )


def _holds(question: _Question, answer: object) -> bool:
    try:
        return question.is_answered(answer)
    except (KeyError, TypeError):
        return False


def provision(context: Context) -> None:
    """Buckets of config.toml, then the project's migrations and seeds."""
    from greenlane import migrations
    from greenlane.services.supalite.database import after

    after(_admin_url(context), _project(context).buckets)
    for target in targets(context):
        migrations.apply(target.url, target.source, report=_log, environment=target.environment)


def targets(context: Context) -> Sequence[Target]:
    """The project's migrations and seeds, as the superuser whom a hosted project's are dumped by."""
    from greenlane.model.migration import Folder, Layout, Source, Target

    folder = Folder(context.project / context.options.path, Layout.SUPABASE)
    return (Target(_admin_url(context), Source(context.project, folder), context.environment),)


def _log(line: str) -> None:
    """Into the supervisor's log, where standard error leads."""
    print(line, file=sys.stderr, flush=True)


def variables(context: Context) -> Mapping[str, str]:
    secret = context.secrets["jwt_secret"]
    return {
        "SUPABASE_URL": f"http://127.0.0.1:{context.port}",
        "SUPABASE_ANON_KEY": api_key("anon", secret),
        "SUPABASE_SERVICE_ROLE_KEY": api_key("service_role", secret),
        "SUPABASE_JWT_SECRET": secret,
    }


def _project(context: Context) -> Project:
    return read(context.project / context.options.path, context.project, context.environment)


def _admin_url(context: Context) -> str:
    return context.peers[context.options.database]["DATABASE_ADMIN_URL"]
