"""Python, read with `ast`: its imports in every spelling, its definitions and what looks like a mock."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence

from greenlane.gates.mocks import canned
from greenlane.gates.mocks.facts import Definition, Facts, Import, Placeholder, Resolver, Setting, Use
from greenlane.gates.mocks.python_modules import Modules
from greenlane.gates.mocks.python_nodes import comments_of, is_data, is_dunder, marks, names_of, prefix
from greenlane.gates.mocks.words import atoms, is_suspect, is_switch, negated, weight
from greenlane.model.gates import Tree

TITLE = "Python"
SUFFIXES = (".py",)

_BY_NAME = re.compile(
    rb"import_module|__import__|run_module|import_string|\binclude\(|uvicorn|gunicorn|_MODULE"
)
_SETTINGS = re.compile(r"(?:^|/)(?:manage|asgi|wsgi|celery|urls|settings[\w]*|settings/[\w]+)\.py$")
_IMPORTERS = frozenset({"import_module", "__import__", "run_module", "import_string", "include", "run"})
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?::[A-Za-z_]\w*)?")
_CATCHING = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_ABSTRACT_BASES = frozenset({"ABC", "Protocol", "ABCMeta", "Interface", "TypedDict"})
_ABSTRACT_MARKS = frozenset(
    {"abstractmethod", "abstractproperty", "overload", "abstractclassmethod", "singledispatch", "override"}
)
Function = (ast.FunctionDef, ast.AsyncFunctionDef)


def facts(path: str, source: bytes) -> Facts:
    """What one file says; where it cannot be parsed, `unread` says why."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source, path.replace("\n", " "))
        reader = _Reader(path, source)
        reader.body(tree.body, ())
        return reader.facts()
    except SyntaxError as err:
        return Facts(unread=((err.lineno or 1, err.msg),))
    except (ValueError, RecursionError, MemoryError) as err:
        return Facts(unread=((1, str(err) or type(err).__name__),))


def _own_package(path: str) -> Import:
    """Before a module runs, the package that it stands in does."""
    return Import(1, ".." if path.endswith("/__init__.py") else ".", ("__init__",), optional=True)


def resolver(tree: Tree, setting: Setting) -> Resolver:
    return Modules(tree, setting)


