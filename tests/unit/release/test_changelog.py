"""Fragments become a section, a section becomes the notes."""

from __future__ import annotations

from greenlane.release.changelog import gather, insert, notes


def test_fragments_are_gathered_by_kind_and_then_by_name() -> None:
    texts = {"b.fixed.md": "Mended b.\n", "z.added.md": "Brought z.", "a.added.md": "Brought a\nand more."}
    section = gather(texts, version="1.2.3", date="2026-11-21")
    assert section.splitlines() == [
        "## 1.2.3 (2026-11-21)",
        "",
        "### Added",
        "",
        "- Brought a",
        "  and more.",
        "- Brought z.",
        "",
        "### Fixed",
        "",
        "- Mended b.",
    ]


def test_a_gathered_section_can_be_read_back_as_notes() -> None:
    old = "# Changelog\n\nWords.\n\n## 1.0.0 (2026-01-01)\n\n- Old.\n"
    text = insert(old, gather({"a.added.md": "New."}, version="1.1.0", date="2026-02-02"))
    assert notes(text, "1.1.0") == "### Added\n\n- New."
    assert notes(text, "1.0.0") == "- Old."
    assert text.index("1.1.0") < text.index("1.0.0")


def test_the_first_section_goes_below_the_head() -> None:
    text = insert("# Changelog\n", gather({"a.added.md": "New."}, version="0.1.0", date="2026-02-02"))
    assert text.startswith("# Changelog\n\n## 0.1.0 (2026-02-02)\n")


def test_a_version_without_a_section_has_no_notes() -> None:
    assert notes("# Changelog\n\n## 1.0.0\n\n- x\n", "1.0") is None
