"""ruff format: Python that is not laid out as the formatter would.

Severities: a file that would be laid out differently is one warning; one that cannot be read is high.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from greenlane.gates import ruff_settings
from greenlane.gates.catalog import ruff
from greenlane.gates.reading import batches
from greenlane.model.finding import Finding
from greenlane.model.gates import Called, Context, Program, Tree, Unreadable
from greenlane.model.verdict import Answer

TITLE = "ruff format (Python layout)"
GATE = "lint"
PROGRAMS = (Program("ruff", "ruff"),)
SCOPE: Literal["file", "tree"] = "file"


@dataclass(frozen=True)
class Options:
    """What ruff looks at; the layout stands in the project's own ruff.toml or pyproject.toml."""

    paths: tuple[str, ...] = (".",)
    """Folders and files, from the root."""


OPTIONS = Options


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files("*.py", "*.pyi", under=options.paths)


def configuration(_options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files(*ruff_settings.NAMES)


surroundings = ruff_settings.surroundings


def examine(context: Context, files: Sequence[str]) -> Answer:
    plain = ruff_settings.plain(context)
    findings: list[Finding] = []
    looked_at = 0
    for batch in batches(files):
        done = context.run("ruff", ["format", "--check", *ruff.FLAGS, "--", *batch], environment=plain)
        found = _findings(done, context)
        looked_at += ruff.count(done, batch, found)
        findings += found
    return ruff.answer(context, files, findings, looked_at)


def _findings(done: Called, context: Context) -> list[Finding]:
    """Exit code 1: only layout; 2: files that could not be read, perhaps among others. Raises Unreadable."""
    found = [
        ruff.finding("ruff-format", item, context) for item in ruff.items(done, "ruff format", (0, 1, 2))
    ]
    is_broken = any(ruff.is_broken(one.rule) for one in found)
    if found and done.code != (2 if is_broken else 1):
        raise Unreadable(f"ruff format ended with code {done.code}, and its findings say otherwise")
    return [one if ruff.is_broken(one.rule) else _laid_out_otherwise(one) for one in found]


def _laid_out_otherwise(one: Finding) -> Finding:
    """The whole file is meant; the line is the first that would change."""
    return replace(
        one,
        message="would be laid out differently",
        column=None,
        end_line=None,
        fix=f"ruff format {one.path}",
    )
