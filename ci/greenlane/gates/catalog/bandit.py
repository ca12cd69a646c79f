"""bandit: dangerous calls in Python.

Severities, bandit's own severity and confidence on our map:

    severity \\ confidence   high      medium    low
    high                    high      high      medium
    medium                  medium    medium    warning
    low                     warning   warning   note

Nothing is critical: bandit sees a call, not that somebody can reach it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal

import yaml

from greenlane.edges import shallow_yaml
from greenlane.gates.python_settings import tool_section
from greenlane.gates.reading import as_list, batches, json_of, number, relative, text
from greenlane.model.errors import OutsideError
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Called, Context, Program, Tree, Unreadable
from greenlane.model.verdict import Answer

TITLE = "bandit (dangerous Python)"
GATE = "security"
PROGRAMS = (Program("bandit", "bandit"),)
SCOPE: Literal["file", "tree"] = "file"
TYPICAL_S = 8.0

LEVELS = ("HIGH", "MEDIUM", "LOW", "UNDEFINED")
_MAP: Mapping[str, Mapping[str, Severity]] = {
    "HIGH": {"HIGH": Severity.HIGH, "MEDIUM": Severity.HIGH, "LOW": Severity.MEDIUM},
    "MEDIUM": {"HIGH": Severity.MEDIUM, "MEDIUM": Severity.MEDIUM, "LOW": Severity.WARNING},
    "LOW": {"HIGH": Severity.WARNING, "MEDIUM": Severity.WARNING, "LOW": Severity.NOTE},
}


@dataclass(frozen=True)
class Options:
    """What bandit looks at; tests are left out, since they assert and are not shipped."""

    paths: tuple[str, ...] = (".",)
    """Folders and files, from the root."""
    exclude: tuple[str, ...] = ("**/tests/**", "**/test/**", "test_*.py", "*_test.py", "conftest.py")
    """Globs of files that are left out, beside `exclude_dirs` in bandit's configuration."""
    config: str = "pyproject.toml"
    """bandit's configuration, from the root: TOML with [tool.bandit], or YAML."""


OPTIONS = Options


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    """Without what the project leaves out; with all of it when its configuration cannot be read."""
    try:
        patterns = _excluded(_settings(options, tree))
    except Unreadable:
        patterns = ()
    hidden = set(tree.files(*options.exclude)) if options.exclude else set()
    found = tree.files("*.py", under=options.paths)
    return tuple(path for path in found if path not in hidden and not _is_excluded(path, patterns))


def configuration(options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files(options.config)


def examine(context: Context, files: Sequence[str]) -> Answer:
    """With the project's settings but for `exclude_dirs`: then bandit must have looked at every file."""
    settings = _settings(context.options, context.tree)
    config = context.scratch / "bandit.yaml"
    config.write_text(
        json.dumps({key: settings[key] for key in settings if key != "exclude_dirs"}, default=str)
    )
    findings: list[Finding] = []
    unknown: list[str] = []
    silenced = 0
    for batch in batches(files):
        done = context.run("bandit", ["--format=json", "--quiet", f"--configfile={config}", "--", *batch])
        said = _said(done, context.root)
        findings += said.findings
        unknown += _not_looked_at(said, batch)
        silenced += said.silenced
    facts = {"silenced by nosec": f"{silenced} places"} if silenced else {}
    return Answer(tuple(findings), len(files) - len(unknown), unknown=tuple(unknown), facts=facts)


@dataclass(frozen=True)
class Said:
    """What one call said. measured: files with metrics. errors: file -> why it was not looked at."""

    findings: tuple[Finding, ...]
    measured: frozenset[str]
    errors: Mapping[str, str]
    silenced: int


def _said(done: Called, root: Path) -> Said:
    """bandit's JSON; its code, its results and its metrics must agree. Raises Unreadable."""
    said = json_of(done, "bandit")
    metrics = said.get("metrics") if isinstance(said, dict) else None
    if not isinstance(metrics, dict) or not all(isinstance(one, dict) for one in metrics.values()):
        raise Unreadable("bandit printed JSON without metrics", detail=done.err.splitlines()[-5:])
    results = as_list(said.get("results"), "bandit")
    measured = {relative(name, root) or name: one for name, one in metrics.items() if name != "_totals"}
    counted = sum(_count(one, f"SEVERITY.{level}") for one in measured.values() for level in LEVELS)
    if done.code != (1 if results else 0) or counted != len(results):
        raise Unreadable(
            f"bandit ended with code {done.code}, {len(results)} results and {counted} in its metrics",
            detail=done.err.splitlines()[-5:],
        )
    errors = {
        relative(text(one.get("filename")), root) or text(one.get("filename")): text(one.get("reason"))
        for one in as_list(said.get("errors"), "bandit")
    }
    silenced = sum(_count(one, "nosec") + _count(one, "skipped_tests") for one in measured.values())
    return Said(tuple(_finding(item, root) for item in results), frozenset(measured), errors, silenced)


def _count(metrics: Mapping[str, Any], key: str) -> int:
    found = metrics.get(key, 0)
    return found if isinstance(found, int) else 0


def _not_looked_at(said: Said, batch: Sequence[str]) -> list[str]:
    """A line for every file that bandit gave up on, or does not mention."""
    silent = [
        f"{path}: bandit does not mention it"
        for path in batch
        if path not in said.measured | said.errors.keys()
    ]
    return [f"{path}: {reason}" for path, reason in said.errors.items()] + silent


def _finding(item: Any, root: Path) -> Finding:
    severity = _MAP.get(text(item.get("issue_severity")), {}).get(text(item.get("issue_confidence")))
    weakness = item.get("issue_cwe") or {}
    number_of = f" (CWE-{weakness['id']})" if isinstance(weakness, dict) and weakness.get("id") else ""
    column = item.get("col_offset")
    return Finding(
        tool="bandit",
        rule=text(item.get("test_id")),
        severity=severity or Severity.UNKNOWN,
        message=f"{text(item.get('issue_text'))}{number_of}",
        path=relative(text(item.get("filename")), root),
        line=number(item.get("line_number")),
        column=column + 1 if isinstance(column, int) and column >= 0 else None,
        docs=text(item.get("more_info")),
    )


def _settings(options: Options, tree: Tree) -> Mapping[str, Any]:
    """bandit's settings of the project. Raises Unreadable when they are there and cannot be read."""
    name = options.config
    if not tree.files(f"/{name}"):
        if name == Options.config:
            return {}
        raise Unreadable(
            f"{name}, which is to configure bandit, is not there", docs="docs/gates/bandit.md#options"
        )
    if name.endswith(".toml"):
        return tool_section(tree, name, "bandit") or {}
    try:
        found = shallow_yaml.load(tree.read(name))
    except (OutsideError, yaml.YAMLError, ValueError) as err:
        raise Unreadable(
            f"{name} cannot be read, so what it sets is not known", detail=(str(err)[:200],)
        ) from err
    if not isinstance(found, dict | None):
        raise Unreadable(f"{name} holds no settings")
    return found or {}


def _excluded(settings: Mapping[str, Any]) -> tuple[str, ...]:
    found = settings.get("exclude_dirs")
    return tuple(text(one) for one in found) if isinstance(found, list) else ()


def _is_excluded(path: str, patterns: Sequence[str]) -> bool:
    """As bandit does when it is called on `.`: a pattern is a part of the path, or a glob over all of it."""
    names = (path, f"./{path}")
    return any(one in names[1] or any(fnmatch(name, one) for name in names) for one in patterns)
