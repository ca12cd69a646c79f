"""What a workspace's lock file says of components is as good as their `needs`."""

from __future__ import annotations

from greenlane.model.plan import Component, Declared, Job
from greenlane.planner.keys import keys
from greenlane.planner.locks.joining import joined, undeclared
from greenlane.planner.locks.reading import leads
from tests.unit.planner.forest import Forest, forest
from tests.unit.planner.locks.lockfiles import text

A, B, C = (Component(name, (f"packages/{name}/**",)) for name in "abc")
DOCS = Component("docs", ("packages/**.md",))
JOBS = tuple(Job(name, (name,), locks=("uv.lock",)) for name in "abc")
LEADS = {"packages/a": {"packages/b"}}


def commit(**changed: str) -> Forest:
    files = {f"packages/{name}/pyproject.toml": changed.get(name, "") for name in "abc"}
    return forest({"uv.lock": text("uv.lock"), "packages/b/why.md": "", **files})


def digest(declared: Declared, tree: Forest) -> str | None:
    return keys(declared, tree, {})["a"].digest


def test_a_package_that_is_needed_by_name_changes_the_key_of_who_needs_it() -> None:
    declared = Declared((A, B, C), JOBS)
    before, after = commit(), commit(b="other")
    ready = [joined(declared, tree, leads(JOBS, tree)) for tree in (before, after)]

    assert ready[0].components == (Component("a", A.paths, ("b",)), B, C)
    assert digest(declared, before) == digest(declared, after)
    assert digest(ready[0], before) != digest(ready[1], after)


def test_who_owns_a_part_of_the_needed_package_is_needed_and_needs_nothing() -> None:
    assert undeclared(Declared((A, B, C, DOCS), JOBS), commit(), LEADS) == {"a": {"b", "docs"}}


def test_a_declaration_that_says_all_stays_the_same_object() -> None:
    declared = Declared((Component("a", A.paths, ("b",)), B, C), JOBS)

    assert joined(declared, commit(), LEADS) is declared
    assert joined(declared, commit(), {}) is declared


def test_a_package_within_its_own_component_is_no_need() -> None:
    declared = Declared((Component("ab", ("packages/a/**", "packages/b/**")), C), JOBS)

    assert joined(declared, commit(), LEADS) is declared


def test_a_tree_that_cannot_be_read_adds_nothing() -> None:
    tree = commit()
    tree.objects.clear()

    assert undeclared(Declared((A, B, C), JOBS), tree, LEADS) == {}
