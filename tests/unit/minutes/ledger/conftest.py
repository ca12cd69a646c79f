"""A ledger in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.minutes.ledger import SqliteLedger, open_ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Of a ledger that is not made yet, with what a URI would have to escape."""
    return tmp_path / "state of #1?" / "minutes.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    with open_ledger(path) as opened:
        yield opened
