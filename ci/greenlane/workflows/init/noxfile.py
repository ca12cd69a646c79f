"""The text of noxfile.py: greenlane's sessions, as much of them as the repository has something for.

It has no block `# /// script`: nox would then install greenlane anew, and not what the workflow pins.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

from greenlane.workflows.init.seen import Real, Sessions

NAME = "noxfile.py"
_HEAD = '''"""The sessions of this repository: `nox -l` lists them, `nox -s NAME` runs one."""

'''
_ORDER = ("lint", "typecheck", "security", "tests", "integration", "coverage", "build")


def names(sessions: Sessions | None, real: Iterable[Real]) -> tuple[str, ...]:
    """The sessions that have something to do, in the order in which they had best run."""
    wanted = {"lint", "security", *(sessions.names if sessions else ())}
    wanted |= {"integration"} if tuple(real) else set()
    return tuple(name for name in _ORDER if name in wanted)


def text(sessions: Sessions | None, real: Sequence[Real], width: int = 88) -> str:
    """The whole file, laid out as ruff and black do for that width."""
    imported = ["Project", *(["Suite"] if real else []), "take"]
    body = call("take", [project(sessions, real, width), *map(quoted, names(sessions, real))], 0, width)
    return f"{_HEAD}from greenlane.nox import {', '.join(imported)}\n\n{body}\n"


def project(sessions: Sessions | None, real: Sequence[Real], width: int) -> str:
    """Project(...), as an argument of take."""
    said = [f"source={quoted(sessions.source if sessions else '.')}"]
    if sessions and sessions.unit != "tests":
        said.append(f"unit={quoted(sessions.unit)}")
    if sessions and sessions.pytest:
        said.append(f"pytest={_tuple(sessions.pytest)}")
    if real:
        suites = [_suite(one, width) for one in real]
        said.append(f"suites={call('', suites, 8, width, single=True)}")
    return call("Project", said, 4, width)


def _suite(one: Real, width: int) -> str:
    words = [quoted(command) for command in one.commands]
    commands = f"commands={_tuple(one.commands)}"
    if 16 + len(commands) + 1 > width:
        commands = f"commands={call('', words, 16, 0, single=True)}"
    said = [quoted(one.tests)] if one.tests else []
    said += [commands] if words else []
    said += [f"folder={quoted(one.folder)}"] if one.folder != "." else []
    said += ["services=True"]
    said += [f"measured={quoted(one.measured)}"] if one.measured else []
    return call("Suite", said, 12, width)


def call(name: str, words: Sequence[str], indent: int, width: int, *, single: bool = False) -> str:
    """A call, or a tuple without a name, on one line if it fits, else a line a word.

    single: a tuple, of which one word alone keeps its comma.
    """
    inner = ", ".join(words) + ("," if single and len(words) == 1 else "")
    line = f"{name}({inner})"
    room = width - indent - (len("suites=,") if single else 1)
    if len(line) <= room and "\n" not in line:
        return line
    margin = " " * (indent + 4)
    return f"{name}(\n" + "".join(f"{margin}{word},\n" for word in words) + " " * indent + ")"


def quoted(text: str) -> str:
    """A text as Python reads it, in the quotes that formatters want."""
    plain = repr(text)
    inner = plain[1:-1]
    return plain if '"' in inner or plain[0] == '"' else f'"{inner}"'


def _tuple(words: Sequence[str]) -> str:
    return f"({', '.join(map(quoted, words))}{',' if len(words) == 1 else ''})"


def defined(source: str) -> frozenset[str]:
    """The sessions that a noxfile has: its own, and those that it takes from greenlane by name."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return frozenset()
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(
            "session" in ast.unparse(one) for one in node.decorator_list
        ):
            found.add(node.name)
        if isinstance(node, ast.Call) and re.fullmatch(r"(\w+\.)*(take|sessions)", ast.unparse(node.func)):
            found |= {
                one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
    return frozenset(found)


def is_ours(source: str) -> bool:
    """Whether a noxfile takes sessions from greenlane already."""
    return "greenlane.nox" in source
