"""Who imports whom: cli, nox, pytest -> domains -> edges -> model; config and render only model."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "ci" / "greenlane"

# What a room may import besides itself. A room that is not listed is a domain.
LAYERS: dict[str, frozenset[str]] = {
    "model": frozenset(),
    "edges": frozenset({"model"}),
    "config": frozenset({"model"}),
    "render": frozenset({"model"}),
    "migrations": frozenset({"model", "edges"}),
}
DOMAIN = frozenset({"model", "edges", "migrations"})
TOP = frozenset({"cli", "nox", "pytest"})


def rooms() -> list[str]:
    """The folders of the package that hold Python."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def imported(source: str, package: str) -> Iterator[str]:
    """Every module of ours that this text imports, also inside functions, as a dotted name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("greenlane"))
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            if name == "greenlane":
                yield from (f"greenlane.{alias.name}" for alias in node.names)
            elif name.startswith("greenlane."):
                yield name


def allowed(room: str, existing: list[str]) -> frozenset[str]:
    """The rooms that this one may import."""
    if room in TOP:
        return frozenset(existing)
    return LAYERS.get(room, DOMAIN) | {room}


def wrong_imports(room: str, source: str, package: str, existing: list[str]) -> list[str]:
    """The modules that a file of this room must not import."""
    permitted = allowed(room, existing)
    found = [name for name in imported(source, package) if name.count(".")]
    return [name for name in found if name.split(".")[1] in existing and name.split(".")[1] not in permitted]


@pytest.mark.parametrize("room", rooms())
def test_a_room_imports_only_what_lies_below_it(room: str) -> None:
    wrong = []
    for path in sorted((PACKAGE / room).rglob("*.py")):
        package = ".".join(["greenlane", *path.relative_to(PACKAGE).parent.parts])
        for name in wrong_imports(room, path.read_text(), package, rooms()):
            wrong.append(f"{path.relative_to(PACKAGE)} imports {name}")
    assert not wrong


def test_there_are_rooms_to_look_at() -> None:
    assert {"model", "edges", "cli", "services"} <= set(rooms())


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("model", "from greenlane.edges import files"),
        ("services", "def f():\n    from greenlane.cli import main"),
        ("edges", "import greenlane.services.stack"),
        ("render", "from ..edges.files import write_aside"),
        ("config", "from greenlane import edges"),
    ],
)
def test_an_import_upwards_is_found_in_every_spelling(room: str, source: str) -> None:
    assert wrong_imports(room, source, f"greenlane.{room}", ["model", "edges", "services", "cli"])


def test_only_the_command_line_ends_the_process() -> None:
    ending = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] == "cli" or path.name == "__main__.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"sys.exit", "exit", "quit"}:
                ending.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert not ending
