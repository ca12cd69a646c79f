"""squawk: SQL migrations that PostgreSQL would refuse, or that block or break what runs meanwhile."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from greenlane.gates.flows.asking import ask
from greenlane.gates.flows.files import fitting
from greenlane.gates.globs import matcher
from greenlane.gates.reading import as_list, batches, json_of, relative, text
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Context, Program, Tree, Unreadable
from greenlane.model.verdict import Answer

TITLE = "squawk (SQL migrations)"
GATE = "lint"
PROGRAMS = (Program("squawk", "squawk-cli"),)
SCOPE: Literal["file", "tree"] = "file"

CONFIGURATION = ".squawk.toml"
LARGEST_BYTES = 8 * 2**20
DOCS = "https://squawkhq.com/docs"

# Severity of a rule that squawk calls a warning: medium for what locks, loses or breaks something, warning
# for manner. What squawk calls an error is high: PostgreSQL would refuse the file.
MANNER = frozenset(
    {
        *("prefer-bigint-over-int", "prefer-bigint-over-smallint", "prefer-identity", "prefer-repack"),
        *("prefer-robust-stmts", "prefer-text-field", "prefer-timestamp-tz", "ban-char-field"),
        *("identifier-too-long", "require-table-schema", "require-timeout-settings"),
        *(
            "require-lock-timeout",
            "require-statement-timeout",
            "require-enum-value-ordering",
            "unused-ignore",
        ),
    }
)
# A file that says so runs without a transaction: greenlane's own way, and dbmate's.
_ALONE = re.compile(rb"^--\s*(greenlane:\s*no-transaction|migrate:up\s.*transaction:\s*false)", re.MULTILINE)


@dataclass(frozen=True)
class Options:
    """Which migrations are read, and for which PostgreSQL. A `.squawk.toml` at the root counts too."""

    paths: tuple[str, ...] = ("supabase/migrations", "db/migrations", "migrations")
    """Folders and files, from the root: where the migrations lie."""
    exclude: tuple[str, ...] = ("*.down.sql",)
    """Globs of files that are left out: ways back take things away, which is what they are for."""
    postgres: str = ""
    """The major version that the migrations run on, such as 16; "" for the newest that squawk knows."""
    in_transaction: bool = True
    """Whether what applies a file wraps it in a transaction; a file that says otherwise is believed."""


OPTIONS = Options


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    is_out = matcher(options.exclude)
    return tuple(path for path in tree.files("*.sql", under=options.paths) if not is_out(path))


def configuration(_options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files(f"/{CONFIGURATION}")


def examine(context: Context, files: Sequence[str]) -> Answer:
    options: Options = context.options
    groups: dict[bool, list[str]] = {True: [], False: []}
    fit, unknown = fitting(context.tree, files, LARGEST_BYTES)
    for path in fit:
        says_alone = _ALONE.search(context.tree.read(path)[:2000]) is not None
        groups[options.in_transaction and not says_alone].append(path)
    findings: list[Finding] = []
    for is_wrapped, paths in groups.items():
        for batch in batches(paths):
            items, untold = ask(batch, partial(_items, context, is_wrapped))
            findings += [_finding(item, context) for item in items]
            unknown += untold
    return Answer(tuple(findings), looked_at=len(files) - len(unknown), unknown=tuple(unknown))


def _items(context: Context, is_wrapped: bool, names: Sequence[str]) -> list[Any]:
    """What squawk holds against these files. It must say of each that it checks it."""
    done = context.run("squawk", [*_words(context, is_wrapped), "--", *map(_escaped, names)])
    log = re.sub(r"\x1b\[[0-9;]*m", "", done.err)
    missing = [name for name in names if f" checking file path: {name}\n" not in log]
    if missing and f"skipping excluded file path: {missing[0]}." in log:
        raise Unreadable(f"{CONFIGURATION} leaves it out; say so in gates.tools.squawk.exclude instead")
    items = as_list(json_of(done, "squawk"), "squawk")
    if done.code != (1 if items else 0):
        raise Unreadable(
            f"squawk ended with code {done.code} and {len(items)} findings", detail=log.splitlines()[-5:]
        )
    if missing:
        raise Unreadable(f"squawk does not say that it checked {missing[0]}")
    return items


def _words(context: Context, is_wrapped: bool) -> list[str]:
    options: Options = context.options
    there = configuration(options, context.tree)
    own = context.scratch / "squawk.toml"
    own.write_text("")
    words = [f"--config={CONFIGURATION if there else own}", "--verbose", "--reporter=json"]
    words += [f"--pg-version={options.postgres}"] if options.postgres else []
    return words + (["--assume-in-transaction"] if is_wrapped else [])


def _escaped(name: str) -> str:
    """squawk takes patterns: a name with a bracket or a star in it has to mean itself."""
    return re.sub(r"([\[\]*?])", r"[\1]", name)


def _finding(item: Any, context: Context) -> Finding:
    rule = text(item.get("rule_name"))
    is_error = item.get("level") != "Warning"
    line, column, end = (item.get(key) for key in ("line", "column", "line_end"))
    return Finding(
        tool="squawk",
        rule=rule,
        severity=Severity.HIGH if is_error else Severity.WARNING if rule in MANNER else Severity.MEDIUM,
        message=text(item.get("message")),
        path=relative(text(item.get("file")), context.root),
        line=line + 1 if isinstance(line, int) else None,
        column=column + 1 if isinstance(column, int) else None,
        end_line=end + 1 if isinstance(end, int) else None,
        fix=text(item.get("help")),
        docs="" if is_error else f"{DOCS}/{rule}",
    )
