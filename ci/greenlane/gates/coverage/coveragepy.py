"""coverage.py's JSON (`coverage json`), with or without branches and contexts.

A line that ran counts as one hit: coverage.py does not say how often. Branches are named by where they
lead (`->12`, `->exit`). Every sum that the report holds must agree with what it is the sum of.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from greenlane.gates.coverage.report import Branch, Record, Report, line_number
from greenlane.model.gates import Unreadable

NOT_OURS = (
    "it is JSON, but not what `coverage json` writes "
    "(from JavaScript, give lcov: `--coverageReporters=lcov`, `--reporter=lcovonly`)"
)


def parse(data: bytes) -> Report:
    """The report. Raises Unreadable when it is cut off, of another shape, or contradicts itself."""
    try:
        given = json.loads(data)
    except (ValueError, RecursionError) as err:
        raise Unreadable(f"it is no whole JSON text: {str(err)[:120]}") from err
    meta, files, totals = (_table(given, name) for name in ("meta", "files", "totals"))
    has_branches = meta.get("branch_coverage") is True
    records = tuple(_record(name, _table(files, name), has_branches) for name in files)
    _agree(totals, records, has_branches, "its totals")
    excluded = sum(len(_list(files[name], "excluded_lines")) for name in files)
    return Report(f"coverage.py {str(meta.get('version', ''))[:20]}".strip(), records, has_branches, excluded)


def _record(name: str, given: Mapping[str, Any], has_branches: bool) -> Record:
    lines = {line_number(line): 0 for line in _list(given, "missing_lines")}
    ran = [line_number(line) for line in _list(given, "executed_lines")]
    if not lines.keys().isdisjoint(ran):
        raise Unreadable(f"{name[:200]}: a line both ran and did not")
    lines.update(dict.fromkeys(ran, 1))
    branches: dict[Branch, int] = {}
    if has_branches:
        branches.update((_branch(pair), 0) for pair in _list(given, "missing_branches"))
        branches.update((_branch(pair), 1) for pair in _list(given, "executed_branches"))
    record = Record((name,), lines, branches)
    _agree(_table(given, "summary"), (record,), has_branches, name[:200])
    return record


def _branch(pair: object) -> Branch:
    if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], int):
        return line_number(abs(pair[0]) if isinstance(pair[0], int) else pair[0]), (
            f"->{pair[1]}" if pair[1] > 0 else "->exit"
        )
    raise Unreadable(f"{pair!r:.40} is not a branch")


def _agree(summary: Mapping[str, Any], records: tuple[Record, ...], has_branches: bool, where: str) -> None:
    """Hold the sums against their parts. Raises Unreadable."""
    lines = [hits for record in records for hits in record.lines.values()]
    wanted = {"num_statements": len(lines), "covered_lines": sum(map(bool, lines))}
    if has_branches:
        taken = [hits for record in records for hits in record.branches.values()]
        wanted |= {"num_branches": len(taken), "covered_branches": sum(map(bool, taken))}
    for name, count in wanted.items():
        if summary.get(name) != count:
            said = f"{summary.get(name)!r:.30}"
            raise Unreadable(f"{where}: {name} is {said}, and its parts come to {count}")


def _table(given: Any, name: str) -> Mapping[str, Any]:
    found = given.get(name) if isinstance(given, dict) else None
    if not isinstance(found, dict):
        raise Unreadable(NOT_OURS)
    return found


def _list(given: Any, name: str) -> list[Any]:
    found = given.get(name) if isinstance(given, dict) else None
    if not isinstance(found, list):
        raise Unreadable(NOT_OURS)
    return found
