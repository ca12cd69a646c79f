"""What changelog.d holds can go into the changelog."""

from __future__ import annotations

from pathlib import Path

from greenlane.release.changelog import FRAGMENT, KINDS

ROOT = Path(__file__).resolve().parents[2]


def test_every_fragment_of_this_repository_has_a_known_kind_and_a_text() -> None:
    for path in (ROOT / "changelog.d").iterdir():
        assert FRAGMENT.fullmatch(path.name), f"{path.name}: NAME.KIND.md, KIND one of {', '.join(KINDS)}"
        assert path.read_text().strip()
