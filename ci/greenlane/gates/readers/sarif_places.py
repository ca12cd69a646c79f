"""Where a SARIF result points: URIs, base URIs and artifact tables -> names of files."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from greenlane.gates.readers.places import Places
from greenlane.gates.readers.sarif_run import Run, at, items, part, words
from greenlane.gates.reading import text

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_DRIVE = re.compile(r"/[A-Za-z]:(/|\Z)")


def path_of(run: Run, location: Mapping[str, Any], places: Places) -> tuple[str | None, str]:
    """(path from the root, the name as the report has it) of an artifactLocation; (None, "") for none."""
    if not location.get("uri"):
        location = part(at(items(run.body.get("artifacts")), location.get("index")), "location")
    uri = text(location.get("uri"))
    if not uri:
        return None, ""
    name = name_of(uri)
    base = "" if name.startswith("/") or _SCHEME.match(name) else _base(run, text(location.get("uriBaseId")))
    if base and places.path_if_here(f"{base}/{name}"):
        name = f"{base}/{name}"
    return places.path(name), name


def name_of(uri: str) -> str:
    """The file's name in a URI, its %-escapes undone; a URI of another kind than `file` as it is."""
    scheme = _SCHEME.match(uri)
    if scheme is None:
        return os.fsdecode(unquote_to_bytes(uri))
    if scheme[1].lower() != "file":
        return uri
    split = urlsplit(uri)
    name = os.fsdecode(unquote_to_bytes(split.path))
    if split.netloc not in ("", "localhost"):
        return f"//{split.netloc}{name}"
    return name[1:] if _DRIVE.match(name) else name


def analysed(run: Run, places: Places) -> int | None:
    """How many files the run says it looked at; None when it does not say. Each is looked up."""
    targets = [one for one in items(run.body.get("artifacts")) if "analysisTarget" in words(one.get("roles"))]
    for one in targets:
        path_of(run, part(one, "location"), places)
    return len(targets) or None


def _base(run: Run, name: str) -> str:
    """The folder that a base id stands for, itself perhaps relative to another; "" when nobody knows."""
    known = part(run.body, "originalUriBaseIds")
    folder = ""
    for _ in range(len(known) + 1):
        entry = part(known, name)
        if not entry.get("uri"):
            break
        folder = name_of(text(entry["uri"])).rstrip("/") + (f"/{folder}" if folder else "")
        name = text(entry.get("uriBaseId"))
        if not name:
            break
    return folder