class _Reader:
    """One walk over a file. What holds no suspicious word is read for its imports only."""

    def __init__(self, path: str, source: bytes) -> None:
        self._source = source
        self._is_suspect = is_suspect(source)
        self._names_modules = bool(_SETTINGS.search(path))
        self._is_deep = self._is_suspect or self._names_modules or bool(_BY_NAME.search(source))
        self._imports = [_own_package(path)]
        self._definitions: list[Definition] = []
        self._uses: list[Use] = []
        self._placeholders: list[Placeholder] = []
        self._switches: list[Use] = []
        self._computed: list[Use] = []
        self._bases: set[str] = set()
        self._abstract: set[str] = set()
        self._has_tests = False
        self._main: tuple[int, int] | None = None
        self._owner = ""
        self._mock_depth = 0

    def facts(self) -> Facts:
        return Facts(
            imports=tuple(self._imports),
            definitions=tuple(self._definitions),
            uses=tuple(self._uses),
            placeholders=tuple(self._placeholders),
            switches=tuple(self._switches),
            bases=frozenset(self._bases),
            abstract=frozenset(self._abstract),
            computed=tuple(self._computed),
            has_tests=self._has_tests,
            main=self._main,
        )

    def body(self, statements: Sequence[ast.stmt], guards: tuple[str, ...], optional: bool = False) -> None:
        for statement in statements:
            self._statement(statement, guards, optional)

    def _statement(self, node: ast.stmt, guards: tuple[str, ...], optional: bool) -> None:
        match node:
            case ast.Import():
                self._import(node, guards, optional)
            case ast.ImportFrom():
                self._import_from(node, guards, optional)
            case ast.If():
                self._if(node, guards, optional)
            case ast.Try() | ast.TryStar():
                self._try(node, guards, optional)
            case ast.ClassDef():
                self._class(node, guards)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node, guards)
            case ast.Assign() | ast.AnnAssign() if self._is_suspect:
                self._assign(node)
                self._expressions(node, guards)
            case _:
                self._expressions(node, guards)
                for name in ("body", "orelse"):
                    self.body(getattr(node, name, ()), guards, optional)
                for case in getattr(node, "cases", ()):
                    self.body(case.body, guards, optional)

    def _import(self, node: ast.Import, guards: tuple[str, ...], optional: bool) -> None:
        for alias in node.names:
            self._imports.append(Import(node.lineno, alias.name, (), guards, optional))

    def _import_from(self, node: ast.ImportFrom, guards: tuple[str, ...], optional: bool) -> None:
        target = "." * node.level + (node.module or "")
        names = tuple(alias.name for alias in node.names)
        self._imports.append(Import(node.lineno, target, names, guards, optional))
        self._has_tests |= target in ("unittest", "pytest")
        for alias in node.names:
            if alias.asname and weight(alias.name) and not weight(alias.asname):
                self._uses.append(Use(alias.name, node.lineno, guards))

    def _if(self, node: ast.If, guards: tuple[str, ...], optional: bool) -> None:
        condition = ast.unparse(node.test)
        if condition in ("TYPE_CHECKING", "typing.TYPE_CHECKING", "t.TYPE_CHECKING", "False"):
            self.body(node.orelse, guards, optional)
            return
        if condition.replace('"', "'") in ("__name__ == '__main__'", "'__main__' == __name__"):
            self._main = (node.lineno, node.end_lineno or node.lineno)
            self.body(node.body, guards, optional)
            return
        self._expression(node.test, guards)
        self._switch(condition, node.test.lineno)
        self.body(node.body, (*guards, *atoms(condition)), optional)
        self.body(node.orelse, (*guards, negated(condition)), optional)

    def _switch(self, condition: str, line: int) -> None:
        if self._is_suspect and is_switch(condition):
            self._switches.append(Use(" ".join(condition.split()), line))

    def _try(self, node: ast.Try | ast.TryStar, guards: tuple[str, ...], optional: bool) -> None:
        caught = {name for handler in node.handlers for name in names_of(handler.type)} or {"Exception"}
        self.body(node.body, guards, optional or (bool(node.handlers) and bool(caught & _CATCHING)))
        for handler in node.handlers:
            self.body(handler.body, guards, optional)
        self.body(node.orelse, guards, optional)
        self.body(node.finalbody, guards, optional)

    def _class(self, node: ast.ClassDef, guards: tuple[str, ...]) -> None:
        names = {name for base in node.bases for name in names_of(base)}
        names |= {name for keyword in node.keywords for name in names_of(keyword.value)}
        self._bases |= names
        if names & _ABSTRACT_BASES or any(marks(one) & _ABSTRACT_MARKS for one in node.body):
            self._abstract.add(node.name)
        self._has_tests |= node.name.startswith("Test") and any(
            isinstance(one, Function) and one.name.startswith("test") for one in node.body
        )
        self._define(node, "class", bool(node.decorator_list))
        for part in (*node.decorator_list, *node.bases, *(word.value for word in node.keywords)):
            self._expression(part, guards)
        owner, self._owner = self._owner, node.name
        self._inside(node.name, node.body, guards)
        self._owner = owner

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, guards: tuple[str, ...]) -> None:
        self._has_tests |= node.name.startswith("test_") and not node.decorator_list and not self._owner
        self._define(node, "function", bool(node.decorator_list))
        defaults = [default for default in (*node.args.defaults, *node.args.kw_defaults) if default]
        for part in (*node.decorator_list, *defaults):
            self._expression(part, guards)
        if self._is_suspect and not self._mock_depth and not marks(node) & _ABSTRACT_MARKS:
            self._placeholder(node)
        self._inside(node.name, node.body, guards)

    def _inside(self, name: str, statements: Sequence[ast.stmt], guards: tuple[str, ...]) -> None:
        """What a mock uses is the mock's business; it counts once the mock itself is used."""
        is_mock = weight(name) == "mock"
        self._mock_depth += is_mock
        self.body(statements, guards)
        self._mock_depth -= is_mock

    def _define(
        self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, kind: str, marked: bool
    ) -> None:
        if weight(node.name) is None:
            return
        registered = marked and not marks(node) <= {
            "dataclass",
            "property",
            "staticmethod",
            "classmethod",
            "cache",
        }
        is_class = kind == "class"
        self._definitions.append(
            Definition(node.name, node.lineno, "class" if is_class else "function", registered)
        )

    def _assign(self, node: ast.Assign | ast.AnnAssign) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and weight(target.id) == "mock" and is_data(node.value):
                self._definitions.append(Definition(target.id, node.lineno, "data"))

    def _placeholder(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        body = list(node.body)
        comments = [text for text in [ast.get_docstring(node)] if text]
        if comments:
            body = body[1:]
        only = [one for one in body if not canned.waits(ast.unparse(one))]
        if len(only) != 1 or not isinstance(only[0], (ast.Return, ast.Raise)) or is_dunder(node.name):
            return
        said = [*comments, *comments_of(node, self._source)]
        found = canned.judge(node.name, node.lineno, self._owner, ast.unparse(only[0]), said)
        if found:
            self._placeholders.append(found)

    def _expressions(self, node: ast.AST, guards: tuple[str, ...]) -> None:
        """The expressions of a statement, but not its annotation."""
        if not self._is_deep:
            return
        for name, value in ast.iter_fields(node):
            if name == "annotation":
                continue
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, ast.withitem):
                    self._expression(part.context_expr, guards)
                elif isinstance(part, ast.expr):
                    self._expression(part, guards)

    def _expression(self, node: ast.AST, guards: tuple[str, ...]) -> None:
        if not self._is_deep:
            return
        match node:
            case ast.IfExp():
                condition = ast.unparse(node.test)
                self._switch(condition, node.lineno)
                self._expression(node.test, guards)
                self._expression(node.body, (*guards, *atoms(condition)))
                self._expression(node.orelse, (*guards, negated(condition)))
                return
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name, ctx=ast.Load()):
                if weight(name) and not self._mock_depth:
                    self._uses.append(Use(name, node.lineno, guards))
            case ast.Call():
                self._call(node, guards)
            case ast.Constant(value=str(text)) if self._names_modules and _DOTTED.fullmatch(text):
                self._imports.append(Import(node.lineno, text.partition(":")[0], (), guards, optional=True))
        for child in ast.iter_child_nodes(node):
            self._expression(child, guards)

    def _call(self, node: ast.Call, guards: tuple[str, ...]) -> None:
        name = (names_of(node.func) or [""])[-1]
        if name not in _IMPORTERS or not node.args:
            return
        target = node.args[0]
        if isinstance(target, ast.Constant) and isinstance(target.value, str):
            if _DOTTED.fullmatch(target.value.lstrip(".")):
                is_import = name in ("import_module", "__import__", "run_module")
                plain = target.value.partition(":")[0]
                self._imports.append(Import(node.lineno, plain, (), guards, optional=not is_import))
        elif name in ("import_module", "__import__", "run_module"):
            self._computed_import(node, target, guards)

    def _computed_import(self, node: ast.Call, target: ast.expr, guards: tuple[str, ...]) -> None:
        """`f"{__name__}.x{…}"` and `"app.plugins." + name` mean all that begins so."""
        known = prefix(target)
        if known.rstrip(".") and known.endswith("."):
            self._imports.append(Import(node.lineno, known, (), guards, is_pattern=True))
        self._computed.append(Use(ast.unparse(node), node.lineno, guards))
