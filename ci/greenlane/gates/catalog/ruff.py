"""ruff check: what is wrong or smells in Python.

Severities: what Python itself could not read (syntax, E9, a file that cannot be opened) is high; every rule
of style and smell is a warning, since ruff has no levels of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from greenlane.gates import ruff_settings
from greenlane.gates.reading import as_list, batches, json_of, number, relative, text
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Called, Context, Program, Tree, Unreadable
from greenlane.model.verdict import Answer

TITLE = "ruff check (Python lint)"
GATE = "lint"
PROGRAMS = (Program("ruff", "ruff"),)
SCOPE: Literal["file", "tree"] = "file"

FLAGS = ("--output-format=json", "--no-cache", "--force-exclude", "--verbose", "--color=never")
"""Of both commands. Verbose, because only then ruff says how many files it opened."""

_COUNT = re.compile(r"\[ruff::commands::(?:check|format)\]\[DEBUG\] (?:Checked|Formatted) (\d+) files? in")
_NONE = "No Python files found under the given path(s)"


@dataclass(frozen=True)
class Options:
    """What ruff looks at; its rules stand in the project's own ruff.toml or pyproject.toml."""

    paths: tuple[str, ...] = (".",)
    """Folders and files, from the root."""


OPTIONS = Options


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files("*.py", "*.pyi", under=options.paths)


def configuration(_options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files(*ruff_settings.NAMES)


surroundings = ruff_settings.surroundings


def examine(context: Context, files: Sequence[str]) -> Answer:
    """Never with fixes: `fix-only` in a project's configuration would change files and hide what was."""
    words = ["check", "--no-fix", "--no-fix-only", "--no-unsafe-fixes", *FLAGS, "--"]
    plain = ruff_settings.plain(context)
    findings: list[Finding] = []
    looked_at = 0
    for batch in batches(files):
        done = context.run("ruff", [*words, *batch], environment=plain)
        found = [finding("ruff", item, context) for item in items(done, "ruff check", (0, 1))]
        looked_at += count(done, batch, found)
        findings += found
    return answer(context, files, findings, looked_at)


def answer(context: Context, files: Sequence[str], findings: Sequence[Finding], looked_at: int) -> Answer:
    """The answer, unless the project's configuration leaves out every file there is."""
    left_out = len(files) - looked_at
    if files and not looked_at and len(files) == len(_all(context)):
        raise Unreadable(
            f"ruff opened none of {left_out} files: its configuration leaves all of them out",
            fix="look at `exclude` and `include` in ruff's configuration",
            docs="docs/gates/ruff.md#unknown",
        )
    facts = {"left out by ruff's configuration": f"{left_out} files"} if left_out else {}
    return Answer(tuple(findings), looked_at, facts=facts)


def _all(context: Context) -> tuple[str, ...]:
    return files(context.options, context.tree)


def items(done: Called, tool: str, codes: Sequence[int]) -> list[Any]:
    """Exit code 0 and an empty list, or another of `codes` and a full one; or the word that all is left out.

    Raises Unreadable.
    """
    if done.code == 0 and not done.out.strip() and _NONE in done.err:
        return []
    found = as_list(json_of(done, tool), tool)
    if done.code not in codes or bool(done.code) != bool(found):
        raise Unreadable(
            f"{tool} ended with code {done.code} and {len(found)} findings", detail=_said(done.err)
        )
    return found


def count(done: Called, batch: Sequence[str], found: Sequence[Finding]) -> int:
    """How many files of the batch ruff opened, by its own log. Raises Unreadable when it does not say so."""
    said = _COUNT.findall(done.err)
    opened = int(said[-1]) if said else 0 if _NONE in done.err else None
    named = {one.path for one in found}
    if opened is None or opened > len(batch) or opened < len(named) or not named <= set(batch):
        raise Unreadable(
            f"ruff does not say that it looked: {opened} files opened, {len(batch)} asked for, "
            f"{len(named)} with findings",
            detail=_said(done.err),
        )
    return opened


def finding(tool: str, item: Any, context: Context) -> Finding:
    """One item of ruff's JSON."""
    rule = text(item.get("code") or "syntax-error")
    at = item.get("location") or {}
    return Finding(
        tool=tool,
        rule=rule,
        severity=Severity.HIGH if is_broken(rule) else Severity.WARNING,
        message=text(item.get("message")),
        path=relative(text(item.get("filename")), context.root),
        line=number(at.get("row")),
        column=number(at.get("column")),
        end_line=number((item.get("end_location") or {}).get("row")),
        fix=text((item.get("fix") or {}).get("message")),
        docs=text(item.get("url")),
    )


def is_broken(rule: str) -> bool:
    """Whether Python itself could not read the file."""
    return rule in ("syntax-error", "invalid-syntax", "io", "io-error") or rule.startswith("E9")


def _said(err: str) -> list[str]:
    return [line for line in err.splitlines() if "[DEBUG]" not in line][-5:]
