"""Ways in which a report stops being one, and changes to a JSON file."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

Way = Callable[[Path], None]


def edited(name: str, change: Callable[[Any], Any]) -> Way:
    """The JSON file changed in place."""

    def way(root: Path) -> None:
        body = json.loads((root / name).read_bytes())
        change(body)
        (root / name).write_text(json.dumps(body))

    return way


def written(name: str, content: str | bytes) -> Way:
    """The file with another content."""

    def way(root: Path) -> None:
        (root / name).write_bytes(content.encode() if isinstance(content, str) else content)

    return way


def replaced(name: str, old: str, new: str) -> Way:
    """A text in the file replaced, which must be there."""

    def way(root: Path) -> None:
        text = (root / name).read_text()
        assert old in text
        (root / name).write_text(text.replace(old, new))

    return way


def REPORT_WAYS(name: str) -> dict[str, Way]:
    """Every reader's: absent, a link, empty, half, binary, a folder, something else."""

    def absent(root: Path) -> None:
        (root / name).unlink()

    def half(root: Path) -> None:
        content = (root / name).read_bytes()
        (root / name).write_bytes(content[: len(content) // 2])

    def loop(root: Path) -> None:
        (root / name).unlink()
        (root / name).symlink_to(Path(name).name)

    def elsewhere(root: Path) -> None:
        """A link to a report outside of the project."""
        shutil.move(root / name, root.parent / "elsewhere")
        (root / name).symlink_to(root.parent / "elsewhere")

    def folder(root: Path) -> None:
        (root / name).unlink()
        (root / name).mkdir()

    def old(root: Path) -> None:
        os.utime(root / name, (1_600_000_000, 1_600_000_000))

    def stale(root: Path) -> None:
        """The program was changed after the report was written."""
        later = (root / name).stat().st_mtime_ns + 10**9
        (root / "changed.py").write_text("x = 1\n")
        os.utime(root / "changed.py", ns=(later, later))

    return {
        "the report is older than the program": stale,
        "the report is absent": absent,
        "the report is empty": written(name, b""),
        "the report is white space": written(name, b" \n\n"),
        "the report is cut in half": half,
        "the report is binary": written(name, b"\x7fELF\x00\x00\xff\xfe\x00" * 100),
        "the report is a page of another tool": written(name, "<!doctype html><html><body>502</body></html>"),
        "the report is other JSON": written(name, '{"unrelated": true}'),
        "the report is nested beyond reason": written(name, "[" * 200_000),
        "the report is a loop of links": loop,
        "the report is a link to another place": elsewhere,
        "the report is a folder": folder,
        "the report is years old": old,
    }
