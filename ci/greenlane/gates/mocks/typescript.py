"""TypeScript and JavaScript, read with tree-sitter; of `.vue` and `.svelte` files the script blocks."""

from __future__ import annotations

import re
from functools import cache

import tree_sitter_typescript
from tree_sitter import Language, Node

from greenlane.gates.mocks.facts import Definition, Facts, Import, Resolver, Setting, Use
from greenlane.gates.mocks.syntax import HARMLESS, Syntax, line, parsed
from greenlane.gates.mocks.typescript_modules import Modules
from greenlane.gates.mocks.words import is_suspect, weight
from greenlane.model.gates import Tree

TITLE = "TypeScript and JavaScript"
SUFFIXES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte")

_CLASSES = frozenset({"class_declaration", "abstract_class_declaration", "class"})
_FUNCTIONS = frozenset({"function_declaration", "generator_function_declaration", "method_definition"})
_SCRIPT = re.compile(rb"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_NAME = r"(?i)mock|fake|stub|dumm|in_?memory|placeholder"
_DATA = re.compile(r"\.(?:json5?|css|svg|png|jpe?g|wasm|txt|md|ya?ml)`$")
_GLOBALS = frozenset(
    {"fn", "mock", "spyOn", "useFakeTimers", "mocked", "doMock", "unmock", "mockImplementation"}
)

_IMPORTS = """
(import_statement) @import
(export_statement source: (string)) @export
(call_expression function: (import)) @call
(call_expression function: (identifier) @require (#eq? @require "require")) @call
(call_expression function: (member_expression) @glob
  (#match? @glob "^(import\\\\.meta\\\\.glob|require\\\\.resolve)")) @call
"""
_SUSPECTS = f"""
(class_declaration name: (_) @class)
(abstract_class_declaration name: (_) @class @abstract)
(variable_declarator name: (identifier) @class value: (class))
(function_declaration name: (_) @function)
(generator_function_declaration name: (_) @function)
(method_definition name: (property_identifier) @function)
(variable_declarator name: (identifier) @function value: [(arrow_function) (function_expression)])
(variable_declarator name: (identifier) @data
  value: [(array) (object) (as_expression (array)) (as_expression (object)) (satisfies_expression (array))])
(class_heritage (extends_clause value: (_) @base))
(class_heritage (implements_clause (_) @base))
((identifier) @use (#match? @use "{_NAME}"))
((shorthand_property_identifier) @use (#match? @use "{_NAME}"))
(member_expression property: (property_identifier) @use (#match? @use "{_NAME}"))
(member_expression object: (identifier) @global (#any-of? @global "jest" "vi")
  property: (property_identifier) @member)
[(if_statement) (ternary_expression)] @branch
(string (string_fragment) @string (#match? @string "^[A-Z][A-Z0-9_]+$"))
(member_expression property: (property_identifier) @string (#match? @string "^[A-Z][A-Z0-9_]+$"))
[(function_declaration) (generator_function_declaration) (method_definition) (arrow_function)
 (function_expression)] @body
(comment) @comment
"""


def facts(path: str, source: bytes) -> Facts:
    """What one file says; where it cannot be parsed, `unread` says where."""
    suffix = path.rpartition(".")[2]
    is_markup = suffix in ("vue", "svelte")
    text = scripts_of(source) if is_markup else source
    is_tsx = suffix in ("tsx", "js", "jsx", "mjs", "cjs")
    syntax = parsed(_language(is_tsx), text, _CLASSES, _FUNCTIONS)
    return _Reader(syntax).facts(is_suspect(text))


def resolver(tree: Tree, setting: Setting) -> Resolver:
    return Modules(tree, setting)


def scripts_of(source: bytes) -> bytes:
    """Markup with all but its scripts blanked out, so that lines keep their numbers."""
    kept = bytearray(re.sub(rb"[^\n]", b" ", source))
    for match in _SCRIPT.finditer(source):
        kept[match.start(2) : match.end(2)] = match[2]
    return bytes(kept)


@cache
def _language(is_tsx: bool) -> Language:
    wanted = tree_sitter_typescript.language_tsx if is_tsx else tree_sitter_typescript.language_typescript
    return Language(wanted())


class _Reader:
    """The facts of one parsed file."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._imports: list[Import] = []
        self._computed: list[Use] = []
        self._renamed: list[Use] = []

    def facts(self, is_suspect: bool) -> Facts:
        found = self._syntax.ask(_IMPORTS)
        for node in (*found.get("import", ()), *found.get("export", ())):
            self._statement(node)
        for node in found.get("call", ()):
            self._call(node)
        imports = tuple(sorted(self._imports, key=lambda one: (one.line, one.target)))
        base = Facts(imports=imports, computed=tuple(self._computed), unread=self._syntax.unread())
        return self._suspects(base) if is_suspect else base

    def _statement(self, node: Node) -> None:
        """`import … from`, `export … from`; those of types leave no trace at run time."""
        source = node.child_by_field_name("source") or _below(node, "import_require_clause", "string")
        if source is None or any(child.type == "type" for child in node.children):
            return
        specifiers = _specifiers(node)
        is_all_types = bool(specifiers) and all(one.children[0].type == "type" for one in specifiers)
        if is_all_types and not _has_default(node):
            return
        self._imports.append(Import(line(node), self._syntax.text(source).strip("'\"")))
        for one in specifiers:
            name, alias = one.child_by_field_name("name"), one.child_by_field_name("alias")
            if name is not None and alias is not None:
                self._rename(self._syntax.text(name), self._syntax.text(alias), one)

    def _rename(self, name: str, alias: str, node: Node) -> None:
        if weight(name) and not weight(alias):
            self._renamed.append(Use(name, line(node)))

    def _call(self, node: Node) -> None:
        arguments = node.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        first = next((one for one in given if one.type != "comment"), None)
        if first is None:
            return
        function = self._syntax.text(node.child_by_field_name("function") or node)
        guards = self._syntax.guards(node)
        for target in first.named_children if first.type == "array" else [first]:
            self._called(node, target, guards, is_glob=function.startswith("import.meta.glob"))

    def _called(self, node: Node, target: Node, guards: tuple[str, ...], *, is_glob: bool) -> None:
        text = self._syntax.text(target)
        if target.type == "string" or (target.type == "template_string" and "${" not in text):
            plain = text.strip("'\"`")
            optional = any(up.type == "try_statement" for up in _parents(node))
            self._imports.append(Import(line(node), plain, (), guards, optional, is_pattern=is_glob))
            return
        if _DATA.search(text):
            return
        pattern = re.sub(r"\$\{[^}]*\}", "*", text.strip("`")) if target.type == "template_string" else ""
        if pattern.startswith(("./", "../", "@/", "~/")) and pattern.count("/") >= 2:
            self._imports.append(Import(line(node), pattern, (), guards, is_pattern=True))
        self._computed.append(Use(self._syntax.text(node), line(node), guards))

    def _suspects(self, base: Facts) -> Facts:
        syntax, found = self._syntax, self._syntax.ask(_SUSPECTS)
        classes, functions = found.get("class", []), found.get("function", [])
        definitions = [self._definition(one, "class") for one in classes]
        definitions += [Definition(syntax.text(one), line(one), "function") for one in functions]
        definitions += [Definition(syntax.text(one), line(one), "data") for one in found.get("data", [])]
        return Facts(
            imports=base.imports,
            computed=base.computed,
            unread=base.unread,
            definitions=tuple(one for one in definitions if weight(one.name)),
            uses=(*self._renamed, *self._uses(found.get("use", []))),
            globals=tuple(self._globals(found)),
            placeholders=tuple(
                one
                for node in found.get("body", [])
                if (body := node.child_by_field_name("body")) is not None
                and (one := syntax.placeholder(self._function_name(node), body, found.get("comment", [])))
            ),
            switches=tuple(syntax.switches(found.get("branch", []), found.get("string", []))),
            bases=frozenset(syntax.text(one).partition("<")[0] for one in found.get("base", [])),
            abstract=frozenset(syntax.text(one) for one in found.get("abstract", [])),
        )

    def _definition(self, name: Node, kind: str) -> Definition:
        node = name.parent
        around = [node, node.parent] if node is not None else []
        marks = [child for one in around if one for child in one.children if child.type == "decorator"]
        registered = any(self._syntax.text(one).strip("@").partition("(")[0] not in HARMLESS for one in marks)
        return Definition(self._syntax.text(name), line(name), "class", registered and kind == "class")

    def _uses(self, nodes: list[Node]) -> list[Use]:
        uses = []
        for node in nodes:
            name = self._syntax.text(node)
            if weight(name) and not _declares(node) and not self._syntax.is_inside_mock(node):
                uses.append(Use(name, line(node), self._syntax.guards(node)))
        return uses

    def _globals(self, found: dict[str, list[Node]]) -> list[Use]:
        """`jest.fn()` without an import: it would not even run."""
        uses = []
        for node in found.get("global", []):
            member = node.parent.child_by_field_name("property") if node.parent is not None else None
            if member is not None and self._syntax.text(member) in _GLOBALS:
                uses.append(Use(self._syntax.text(node), line(node), self._syntax.guards(node)))
        return uses

    def _function_name(self, node: Node) -> str:
        parent = node.parent
        if node.type not in _FUNCTIONS and parent is not None:
            return self._syntax.name(parent) if parent.type != "call_expression" else ""
        return self._syntax.name(node)


def _declares(node: Node) -> bool:
    """Whether an identifier is the name being declared or imported, or a type."""
    parent = node.parent
    if parent is None or parent.type in (
        *(
            "import_specifier",
            "import_clause",
            "namespace_import",
            "required_parameter",
            "optional_parameter",
        ),
        *(
            "export_specifier",
            "type_query",
            "nested_type_identifier",
            "labeled_statement",
            "formal_parameters",
        ),
        *(
            "function_declaration",
            "class_declaration",
            "array_pattern",
            "object_pattern",
            "import_require_clause",
        ),
    ):
        return parent is None or parent.child_by_field_name("value") != node
    return parent.type == "variable_declarator" and parent.child_by_field_name("name") == node


def _specifiers(node: Node) -> list[Node]:
    kinds = ("named_imports", "export_clause")
    lists = [
        child for part in (node, *node.named_children) for child in part.named_children if child.type in kinds
    ]
    return [one for group in lists for one in group.named_children if one.type.endswith("_specifier")]


def _has_default(node: Node) -> bool:
    clause = next((child for child in node.named_children if child.type == "import_clause"), None)
    return clause is not None and any(
        one.type in ("identifier", "namespace_import") for one in clause.named_children
    )


def _below(node: Node, kind: str, inner: str) -> Node | None:
    clause = next((child for child in node.named_children if child.type == kind), None)
    return (
        next((one for one in clause.named_children if one.type == inner), None)
        if clause is not None
        else None
    )


def _parents(node: Node) -> list[Node]:
    found, parent = [], node.parent
    while parent is not None:
        found.append(parent)
        parent = parent.parent
    return found
