"""A consumer's project with its services up, and a way to run a test suite of that consumer's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

DECLARATION = """\
version: 1
services:
  db:
    type: postgres
    migrations: migrations
    init: [roles.sql]
  redis: {}
  s3: {}
"""

ROLES = """\
CREATE ROLE anon NOLOGIN;
CREATE ROLE authenticated NOLOGIN;
CREATE ROLE service_role NOLOGIN BYPASSRLS;
"""

MIGRATION = """\
CREATE TABLE notes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner uuid NOT NULL DEFAULT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid,
    body text NOT NULL
);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes TO authenticated
    USING (owner = (current_setting('request.jwt.claims', true)::json ->> 'sub')::uuid);
GRANT SELECT, INSERT ON notes TO authenticated;
GRANT ALL ON notes TO service_role;
"""


@dataclass(frozen=True)
class Consumer:
    """A folder for test files, and the variables that its tests run with."""

    folder: Path
    variables: Mapping[str, str] = field(repr=False)

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-ra", "test_it.py", *arguments]

    def environment(self) -> dict[str, str]:
        """The machine's, scrubbed of what would tell the child about this run, and the services'.

        What measures coverage goes on: the plugin runs nowhere else. Its pytest has temporary folders of its
        own: where all lie together, who ends first removes what others left, which may take minutes.
        """
        names = [name for name in os.environ if name.startswith("COVERAGE_")]
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", *names) if name in os.environ}
        own = {"PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DEBUG_TEMPROOT": str(self.folder)}
        return {**kept, **own, **self.variables}

    def start(self, tests: str, *arguments: str) -> subprocess.Popen[str]:
        """Write the tests and start pytest over them."""
        (self.folder / "test_it.py").write_text(tests)
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, tests: str, *arguments: str) -> Outcome:
        """Write the tests and run pytest over them to its end."""
        child = self.start(tests, *arguments)
        out, _ = child.communicate(timeout=120)
        return Outcome(child.returncode, out)


@dataclass(frozen=True)
class Outcome:
    """How a pytest run ended and what it printed."""

    code: int
    out: str

    def passed(self, count: int) -> bool:
        """Whether that many passed and nothing else happened; the output is printed if not."""
        last = self.out.splitlines()[-1] if self.out else ""
        ok = self.code == 0 and f"{count} passed" in last and "skipped" not in last
        if not ok:
            print(self.out)
        return ok


def wait_for(condition: Callable[[], object], *, timeout_s: float = 60.0) -> None:
    """Come back when it holds; fail after timeout_s."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def greenlane(project: Path, *words: str) -> str:
    """Run the command in the project; what it printed on standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "greenlane", "--file", str(project / "greenlane.yaml"), *words],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The variables of an ephemeral stack with PostgreSQL, Redis and S3."""
    project = tmp_path_factory.mktemp("consumer")
    (project / "migrations").mkdir()
    (project / "greenlane.yaml").write_text(DECLARATION)
    (project / "roles.sql").write_text(ROLES)
    (project / "migrations" / "1_notes.sql").write_text(MIGRATION)
    greenlane(project, "up", "--mode", "ephemeral")
    try:
        yield json.loads(greenlane(project, "env", "--mode", "ephemeral", "--format", "json"))
    finally:
        greenlane(project, "down", "--mode", "ephemeral")


@pytest.fixture
def consumer(services: Mapping[str, str], tmp_path: Path) -> Consumer:
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\n")
    return Consumer(tmp_path, services)


@pytest.fixture
def admin(services: Mapping[str, str]) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A superuser's connection to the server's maintenance database."""
    url = services["DATABASE_ADMIN_URL"].rpartition("/")[0] + "/postgres"
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def leftovers(admin: psycopg.Connection[tuple[object, ...]]) -> Leftovers:
    return Leftovers(admin)


@dataclass(frozen=True)
class Leftovers:
    """The databases of test sessions that are on the server now."""

    admin: psycopg.Connection[tuple[object, ...]]

    def names(self) -> list[str]:
        rows = self.admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'greenlane_test%'")
        return sorted(str(name) for (name,) in rows)
