"""ruff check: what is wrong or smells in Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from greenlane.gates.reading import as_list, batches, json_of, relative, text
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Called, Context, Program, Tree, Unreadable
from greenlane.model.verdict import Answer

TITLE = "ruff check (Python lint)"
GATE = "lint"
PROGRAMS = (Program("ruff", "ruff"),)
SCOPE: Literal["file", "tree"] = "file"


@dataclass(frozen=True)
class Options:
    """What ruff looks at; its rules stand in the project's own ruff.toml or pyproject.toml."""

    paths: tuple[str, ...] = (".",)
    """Folders and files, from the root."""


OPTIONS = Options


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files("*.py", "*.pyi", under=options.paths)


def configuration(_options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files("pyproject.toml", "ruff.toml", ".ruff.toml")


def examine(context: Context, files: Sequence[str]) -> Answer:
    findings: list[Finding] = []
    for batch in batches(files):
        done = context.run(
            "ruff", ["check", "--output-format=json", "--no-cache", "--force-exclude", "--", *batch]
        )
        findings += [_finding(item, context) for item in _items(done)]
    return Answer(tuple(findings), looked_at=len(files))


def _items(done: Called) -> list[Any]:
    """Exit code 0 and an empty list, or 1 and a full one; anything else is not an answer."""
    items = as_list(json_of(done, "ruff"), "ruff")
    if done.code not in (0, 1) or (done.code == 1) != bool(items):
        raise Unreadable(
            f"ruff ended with code {done.code} and {len(items)} findings", detail=done.err.splitlines()[-5:]
        )
    return items


def _finding(item: Any, context: Context) -> Finding:
    rule = text(item.get("code") or "syntax-error")
    broken = rule in ("syntax-error", "invalid-syntax") or rule.startswith("E9")
    at = item.get("location") or {}
    return Finding(
        tool="ruff",
        rule=rule,
        severity=Severity.HIGH if broken else Severity.WARNING,
        message=text(item.get("message")),
        path=relative(text(item.get("filename")), context.root),
        line=at.get("row"),
        column=at.get("column"),
        fix=text((item.get("fix") or {}).get("message") or ""),
        docs=text(item.get("url") or ""),
    )
