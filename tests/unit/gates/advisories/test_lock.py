"""uv.lock: which releases are locked, and where it says so."""

from __future__ import annotations

import tomllib

import pytest

from greenlane.gates.advisories.lock import of_canary, read
from greenlane.gates.advisories.packages import Package, Place
from greenlane.model.gates import Unreadable

LOCK = """version = 1

[[package]]
name = "Shop"
version = "1"
source = { virtual = "." }

[[package]]
name = "six"
version = "1.17.0"
source = { registry = "https://index.invalid/simple" }

[[package]]
name = "six"
version = "1.16.0"
source = { registry = "https://index.invalid/simple" }

[[package]]
name = "till"
version = "2"
source = { git = "https://example.invalid/till" }

[[package]]
name = "lib"
source = { editable = "lib" }
"""


def test_releases_from_an_index_stand_at_their_lines() -> None:
    lock = read("app/uv.lock", LOCK.encode())
    assert lock.released == {
        Package("six", "1.17.0"): Place("app/uv.lock", 8),
        Package("six", "1.16.0"): Place("app/uv.lock", 13),
    }


def test_what_is_not_from_an_index_is_named_but_for_the_project_itself() -> None:
    assert read("uv.lock", LOCK.encode()).elsewhere == {"till": Place("uv.lock", 18)}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00",
        b"version = 2\n",
        b"version = 1\n",
        b"version = 1\npackage = 3\n",
        b"version = 1\n[[package]]\nname = 3\nsource = {}\n",
        b'version = 1\n[[package]]\nname = "six"\n',
        LOCK.encode()[:200],
        b"a = " + b"[" * 20_000,
    ],
)
def test_what_uv_did_not_write_is_no_lock(content: bytes) -> None:
    with pytest.raises(Unreadable, match="no lock that uv wrote"):
        read("uv.lock", content)


def test_a_lock_of_50_mb_is_none() -> None:
    with pytest.raises(Unreadable, match="at most"):
        read("uv.lock", LOCK.encode() * 90_000)


def test_the_canarys_project_locks_nothing_else() -> None:
    files = of_canary(Package("jinja2", "2.4.1"))
    assert list(read("uv.lock", files["uv.lock"].encode()).released) == [Package("jinja2", "2.4.1")]
    assert tomllib.loads(files["pyproject.toml"])["project"]["dependencies"] == ["jinja2==2.4.1"]
