"""Environments made from locks: noticed when they do not fit, made by one process, never half."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from greenlane.nox import locks


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "tests.txt"
    path.write_text("six==1.17.0 --hash=sha256:aa\n")
    return path


def test_an_environment_fits_only_with_its_own_stamp(tmp_path: Path, lock: Path) -> None:
    stamp = locks.fingerprint([lock], tmp_path)
    (tmp_path / locks.STAMP).write_text(stamp)
    assert locks.fits(tmp_path, stamp)
    lock.write_text("six==1.17.1 --hash=sha256:bb\n")
    assert not locks.fits(tmp_path, locks.fingerprint([lock], tmp_path))


def test_an_environment_without_a_stamp_never_fits(tmp_path: Path, lock: Path) -> None:
    assert not locks.fits(tmp_path, locks.fingerprint([lock], tmp_path))


def test_a_moved_environment_does_not_fit(tmp_path: Path, lock: Path) -> None:
    assert locks.fingerprint([lock], tmp_path / "here") != locks.fingerprint([lock], tmp_path / "there")


def test_words_cannot_be_split_into_the_same_fingerprint(tmp_path: Path) -> None:
    assert locks.fingerprint(["ab", "c"], tmp_path) != locks.fingerprint(["a", "bc"], tmp_path)


def test_variables_that_misplace_packages_are_dropped_and_the_index_is_kept() -> None:
    kept = locks.clean({"PIP_TARGET": "/x", "PYTHONPATH": "/y", "PIP_INDEX_URL": "z", "HOME": "/h"})
    assert "PIP_TARGET" not in kept
    assert "PYTHONPATH" not in kept
    assert (kept["PIP_INDEX_URL"], kept["HOME"]) == ("z", "/h")


def test_a_lock_is_installed_with_hashes_and_nothing_beyond_it() -> None:
    argv = locks.pip_install(Path("a"), Path("b"), *locks.lock_words(Path("tests.txt")))
    assert {"--require-hashes", "--no-deps", ":all:"} <= set(argv)


def test_the_second_maker_waits_for_the_first(tmp_path: Path) -> None:
    told = threading.Event()
    second = threading.Thread(target=lambda: locks.alone(tmp_path, told.set).__enter__())
    with locks.alone(tmp_path, lambda: pytest.fail("nobody else is here")):
        second.start()
        assert told.wait(60)
        assert second.is_alive()
    second.join(10)
    assert not second.is_alive()


def test_a_child_that_outlives_its_parent_still_holds_the_folder(tmp_path: Path) -> None:
    with locks.alone(tmp_path, lambda: None) as hold:
        orphan = subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=(hold,))
    told = threading.Event()
    waiter = threading.Thread(target=lambda: locks.alone(tmp_path, told.set).__enter__())
    waiter.start()
    try:
        assert told.wait(60)
    finally:
        orphan.kill()
        orphan.wait()
    waiter.join(10)
    assert not waiter.is_alive()


def test_a_failing_program_is_shown_with_its_last_lines(tmp_path: Path) -> None:
    noisy = "import sys\nfor n in range(50): print('line', n)\nsys.exit(3)"
    with (
        locks.alone(tmp_path, lambda: None) as hold,
        pytest.raises(locks.Failed, match="ended with 3") as caught,
    ):
        locks.call([sys.executable, "-c", noisy], environment=os.environ, hold=hold)
    assert "line 49" in str(caught.value)
    assert "line 10" not in str(caught.value)


def test_a_python_without_ensurepip_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(locks.NoVenv, match="apt-get install python3-venv"):
        locks.check_venv_is_there()


def test_what_a_kill_left_is_removed_before_a_new_environment_is_made(tmp_path: Path) -> None:
    environment = tmp_path / "grün lane"
    (environment / "lib").mkdir(parents=True)
    (environment / "lib" / "half").write_text("")
    with locks.alone(tmp_path, lambda: None) as hold:
        python = locks.create(environment, with_pip=False, variables=os.environ, hold=hold)
    assert python.exists()
    assert not (environment / "lib" / "half").exists()
    assert not (environment / locks.STAMP).exists()
