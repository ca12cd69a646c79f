"""A hit as a finding: whose secret it is, where, and what to do first. Never the secret.

A fingerprint tells one secret from another in the same file, so that a new one beside an old one counts, and
holds 16 bits of a secret's digest (8 of one that a person chose): too few to find a secret by.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from greenlane.gates.secrets.history import Place
from greenlane.gates.secrets.scan import Hit
from greenlane.model.finding import Finding, Severity

DOCS = "docs/gates/secrets.md"


def in_tree(hit: Hit, path: str, since: Place | None) -> Finding:
    """A secret in a file that is there now. since: where the history has it first, if that was looked at."""
    return Finding(
        tool="secrets",
        rule=hit.rule.name,
        severity=hit.rule.severity,
        message=_message(hit, "" if hit.line else "in a binary file"),
        path=path,
        line=hit.line,
        column=hit.column,
        fix=f"First make it worthless: {hit.rule.revoke}. Then take it out of the file, and, if it was"
        " committed, out of the history",
        docs=DOCS,
        trace=(f"in the history since commit {since.commit}",) if since and since.commit else (),
        fingerprint=_fingerprint(hit, path),
    )


def in_history(hit: Hit, place: Place, others: Sequence[str]) -> Finding:
    """A secret that no file holds now. others: under what other names it stood."""
    where = "in the history only" if place.path else "in the message of a commit or tag"
    return Finding(
        tool="secrets",
        rule=hit.rule.name,
        severity=hit.rule.severity,
        message=_message(hit, where),
        path=place.path,
        line=hit.line if place.path else None,
        column=hit.column if place.path else None,
        fix=f"First make it worthless: {hit.rule.revoke}. Then rewrite the history (git filter-repo"
        " --replace-text) and have every clone made anew",
        docs=DOCS,
        trace=tuple(f"also as {name}" for name in others),
        commit=place.commit,
        fingerprint=_fingerprint(hit, place.path or ""),
    )


def tracked_environment(path: str) -> Finding:
    """A .env file that git tracks: whatever is written to it next is committed."""
    return Finding(
        tool="secrets",
        rule="tracked-env-file",
        severity=Severity.MEDIUM,
        message="git tracks this file of environment variables: the next secret in it is committed unseen",
        path=path,
        fix="git rm --cached it and add it to .gitignore; keep the names in .env.example",
        docs=DOCS,
        fingerprint=hashlib.sha256(f"tracked-env-file\0{path}".encode(errors="surrogateescape")).hexdigest()[
            :32
        ],
    )


def _message(hit: Hit, where: str) -> str:
    shown = f", begins with {hit.shown}" if hit.shown else ""
    text = f"{hit.rule.vendor}: {hit.rule.what} ({hit.size} characters{shown})"
    return f"{text}, {where}" if where else text


def _fingerprint(hit: Hit, path: str) -> str:
    parts = f"{hit.rule.name}\0{path}\0{hit.trace}"
    return hashlib.sha256(parts.encode(errors="surrogateescape")).hexdigest()[:32]
