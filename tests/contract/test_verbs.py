"""The verbs as a person meets them, on a small real stack."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.trial import Trial, trial

DECLARATION = """\
version: 1
project: verbs
services:
  db: {type: postgres, needs: [cache]}
  cache: {type: redis}
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Trial]:
    with trial(tmp_path / "a b ü", DECLARATION) as made:
        yield made


def test_up_says_each_step_plainly_and_ends_ready(project: Trial) -> None:
    done = project.call("up")
    steps = re.findall(r"^ +[\d.]+ s  (\w+) +(\w+)$", done.stderr, re.MULTILINE)
    assert steps == [("cache", "starting"), ("cache", "ready"), ("db", "starting"), ("db", "ready")]
    assert re.match(r"ready in [\d.]+ s: cache, db \(durable\)\n", done.stdout)
    assert "\x1b" not in done.stdout + done.stderr


def test_up_of_one_service_brings_what_it_needs_and_no_more(project: Trial) -> None:
    project.call("up", "cache")
    assert [one["name"] for one in project.status()["services"]] == ["cache"]
    project.call("up", "db")
    assert [one["name"] for one in project.status()["services"]] == ["cache", "db"]


def test_up_again_changes_nothing(project: Trial) -> None:
    project.call("up")
    before = project.status()
    project.call("up")
    assert project.status() == before


def test_a_changed_declaration_starts_anew_and_keeps_the_data(project: Trial) -> None:
    project.call("up")
    project.sql("CREATE TABLE kept AS SELECT 1 AS n")
    (project.folder / "greenlane.yaml").write_text(
        DECLARATION.replace("postgres,", "postgres, settings: {work_mem: 9MB},")
    )
    assert "the declaration of db has changed" in project.call("up").stderr
    assert project.sql("SELECT n FROM kept") == "1"
    assert project.sql("SHOW work_mem") == "9MB"


def test_up_of_another_service_adds_it_and_keeps_the_first(project: Trial) -> None:
    (project.folder / "greenlane.yaml").write_text(DECLARATION + "  other: {type: redis, prefix: OTHER_}\n")
    project.call("up", "cache")
    assert "starting other as well" in project.call("up", "other").stderr
    assert [one["name"] for one in project.status()["services"]] == ["cache", "other"]


def test_up_of_one_service_sees_that_its_declaration_changed(project: Trial) -> None:
    project.call("up")
    changed = DECLARATION.replace("{type: redis}", "{type: redis, databases: 5}")
    (project.folder / "greenlane.yaml").write_text(changed)
    assert "the declaration of cache has changed" in project.call("up", "cache").stderr
    assert [one["name"] for one in project.status()["services"]] == ["cache", "db"]


def test_run_does_not_end_what_up_started_even_when_it_had_to_start_it_anew(project: Trial) -> None:
    project.call("up")
    changed = DECLARATION.replace("{type: redis}", "{type: redis, databases: 5}")
    (project.folder / "greenlane.yaml").write_text(changed)
    project.call("run", "--", "true")
    assert project.status()["leased"] is False


def test_migrations_added_or_changed_while_it_runs_are_seen(project: Trial) -> None:
    (project.folder / "m").mkdir()
    (project.folder / "m" / "1_a.sql").write_text("CREATE TABLE a ();\n")
    declared = DECLARATION.replace("{type: postgres,", "{type: postgres, migrations: m,")
    (project.folder / "greenlane.yaml").write_text(declared)
    project.call("up")
    (project.folder / "m" / "2_b.sql").write_text("CREATE TABLE b ();\n")
    project.call("run", "--", "true")
    assert project.sql("SELECT count(*) FROM b") == "0"
    (project.folder / "m" / "1_a.sql").write_text("CREATE TABLE a (changed int);\n")
    said = project.call("run", "--", "echo", "ran", code=1)
    assert "1_a.sql" in said.stderr
    assert "ran" not in said.stdout


def test_data_of_another_major_version_is_refused_with_the_way_out(project: Trial) -> None:
    project.call("up", "db")
    project.call("down")
    other = DECLARATION.replace("{type: postgres,", "{type: postgres, version: 17,")
    (project.folder / "greenlane.yaml").write_text(other)
    said = project.call("up", code=2).stderr
    assert "the data is PostgreSQL 16's, and PostgreSQL 17 cannot read it" in said
    assert "greenlane reset db" in said


def test_a_live_table_is_drawn_on_a_terminal(project: Trial) -> None:
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    environment.pop("CI", None)
    command = [sys.executable, "-m", "greenlane", "up", "--mode", "ephemeral"]
    child = subprocess.Popen(
        command, cwd=project.folder, env=environment, stdout=slave, stderr=slave, close_fds=True
    )
    os.close(slave)
    seen = b""
    while select.select([master], [], [], 60)[0]:
        try:
            seen += os.read(master, 65536)
        except OSError:
            break
    assert child.wait(timeout=60) == 0
    os.close(master)
    text = seen.decode()
    assert "service" in text
    assert "✓" in text
    assert "\x1b[2K" in text


def test_the_two_modes_live_side_by_side(project: Trial) -> None:
    project.call("up", "--mode", "durable")
    project.call("up", "--mode", "ephemeral")
    durable, ephemeral = project.variables("durable"), project.variables("ephemeral")
    assert durable["PGPORT"] != ephemeral["PGPORT"]
    assert durable["PGPASSWORD"] != ephemeral["PGPASSWORD"]
    project.call("down", "--mode", "ephemeral")
    assert project.call("status", "--mode", "durable", "--check").stdout.count("answers: ok") == 2


