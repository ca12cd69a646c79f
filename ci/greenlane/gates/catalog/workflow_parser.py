"""GitHub's own parser: what GitHub would refuse, or read differently than it was meant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from greenlane.gates.flows.files import both
from greenlane.gates.reading import as_list, json_of, text
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Called, Context, Program, Tree, Unreadable
from greenlane.model.verdict import Answer

TITLE = "workflow parser (GitHub's own)"
GATE = "lint"
PROGRAMS = (Program("workflow-parser", "@actions/languageservice", "npm"),)
# A call of a workflow or an action is held against the file that it names.
SCOPE: Literal["file", "tree"] = "tree"

MOST = 50
"""How many findings of one file are kept: broken YAML makes a parser say thousands of things."""

# The language service's severities: 1 error (or none given), 2 warning, 3 information, 4 hint. A value
# that may not exist is an empty string when the workflow runs: a risk, not a matter of style.
SEVERITIES = {1: Severity.HIGH, 2: Severity.WARNING, 3: Severity.NOTE, 4: Severity.NOTE}
CONTEXT = "Context access might be invalid"


@dataclass(frozen=True)
class Options:
    """Which workflows and actions are read. Nothing is fetched: what lies elsewhere is not followed."""

    paths: tuple[str, ...] = (".",)
    """Folders and files, from the root."""


OPTIONS = Options


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    return both(tree, options.paths)


def configuration(_options: Options, _tree: Tree) -> tuple[str, ...]:
    return ()


def examine(context: Context, files: Sequence[str]) -> Answer:
    question = json.dumps({"root": str(context.root), "files": list(files)})
    answers = _answers(context.run("workflow-parser", [], stdin=question), files)
    findings: list[Finding] = []
    unknown: list[str] = []
    for path, answer in zip(files, answers, strict=True):
        unknown += [f"{path}: {text(reason)}" for reason in answer["failures"]]
        found = [_finding(path, item) for item in as_list(answer["diagnostics"], "workflow-parser")]
        findings += dict.fromkeys(found[:MOST])
    return Answer(tuple(findings), looked_at=len(files) - len(unknown), unknown=tuple(unknown))


def _answers(done: Called, files: Sequence[str]) -> list[Any]:
    """One answer a file, in the order asked, and the mark that it is all; anything else is none."""
    said = json_of(done, "workflow-parser")
    whole = isinstance(said, dict) and said.get("end") is True and done.code == 0
    answers = as_list(said.get("files"), "workflow-parser") if whole else []
    if not whole or [answer.get("path") for answer in answers] != list(files):
        raise Unreadable(
            f"workflow-parser ended with code {done.code} and spoke of {len(answers)} of {len(files)} files",
            detail=done.err.splitlines()[-5:],
        )
    if not all({"failures", "diagnostics"} <= answer.keys() for answer in answers):
        raise Unreadable("workflow-parser printed JSON of another shape than this version knows")
    return answers


def _finding(path: str, item: Any) -> Finding:
    message = text(item.get("message")).partition("\n")[0].removesuffix(":")
    is_context = message.startswith(CONTEXT)
    start = (item.get("range") or {}).get("start") or {}
    severity = SEVERITIES.get(item.get("severity") or 1, Severity.HIGH)
    return Finding(
        tool="workflow-parser",
        rule=text(item.get("code")) or ("context-access" if is_context else "invalid"),
        severity=Severity.MEDIUM if is_context else severity,
        message=message,
        path=path,
        line=start.get("line", 0) + 1,
        column=start.get("character", 0) + 1,
        docs=text((item.get("codeDescription") or {}).get("href")),
    )
