"""Small questions about nodes of Python's syntax tree."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator


def comments_of(node: ast.stmt, source: bytes) -> Iterator[str]:
    """The comments inside a function and on the lines right above it."""
    first = node.lineno
    lines = source.decode(errors="replace").splitlines(keepends=True)
    while first > 1 and lines[first - 2].lstrip().startswith(("#", "@")):
        first -= 1
    segment = "".join(lines[first - 1 : node.end_lineno])
    try:
        for token in tokenize.generate_tokens(io.StringIO(segment).readline):
            if token.type == tokenize.COMMENT:
                yield token.string.lstrip("# ")
    except (tokenize.TokenError, SyntaxError):
        return


def prefix(node: ast.expr) -> str:
    """The part of a computed name that is known: `.` for the package the file stands in; "" for none."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id="__name__"):
            return "__name__"
        case ast.Name(id="__package__"):
            return "__package__"
        case ast.BinOp(left=left, op=ast.Add() | ast.Mod(), right=right):
            known = prefix(left)
            return (
                known.partition("%")[0]
                if isinstance(node.op, ast.Mod)
                else known + (prefix(right) if known else "")
            )
        case ast.JoinedStr():
            known = ""
            for part in node.values:
                text = prefix(part.value) if isinstance(part, ast.FormattedValue) else prefix(part)
                if not text:
                    break
                known += text
            return known
        case _:
            return ""


def names_of(node: ast.AST | None) -> list[str]:
    """`a.b` is b; `(A, b.C)` are A and C; `Generic[T]` is Generic."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return [name]
        case ast.Tuple(elts=parts):
            return [name for part in parts for name in names_of(part)]
        case ast.Subscript(value=value):
            return names_of(value)
        case _:
            return []


def marks(node: ast.AST) -> set[str]:
    """The names of a definition's decorators, called or not."""
    marks: list[ast.expr] = getattr(node, "decorator_list", [])
    return {name for mark in marks for name in names_of(mark.func if isinstance(mark, ast.Call) else mark)}


def is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def is_data(node: ast.expr | None) -> bool:
    """A list, set, dict or tuple with something in it."""
    match node:
        case ast.List(elts=parts) | ast.Set(elts=parts) | ast.Tuple(elts=parts):
            return bool(parts)
        case ast.Dict(keys=keys):
            return bool(keys)
        case _:
            return False
