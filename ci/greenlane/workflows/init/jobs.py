"""The jobs of a repository: what only looks, what each project checks, and what wants services."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from greenlane.workflows.init.seen import Check, Migrations, Part, Real, Row, Service, Sessions

SHORT = 0.5
"""Minutes of a job that only looks: so short jobs share a runner from the first run on, without a history."""


@dataclass(frozen=True)
class Seen:
    """A repository: its projects and services. is_foreign: whether it has a noxfile without greenlane."""

    parts: tuple[Part, ...]
    services: tuple[Service, ...]
    rows: tuple[Row, ...]
    is_foreign: bool
    migrations: Migrations

    @property
    def sessions(self) -> Sessions | None:
        """Of the Python project at the root."""
        return next((part.sessions for part in self.parts if part.sessions), None)

    @property
    def is_supabase(self) -> bool:
        """Whether there is a folder supabase."""
        return any(one.type == "supabase" for one in self.services)

    @property
    def is_migrated(self) -> bool:
        """Whether starting the services is a check by itself: that migrations and seeds apply."""
        return self.is_supabase or any("migrations" in one.options for one in self.services)

    @property
    def real(self) -> tuple[Real, ...]:
        """The tests that want services; without any, that the services start, where that says something."""
        found = tuple(one for part in self.parts for one in part.real)
        return found or ((Real(commands=("true",)),) if self.is_migrated else ())


def checks(seen: Seen, known: Collection[str]) -> list[Check]:
    """Every job, in the order in which they are declared. known: the components."""
    if seen.is_foreign:
        gates = [("lint", ("lint",)), ("security", ("security", "secrets", "mocks"))]
        found = [Check(name, _gate(of), minutes=SHORT) for name, of in gates]
    else:
        found = [_session(name) for name in ("lint", "security")]
    found += [check for part in seen.parts for check in part.checks]
    if seen.real:
        reports = tuple(glob for one in seen.real for glob in one.reports)
        found.append(Check("integration", _integration(seen), _integrated(seen, known), reports=reports))
    return found


def _session(name: str) -> Check:
    """A session of gates; what it finds stands on the page of the pull request."""
    report = f".greenlane/reports/{name}/report.json"
    return Check(name, (f"nox -s {name}",), reports=(report,), minutes=SHORT)


def _gate(names: Sequence[str]) -> tuple[str, ...]:
    said = " ".join(names)
    return (
        f"greenlane gate --install {said}",
        f"greenlane gate {said} --allow-unknown pip-audit --allow-unknown uv-audit",
    )


def _integration(seen: Seen) -> tuple[str, ...]:
    """The session; beside a noxfile of one's own, what it would do."""
    if not seen.is_foreign:
        return ("nox -s integration",)
    return tuple(_around(one) for one in seen.real)


def _around(one: Real) -> str:
    """The tests inside their services, as one command from the root."""
    into = "" if one.folder == "." else f"cd {shlex.quote(one.folder)} && "
    inside = shlex.quote("\n".join(one.commands))
    return f"{into}greenlane run --mode ephemeral -- bash -euo pipefail -c {inside}"


def _integrated(seen: Seen, known: Collection[str]) -> tuple[str, ...]:
    """The components that the tests with services check; () for the whole repository."""
    named = [part.name for part in seen.parts if part.real]
    named += ["supabase"] if seen.is_supabase else []
    home = seen.migrations.folder
    named += [
        part.name for part in seen.parts if home.startswith(f"{part.folder}/") and part.name not in named
    ]
    is_all_known = bool(named) and all(name in known for name in named)
    return tuple(named) if is_all_known else ()


def typed(sessions: Sessions | None) -> tuple[str, ...]:
    """The folders for mypy; none when it is not used."""
    if not sessions or "typecheck" not in sessions.names:
        return ()
    return (sessions.source,) if sessions.source == "." else (sessions.source, sessions.unit)
