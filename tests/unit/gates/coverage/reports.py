"""Reports as the tools write them, made from what ran."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Ran = Mapping[str, Mapping[int, int]]
"""path -> line -> hits."""


def coveragepy(ran: Ran, *, branches: Mapping[str, Mapping[tuple[int, int], int]] | None = None) -> str:
    """What `coverage json` writes."""
    files = {path: _file(lines, (branches or {}).get(path, {})) for path, lines in ran.items()}
    summed = [one["summary"] for one in files.values()]
    totals = {name: sum(one[name] for one in summed) for name in (summed[0] if summed else _summary({}, {}))}
    meta = {"format": 3, "version": "7.17.3", "branch_coverage": branches is not None, "show_contexts": False}
    return json.dumps({"meta": meta, "files": files, "totals": totals})


def _file(lines: Mapping[int, int], branches: Mapping[tuple[int, int], int]) -> dict[str, Any]:
    return {
        "executed_lines": [line for line, hits in lines.items() if hits],
        "missing_lines": [line for line, hits in lines.items() if not hits],
        "excluded_lines": [],
        "executed_branches": [list(pair) for pair, hits in branches.items() if hits],
        "missing_branches": [list(pair) for pair, hits in branches.items() if not hits],
        "summary": _summary(lines, branches),
    }


def _summary(lines: Mapping[int, int], branches: Mapping[tuple[int, int], int]) -> dict[str, int]:
    return {
        "num_statements": len(lines),
        "covered_lines": sum(map(bool, lines.values())),
        "num_branches": len(branches),
        "covered_branches": sum(map(bool, branches.values())),
    }


def lcov(ran: Ran, *, branches: Mapping[str, Mapping[tuple[int, int], int]] | None = None) -> str:
    """A tracefile."""
    text = ["TN:"]
    for path, lines in ran.items():
        text += [f"SF:{path}", *(f"DA:{line},{hits}" for line, hits in lines.items())]
        text += [f"LF:{len(lines)}", f"LH:{sum(map(bool, lines.values()))}"]
        if branches is not None:
            taken = branches.get(path, {})
            text += [f"BRDA:{line},0,{branch},{hits or '-'}" for (line, branch), hits in taken.items()]
            text += [f"BRF:{len(taken)}", f"BRH:{sum(map(bool, taken.values()))}"]
        text.append("end_of_record")
    return "\n".join(text) + "\n"


def cobertura(ran: Ran, *, source: str = "", doctype: str = "", conditions: str = "") -> str:
    """Cobertura's XML. conditions: the condition-coverage of every line."""
    branch = f' branch="true" condition-coverage="{conditions}"' if conditions else ""
    classes = "".join(
        f'<class name="x" filename="{path}"><methods/><lines>'
        + "".join(f'<line number="{line}" hits="{hits}"{branch}/>' for line, hits in lines.items())
        + "</lines></class>"
        for path, lines in ran.items()
    )
    valid = sum(len(lines) for lines in ran.values())
    sources = f"<sources><source>{source}</source></sources>" if source else "<sources/>"
    return (
        f'<?xml version="1.0" ?>\n{doctype}<coverage version="1" lines-valid="{valid}">{sources}'
        f'<packages><package name="."><classes>{classes}</classes></package></packages></coverage>'
    )
