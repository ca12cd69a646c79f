"""A program that is run to its end: its answer, or why there is none."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from greenlane.edges.process import drop, run, server_account
from greenlane.model.errors import OutsideError
from greenlane.model.service import Account

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="servers run as somebody else for root alone")


def test_any_exit_code_is_an_answer(tmp_path: Path) -> None:
    done = run(["/bin/sh", "-c", "echo out; echo err >&2; exit 4"], environment={}, cwd=tmp_path)
    assert (done.code, done.out, done.err, done.tail(1)) == (4, "out\n", "err\n", ["err"])


@pytest.mark.parametrize("text", ["ü\n", "ü\n".encode()], ids=["text", "bytes"])
def test_a_program_reads_what_it_is_given(tmp_path: Path, text: str | bytes) -> None:
    assert run(["/bin/cat"], environment={}, cwd=tmp_path, stdin=text).out == "ü\n"


def test_a_program_without_an_input_finds_its_end_at_once(tmp_path: Path) -> None:
    assert run(["/bin/cat"], environment={}, cwd=tmp_path).out == ""


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="the program /no/such is not there"):
        run(["/no/such"], environment={}, cwd=tmp_path)


def test_a_file_that_may_not_be_run_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(OutsideError, match="data may not be run: Permission denied"):
        run([tmp_path / "data"], environment={}, cwd=tmp_path)


def test_a_program_that_does_not_end_is_ended_and_its_last_words_kept(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="did not end within 5 s") as caught:
        run(["/bin/sh", "-c", "echo stuck >&2; exec sleep 60"], environment={}, cwd=tmp_path, timeout_s=5.0)
    assert list(caught.value.detail) == ["stuck"]


@as_root
@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({}, "nobody"),
        ({"GREENLANE_USER": "root"}, "nobody"),
        ({"SUDO_USER": "daemon"}, "daemon"),
        ({"SUDO_USER": "daemon", "GREENLANE_USER": "nobody"}, "nobody"),
    ],
)
def test_root_starts_servers_as_somebody_else(environment: dict[str, str], name: str) -> None:
    account = server_account(environment)
    assert account == Account(name, pwd.getpwnam(name).pw_uid, pwd.getpwnam(name).pw_gid)
    assert drop(account)["user"] == account.uid


@as_root
def test_an_account_that_is_not_there_is_told() -> None:
    with pytest.raises(OutsideError, match="there is no account named no-such-account"):
        server_account({"GREENLANE_USER": "no-such-account"})


@as_root
def test_a_program_runs_as_the_account_that_is_asked_for() -> None:
    done = run(["id", "-u"], environment={"PATH": os.defpath}, cwd=Path("/"), account=server_account({}))
    assert done.out.strip() == str(pwd.getpwnam("nobody").pw_uid)
