"""mypy: types that do not fit, in Python.

Severities: every error is high, a missing stub as well, since what is behind it is not checked; what mypy
itself calls a note is one.

With JSON output mypy prints no summary (2.4: a success is silent, and errors are not counted). So the same
run writes the report that it has for CI systems, which must hold the very lines that were printed, and logs
which files it took as sources and that it came to its end.
"""

from __future__ import annotations

import ast
import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from greenlane.gates.incremental import cache_folder
from greenlane.gates.python_settings import CONFIGURATIONS, names_targets, section_file
from greenlane.gates.reading import number, relative, text
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Called, Context, Program, Tree, Unreadable
from greenlane.model.verdict import Answer

TITLE = "mypy (Python types)"
GATE = "typecheck"
PROGRAMS = (Program("mypy", "mypy"),)
SCOPE: Literal["file", "tree"] = "tree"
TYPICAL_S = 20.0
TIMEOUT_S = 1800.0
LIBRARIES = "GREENLANE_LIBRARIES"
"""The variable that names the Python with the project's libraries, set by nox's session typecheck."""

_SOURCE = re.compile(
    r"^LOG: +Found source: +BuildSource\(path=(?P<path>'.*?'|\".*?\"), module=", re.MULTILINE
)
_END = re.compile(r"^LOG: +Build finished in ", re.MULTILINE)
_FAILURE = re.compile(r"<failure[^>]*>(.*?)</failure>", re.DOTALL)
_LOG = re.compile(r"LOG:|TRACE:|\s*$")


@dataclass(frozen=True)
class Options:
    """What mypy looks at. How strict it is stands in the project's own configuration."""

    paths: tuple[str, ...] = ()
    """Folders and files, from the root; default: what mypy's configuration names, else all there is."""
    python_executable: str = ""
    """The Python that has the project's libraries, such as .venv/bin/python; default: the one that nox's
    session typecheck made, else mypy's own."""
    config: str = ""
    """mypy's configuration file, from the root; default: the first that has a section for mypy."""


OPTIONS = Options


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files("*.py", "*.pyi", under=options.paths)


def configuration(options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files(*CONFIGURATIONS, *([options.config] if options.config else []))


def surroundings(context: Context) -> str:
    """The libraries beside the project: another version of one may have other types."""
    python = _python(context)
    found = sorted(path.name for path in _libraries(context.root / python)) if python else []
    return " ".join([python, *found])


def _python(context: Context) -> str:
    return context.options.python_executable or context.environment.get(LIBRARIES, "")


def _libraries(python: Path) -> Iterator[Path]:
    return python.parent.parent.glob("lib/python3*/site-packages/*.dist-info")


def examine(context: Context, files: Sequence[str]) -> Answer:
    options: Options = context.options
    config = options.config or section_file(context.tree)
    report = context.scratch / "mypy.xml"
    report.unlink(missing_ok=True)
    words = ["--output=json", "--verbose", f"--config-file={config}", f"--junit-xml={report}"]
    words += ["--junit-format=global", "--show-error-codes", "--no-install-types", "--interactive"]
    if python := _python(context):
        words.append(f"--python-executable={python}")
    if options.paths or not names_targets(context.tree, config):
        words += ["--", *(options.paths or (".",))]
    with cache_folder(context, surroundings(context)) as cache:
        done = context.run("mypy", [f"--cache-dir={cache}", *words], timeout_s=TIMEOUT_S)
    sources = _sources(done, context.root)
    lines = _lines(done, report)
    findings = tuple(_finding(line, context.root) for line in lines)
    unknown = [line for line in done.err.splitlines() if not _LOG.match(line)]
    if done.code == 2:
        unknown.insert(0, "errors kept mypy from checking the rest")
    left_out = len(set(files) - sources)
    facts = {"left out by mypy's configuration": f"{left_out} files"} if left_out else {}
    return Answer(findings, len(sources), unknown=tuple(unknown[:20]), facts=facts)


def _sources(done: Called, root: Path) -> set[str]:
    """The files that mypy took as sources. Raises Unreadable when there was none, or no end."""
    named = [ast.literal_eval(found["path"]) for found in _SOURCE.finditer(done.err)]
    if not named or not _END.search(done.err):
        raise Unreadable(
            f"mypy ended with code {done.code} without having checked anything to the end",
            detail=[line for line in (done.out + done.err).splitlines() if not _LOG.match(line)][-5:],
            docs="docs/gates/mypy.md#unknown",
        )
    return {relative(path, root) or path for path in named}


def _lines(done: Called, report: Path) -> list[Any]:
    """What was printed, one JSON text a line; the report must hold the same lines. Raises Unreadable."""
    printed = [line for line in done.out.split("\n") if line.strip()]
    written = _written(report, done)
    if printed != written or bool(done.code) != bool(printed) or done.code not in (0, 1, 2):
        raise Unreadable(
            f"mypy ended with code {done.code}, printed {len(printed)} findings and reported {len(written)}",
            detail=[*printed[-2:], *done.err.splitlines()[-3:]],
        )
    try:
        found = [json.loads(line) for line in printed]
    except (ValueError, RecursionError) as err:
        raise Unreadable("mypy printed something else than JSON", detail=printed[-3:]) from err
    if not all(isinstance(item, dict) and item.get("severity") in ("error", "note") for item in found):
        raise Unreadable("mypy printed JSON of another shape than this version knows", detail=printed[-3:])
    return found


def _written(report: Path, done: Called) -> list[str]:
    """The lines in mypy's report, which is XML of one known form. Raises Unreadable."""
    try:
        content = report.read_text(encoding="utf-8").rstrip()
    except (OSError, ValueError):
        content = ""
    if not content.endswith("</testsuite>"):
        raise Unreadable(
            f"mypy ended with code {done.code} and wrote no report, or half of one",
            detail=done.err.splitlines()[-5:],
        )
    failures = [html.unescape(text) for text in _FAILURE.findall(content)]
    return [line for failure in failures for line in failure.split("\n") if line.strip()]


def _finding(item: Any, root: Path) -> Finding:
    rule = text(item.get("code")) or "error"
    column = item.get("column")
    hint = [line for line in text(item.get("hint")).splitlines() if line.strip()]
    return Finding(
        tool="mypy",
        rule=rule,
        severity=Severity.NOTE if item["severity"] == "note" else Severity.HIGH,
        message=text(item.get("message")),
        path=relative(text(item.get("file")), root),
        line=number(item.get("line")),
        column=column + 1 if isinstance(column, int) and column >= 0 else None,
        end_line=number(item.get("end_line")),
        fix=_fix(rule, hint),
        docs=f"https://mypy.readthedocs.io/en/stable/_refs.html#code-{rule}" if item.get("code") else "",
    )


def _fix(rule: str, hint: Sequence[str]) -> str:
    if rule in ("import-not-found", "import-untyped"):
        return "; ".join(["set python_executable to the Python that has it", *hint[:1]])
    return " ".join(hint)
