"""Reading migrations, seeds and config.toml from a project's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.migrations import fingerprint
from greenlane.migrations.folders import read, read_script
from greenlane.model.errors import ExitCode, UsageError
from greenlane.model.migration import Command, Folder, Layout, Seed, Source


def plain(project: Path, *seeds: Seed) -> Source:
    return Source(project, Folder(project / "m"), seeds)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "m").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("0001_users.sql", "0001"),
        ("20260101120000_users.sql", "20260101120000"),
        ("V1.2__users.sql", "1.2"),
        ("7.sql", "7"),
        ("3-2fa.sql", "3"),
    ],
)
def test_the_version_is_the_leading_number(project: Path, name: str, version: str) -> None:
    (project / "m" / name).write_text("select 1")
    assert [script.version for script in read(plain(project)).scripts] == [version]


def test_line_ends_and_a_byte_order_mark_do_not_change_the_sum(project: Path) -> None:
    texts = [b"select 1;\nselect 2;\n", b"select 1;\r\nselect 2;\r\n", b"\xef\xbb\xbfselect 1;\nselect 2;\n"]
    sums = set()
    for data in texts:
        (project / "a.sql").write_bytes(data)
        sums.add(read_script(project / "a.sql", project).sha256)
    assert len(sums) == 1


@pytest.mark.parametrize(
    ("data", "where"),
    [(b"select 1;\n-- caf\xe9\n", "m/1_a.sql:2"), (b"select 1;\n\n\0", "m/1_a.sql:3")],
)
def test_a_file_that_is_no_text_is_located(project: Path, data: bytes, where: str) -> None:
    (project / "m/1_a.sql").write_bytes(data)
    with pytest.raises(UsageError) as caught:
        read(plain(project))
    assert caught.value.where == where


def test_a_file_without_a_number_is_an_error_that_names_it(project: Path) -> None:
    (project / "m/users.sql").write_text("select 1")
    with pytest.raises(UsageError) as caught:
        read(plain(project))
    assert caught.value.where == "m/users.sql"
    assert caught.value.code is ExitCode.CONFIGURATION


def test_a_folder_that_is_not_there_is_an_error_and_an_empty_one_a_note(project: Path) -> None:
    assert read(plain(project)).notes == ("m holds no migration",)
    with pytest.raises(UsageError, match="there is no such folder"):
        read(Source(project, Folder(project / "n")))


def test_a_seed_that_is_not_there_or_listed_twice_is_an_error(project: Path) -> None:
    (project / "s.sql").write_text("select 1")
    with pytest.raises(UsageError, match="there is no such file"):
        read(plain(project, Seed("t.sql")))
    with pytest.raises(UsageError, match="is listed twice"):
        read(plain(project, Seed("s.sql"), Seed("*.sql")))
    names = [seed.name for seed in read(plain(project, Seed("s.sql"), Seed("s.sql", "anon"))).seeds]
    assert names == ["s.sql", "s.sql as anon"]


def test_a_configuration_that_is_no_toml_is_an_error(project: Path) -> None:
    (project / "config.toml").write_text("[db.seed\n")
    with pytest.raises(UsageError, match="not valid TOML"):
        read(Source(project, Folder(project, Layout.SUPABASE)))


def test_the_fingerprint_changes_with_anything_that_is_run(project: Path) -> None:
    (project / "m/1_a.sql").write_text("select 1")
    (project / "s.sql").write_text("select 1")
    seen = {fingerprint(plain(project)), fingerprint(plain(project, Seed("s.sql")))}
    seen.add(fingerprint(plain(project, Seed("s.sql", "anon"))))
    seen.add(fingerprint(plain(project, Seed("s.sql", "anon", {"sub": "1"}))))
    (project / "m/1_a.sql").rename(project / "m/2_a.sql")
    seen.add(fingerprint(plain(project)))
    (project / "m/2_a.sql").write_text("select 2")
    seen.add(fingerprint(plain(project)))
    assert len(seen) == 6
    assert fingerprint(plain(project)) in seen


def test_what_a_command_does_is_known_only_by_the_files_it_names(project: Path) -> None:
    (project / "m/1.py").write_text("a")
    assert fingerprint(Source(project, Command(("alembic",)))) is None
    assert fingerprint(Source(project, Command(("alembic",), ("no/*.py",)))) is None
    first = fingerprint(Source(project, Command(("alembic",), ("m/*.py",))))
    (project / "m/1.py").write_text("b")
    assert first not in (None, fingerprint(Source(project, Command(("alembic",), ("m/*.py",)))))
