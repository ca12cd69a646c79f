"""The lines of a file that no report holds, that could have run.

Python: what coverage.py counts without running it: each statement's first line, decorators, `except` and
`case`; no docstring, no global or nonlocal, nothing that its default rules exclude (`pragma: no cover`, a
body of `...`, `if TYPE_CHECKING:`). Not its branches: how many there are shows only when it is measured.
Dart: lines within function bodies and after `=>`. JavaScript and TypeScript: all lines but imports,
re-exports, interfaces, types and declarations. Both estimates leave out lines without a letter or digit.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from greenlane.gates.coverage import estimate
from greenlane.gates.coverage.languages import language

PRAGMA = re.compile(
    r"#\s*(pragma|PRAGMA)[:\s]?\s*(no|NO)\s*(cover|COVER)"
    r"|^\s*(((async )?def .*?)?[\])]+(\s*->.*?)?:\s*)?\.\.\.\s*(#|$)"
    r"|^\s*if (typing\.)?TYPE_CHECKING:",
    re.MULTILINE,
)


def executable(path: str, data: bytes) -> frozenset[int]:
    """Line numbers, from 1. Of Python that does not parse: every line that is neither blank nor comment."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    match language(path):
        case "Python":
            return _python(data, text)
        case "Dart":
            return estimate.dart(text)
        case "JavaScript":
            return estimate.javascript(text)
        case _:
            return frozenset()


def _python(data: bytes, text: str) -> frozenset[int]:
    lines = text.split("\n")
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset(n for n, line in enumerate(lines, 1) if line.strip() and line.strip()[0] != "#")
    marked = _marked(text)
    found: set[int] = set()
    excluded: set[int] = set()
    for node in ast.walk(tree):
        found.update(_first_lines(node))
        excluded.update(_docstring(node))
        if marked:
            excluded.update(_excluded(node, marked))
    return frozenset(found - excluded)


def _marked(text: str) -> set[int]:
    """Lines that the default rules of coverage.py match, all of them where a match goes over several."""
    found: set[int] = set()
    number, at = 1, 0
    for match in PRAGMA.finditer(text):
        number += text.count("\n", at, match.start())
        at = match.start()
        found.update(range(number, number + match[0].rstrip("\n").count("\n") + 1))
    return found


def _first_lines(node: ast.AST) -> Iterator[int]:
    match node:
        case ast.Global() | ast.Nonlocal():
            return
        case ast.stmt():
            yield node.lineno
            yield from (decorator.lineno for decorator in getattr(node, "decorator_list", ()))
        case ast.ExceptHandler():
            yield node.lineno
        case ast.match_case():
            yield node.pattern.lineno


def _docstring(node: ast.AST) -> Iterator[int]:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
        first = node.body[0]
        is_text = isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str)
        if is_text and first.lineno > getattr(node, "lineno", 0):
            yield first.lineno


def _excluded(node: ast.AST, marked: set[int]) -> Iterator[int]:
    """All lines of a statement, handler or case whose head holds a marked line; of an `if`, not its else."""
    if not isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
        return
    body: list[ast.stmt] = getattr(node, "body", [])
    own = [node.pattern.lineno] if isinstance(node, ast.match_case) else [node.lineno]
    first = min([*own, *(one.lineno for one in getattr(node, "decorator_list", ()))])
    last = body[-1].end_lineno if body else getattr(node, "end_lineno", first)
    head = range(first, max(body[0].lineno, own[0] + 1)) if body else range(first, (last or first) + 1)
    if not marked.isdisjoint(head):
        yield from range(first, (last or first) + 1)
