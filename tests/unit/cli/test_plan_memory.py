"""What plans keep is found by all that decides it, and what an earlier version kept is cleared up."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import greenlane
from greenlane.cli.plan_memory import DECIDING, PlanMemory, SeenBefore, key_of

PACKAGE = Path(greenlane.__file__).parent
MAKING = ("config/quick", "planner/commit", "planner/restoring")
"""What readies a declaration (cli/plan_declared.py), makes it plain values, and restores it."""


def imported(node: ast.AST) -> Iterator[str]:
    """The modules of ours that run when this does, wherever in it they are imported."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            for other in child.orelse:
                yield from imported(other)
            continue
        if isinstance(child, ast.ImportFrom) and (child.module or "").startswith("greenlane"):
            base = str(child.module).replace(".", "/").removeprefix("greenlane").lstrip("/")
            names = [f"{base}/{one.name}".lstrip("/") for one in child.names]
            yield from (name for name in [base, *names] if (PACKAGE / f"{name}.py").is_file())
        yield from imported(child)


def test_a_declaration_is_kept_by_all_code_that_makes_it_ready() -> None:
    waiting, found = list(MAKING), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += imported(ast.parse((PACKAGE / f"{name}.py").read_text()))
    assert found == set(DECIDING)


def test_an_import_within_a_function_and_that_of_a_whole_module_are_seen() -> None:
    text = "def f():\n    from greenlane.model import units\n    from greenlane.config.scalars import x"
    assert sorted(imported(ast.parse(text))) == ["config/scalars", "model/units"]
    assert list(imported(ast.parse("if TYPE_CHECKING:\n    from greenlane.model import units"))) == []


def test_other_content_has_another_key() -> None:
    assert key_of([b"a", b"bc"]) != key_of([b"ab", b"c"])
    assert key_of([b"a"]) != key_of([b"a"], ("config",))


def test_what_was_seen_is_kept_for_the_user_alone_and_again_only_when_there_is_more(tmp_path: Path) -> None:
    state = {"GREENLANE_STATE": str(tmp_path / "state")}
    with SeenBefore(state) as seen:
        seen["a" * 40] = ()
    [kept] = (tmp_path / "state/plans").iterdir()
    first = kept.stat()
    assert first.st_mode & 0o777 == 0o600
    with SeenBefore(state) as seen:
        assert seen == {"a" * 40: ()}
    assert kept.stat().st_ino == first.st_ino
    with SeenBefore(state) as seen:
        seen["b" * 40] = ()
    [again] = (tmp_path / "state/plans").iterdir()
    assert again.stat().st_ino != first.st_ino


def test_what_a_plan_that_failed_has_seen_is_not_kept(tmp_path: Path) -> None:
    state = {"GREENLANE_STATE": str(tmp_path / "state")}

    def fail() -> None:
        with SeenBefore(state) as seen:
            seen["a" * 40] = ()
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        fail()
    with SeenBefore(state) as seen:
        assert seen == {}


def test_what_an_earlier_version_kept_of_folders_goes(tmp_path: Path) -> None:
    state = {"GREENLANE_STATE": str(tmp_path / "state")}
    PlanMemory(state).keep("other", ("value",))
    old = tmp_path / "state/plans/seen.json"
    old.write_text("{}")
    with SeenBefore(state) as seen:
        seen["a" * 40] = ()
    assert not old.exists()
    assert PlanMemory(state).recall("other") == ("value",)
