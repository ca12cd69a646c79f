"""Reads what GitHub holds of a version: its tag, its drafts, its release, their files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from greenlane.edges.github import GitHub
from greenlane.edges.github_answers import Fields, objects
from greenlane.edges.github_errors import DOCS
from greenlane.model.errors import OutsideError
from greenlane.release.remote import Held, Release, Remote

DEEPEST = 5
"""Tags of tags that are followed."""
NO_COMMIT = "something that is no commit"


def look(github: GitHub, tag: str) -> Remote:
    """What there is of this tag. Raises OutsideError."""
    found = [release_of(one, github) for one in _releases(github) if one.text("tag_name") == tag]
    return Remote(tag_commit(github, tag), tuple(sorted(found, key=lambda one: one.number)))


def one_release(github: GitHub, number: int) -> Release | None:
    """A release by its number; None when it is gone."""
    given = github.get(f"releases/{number}")
    return None if given is None else release_of(Fields.of(given, "its release"), github)


def tag_commit(github: GitHub, tag: str) -> str:
    """The commit that a tag leads to, annotated or not; "" when there is no such tag."""
    given = github.get(f"git/ref/tags/{tag}")
    for _ in range(DEEPEST):
        if given is None:
            return ""
        target = Fields.of(given, "its tag").object_or_none("object")
        if target is None:
            break
        if target.text("type") == "commit":
            return target.text("sha")
        given = github.get(f"git/tags/{target.text('sha')}")
    return NO_COMMIT


def release_of(given: Fields, github: GitHub | None = None) -> Release:
    """A release as GitHub tells it; the files of a draft of ours, and of no other, are looked at."""
    one = Release(
        number=given.number("id"),
        is_draft=given.flag("draft"),
        body=given.text_or("body").replace("\r\n", "\n"),
        target=given.text("target_commitish"),
        url=given.text("html_url"),
        upload_url=given.text("upload_url"),
    )
    if github is None or not (one.is_draft and one.made_of):
        return one
    return replace(one, held=held(github, one.number))


def held(github: GitHub, number: int) -> tuple[Held, ...]:
    """The files of a release, each with its SHA-256: as GitHub states it, or of its bytes."""
    listed = github.get(f"releases/{number}/assets?per_page=100") or []
    return tuple(_held(one, github) for one in objects(listed, "its files", ""))


def _held(given: Fields, github: GitHub) -> Held:
    is_whole = given.text("state") == "uploaded"
    digest = _digest(given, github) if is_whole else None
    return Held(given.number("id"), given.text("name"), digest, is_whole)


def _digest(given: Fields, github: GitHub) -> str:
    stated = given.text_or("digest")
    if stated.startswith("sha256:"):
        return stated.removeprefix("sha256:")
    return hashlib.sha256(github.download(f"releases/assets/{given.number('id')}")).hexdigest()


def _releases(github: GitHub) -> Iterator[Fields]:
    """Of every page. Raises OutsideError where there is no list: that is not the same as an empty one."""
    page = 1
    while (listed := github.get(f"releases?per_page=100&page={page}")) != []:
        if listed is None:
            raise OutsideError(
                f"GitHub shows no releases of {github.repository}, not even that there are none",
                fix="look how GITHUB_REPOSITORY is written, and whether the token may read its contents",
                docs=DOCS,
            )
        yield from objects(listed, "its releases", "")
        page += 1
