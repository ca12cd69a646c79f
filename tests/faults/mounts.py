"""Mounts for tests: small file systems and read-only views, where this account may make them."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def small(folder: Path, size: str) -> Iterator[None]:
    """A small file system in memory at that folder."""
    with _mounted(folder, "-t", "tmpfs", "-o", f"size={size},mode=0711", "greenlane-fault"):
        yield


def resize(folder: Path, size: str) -> None:
    """Make room in a small file system."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)


@contextlib.contextmanager
def read_only(source: Path, folder: Path) -> Iterator[None]:
    """Another folder, seen at that folder, where nobody may write, root included."""
    with _mounted(folder, "--bind", str(source)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        yield


@contextlib.contextmanager
def _mounted(folder: Path, *words: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", *words, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
