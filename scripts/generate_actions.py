"""The tables of docs/actions.md, from action.yml and the workflows that others call; for generate_docs.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]


def tables(made: str) -> str:
    """docs/reference/actions.md: every action and every workflow for consumers, with inputs and outputs."""
    lines = ["# Actions and workflows: inputs and outputs", "", made, ""]
    lines += ["How they go together: [Actions](../actions.md), [Workflows](../workflows.md)."]
    for path in sorted((ROOT / "actions").glob("*/action.yml")):
        content = yaml.safe_load(path.read_text())
        lines += ["", f"## actions/{path.parent.name}", "", content["description"]]
        lines += _inputs(content.get("inputs", {}), typed=False)
        lines += _outputs(content.get("outputs", {}))
    for path in sorted((ROOT / ".github" / "workflows").glob("reusable-*.yml")):
        content = yaml.safe_load(path.read_text())
        called = content[True]["workflow_call"]  # YAML reads the key `on` as true
        lines += ["", f"## {path.name}"]
        lines += _inputs(called.get("inputs", {}), typed=True)
        lines += _outputs(called.get("outputs", {}))
        lines += _secrets(called.get("secrets", {}))
        lines += _rights(content["jobs"])
    return "\n".join(lines) + "\n"


def _inputs(inputs: dict[str, dict[str, Any]], *, typed: bool) -> Iterator[str]:
    if not inputs:
        return
    yield from ("", f"| input | {'type | ' if typed else ''}default | what it says |")
    yield f"|---|{'---|' if typed else ''}---|---|"
    for name, one in inputs.items():
        kind = f"{one['type']} | " if typed else ""
        yield f"| `{name}` | {kind}{_default(one)} | {_cell(one['description'])} |"


def _default(one: dict[str, Any]) -> str:
    if one.get("required"):
        return "required"
    default = one.get("default", "")
    return f"`{str(default).lower() if isinstance(default, bool) else default}`" if default != "" else ""


def _outputs(outputs: dict[str, dict[str, Any]]) -> Iterator[str]:
    if outputs:
        yield from ("", "| output | what it says |", "|---|---|")
        yield from (f"| `{name}` | {_cell(one['description'])} |" for name, one in outputs.items())


def _secrets(secrets: dict[str, dict[str, Any]]) -> Iterator[str]:
    if secrets:
        yield from ("", "| secret | what it says |", "|---|---|")
        yield from (f"| `{name}` | {_cell(one['description'])} |" for name, one in secrets.items())


def _rights(jobs: dict[str, dict[str, Any]]) -> Iterator[str]:
    """What the calling job has to grant: the most that any job asks for."""
    asked: dict[str, str] = {}
    for job in jobs.values():
        for right, kind in job["permissions"].items():
            asked[right] = max(kind, asked.get(right, ""))  # "write" sorts behind "read"
    given = ", ".join(f"`{right}: {kind}`" for right, kind in sorted(asked.items()))
    yield from ("", f"The calling job grants: {given}.")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
