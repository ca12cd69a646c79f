"""What is written: names once, YAML that reads back, components that own what they say, pins and branches."""

from __future__ import annotations

import ast

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from greenlane.config.mistakes import Mistakes
from greenlane.config.parse import parse
from greenlane.config.tree import Items, Node, Scalar, Table
from greenlane.workflows.init import declare, noxfile, workflow
from greenlane.workflows.init.existing import declaration_left
from greenlane.workflows.init.names import RESERVED, Names
from greenlane.workflows.init.propose import look
from greenlane.workflows.init.seen import Real, Sessions
from greenlane.workflows.init.tree import Tree, slug
from greenlane.workflows.init.yaml_text import section
from tests.unit.workflows.init.kinds import PYTHON_UV, TEST, package
from tests.unit.workflows.init.made import tree

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)


def plain(node: Node) -> object:
    """What our own reader of greenlane.yaml makes of it."""
    if isinstance(node, Table):
        return {name: plain(entry.node) for name, entry in node.entries.items()}
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value


@given(TEXTS)
def test_any_command_reads_back_as_it_was(text: str) -> None:
    written = section("jobs", {"it": {"run": [text, text]}})
    found = plain(parse(written, file="x", layer="x", mistakes=Mistakes()))
    assert found == {"jobs": {"it": {"run": [text.replace("${", "$${")] * 2}}}


@pytest.mark.parametrize(
    "text", ["on", "null", "1.5", "2026-01-01", "~", "a: b", "a #b", "- a", "*a", "true", "1_000"]
)
def test_a_text_that_yaml_would_take_for_something_else_stays_a_text(text: str) -> None:
    assert yaml.safe_load(section("a", {"b": text})) == {"a": {"b": text}}


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=12))
def test_names_are_given_once_and_can_be_keys(asked: list[tuple[str, str]]) -> None:
    names = Names()
    given_out = [names.take(text, folder, "part") for text, folder in asked]
    assert len(set(given_out)) == len(given_out)
    assert RESERVED.isdisjoint(given_out)
    assert all(name == slug(name, "") and len(name) <= 60 for name in given_out)


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
def test_any_command_stands_in_the_noxfile_as_it_is(commands: list[str], folder: str) -> None:
    text = noxfile.text(None, [Real(commands=tuple(commands), folder=folder)])
    words = [one.value for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Constant)]
    assert set(commands) | {folder} <= set(words)


def test_sessions_are_found_in_a_noxfile_however_they_get_there() -> None:
    text = (
        "import nox\n@nox.session(python='3.12')\ndef a(s): pass\n@session\ndef b(s): pass\ndef c(s): pass\n"
    )
    assert noxfile.defined(f"{text}take(P, 'lint')\nnox.sessions(P, 'd')\n") == {"a", "b", "lint", "d"}
    assert noxfile.defined("def (") == frozenset()


def test_tests_that_read_documents_keep_them_in_every_key() -> None:
    files = {**PYTHON_UV, "tests/test_docs.py": "open('docs/guide.md')\n"}
    seen = look(tree(files))
    assert seen
    assert "docs" not in declare.components(tree(files), seen.parts, has_supabase=False)


def test_a_folder_that_no_glob_can_name_belongs_to_the_rest() -> None:
    files = {
        "web [old]/package.json": package("x", scripts={"test": "true"}),
        "api/requirements.txt": "pytest",
    }
    files |= {"api/tests/test_it.py": TEST}
    seen = look(tree(files))
    assert seen
    assert list(declare.components(tree(files), seen.parts, has_supabase=False).values()) == [["api/**"]]


def test_a_project_inside_another_owns_its_own_files() -> None:
    files = {
        "app/package.json": package("x", scripts={"test": "true"}),
        "app/native/pubspec.yaml": "name: native\n",
        "app/native/lib/a.dart": "",
    }
    seen = look(tree(files))
    assert seen
    owned = declare.components(tree(files), seen.parts, has_supabase=False)
    assert owned == {"app": ["app/**", "!app/native/**"], "native": ["app/native/**"]}


@given(
    st.frozensets(
        st.lists(st.sampled_from(["a", "ab", "b", "a.b", "-"]), min_size=1, max_size=3).map("/".join)
    )
)
def test_what_is_below_a_folder_is_what_begins_with_it(files: frozenset[str]) -> None:
    found = Tree("x", files, lambda _: "")
    for folder in ("a", "ab", "a/b", "zz"):
        assert list(found.below(folder)) == sorted(path for path in files if path.startswith(f"{folder}/"))
    assert list(found.below(".")) == sorted(files)


def test_what_is_vendored_or_an_example_is_no_project() -> None:
    files = {
        f"{home}/package.json": package("x", scripts={"test": "true"})
        for home in ("node_modules/x", "examples/y")
    }
    files |= {".hidden/pyproject.toml": "[build-system]\n", "tests/data/setup.py": ""}
    assert look(tree(files)) is None


@pytest.mark.parametrize("branch", ["main", "release/1.x", "a b", "it's", "v*", "100", "true", "on"])
def test_any_branch_can_be_the_default_one(branch: str) -> None:
    text = workflow.text(workflow.Pin("o/g", "a" * 40, "v1.0.0"), branch)
    (found,) = yaml.safe_load(text)[True]["push"]["branches"]
    assert found.replace("\\", "") == branch


def test_mypy_looks_at_the_package_and_its_tests_unless_its_configuration_says_where() -> None:
    sessions = Sessions("src/shop", "tests", (), ("typecheck",))
    assert sessions.source
    said = declare.gates(tree(PYTHON_UV), is_measured=False, is_hidden=False, mypy=("src/shop", "tests"))
    assert said["tools"] == {"mypy": {"paths": ["src/shop", "tests"]}}
    files = {**PYTHON_UV, "pyproject.toml": '[tool.ruff]\n[tool.mypy]\nfiles = ["src"]\n'}
    assert "tools" not in declare.gates(tree(files), is_measured=False, is_hidden=False, mypy=("src/shop",))


def test_a_declaration_that_is_nested_too_deeply_stays_as_one_that_cannot_be_read() -> None:
    left = declaration_left("greenlane.yaml", "[\n " * 2_000, {"jobs": "jobs: {}"})
    assert (left.why, left.snippet) == ("it is there, and cannot be read: greenlane config check", "")
