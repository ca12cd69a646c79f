"""Lay GitHub's description of its API into a cache folder, through npm and its lock, and say where it is.

npm comes with the locked wheel of Node. The registry, the proxy and npm's cache are the user's own. A folder
that holds the locked version is used again.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

from tests.node import npm

LOCK = Path(__file__).parent
NAMES = ("package.json", "package-lock.json")
DESCRIPTION = Path("node_modules/@octokit/openapi/generated/api.github.com.json")
QUIETLY = ("--no-audit", "--no-fund", "--no-update-notifier", "--prefer-offline", "--logs-max=0")


def install(cache: Path) -> Path:
    """The path of the description below this folder. Raises RuntimeError with npm's last words."""
    digest = sha256((LOCK / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = cache / f"openapi-{digest}"
    if not (folder / DESCRIPTION).is_file():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            made = Path(scratch) / "made"
            fetch(made)
            shutil.rmtree(folder, ignore_errors=True)
            made.rename(folder)
    return folder / DESCRIPTION


def fetch(into: Path) -> None:
    """Have npm lay the tree out, every package checked against the lock; no script of any is run."""
    into.mkdir()
    for name in NAMES:
        shutil.copyfile(LOCK / name, into / name)
    words = (*npm(), "ci", "--ignore-scripts", *QUIETLY)
    done = subprocess.run(words, cwd=into, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not (into / DESCRIPTION).is_file():
        raise RuntimeError(f"npm could not fetch GitHub's description: {done.stderr.strip()[-800:]}")
