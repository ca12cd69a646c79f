"""Moves the fragments of changelog.d into CHANGELOG.md. Called by scripts/changelog."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from greenlane.edges.files import write_aside
from greenlane.release import changelog

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Write the section, then remove what went into it."""
    if len(sys.argv) != 2:
        print("usage: scripts/changelog VERSION", file=sys.stderr)
        return 2
    files = sorted(
        path for path in (ROOT / "changelog.d").iterdir() if changelog.FRAGMENT.fullmatch(path.name)
    )
    if not files:
        print("changelog: changelog.d holds no fragment; nothing to release", file=sys.stderr)
        return 2
    texts = {path.name: path.read_text() for path in files}
    today = datetime.now(UTC).date().isoformat()
    log = ROOT / "CHANGELOG.md"
    section = changelog.gather(texts, version=sys.argv[1], date=today)
    write_aside(log, changelog.insert(log.read_text(), section))
    for path in files:
        path.unlink()
    print(f"changelog: {len(files)} fragments are now section {sys.argv[1]} of CHANGELOG.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
