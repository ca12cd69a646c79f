"""A stranger's repository: bare `nox` is green when all is well, and red for each thing that is not.

Packages come from the index that this machine's pip and uv know, greenlane from a wheel of this tree.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.edges.process import run
from tests.conformance.consumer import GOOD, SOURCE, Consumer, shell, wheel_of_ours
from tests.conformance.specimens import secrets
from tests.standins.advisories import serving
from tests.unit.gates.trial import Trial

UV = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])) or ""
SESSIONS = ("lint", "typecheck", "security", "tests", "coverage", "build")


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    wheel_of_ours(folder)
    return folder


@pytest.fixture(scope="module")
def advisories() -> Iterator[str]:
    with serving() as service:
        yield service.url


def laid(folder: Path, wheels: Path, advisories: str, *, with_uv: bool) -> Consumer:
    """A repository, committed, with what it needs locked: by uv.lock, or by requirements with hashes."""
    programs = folder / "bin"
    programs.mkdir(parents=True)
    for name, path in (("git", shutil.which("git")), ("uv", UV if with_uv else None)):
        if path:
            (programs / name).symlink_to(path)
    system = [one for one in ("/usr/bin", "/bin") if with_uv or not Path(one, "uv").exists()]
    environment = shell(wheels, os.pathsep.join([str(programs), *system]), advisories)
    if not with_uv:
        environment["NOX_SCRIPT_VENV_BACKEND"] = "virtualenv"
    trial = Trial(folder / "grün lane" / "chat").write(GOOD)
    argv = [UV, "lock", "--quiet"]
    if not with_uv:
        trial.write({"requirements/tests.in": "coverage\npytest\n"})
        argv = [UV, "pip", "compile", "--quiet", "--generate-hashes", "requirements/tests.in", "-o"]
        argv.append("requirements/tests.txt")
    done = run(argv, environment=dict(os.environ), cwd=trial.root, timeout_s=120)
    assert done.code == 0, done.tail()
    trial.commit()
    return Consumer(trial.root, environment)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, wheels: Path, advisories: str) -> Consumer:
    """The repository of somebody without uv, whose environments are there already."""
    return laid(tmp_path_factory.mktemp("bare"), wheels, advisories, with_uv=False)


@pytest.fixture
def consumer(bare: Consumer) -> Iterator[Consumer]:
    """The same for a test that changes it: it is put back afterwards."""
    yield bare
    Trial(bare.root).git("clean", "-fdq")
    Trial(bare.root).git("checkout", "--quiet", ".")


def all_of_them_ran(said: str) -> bool:
    return [name for name in SESSIONS if f"nox > * {name}: success" in said] == list(SESSIONS)


def test_bare_nox_is_green_without_uv(bare: Consumer) -> None:
    is_green, said = bare.nox()
    assert is_green, said
    assert all_of_them_ran(said), said
    assert sorted(one.suffix for one in (bare.root / "dist").iterdir()) == [".gz", ".whl"]
    assert Trial(bare.root).git("status", "--porcelain") == ""


def test_bare_nox_is_green_with_uv(tmp_path: Path, wheels: Path, advisories: str) -> None:
    is_green, said = laid(tmp_path, wheels, advisories, with_uv=True).nox()
    assert is_green, said
    assert all_of_them_ran(said), said


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("def test_it() -> None:\n    assert False\n", "1 failed"),
        ("def it() -> None:\n    pass\n", "no tests ran"),
    ],
    ids=["a test that fails", "no test collected"],
)
def test_a_suite_that_does_not_pass_is_red_and_so_is_its_coverage(
    consumer: Consumer, body: str, words: str
) -> None:
    consumer.write({"tests/test_greet.py": body})
    is_green, said = consumer.nox("tests", "coverage")
    assert not is_green
    assert words in said
    assert "nox > * tests: failed" in said
    assert "nox > * coverage: failed" in said


@pytest.mark.parametrize(("never", "is_enough"), [(2000, True), (2001, False)])
def test_coverage_of_a_ten_thousandth_less_than_the_limit_is_red(
    consumer: Consumer, never: int, is_enough: bool
) -> None:
    """Of 10,000 lines: greet has 4, its test runs all of them; the `def` of the other one runs as well."""
    ran = "x = 0\n" * (10_000 - 4 - never - 1)
    idle = "def idle() -> None:\n" + "    print()\n" * never
    consumer.write(
        {"src/chat/large.py": f"{ran}\n\n{idle}", "tests/test_large.py": "import chat.large as _\n"}
    )
    consumer.write({"ci/greenlane.py": ""})
    is_green, said = consumer.nox("tests", "coverage")
    assert is_green is is_enough, said
    assert ("80 % (8,000 of 10,000)" if is_enough else "79.99 % (7,999 of 10,000), wanted 80 %") in said


@pytest.mark.parametrize(("count", "is_green"), [(49, True), (50, False)])
def test_fifty_warnings_are_red(consumer: Consumer, count: int, is_green: bool) -> None:
    consumer.write({"src/chat/idle.py": "".join(f"import os as a{number}\n" for number in range(count))})
    found, said = consumer.nox("lint")
    assert found is is_green, said
    assert is_green or "50 warning, 49 allowed" in said


def test_a_secret_is_red(consumer: Consumer) -> None:
    consumer.write(secrets.DIRTY)
    is_green, said = consumer.nox("security")
    assert not is_green
    assert secrets.RULE in said


def test_a_type_that_does_not_fit_is_red(consumer: Consumer) -> None:
    consumer.write({"src/chat/__init__.py": SOURCE.replace('return "hello"\n', "return 1\n")})
    is_green, said = consumer.nox("typecheck")
    assert not is_green
    assert "src/chat/__init__.py:7:16 · mypy return-value" in said


def test_a_suite_whose_environment_lacks_coverage_says_how_it_gets_there(consumer: Consumer) -> None:
    lock = consumer.root / "requirements/tests.txt"
    before, _, after = lock.read_text().partition("coverage==")
    consumer.write({"requirements/tests.txt": before + after[after.index("\niniconfig==") :]})
    is_green, said = consumer.nox("tests")
    assert not is_green
    assert "the session tests needs coverage, which its environment has not" in said
    assert "fix: add them to requirements/tests.in" in said
