"""Names of repositories and accounts, as part of a path. One that cannot be a name is a UsageError."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from greenlane.edges.github_errors import DOCS
from greenlane.model.errors import UsageError

_PART = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}")


def repository_path(repository: str) -> str:
    """`repos/owner/name` of owner/name."""
    parts = repository.split("/")
    if len(parts) != 2 or not all(_PART.fullmatch(part) for part in parts):
        raise UsageError(f"{repository!r} is no repository", fix="write owner/name", docs=DOCS)
    return f"repos/{repository}"


def account_path(kind: str, account: str, tail: str) -> str:
    """`organizations/octo-org/TAIL` or `users/octocat/TAIL`."""
    if not _PART.fullmatch(account):
        raise UsageError(
            f"{account!r} is no account", fix="write the name of a user or organization", docs=DOCS
        )
    return f"{kind}/{account}/{tail}"


def scope_path(scope: str) -> str:
    """`repos/owner/name` of owner/name, `orgs/octo-org` of an organization."""
    if "/" in scope:
        return repository_path(scope)
    return account_path("orgs", scope, "").rstrip("/")


def api_of(address: str) -> str:
    """The address of an API without a / at its end. Raises UsageError without repeating what it holds."""
    try:
        parts = urlsplit(address)
        is_fine = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_fine = False
    if not is_fine or "@" in parts.netloc or parts.query or parts.fragment:
        raise UsageError(
            "GITHUB_API_URL is not the address of an API",
            fix="write it like https://api.github.com, without a name or a password",
            docs=DOCS,
        )
    return address.rstrip("/")


def token_of(text: str) -> str:
    """A token without the blanks around it. Raises UsageError, without repeating it, if it cannot be one."""
    token = text.strip()
    if not re.fullmatch(r"[!-~]*", token):
        raise UsageError(
            "the token for GitHub holds blanks, line ends or other letters than a token has",
            fix="look where GITHUB_TOKEN comes from; a file's line end is fine, two lines are not",
            docs=DOCS,
        )
    return token
