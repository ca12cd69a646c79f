"""The settings file of server.mjs: everything that Lite and our gateway need, secrets included."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from greenlane.model.service import Context, Mode
from greenlane.services.supalite.config import Project
from greenlane.services.supalite.database import LITE_ROLE
from greenlane.services.supalite.keys import api_key

SIZE_BYTES_MAX = 50 * 1024**2
"""Supabase's own default for storage.file_size_limit."""
SENDER = {"name": "Supabase Auth", "address": "noreply@example.test"}


def settings(context: Context, project: Project, *, admin_url: str, mail: Mapping[str, str] | None) -> str:
    """The file's content, as JSON."""
    secret = context.secrets["jwt_secret"]
    auth = project.section("auth")
    auth["site_url"] = str(auth.get("site_url") or "http://localhost:3000").rstrip("/")
    limit = project.settings.get("storage.file_size_limit") or SIZE_BYTES_MAX
    return json.dumps(
        {
            "port": context.port,
            "url": f"http://127.0.0.1:{context.port}",
            "keys": {"anon": api_key("anon", secret), "service_role": api_key("service_role", secret)},
            "database": _database(admin_url, context.secrets["database_password"]),
            "api": project.section("api"),
            "auth": {**auth, "enabled": True, "jwt_secret": secret},
            "storage": {"enabled": True, "file_size_limit": f"{limit}B"},
            "files": {
                "folder": str(objects_folder(context)),
                "durable": context.mode is Mode.DURABLE,
                "maxBytes": limit,
            },
            "smtp": _smtp(mail),
            "notes": [f"config.toml: {key} is not honoured" for key in project.ignored],
        }
    )


def objects_folder(context: Context) -> Path:
    """Where the bytes of Storage lie."""
    return context.data / "objects"


def _database(admin_url: str, password: str) -> dict[str, object]:
    parts = urlsplit(admin_url)
    return {
        "host": parts.hostname,
        "port": parts.port,
        "database": unquote(parts.path.removeprefix("/")),
        "username": LITE_ROLE,
        "password": password,
        "max": 8,
        "idle_timeout": 20,
    }


def _smtp(mail: Mapping[str, str] | None) -> dict[str, object] | None:
    if mail is None:
        return None
    return {"host": mail["SMTP_HOST"], "port": int(mail["SMTP_PORT"]), "from": SENDER, "secure": False}
