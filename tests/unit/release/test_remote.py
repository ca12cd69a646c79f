"""Whether a version is still free, by what GitHub holds of it."""

from __future__ import annotations

from dataclasses import dataclass

from greenlane.release.remote import Release, Remote, body, taken

OURS, OTHER = "a" * 40, "b" * 40


@dataclass(frozen=True)
class Seen:
    commit: str
    remote: Remote


def release(number: int = 1, *, is_draft: bool = True, notes: str = "") -> Release:
    return Release(number, is_draft, notes, OURS, f"at/{number}", "up")


def reasons(remote: Remote) -> list[str]:
    return [*taken("1.2.3", Seen(OURS, remote))]


def test_a_version_that_nobody_knows_is_free() -> None:
    assert reasons(Remote()) == []


def test_a_tag_elsewhere_is_never_moved() -> None:
    (found,) = reasons(Remote(OTHER))
    assert found.startswith("the tag v1.2.3 exists already, at bbbbbbbbbbbb, and this is aaaaaaaaaaaa")
    assert "release the next version" in found


def test_a_tag_at_this_very_commit_is_in_nobodys_way() -> None:
    assert reasons(Remote(OURS)) == []


def test_what_is_published_of_another_commit_takes_the_version() -> None:
    (found,) = reasons(Remote(OTHER, (release(is_draft=False),)))
    assert "is published already, at bbbbbbbbbbbb" in found


def test_what_is_published_of_this_commit_is_compared_and_not_refused() -> None:
    assert reasons(Remote(OURS, (release(is_draft=False),))) == []


def test_a_published_release_without_its_tag_takes_the_version() -> None:
    (found,) = reasons(Remote("", (release(is_draft=False),)))
    assert "its tag is gone" in found


def test_a_draft_of_somebody_else_is_never_touched() -> None:
    (found,) = reasons(Remote("", (release(7, notes="by hand"),)))
    assert found == "somebody else has drafted v1.2.3: publish or delete at/7"


def test_our_own_draft_says_of_which_commit_it_was_made() -> None:
    ours = release(notes=body("New.\n", OTHER))
    assert ours.made_of == OTHER
    assert Remote("", (ours,)).drafts == (ours,)
    assert reasons(Remote("", (ours,))) == []


def test_a_mark_that_somebody_quotes_in_the_notes_makes_no_draft_ours() -> None:
    quoted = release(notes=f"{body('See', OTHER)}\n\nand more words")
    assert quoted.made_of == ""
