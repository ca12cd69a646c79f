"""Answers kept by content, tool version and configuration, so that what did not change is not asked again.

Properties
- A key covers everything an answer follows from: greenlane's own reading of the tool, the version of the
  program, the options, the configuration files, the path and the content of what was looked at.
- An answer that was not whole (unknown) is never kept.
- One file a tool and project, written aside and renamed. A file that cannot be read is as if there were none.
- What was not asked for in the last run of the tool is forgotten.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from greenlane.edges.files import remove_left_aside, write_aside
from greenlane.model.finding import Finding, Severity
from greenlane.model.verdict import Answer

Kept = tuple[float, Answer]
"""When an answer was made (Unix seconds), and the answer."""


class Cache:
    """The answers of one tool in one project. Read at once, kept by `store`."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known = _read(path) if path else {}

    def get(self, key: str, *, now: float, fresh_s: float | None) -> Kept | None:
        """The answer of this key. fresh_s: how old it may be, seconds; None: any age."""
        entry = self._known.get(key)
        if entry is None or (fresh_s is not None and not 0 <= now - entry["at"] < fresh_s):
            return None
        with contextlib.suppress(KeyError, TypeError, ValueError):
            return float(entry["at"]), _answer(entry["answer"])
        return None

    def store(self, kept: Mapping[str, Kept]) -> None:
        """Keep exactly these. Where that cannot be written, they are simply asked for again."""
        if self._path is None:
            return
        entries = {key: {"at": at, "answer": _plain(answer)} for key, (at, answer) in kept.items()}
        if entries.keys() == self._known.keys():
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            remove_left_aside(self._path.parent)
            write_aside(self._path, json.dumps(entries), mode=0o600, flush=False)


def room(folder: Path, name: str) -> Path | None:
    """`folder`/`name`, for what a tool keeps by itself; what lies beside it is of another time and removed.

    None where that cannot be.
    """
    own = folder / name
    try:
        own.mkdir(parents=True, exist_ok=True, mode=0o700)
        for other in folder.iterdir():
            if other.name != name:
                shutil.rmtree(other, ignore_errors=True)
    except OSError:
        return None
    return own


def key(parts: Iterable[str | bytes]) -> str:
    """One key for all these parts; each is hashed on its own, so that no two lists run together."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode(errors="surrogateescape") if isinstance(part, str) else part
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()


def _read(path: Path) -> dict[str, dict[str, Any]]:
    with contextlib.suppress(OSError, ValueError, RecursionError):
        found = json.loads(path.read_bytes())
        if isinstance(found, dict) and all(isinstance(one, dict) and "at" in one for one in found.values()):
            return found
    return {}


def _plain(answer: Answer) -> dict[str, Any]:
    return {
        "findings": [asdict(one) for one in answer.findings],
        "looked_at": answer.looked_at,
        "unit": answer.unit,
        "facts": dict(answer.facts),
    }


def _answer(given: dict[str, Any]) -> Answer:
    findings = (
        Finding(**{**one, "severity": Severity(one["severity"]), "trace": tuple(one["trace"])})
        for one in given["findings"]
    )
    return Answer(tuple(findings), given["looked_at"], given["unit"], (), given["facts"])
