"""check-jsonschema: files that GitHub and others read, against the schemas that come with the tool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from greenlane.gates.flows.asking import ask
from greenlane.gates.flows.files import ACTIONS, WORKFLOWS, fitting
from greenlane.gates.flows.places import line_of
from greenlane.gates.reading import as_list, batches, json_of, text
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Context, Program, Tree, Unreadable
from greenlane.model.verdict import Answer

TITLE = "check-jsonschema (workflows, actions, Dependabot …)"
GATE = "lint"
PROGRAMS = (Program("check-jsonschema", "check-jsonschema"),)
SCOPE: Literal["file", "tree"] = "file"

# A file belongs to the first schema that names it. What does not fit is refused by its reader: high.
SCHEMAS = {
    "github-workflows": WORKFLOWS,
    "github-actions": ACTIONS,
    "dependabot": (".github/dependabot.yml", ".github/dependabot.yaml"),
    "github-issue-config": (".github/ISSUE_TEMPLATE/config.yml",),
    "github-issue-forms": (".github/ISSUE_TEMPLATE/*.yml", ".github/ISSUE_TEMPLATE/*.yaml"),
    "github-discussion": (".github/DISCUSSION_TEMPLATE/*.yml", ".github/DISCUSSION_TEMPLATE/*.yaml"),
    "renovate": ("/renovate.json", ".github/renovate.json", "/.renovaterc.json"),
    "readthedocs": ("/.readthedocs.yaml", "/.readthedocs.yml"),
    "codecov": ("/codecov.yml", "/.codecov.yml"),
    "compose-spec": ("compose.yml", "compose.yaml", "docker-compose.yml", "docker-compose.yaml"),
}


@dataclass(frozen=True)
class Options:
    """Which files are held against their schemas. The schemas come with the tool: nothing is fetched."""

    paths: tuple[str, ...] = (".",)
    """Folders and files, from the root."""
    skip: tuple[str, ...] = ()
    """Schemas that do not apply here, such as compose-spec."""


OPTIONS = Options


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    return tuple(sorted(_schemas(options, tree)))


def configuration(_options: Options, _tree: Tree) -> tuple[str, ...]:
    return ()


def examine(context: Context, files: Sequence[str]) -> Answer:
    schemas = _schemas(context.options, context.tree)
    findings: list[Finding] = []
    fit, unknown = fitting(context.tree, files)
    for schema in SCHEMAS:
        for batch in batches([path for path in fit if schemas.get(path) == schema]):
            told, untold = ask(batch, partial(_items, context, schema))
            findings += [_finding(schema, item, context) for item in told]
            unknown += untold
    looked_at = len(files) - len(unknown)
    return Answer(tuple(dict.fromkeys(findings)), looked_at=looked_at, unknown=tuple(unknown))


def _schemas(options: Options, tree: Tree) -> dict[str, str]:
    """file -> the schema that it is held against."""
    found: dict[str, str] = {}
    for schema, globs in SCHEMAS.items():
        for path in tree.files(*globs, under=options.paths):
            found.setdefault(path, schema)
    return {path: schema for path, schema in found.items() if schema not in options.skip}


def _items(context: Context, schema: str, batch: Sequence[str]) -> list[Any]:
    """The mistakes. Good files, bad ones and unreadable ones together must be those that were given."""
    words = [f"--builtin-schema=vendor.{schema}", "--output-format=json", "--verbose", "--color=never"]
    done = context.run("check-jsonschema", [*words, "--", *batch])
    said = json_of(done, "check-jsonschema")
    said = said if isinstance(said, dict) else {}
    items = [*as_list(said.get("errors"), "check-jsonschema"), *_unreadable(said)]
    status = "fail" if items else "ok"
    if (done.code, said.get("status")) != (1 if items else 0, status):
        raise Unreadable(
            f"check-jsonschema ended with code {done.code}, said {said.get('status')!r} "
            f"and told {len(items)} mistakes",
            detail=done.err.splitlines()[-5:],
        )
    good = said.get("successes" if items else "checked_paths") or []
    seen = {*(text(name) for name in good), *(text(item.get("filename")) for item in items)}
    if seen != set(batch):
        raise Unreadable(f"check-jsonschema speaks of {len(seen & set(batch))} of {len(batch)} files")
    return items


def _unreadable(said: dict[str, Any]) -> list[Any]:
    return as_list(said.get("parse_errors") or [], "check-jsonschema")


def _finding(schema: str, item: Any, context: Context) -> Finding:
    """The deepest of the mistakes that would explain it is the one to mend."""
    path = text(item.get("filename"))
    best = item.get("best_deep_match") or item
    where = text(best.get("path"))
    return Finding(
        tool="check-jsonschema",
        rule=schema if where else "unreadable",
        severity=Severity.HIGH,
        message=f"{where}: {text(best.get('message'))}" if where else text(item.get("message")),
        path=path,
        line=line_of(context.tree.read(path), where) if where else None,
    )
