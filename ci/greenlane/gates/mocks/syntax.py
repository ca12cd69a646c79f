"""What the front ends over tree-sitter share: asking a parsed file, and reading what stands around a node."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tree_sitter import Language, Node, Parser, Query, QueryCursor

from greenlane.gates.mocks import canned
from greenlane.gates.mocks.facts import Placeholder, Use
from greenlane.gates.mocks.words import atoms, is_switch, negated, weight

_BRANCHES = frozenset({"if_statement", "ternary_expression", "conditional_expression"})
_AROUND = re.compile(r"^\s*(?:if\b)?\s*|[\s?]*$")
_FLAG = re.compile(r"[A-Z][A-Z0-9_]+")
HARMLESS = frozenset({"immutable", "visibleForTesting", "Deprecated", "deprecated", "protected", "override"})


@cache
def _query(language: Language, text: str) -> Query:
    return Query(language, text)


@dataclass(frozen=True)
class Syntax:
    """One parsed file. classes, functions: node types that define such, with a field `name`."""

    language: Language
    root: Node
    source: bytes
    classes: frozenset[str]
    functions: frozenset[str]

    def ask(self, query: str) -> dict[str, list[Node]]:
        """The nodes of each capture, in the order of the file."""
        found = QueryCursor(_query(self.language, query)).captures(self.root)
        return {name: sorted(nodes, key=lambda one: one.start_byte) for name, nodes in found.items()}

    def text(self, node: Node) -> str:
        return self.source[node.start_byte : node.end_byte].decode(errors="replace")

    def guards(self, node: Node) -> tuple[str, ...]:
        """The conditions under which a node is reached, the outermost first."""
        found: list[tuple[str, ...]] = []
        for child, parent in _upwards(node):
            if parent.type in _BRANCHES:
                found.append(self._guards_of(child, parent))
            elif parent.type == "binary_expression":
                found.append(self._guards_of_and(child, parent))
        return tuple(one for group in reversed(found) for one in group)

    def _guards_of(self, child: Node, parent: Node) -> tuple[str, ...]:
        then, other = parent.child_by_field_name("consequence"), parent.child_by_field_name("alternative")
        if other is not None and child.start_byte >= other.start_byte:
            return (negated(self.condition(parent)),)
        if then is not None and child.start_byte >= then.start_byte:
            return atoms(self.condition(parent))
        return ()

    def _guards_of_and(self, child: Node, parent: Node) -> tuple[str, ...]:
        left, operator = parent.child_by_field_name("left"), parent.child_by_field_name("operator")
        is_and = operator is not None and operator.type == "&&"
        if left is None or not is_and or child.start_byte < left.end_byte:
            return ()
        return atoms(self.text(left))

    def condition(self, branch: Node) -> str:
        """What an `if` or a `? :` asks."""
        then = branch.child_by_field_name("consequence")
        end = then.start_byte if then is not None else branch.end_byte
        text = _AROUND.sub("", self.source[branch.start_byte : end].decode(errors="replace"))
        while text.startswith("(") and text.endswith(")"):
            text = text[1:-1].strip()
        return " ".join(text.split())

    def switches(self, branches: list[Node], strings: list[Node]) -> Iterator[Use]:
        """Conditions that ask a flag for mocks, and flags by name in a string (`'USE_MOCKS'`)."""
        for branch in branches:
            condition = self.condition(branch)
            if is_switch(condition):
                yield Use(condition, line(branch))
        for string in strings:
            text = self.text(string).strip("'\"`")
            if _FLAG.fullmatch(text) and is_switch(text):
                yield Use(text, line(string))

    def is_inside_mock(self, node: Node) -> bool:
        """Whether a mock's own definition surrounds a node."""
        return any(weight(name) == "mock" for name in self._names_around(node))

    def _names_around(self, node: Node) -> Iterator[str]:
        for child, parent in _upwards(node):
            if parent.type in self.classes | self.functions or (
                parent.type == "variable_declarator" and child == parent.child_by_field_name("value")
            ):
                yield self.name(parent)
            elif child.type == "function_body" and parent.type not in self.functions:
                yield self.signature_name(child)

    def signature_name(self, body: Node) -> str:
        """Where a body follows its signature as a sibling: the signature's name."""
        before = body.prev_named_sibling
        while before is not None and before.type == "comment":
            before = before.prev_named_sibling
        while before is not None and before.child_by_field_name("name") is None:
            before = before.named_children[0] if before.named_children else None
        return self.name(before) if before is not None else ""

    def name(self, node: Node) -> str:
        """The field `name`, or `key`; "" for none."""
        named = node.child_by_field_name("name") or node.child_by_field_name("key")
        return self.text(named) if named is not None else ""

    def owner(self, node: Node) -> str:
        """The class around a node."""
        return next((self.name(up) for _, up in _upwards(node) if up.type in self.classes), "")

    def placeholder(self, name: str, body: Node, comments: list[Node]) -> Placeholder | None:
        """What the function of this name and body pretends, if it does."""
        if not name or self.is_inside_mock(body) or weight(name) == "mock":
            return None
        statements = [one for one in _statements(body) if not canned.waits(self.text(one))]
        if len(statements) != 1:
            return None
        text = self.text(statements[0])
        is_statement = statements[0].type in ("return_statement", "throw_statement", "expression_statement")
        if statements[0].type == "expression_statement" and not text.startswith("throw"):
            return None
        said = [self.text(one).strip("/* \n") for one in comments if _belongs(one, body)]
        return canned.judge(
            name, line(body), self.owner(body), text if is_statement else _returned(text), said
        )

    def unread(self) -> tuple[tuple[int, str], ...]:
        """Where the parser had to guess: the first place only, as one mistake makes many."""
        if not self.root.has_error:
            return ()
        nodes = [one for group in self.ask("[(ERROR) (MISSING)] @broken").values() for one in group]
        first = min((line(one) for one in nodes), default=1)
        return ((first, "what stands here is not understood"),)


def parsed(language: Language, source: bytes, classes: frozenset[str], functions: frozenset[str]) -> Syntax:
    """A file as its syntax. tree-sitter goes on behind a mistake; `unread` tells where."""
    return Syntax(language, Parser(language).parse(source).root_node, source, classes, functions)


def line(node: Node) -> int:
    """From 1."""
    return int(node.start_point[0]) + 1


def _upwards(node: Node) -> Iterator[tuple[Node, Node]]:
    parent = node.parent
    while parent is not None:
        yield node, parent
        node, parent = parent, parent.parent


def _statements(body: Node) -> list[Node]:
    """The statements of a block; an expression body is its own one statement."""
    block = body
    if body.type == "function_body":
        block = next((one for one in body.named_children if one.type == "block"), body)
    if block.type in ("statement_block", "block"):
        return [one for one in block.named_children if one.type != "comment"]
    return [block]


def _returned(text: str) -> str:
    """`=> value` as `return value`; `=> throw …` as `throw …`."""
    plain = re.sub(r"^(?:async\*?\s*)?=>\s*", "", text).strip().rstrip(";")
    return plain if plain.startswith("throw") else f"return {plain}"


def _belongs(comment: Node, body: Node) -> bool:
    """A comment inside a body, or on the lines right above its function."""
    if body.start_byte <= comment.start_byte < body.end_byte:
        return True
    first = body
    while (
        first.parent is not None
        and first.parent.start_point[0] == body.start_point[0]
        and first.parent.parent
    ):
        first = first.parent
    return 0 <= first.start_point[0] - comment.end_point[0] <= 1 and comment.start_byte < body.start_byte
