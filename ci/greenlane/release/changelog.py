"""The changelog: fragments in changelog.d become a section of CHANGELOG.md, a section becomes the notes.

A fragment is a file `changelog.d/NAME.KIND.md`, one change each, in words for a user.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

KINDS = {"added": "Added", "changed": "Changed", "fixed": "Fixed", "removed": "Removed"}
FRAGMENT = re.compile(rf"[a-z0-9][a-z0-9-]*\.({'|'.join(KINDS)})\.md")


def gather(fragments: Mapping[str, str], *, version: str, date: str) -> str:
    """The section of a version, made from the fragments (file name -> text), by kind and name."""
    lines = [f"## {version} ({date})", ""]
    for kind, title in KINDS.items():
        texts = [text.strip() for name, text in sorted(fragments.items()) if name.endswith(f".{kind}.md")]
        if texts:
            lines += [f"### {title}", "", *("- " + text.replace("\n", "\n  ") for text in texts), ""]
    return "\n".join(lines)


def insert(changelog: str, section: str) -> str:
    """The changelog with the section put before the newest one."""
    head, mark, rest = changelog.partition("\n## ")
    return f"{head.rstrip()}\n\n{section.rstrip()}\n{mark}{rest}" if mark else f"{head.rstrip()}\n\n{section}"


def notes(changelog: str, version: str) -> str | None:
    """What the changelog says of a version; None when it has no such section."""
    pattern = rf"^## {re.escape(version)}(?: \([^)\n]*\))?\n(.*?)(?=^## |\Z)"
    found = re.search(pattern, changelog, re.MULTILINE | re.DOTALL)
    return found.group(1).strip() if found else None
