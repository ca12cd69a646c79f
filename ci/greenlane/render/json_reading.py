"""A document read back from its JSON."""

from __future__ import annotations

import json as standard
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from greenlane.model.coverage import Count, Coverage, FileCoverage, Threshold
from greenlane.model.document import (
    Block,
    Covered,
    Document,
    Findings,
    Lines,
    Paragraph,
    Section,
    Table,
    Tool,
)
from greenlane.model.errors import UsageError
from greenlane.model.finding import Finding, Severity
from greenlane.model.verdict import Outcome, Spared
from greenlane.render.json import VERSION
from greenlane.render.json_charts import CHARTS


def read(text: str) -> Document:
    """The document that render.json wrote. Raises UsageError for anything else, and for another version."""
    try:
        values = standard.loads(text)
        if values["schema"] != VERSION:
            raise UsageError(
                f"the report has version {values['schema']}; this greenlane reads {VERSION}",
                docs="docs/reports.md",
            )
        return _document(values)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as err:
        raise UsageError(
            f"this is no report of greenlane's in JSON: {type(err).__name__} {err}", docs="docs/reports.md"
        ) from err


def _document(values: Any) -> Document:
    return Document(
        title=values["title"],
        outcome=Outcome(values["outcome"]),
        verdict=values["verdict"],
        actions=tuple(values["actions"]),
        subject=tuple((name, value) for name, value in values["subject"]),
        sections=tuple(_section(one) for one in values["sections"]),
        tools=tuple(Tool(one["name"], one["version"], Outcome(one["outcome"])) for one in values["tools"]),
        made_at=values["made_at"],
    )


def _section(values: Any) -> Section:
    blocks = tuple(BLOCKS[one["block"]](one) for one in values["blocks"])
    return Section(values["title"], blocks, _outcome(values["outcome"]))


def _outcome(value: str | None) -> Outcome | None:
    return None if value is None else Outcome(value)


def _table(values: Any) -> Table:
    return Table(
        head=tuple(values["head"]),
        rows=tuple(tuple(row) for row in values["rows"]),
        align=values["align"],
        outcomes=tuple(_outcome(one) for one in values["outcomes"]),
        links=tuple(values.get("links", ())),
    )


def _findings(values: Any) -> Findings:
    kept = (Spared(_finding(one["finding"]), one["reason"], one["until"]) for one in values["kept"])
    return Findings(
        findings=tuple(_finding(one) for one in values["findings"]),
        components=tuple(values["components"]),
        kind=values["kind"],
        kept=tuple(kept),
    )


def _finding(values: Any) -> Finding:
    known = {**values, "severity": Severity(values["severity"]), "trace": tuple(values["trace"])}
    return Finding(**{name: known[name] for name in Finding.__dataclass_fields__})


def _covered(values: Any) -> Covered:
    patch = values["patch"]
    return Covered(
        Coverage(
            files=tuple(_file(one) for one in values["files"]),
            thresholds=tuple(
                Threshold(one["name"], Fraction(one["wanted"]), _count(one["found"]))
                for one in values["thresholds"]
            ),
            patch=None if patch is None else {path: dict(hits) for path, hits in patch.items()},
        )
    )


def _file(values: Any) -> FileCoverage:
    branches = {(line, name): hits for line, name, hits in values["branches"]}
    return FileCoverage(values["path"], dict(values["lines"]), branches)


def _count(values: Any) -> Count:
    return Count(values["covered"], values["total"])


BLOCKS: Mapping[str, Callable[[Any], Block]] = {
    "paragraph": lambda values: Paragraph(values["text"]),
    "lines": lambda values: Lines(tuple(values["lines"])),
    "table": _table,
    "findings": _findings,
    "coverage": _covered,
    **CHARTS,
}
