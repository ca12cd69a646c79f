"""What GitHub holds of a version: its tag, its drafts, its release; and whether the version is taken. Pure.

- A draft that greenlane made says so, and for which commit, in a comment at the end of its notes. It is gone
  on with, also for a later commit. A draft of somebody else's is never touched.
- What is published is never changed. Of this very commit with these very files, it is done; else it is taken.
- A tag at this very commit is in nobody's way: the release takes it. One elsewhere is never moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

MARK = "<!-- made by greenlane of commit {} -->"
MARKED = re.compile(r"<!-- made by greenlane of commit ([0-9a-f]{40}) -->\s*\Z")


@dataclass(frozen=True)
class Held:
    """A file at GitHub. sha256: None when GitHub states none. is_whole: whether its upload came to an end."""

    number: int
    name: str
    sha256: str | None
    is_whole: bool


@dataclass(frozen=True)
class Release:
    """A release or a draft. made_of: the commit that greenlane made it of; "" when somebody else made it."""

    number: int
    is_draft: bool
    body: str
    target: str
    url: str
    upload_url: str
    held: tuple[Held, ...] = ()

    @property
    def made_of(self) -> str:
        found = MARKED.search(self.body)
        return found[1] if found else ""


@dataclass(frozen=True)
class Remote:
    """tag_commit: where the tag of the version stands, "" when there is no such tag.

    releases: those of the tag, the oldest first.
    """

    tag_commit: str = ""
    releases: tuple[Release, ...] = ()

    @property
    def published(self) -> Release | None:
        return next((one for one in self.releases if not one.is_draft), None)

    @property
    def drafts(self) -> tuple[Release, ...]:
        """Those that greenlane made."""
        return tuple(one for one in self.releases if one.is_draft and one.made_of)


class Seen(Protocol):
    """What deciding needs of plan.Observed."""

    @property
    def commit(self) -> str: ...
    @property
    def remote(self) -> Remote: ...


def body(notes: str, commit: str) -> str:
    """The notes as they go to GitHub, with the mark."""
    return f"{notes.rstrip()}\n\n{MARK.format(commit)}"


def taken(version: str, seen: Seen) -> Iterator[str]:
    """Why this version is no longer free."""
    remote = seen.remote
    if remote.tag_commit and remote.tag_commit != seen.commit:
        what = "is published already" if remote.published else "exists already"
        yield (
            f"the tag v{version} {what}, at {remote.tag_commit[:12]}, and this is {seen.commit[:12]}: "
            "it is never moved; release the next version"
        )
    elif remote.published and not remote.tag_commit:
        yield f"v{version} is published already, and its tag is gone: release the next version"
    for one in remote.releases:
        if one.is_draft and not one.made_of:
            yield f"somebody else has drafted v{version}: publish or delete {one.url}"
