"""The shell scripts inside workflows and composite actions, with the place of each of their lines.

Properties
- A block's shell is the step's, else the job's default, else the workflow's, else GitHub's for the runner.
- An expression becomes underscores of the same length, so that lines and columns stay where they are.
- A block that an alias uses twice is one block. A file that cannot be read raises, it has not "no blocks".
What it does not do: follow a matrix. Where the shell depends on one, the block belongs to no shell we know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from greenlane.edges import shallow_yaml

_EXPRESSION = re.compile(r"\$\{\{(?:'(?:[^']|'')*'|[^'}]|\}(?!\}))*\}\}")


class Broken(Exception):
    """A file that is no YAML that GitHub would read; the text says why."""


@dataclass(frozen=True)
class Block:
    """One `run:`. text: without its expressions. shell: as GitHub would start it, "" when we cannot know.

    line: in the file, from 1, of the first line of text; indent: what stands before each of its lines.
    is_exact: whether the lines of the text are lines of the file.
    """

    path: str
    shell: str
    text: str
    line: int
    indent: int
    is_exact: bool
    has_expressions: bool

    def place(self, line: int, column: int) -> tuple[int, int | None]:
        """Where in the file a line and a column of the text stand, all from 1."""
        if self.is_exact:
            return self.line + line - 1, self.indent + column
        return self.line, None


def blocks_of(path: str, data: bytes) -> list[Block]:
    """Every `run:` of a workflow or an action, in the order of the file. Raises Broken."""
    try:
        text = data.decode("utf-8-sig")
        root = shallow_yaml.compose(text)
    except shallow_yaml.TooDeep as err:
        raise Broken(f"it cannot be read: {err}") from err
    except (yaml.YAMLError, UnicodeDecodeError) as err:
        raise Broken(f"it is no YAML ({type(err).__name__})") from err
    lines = re.split(r"\r\n|\r|\n", text)
    found = {
        node.start_mark.index: _block(path, shell, node, lines)
        for shell, node in _runs(root)
        if isinstance(node, yaml.ScalarNode)
    }
    return [found[index] for index in sorted(found)]


def _runs(root: Any) -> Iterator[tuple[str, Any]]:
    action = _at(root, "runs")
    for step in _items(_at(action, "steps")):
        yield from _run(step, "")
    default = _text(_at(root, "defaults", "run", "shell"))
    jobs = _at(root, "jobs")
    for _, job in jobs.value if isinstance(jobs, yaml.MappingNode) else ():
        shell = _text(_at(job, "defaults", "run", "shell")) or default or _shell_of_runner(job)
        for step in _items(_at(job, "steps")):
            yield from _run(step, shell)


def _run(step: Any, shell: str) -> Iterator[tuple[str, Any]]:
    if (run := _at(step, "run")) is not None:
        yield _text(_at(step, "shell")) or shell, run


def _shell_of_runner(job: Any) -> str:
    """GitHub's default: pwsh on Windows, else bash that ends at the first error; "" if a matrix decides."""
    runner = _at(job, "runs-on")
    words = [node.value for node in _scalars(runner)]
    if any("${{" in word for word in words):
        words += [node.value for node in _scalars(_at(job, "strategy", "matrix"))]
        return "" if any("windows" in word.lower() for word in words) else "bash -e {0}"
    return "pwsh" if any("windows" in word.lower() for word in words) else "bash -e {0}"


def _block(path: str, shell: str, node: yaml.ScalarNode, lines: list[str]) -> Block:
    value = str(node.value)
    text = _EXPRESSION.sub(lambda one: re.sub(r"[^\n]", "_", one[0]), value)
    start = node.start_mark
    first, indent, is_exact = start.line + 1, start.column, "\n" not in value.rstrip("\n")
    if node.style in ("'", '"'):
        indent += 1
    elif node.style in ("|", ">"):
        first += 1
        indent = _indent(value, lines[start.line + 1 :])
        is_exact = node.style == "|"
    return Block(path, shell, text, first, indent, is_exact, has_expressions=text != value)


def _indent(value: str, lines: list[str]) -> int:
    """How far a block scalar is indented: what its first line that is not empty has and its value has not."""
    for inside, raw in zip(value.split("\n"), lines, strict=False):
        if inside.strip():
            return len(raw) - len(inside)
    return 0


def _at(node: Any, *keys: str) -> Any:
    """The node below a path of keys, or None."""
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for name, value in pairs if getattr(name, "value", None) == key), None)
    return node


def _items(node: Any) -> list[Any]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _text(node: Any) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _scalars(node: Any) -> Iterator[yaml.ScalarNode]:
    """The scalars below a node, each once: an alias may hold itself, or the same a million times."""
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, yaml.ScalarNode):
            yield one
        elif isinstance(one, yaml.SequenceNode):
            waiting += one.value
        elif isinstance(one, yaml.MappingNode):
            waiting += [part for pair in one.value for part in pair]
