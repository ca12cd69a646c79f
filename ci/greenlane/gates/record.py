"""The evidence of a gate: written down, bound to the commit and to the state of the work tree."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import greenlane
from greenlane.edges.files import remove_left_aside, write_aside
from greenlane.gates.cache import key
from greenlane.gates.tree import ProjectTree
from greenlane.model.errors import OutsideError
from greenlane.model.evidence import Evidence, ToolEvidence, WorkTree
from greenlane.model.gates import Gates
from greenlane.model.verdict import GateReport, ToolReport

SCHEMA = 1
RUN_VARIABLES = {
    "repository": "GITHUB_REPOSITORY",
    "run": "GITHUB_RUN_ID",
    "attempt": "GITHUB_RUN_ATTEMPT",
    "job": "GITHUB_JOB",
    "event": "GITHUB_EVENT_NAME",
}


def evidence(
    gate: GateReport,
    *,
    state: WorkTree,
    gates: Gates,
    environment: Mapping[str, str],
    started_at: float,
    duration_s: float,
) -> Evidence:
    """One gate's record. started_at: Unix seconds."""
    return Evidence(
        gate=gate.gate,
        outcome=gate.outcome,
        reason=gate.reason,
        work_tree=state,
        greenlane=greenlane.__version__,
        configuration=key([repr(gates)]),
        started_at=started_at,
        duration_s=round(duration_s, 3),
        tools=tuple(_tool(tool) for tool in gate.tools),
        tolerated=gate.tolerated,
        run={name: environment[word] for name, word in RUN_VARIABLES.items() if environment.get(word)},
        schema=SCHEMA,
    )


def _tool(tool: ToolReport) -> ToolEvidence:
    counts = Counter(str(finding.severity) for finding in tool.findings)
    return ToolEvidence(
        tool=tool.tool,
        version=tool.version,
        outcome=tool.outcome,
        reason=tool.reason,
        looked_at=tool.looked_at,
        unit=tool.unit,
        counts=dict(counts),
        known=len(tool.known),
        ignored=len(tool.ignored),
        cached_at=tool.cached_at,
    )


def write(folder: Path, record: Evidence) -> Path:
    """Write `<gate>.json` aside and rename. The folder keeps itself out of git."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        own = folder / ".gitignore"
        if not own.exists():
            write_aside(own, "*\n", flush=False)
        remove_left_aside(folder)
        path = folder / f"{record.gate}.json"
        write_aside(path, json.dumps(asdict(record), indent=2) + "\n")
    except OSError as err:
        raise OutsideError(f"no evidence could be written to {folder}: {err.strerror}") from err
    return path


def read(path: Path) -> Evidence:
    """A record as `write` wrote it. Raises OutsideError for anything else: no record is no evidence."""
    try:
        found = _parsed(path.read_bytes())
        if f"{found.gate}.json" != path.name:
            raise ValueError(f"it is of the gate {found.gate}")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as err:
        said = err.strerror if isinstance(err, OSError) else str(err).partition("\n")[0]
        raise OutsideError(
            f"{path.name} is not a record of a gate ({said})",
            fix="run the gate again: greenlane gate",
            docs="docs/gates.md#evidence",
        ) from err
    return found


def _parsed(data: bytes) -> Evidence:
    """Checked to the last field. Raises ValueError, KeyError, TypeError, RecursionError."""
    from pydantic import ConfigDict, TypeAdapter

    given: Any = json.loads(data)
    if type(given["schema"]) is not int or given["schema"] != SCHEMA:
        raise ValueError(f"schema {given['schema']}")
    strict = ConfigDict(extra="forbid", strict=True)  # which reaches a dataclass only inside of a list
    return TypeAdapter(list[Evidence], config=strict).validate_json(json.dumps([given]))[0]


def state_without_git(tree: ProjectTree) -> WorkTree:
    """The state of files that are under no version control: equal digests mean equal files."""
    return WorkTree(None, None, key(part for path in tree.files() for part in (path, tree.digest(path))))
