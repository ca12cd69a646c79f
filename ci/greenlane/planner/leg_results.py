"""What a leg came to, as a file: written aside after each job, read strictly by the gate.

    FOLDER/<leg>/result.json
    FOLDER/<leg>/reports/<tag of the job>/<sha256 of a file that it left>

A leg that was killed leaves what ended before: the jobs that are missing there did not succeed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from greenlane.model.errors import GreenlaneError
from greenlane.model.leg import SCHEMA, LegResult
from greenlane.planner.store import tag

KIND = "greenlane-leg"
FILE = "result.json"
LARGEST_BYTES = 16 * 1024 * 1024
DOCS = "docs/planner-legs.md#results"


class NoResult(GreenlaneError):
    """A file is no result of a leg that can be believed."""


def reports_of(folder: Path, job: str) -> Path:
    """Where the reports of a job lie. folder: of the leg."""
    return folder / "reports" / tag(job)


def write(folder: Path, result: LegResult) -> None:
    """Leave it in the folder of the leg."""
    from greenlane.edges.files import write_aside

    text = json.dumps({"kind": KIND, **vars(result)}, default=vars, separators=(",", ":"))
    write_aside(folder / FILE, f"{text}\n")


def read(path: Path) -> LegResult:
    """One that was written. Raises NoResult."""
    from greenlane.planner.reading import Reader

    try:
        with path.open("rb") as handle:
            data = handle.read(LARGEST_BYTES + 1)
    except OSError as err:
        raise _wrong(path, err.strerror or "it cannot be read") from err
    if len(data) > LARGEST_BYTES:
        raise _wrong(path, f"it is longer than {LARGEST_BYTES} bytes")
    try:
        content: Any = json.loads(data)
    except (ValueError, RecursionError) as err:
        raise _wrong(path, "it is no JSON, or half of it") from err
    if not isinstance(content, dict) or content.pop("kind", None) != KIND:
        raise _wrong(path, f"it is no {KIND}")
    if content.get("schema") != SCHEMA:
        raise _wrong(path, f"its schema is not {SCHEMA}")
    reader = Reader()
    found = reader.read(LegResult, content)
    if not isinstance(found, LegResult) or reader.mistakes:
        raise _wrong(path, "; ".join(str(one) for one in reader.mistakes[:3]))
    return found


def _wrong(path: Path, why: str) -> NoResult:
    return NoResult(f"the result of a leg cannot be read: {why}", where=str(path), docs=DOCS)
