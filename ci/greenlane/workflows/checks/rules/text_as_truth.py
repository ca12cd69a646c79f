"""'false' is a text, and a text that is not empty is true."""

from __future__ import annotations

import re
from collections.abc import Iterator

from greenlane.workflows.checks.expressions import expressions
from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.places import Told, high, medium
from greenlane.workflows.checks.repository import Action, Repository, Step

TITLE = "a text is taken for a truth: `if: inputs.flag` runs when the flag is 'false'"
WHY = (
    "All inputs of a composite action are texts, as are all outputs and variables. 'false' is not empty, so "
    "it counts as true, and `!` makes it false."
)
FIX = "compare it: inputs.flag == 'true'"

_BARE = re.compile(
    r"(?:^|&&|\|\||(?<!\w)\()\s*!*\s*\(?\s*(inputs|env|steps|needs)\.([\w.-]+)\s*\)?\s*(?=$|&&|\|\||\))"
)
_TRUTHS = ("true", "false")
# Outputs that are 'true' or 'false' by their makers' word. Source: the README of actions/cache.
_KNOWN_OUTPUTS = ("cache-hit",)


def find(repository: Repository) -> Iterator[Told]:
    for action in repository.actions:
        if action.is_composite:
            for step in action.steps:
                yield from _inputs(action, step)
    for path, steps in repository.steps:
        for step in steps:
            yield from _outputs(path, step)


def _bare(condition: Node) -> Iterator[tuple[str, str]]:
    """Contexts and names that stand alone between and, or, not."""
    for one in expressions(condition, is_condition=True):
        for found in _BARE.finditer(one.text.strip()):
            yield found[1], found[2].lower()


def _inputs(action: Action, step: Step) -> Iterator[Told]:
    condition = step.node.at("if")
    for context, name in _bare(condition):
        declared = action.inputs.get(name)
        if context == "inputs" and declared is not None and declared.at("default").text in _TRUTHS:
            said = f"inputs.{name} is a text here: 'false' runs the step too"
            yield high(action.path, condition, said, f"if: inputs.{name} == 'true'")


def _outputs(path: str, step: Step) -> Iterator[Told]:
    condition = step.node.at("if")
    for context, name in _bare(condition):
        if context == "steps" and name.endswith(tuple(f".outputs.{one}" for one in _KNOWN_OUTPUTS)):
            said = f"steps.{name} is a text, and it is 'false' when only a part was found"
            yield medium(path, condition, said, f"steps.{name} == 'true'")
