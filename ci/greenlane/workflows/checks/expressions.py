"""What the expressions of a workflow refer to.

    steps.setup.outputs.bin != '' && inputs['dry-run']
    -> ("steps", "setup", "outputs", "bin"), ("inputs", "dry-run")

Properties
- Names are in lower case, as GitHub compares them; what stands in quotes refers to nothing.
- An index that is computed, and `.*`, become "*".
What it does not do: evaluate, or tell a broken expression; GitHub's own parser does that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from greenlane.workflows.checks.nodes import Node

_OPEN = re.compile(r"\$\{\{((?:'(?:[^']|'')*'|[^'}]|\}(?!\}))*)\}\}")
_TOKEN = re.compile(
    r"'(?P<text>(?:[^']|'')*)'"
    r"|(?P<name>[A-Za-z_][\w-]*)(?P<rest>(?:\s*\.\s*(?:[\w-]+|\*)|\s*\[\s*'[^']*'\s*\]|\s*\[[^\]']*\])*)"
    r"(?P<call>\s*\()?"
)
_STEP = re.compile(r"\.\s*([\w-]+|\*)|\[\s*'([^']*)'\s*\]|\[([^\]']*)\]")
_LITERALS = frozenset({"true", "false", "null", "nan", "infinity"})


@dataclass(frozen=True)
class Expression:
    """One of a scalar. offset: of its first character in the scalar's text."""

    node: Node
    text: str
    offset: int

    @property
    def place(self) -> tuple[int, int | None]:
        """Line and column in the file."""
        return self.node.place(self.offset)


@dataclass(frozen=True)
class Reference:
    """What an expression refers to. path: in lower case."""

    path: tuple[str, ...]
    expression: Expression
    offset: int

    @property
    def place(self) -> tuple[int, int | None]:
        """Line and column in the file."""
        return self.expression.node.place(self.expression.offset + self.offset)


def expressions(node: Node, *, is_condition: bool = False) -> Iterator[Expression]:
    """Those of a scalar. is_condition: of an `if:`, which is one expression also without `${{ }}`."""
    found = list(_OPEN.finditer(node.text))
    if is_condition and not found and node.text:
        yield Expression(node, node.text, 0)
    for one in found:
        yield Expression(node, one[1], one.start(1))


def all_expressions(node: Node) -> Iterator[Expression]:
    """Those of every scalar below a node; below `if` without braces too."""
    for key, scalar in node.scalars():
        yield from expressions(scalar, is_condition=key == "if")


def references(expression: Expression) -> Iterator[Reference]:
    """What it refers to, from left to right."""
    for token in _TOKEN.finditer(expression.text):
        name = token["name"]
        if name is None or token["call"] or name.lower() in _LITERALS:
            continue
        steps = [one[1] or one[2] or "*" for one in _STEP.finditer(token["rest"])]
        yield Reference(tuple(part.lower() for part in (name, *steps)), expression, token.start())


def all_references(node: Node) -> Iterator[Reference]:
    """Those of every expression below a node."""
    for expression in all_expressions(node):
        yield from references(expression)


def calls(text: str) -> frozenset[str]:
    """The functions that an expression calls, in lower case."""
    return frozenset(one["name"].lower() for one in _TOKEN.finditer(text) if one["call"])


def is_dynamic(text: str) -> bool:
    """Whether a text holds an expression."""
    return "${{" in text
