"""Every declared bundle is pinned, and every lock file travels with a hash and without an address."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from greenlane.model.bundle import Bundle, NpmTree, Platform, Wheel
from greenlane.services.store.layout import LOCKS, current_platform, default_root
from greenlane.services.wheels import ALL


@pytest.mark.parametrize("bundle", ALL, ids=lambda bundle: bundle.name)
def test_every_wheel_is_pinned_by_a_hash_and_a_version(bundle: Bundle) -> None:
    wheels = [part for parts in bundle.parts.values() for part in parts if isinstance(part, Wheel)]
    assert all(re.fullmatch(r"[0-9a-f]{64}", wheel.sha256) for wheel in wheels)
    assert len({(wheel.name, wheel.tag) for wheel in wheels}) == len({wheel.sha256 for wheel in wheels})


@pytest.mark.parametrize("bundle", ALL, ids=lambda bundle: bundle.name)
def test_only_linux_on_x86_64_is_called_verified_and_it_is_declared(bundle: Bundle) -> None:
    assert bundle.verified == {Platform.LINUX_X86_64}
    assert Platform.LINUX_X86_64 in bundle.parts


def test_a_bundle_with_an_npm_tree_needs_node() -> None:
    for bundle in ALL:
        trees = [part for parts in bundle.parts.values() for part in parts if isinstance(part, NpmTree)]
        assert not trees or "node" in {tool.name for tool in bundle.needs}


@pytest.mark.parametrize("lock", sorted(LOCKS.glob("*/package-lock.json")), ids=lambda path: path.parent.name)
def test_a_lock_file_has_hashes_and_no_addresses(lock: Path) -> None:
    packages = json.loads(lock.read_text())["packages"]
    for folder, package in packages.items():
        if folder:
            assert package.get("integrity", "").startswith("sha512-") or package.get("inBundle"), folder
        assert "resolved" not in package, folder


def test_the_store_lies_where_it_is_told_to() -> None:
    assert default_root({"GREENLANE_CACHE": "/some/where"}) == Path("/some/where")


def test_a_relative_xdg_cache_home_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("sys.platform", "linux")
    assert default_root({"HOME": "/home/a", "XDG_CACHE_HOME": "rel"}) == Path("/home/a/.cache/greenlane")
    assert default_root({"HOME": "/home/a", "XDG_CACHE_HOME": "/x"}) == Path("/x/greenlane")
    monkeypatch.setattr("sys.platform", "darwin")
    assert default_root({"HOME": "/home/a"}) == Path("/home/a/Library/Caches/greenlane")


def test_this_machine_has_a_platform() -> None:
    assert current_platform() in Platform
