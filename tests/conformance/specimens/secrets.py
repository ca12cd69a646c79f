"""A live key in a file, and all the ways in which the scanner could have seen nothing."""

from __future__ import annotations

import random
import string
import subprocess
from collections.abc import Callable
from pathlib import Path

_KEY = "sk_live_" + "".join(random.Random(3).choices(string.ascii_letters + string.digits, k=24))

DIRTY: dict[str, str | bytes] = {"pay.py": f"KEY = '{_KEY}'\n"}
RULE = "stripe-live-key"
CLEAN: dict[str, str | bytes] = {"pay.py": "import os\n\nKEY = os.environ['STRIPE_SECRET_KEY']\n"}
OPTIONS = {"largest": "1MiB"}


def _too_large(root: Path) -> None:
    (root / "dump.sql").write_bytes(b"x" * (1024**2 + 1))


def _broken_index(root: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    (root / ".git/index").write_bytes(b"not an index")


BLIND: dict[str, Callable[[Path], None]] = {
    "a file above the bound": _too_large,
    "an index that git cannot read": _broken_index,
}
