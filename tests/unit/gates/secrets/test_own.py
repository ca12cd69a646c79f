"""Our own repository holds nothing that our own scanner takes for a secret, its tests and bait included."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from greenlane.edges.git import Repository
from greenlane.gates.secrets.rules import version
from greenlane.gates.secrets.scan import scan
from greenlane.gates.tree import ProjectTree

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.pages
def test_our_own_files_are_clean() -> None:
    tree = ProjectTree(ROOT, Repository.find(ROOT, os.environ))
    paths = tree.files()
    assert "ci/greenlane/gates/secrets/scan.py" in paths
    assert [(path, hit) for path in paths for hit in scan(tree.read(path))] == []


def test_the_version_is_that_of_the_rules_text() -> None:
    assert len(version()) == 16
    assert version() == version.__wrapped__()