@pytest.mark.usefixtures("at_its_place")
def test_durable_data_outlives_down_and_ephemeral_does_not(project: Trial) -> None:
    for mode, there in (("durable", "kept"), ("ephemeral", "")):
        project.call("up", "--mode", mode)
        project.sql("CREATE TABLE kept ()", "--mode", mode)
        project.call("down", "--mode", mode)
        project.call("up", "--mode", mode)
        found = project.sql("SELECT relname FROM pg_class WHERE relname = 'kept'", "--mode", mode)
        assert found == there
        project.call("down", "--mode", mode)


def test_reset_throws_away_the_data_of_one_service(project: Trial) -> None:
    project.call("up")
    project.sql("CREATE TABLE gone ()")
    assert "greenlane reset --yes" in project.call("reset", code=2).stderr
    project.call("reset", "--yes", "db")
    assert project.sql("SELECT count(*) FROM pg_class WHERE relname = 'gone'") == "0"


def test_run_hands_over_variables_and_passes_the_code_on(project: Trial) -> None:
    script = (
        "import os, sys; print(os.environ['DATABASE_URL'][:13], os.environ['REDIS_URL'][:8]); sys.exit(7)"
    )
    done = project.call("run", "--mode", "ephemeral", "--", sys.executable, "-c", script, code=7)
    assert done.stdout == "postgresql:// redis://\n"
    assert project.status() == {}


def test_run_leaves_alone_what_was_up_before(project: Trial) -> None:
    project.call("up")
    project.call("run", "--", "true")
    assert project.status()["mode"] == "durable"


def test_run_with_keep_leaves_the_services_up(project: Trial) -> None:
    project.call("run", "--mode", "ephemeral", "--keep", "--", "true")
    assert project.status()["mode"] == "ephemeral"


def test_run_without_a_command_or_with_an_unknown_one_is_a_usage_error(project: Trial) -> None:
    assert "no command to run" in project.call("run", "--", code=2).stderr
    assert "there is no command no-such-thing" in project.call("run", "--", "no-such-thing", code=2).stderr


def test_run_tells_of_a_death_by_signal(project: Trial) -> None:
    assert project.call("run", "--mode", "ephemeral", "--", "sh", "-c", "kill -9 $$", code=137)


def test_status_check_fails_when_a_service_does_not_answer(project: Trial) -> None:
    assert project.call("status", "--check", code=2).stdout.startswith("nothing is running")
    project.call("up")
    pid = next(one["pid"] for one in project.status()["services"] if one["name"] == "cache")
    os.kill(pid, 19)
    try:
        said = project.call("status", "--check", code=1).stdout
    finally:
        os.kill(pid, 18)
    assert re.search(r"^  cache .*answers: (?!ok)", said, re.MULTILINE)


def test_env_is_written_for_the_owner_alone(project: Trial) -> None:
    project.call("up")
    project.call("env", "--write", ".env.local")
    path = project.folder / ".env.local"
    assert path.stat().st_mode & 0o777 == 0o600
    assert "DATABASE_URL=postgresql://" in path.read_text()


def test_everything_works_from_a_subfolder(project: Trial) -> None:
    below = project.folder / "src" / "deep"
    below.mkdir(parents=True)
    project.call("up", cwd=below)
    assert project.call("status", cwd=below).stdout.startswith("durable: 2 of 2 services ready")
    project.call("down", cwd=below)


def test_logs_are_there_after_down(project: Trial) -> None:
    assert "there are no logs yet" in project.call("logs", code=2).stderr
    project.call("up")
    project.call("down")
    assert "database system is ready" in project.call("logs", "db").stdout
    assert "there is no log of nothing" in project.call("logs", "nothing", code=2).stderr


def test_doctor_says_yes_and_names_every_topic(project: Trial) -> None:
    said = project.call("doctor").stdout
    assert re.match(r"all \d+ checks passed", said)
    assert {"machine", "space", "ports", "bundles", "leftovers"} <= set(said.split())


def test_a_doctor_of_one_topic_looks_at_nothing_else(project: Trial) -> None:
    assert {line.split()[1] for line in project.call("doctor", "ports").stdout.splitlines()[1:]} == {"ports"}


def test_down_says_when_there_was_nothing(project: Trial) -> None:
    assert project.call("down").stdout == "nothing was running\n"


def test_a_service_that_cannot_start_shows_its_log_and_leaves_nothing(project: Trial) -> None:
    broken = DECLARATION.replace("postgres,", "postgres, settings: {no_such_setting: 1},")
    (project.folder / "greenlane.yaml").write_text(broken)
    started = time.monotonic()
    said = project.call("up", code=3).stderr
    assert 'unrecognized configuration parameter "no_such_setting"' in said
    assert "fix: the whole log: greenlane logs db" in said
    assert project.status() == {}
    assert time.monotonic() - started < 200


def test_two_services_with_one_variable_are_told_before_anything_starts(project: Trial) -> None:
    (project.folder / "greenlane.yaml").write_text(
        "version: 1\nservices:\n  a: {type: redis}\n  b: {type: redis}\n"
    )
    said = project.call("up", code=2).stderr
    assert (
        "greenlane.yaml:4 services.b: expected variables that no other service hands out; got REDIS_URL"
        in said
    )
    (project.folder / "greenlane.yaml").write_text(DECLARATION)
    assert project.status() == {}


def test_status_as_json_is_for_programs(project: Trial) -> None:
    assert json.loads(project.call("status", "--json").stdout) is None
    project.call("up")
    status = project.status()
    assert [one["state"] for one in status["services"]] == ["ready", "ready"]
