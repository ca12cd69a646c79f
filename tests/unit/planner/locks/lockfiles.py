"""Lock files that uv, npm and pnpm made, with the hosts renamed; and what a change of one does."""

from __future__ import annotations

from pathlib import Path

from greenlane.planner.locks.reading import importers

FILES = Path(__file__).parent / "files"


def text(name: str) -> bytes:
    return (FILES / name).read_bytes()


def digests(path: str, content: bytes) -> dict[str, str]:
    """By importer's folder."""
    return {folder: one.digest for folder, one in importers(path, content).items()}


def differing(path: str, before: bytes, after: bytes) -> set[str]:
    """The importers that a change concerns, those that come or go among them."""
    old, new = digests(path, before), digests(path, after)
    return {one for one in old.keys() | new.keys() if old.get(one) != new.get(one)}


def is_whole(path: str, content: bytes) -> bool:
    """Whether nothing is proved of the file."""
    found = digests(path, content)
    return list(found) == ["."] and found["."].startswith("whole ")


def edited(content: bytes, *changes: tuple[str, str]) -> bytes:
    """With each first text replaced by the second, where it stands once."""
    found = content.decode()
    for old, new in changes:
        assert found.count(old) == 1, f"{old!r} stands {found.count(old)} times"
        found = found.replace(old, new)
    return found.encode()
