"""Dart and Flutter, read with tree-sitter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import tree_sitter_dart
from tree_sitter import Language, Node

from greenlane.gates.mocks.dart_packages import Packages
from greenlane.gates.mocks.facts import Definition, Facts, Import, Kind, Placeholder, Resolver, Setting, Use
from greenlane.gates.mocks.syntax import HARMLESS, Syntax, line, parsed
from greenlane.gates.mocks.words import is_suspect, weight
from greenlane.model.gates import Tree

TITLE = "Dart"
SUFFIXES = (".dart",)

_CLASSES = frozenset({"class_definition", "mixin_declaration", "extension_declaration", "enum_declaration"})
_NAME = r"(?i)mock|fake|stub|dumm|in_?memory|placeholder"
_DECLARING = frozenset(
    {
        *(
            "class_definition",
            "mixin_declaration",
            "enum_declaration",
            "function_signature",
            "getter_signature",
        ),
        *(
            "setter_signature",
            "constructor_signature",
            "factory_constructor_signature",
            "formal_parameter",
            "label",
        ),
        *(
            "static_final_declaration",
            "initialized_identifier",
            "initialized_variable_definition",
            "annotation",
        ),
        *("constructor_param", "enum_constant", "combinator", "import_specification", "library_export"),
    }
)
_IMPORTS = "(uri (string_literal) @uri)"
_SUSPECTS = f"""
(class_definition name: (identifier) @class)
(mixin_declaration (identifier) @class)
(function_signature name: (identifier) @function)
(getter_signature name: (identifier) @function)
(static_final_declaration (identifier) @data [(list_literal) (set_or_map_literal)])
(initialized_identifier (identifier) @data [(list_literal) (set_or_map_literal)])
(initialized_variable_definition name: (identifier) @data value: [(list_literal) (set_or_map_literal)])
(superclass (type_identifier) @base)
(interfaces (type_identifier) @base)
(mixins (type_identifier) @base)
((identifier) @use (#match? @use "{_NAME}"))
((type_identifier) @type (#match? @type "{_NAME}"))
[(if_statement) (conditional_expression)] @branch
((string_literal) @string (#match? @string "^.[A-Z][A-Z0-9_]+.$"))
(function_body) @body
[(comment) (documentation_comment)] @comment
"""


def facts(path: str, source: bytes) -> Facts:
    """What one file says; where it cannot be parsed, `unread` says where."""
    del path
    syntax = parsed(_language(), source, _CLASSES, frozenset())
    imports = tuple(_imports(syntax))
    has_tests = any(one.target.startswith(("package:test/", "package:flutter_test/")) for one in imports)
    base = Facts(imports=imports, has_tests=has_tests, unread=syntax.unread())
    return _suspects(syntax, base) if is_suspect(source) else base


def resolver(tree: Tree, setting: Setting) -> Resolver:
    return Packages(tree, setting)


@cache
def _language() -> Language:
    return Language(tree_sitter_dart.language())


def _imports(syntax: Syntax) -> Iterator[Import]:
    """Imports, exports and parts, with every branch of a conditional one."""
    for node in syntax.ask(_IMPORTS).get("uri", []):
        uri = node.parent
        around = uri.parent if uri is not None else None
        if around is None or around.type == "part_of_directive":
            continue
        has_branches = any(child.type == "configuration_uri" for child in around.named_children)
        target = syntax.text(node).strip("r").strip("'\"")
        yield Import(line(node), target, is_default=around.type == "configurable_uri" and has_branches)


def _suspects(syntax: Syntax, base: Facts) -> Facts:
    found = syntax.ask(_SUSPECTS)
    kinds: tuple[Kind, ...] = ("class", "function", "data")
    definitions = [_definition(syntax, node, kind) for kind in kinds for node in found.get(kind, [])]
    return Facts(
        imports=base.imports,
        has_tests=base.has_tests,
        unread=base.unread,
        definitions=tuple(one for one in definitions if weight(one.name)),
        uses=tuple(_uses(syntax, found)),
        placeholders=tuple(_placeholders(syntax, found)),
        switches=tuple(syntax.switches(found.get("branch", []), found.get("string", []))),
        bases=frozenset(syntax.text(one) for one in found.get("base", [])),
        abstract=frozenset(_abstract(syntax, found.get("class", []))),
    )


def _definition(syntax: Syntax, name: Node, kind: Kind) -> Definition:
    parent = name.parent
    marks = [one for one in (parent.named_children if parent is not None else []) if one.type == "annotation"]
    registered = kind == "class" and any(syntax.name(one) not in HARMLESS for one in marks)
    return Definition(syntax.text(name), line(name), kind, registered)


def _abstract(syntax: Syntax, names: list[Node]) -> Iterator[str]:
    for name in names:
        head = syntax.source[name.parent.start_byte : name.start_byte] if name.parent is not None else b""
        bases = syntax.text(name.parent) if name.parent is not None else ""
        if re.search(rb"\b(?:abstract|sealed|interface)\b", head) or "extends PlatformInterface" in bases:
            yield syntax.text(name)


def _uses(syntax: Syntax, found: dict[str, list[Node]]) -> Iterator[Use]:
    constructed = [node for node in found.get("type", []) if _is_constructed(node)]
    for node in sorted((*found.get("use", []), *constructed), key=lambda one: one.start_byte):
        name = syntax.text(node)
        if weight(name) and not _declares(node) and not syntax.is_inside_mock(node):
            yield Use(name, line(node), syntax.guards(node))


def _is_constructed(node: Node) -> bool:
    return node.parent is not None and node.parent.type in (
        "const_object_expression",
        "new_expression",
        "superclass",
    )


def _declares(node: Node) -> bool:
    """Whether an identifier is the name being declared: the first of its declaration."""
    parent = node.parent
    if parent is None or parent.type not in _DECLARING:
        return parent is None
    named = parent.child_by_field_name("name")
    if named is not None or parent.type in ("label", "combinator"):
        return named == node or parent.type in ("label", "combinator")
    return next((one for one in parent.named_children if one.type == "identifier"), None) == node


def _placeholders(syntax: Syntax, found: dict[str, list[Node]]) -> Iterator[Placeholder]:
    for body in found.get("body", []):
        name = syntax.signature_name(body)
        one = syntax.placeholder(name, body, found.get("comment", []))
        if one is not None:
            yield one
