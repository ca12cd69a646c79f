"""Passwords in URLs: of databases and brokers, and of web addresses.

A machine of one's own (localhost, a name without a dot, a name kept for examples) with a password that a
person would choose for it is no leak.
"""

from __future__ import annotations

import re

from greenlane.gates.secrets.likeness import is_placeholder, is_secret_like, is_strong_password
from greenlane.gates.secrets.rule import Rule, Token
from greenlane.model.finding import Severity

_SCHEMES = (
    "postgres",
    "postgresql",
    "mysql",
    "mariadb",
    "mongodb",
    "mongodb+srv",
    "redis",
    "rediss",
    "amqp",
    "amqps",
)
_DRIVERS = (
    "psycopg",
    "psycopg2",
    "asyncpg",
    "pymysql",
    "mysqldb",
    "aiomysql",
    "mssql",
    "pyodbc",
    "clickhouse",
)
_BEHIND = "|".join(f"(?<={re.escape(name)})" for name in (*_SCHEMES, *_DRIVERS))
_USER = r"://[^\s:/@\"'<>]{0,80}"
_PASSWORD = r":(?P<secret>[^\s@/\"'<>?#]{4,160})@"
_OWN = (
    r"(?:localhost|127\.|0\.0\.0\.0|\[|[A-Za-z0-9_-]+(?![A-Za-z0-9_.-])"
    r"|[A-Za-z0-9.-]*\.(?:local|test|example|invalid|internal)\b|[A-Za-z0-9.-]*example\.(?:com|org|net)\b)"
)
_COMMON = frozenset(
    {b"postgres", b"root", b"admin", b"guest", b"user", b"pass", b"app", b"rabbitmq", b"mysql", b"redis"}
)


def _is_password(value: bytes) -> bool:
    return not is_placeholder(value) and value.lower() not in _COMMON


def _is_drawn_password(value: bytes) -> bool:
    return is_secret_like(value) or (len(value) >= 12 and is_strong_password(value))


RULES: tuple[Rule, ...] = (
    Token(
        name="database-url-password",
        vendor="Database",
        what="password in a URL",
        severity=Severity.HIGH,
        anchors=("://",),
        pattern=rf"(?:{_BEHIND}){_USER}{_PASSWORD}(?!{_OWN})[A-Za-z0-9]",
        holds=_is_password,
        chosen=True,
        in_text=True,
        revoke="change the password in the database",
        source="RFC 3986, userinfo; the schemes that database drivers take",
    ),
    Token(
        name="database-url-password",
        vendor="Database",
        what="password in a URL of a machine of one's own",
        severity=Severity.MEDIUM,
        anchors=("://",),
        pattern=rf"(?:{_BEHIND}){_USER}{_PASSWORD}{_OWN}",
        holds=_is_drawn_password,
        chosen=True,
        in_text=True,
        revoke="change the password, if it is used anywhere else",
        source="RFC 3986, userinfo; the schemes that database drivers take",
    ),
    Token(
        name="web-url-password",
        vendor="Web",
        what="password or token in a URL",
        severity=Severity.HIGH,
        anchors=("://",),
        pattern=rf"(?:(?<=http)|(?<=https)|(?<=ftp)|(?<=ftps)|(?<=smtp)|(?<=smtps)){_USER}{_PASSWORD}(?!{_OWN})[A-Za-z0-9]",
        holds=_is_drawn_password,
        chosen=True,
        in_text=True,
        revoke="change the password, or revoke the token",
        source="RFC 3986, userinfo",
    ),
)
