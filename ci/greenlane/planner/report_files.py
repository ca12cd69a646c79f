"""Reports of jobs as files: stored once by the digest of their content, laid out again by their paths.

A path in a record is held against `record_fields.is_inside` when the record is read, so nothing is laid out
of its folder; and nothing is laid that is not, byte for byte, what the record names.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from greenlane.model.plan import Pass, Refusal, Report
from greenlane.planner.store import tag

MOST_BYTES = 32 << 20
"""Of one report."""


def lay(passes: Sequence[Pass], into: Path, content: Callable[[Report], bytes | str]) -> tuple[Refusal, ...]:
    """Write what passes left under `into`/<tag>/<path>. content: the bytes of a report, or why it has none.

    All reports of a job, or none of them. Raises OSError for a folder that cannot be written.
    """
    refusals = []
    for one in passes:
        read = {report: content(report) for report in one.reports}
        wrong = [why for report, data in read.items() if (why := _why_not(report, data))]
        folder = into / tag(one.job)
        if folder.is_dir():
            shutil.rmtree(folder)
        if wrong:
            refusals.append(Refusal(f"reports of {one.job} from run {one.run_id}", wrong[0]))
            continue
        for report, data in read.items():
            if isinstance(data, bytes):
                _write(folder / report.path, data)
    return tuple(refusals)


def gathered(one: Pass, folders: Mapping[str, Path]) -> dict[str, bytes] | Refusal:
    """The reports of a pass by their digests, as a run left them; or why they cannot be kept."""
    where, folder = f"reports of {one.job} from run {one.run_id}", folders.get(one.job)
    read: dict[str, bytes] = {}
    for report in one.reports:
        data = "nobody says where it lies" if folder is None else _read(folder / report.path)
        why = _why_not(report, data)
        if why or isinstance(data, str):
            return Refusal(where, why)
        read[report.digest] = data
    return read


def _why_not(report: Report, data: bytes | str) -> str:
    if isinstance(data, str):
        return f"{report.path}: {data}"
    if hashlib.sha256(data).hexdigest() != report.digest:
        return f"{report.path}: it is not what was recorded"
    return ""


def _read(path: Path) -> bytes | str:
    try:
        with path.open("rb") as handle:
            data = handle.read(MOST_BYTES + 1)
    except OSError as err:
        return f"it cannot be read: {err.strerror}"
    return data if len(data) <= MOST_BYTES else f"more than {MOST_BYTES} bytes"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
