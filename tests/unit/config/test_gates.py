"""The section `gates:`: what it says, and one mistake each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from greenlane.config import load
from greenlane.model.declaration import Declaration
from greenlane.model.errors import DeclarationError
from greenlane.model.gates import Budget, DeclaredTool, Gates, Ignore


@dataclass(frozen=True)
class Lint:
    """A tool's options, in the manner of the catalog."""

    paths: tuple[str, ...] = (".",)
    strict: bool = False


TOOLS: Mapping[str, type[Any]] = {"lint-it": Lint, "scan": Lint}


def declared(folder: Path, gates: str) -> Declaration:
    (folder / "greenlane.yaml").write_text(f"version: 1\n{gates}", encoding="utf-8")
    path = folder / "greenlane.yaml"
    return load(path, kinds={}, environment_name="local", environment={}, tools=lambda: TOOLS)


def told(folder: Path, gates: str) -> str:
    """The mistakes, one line each; "" when there are none."""
    try:
        declared(folder, gates)
    except DeclarationError as err:
        return "\n".join(f"{p.line} {p.key}: {p.expected}; {p.got}. {p.hint}".strip() for p in err.problems)
    return ""


WHOLE = """\
gates:
  budget: {medium: 2}
  budgets: {security: {medium: 0, warnings: 1}}
  baseline: known.json
  components: {api: [server/**]}
  ignores:
    - {rule: "scan:X*", reason: ours, until: 2027-03-01}
    - {rule: "lint-it:L1", file: "scripts/*", reason: generated, until: 2027-03-01}
  tools:
    lint-it: {paths: [src], strict: true}
    scan: {off: "no SQL here"}
"""


def test_everything_that_is_declared_arrives(tmp_path: Path) -> None:
    assert declared(tmp_path, WHOLE).gates == Gates(
        tools=(DeclaredTool("lint-it", Lint(("src",), True)),),
        off={"scan": "no SQL here"},
        budget=Budget(medium=2),
        budgets={"security": Budget(medium=0, warnings=1)},
        ignores=(
            Ignore("scan:X*", "ours", date(2027, 3, 1), "**", 8),
            Ignore("lint-it:L1", "generated", date(2027, 3, 1), "scripts/*", 9),
        ),
        baseline="known.json",
        components={"api": ("server/**",)},
    )


@pytest.mark.parametrize("gates", ["", "gates:\n", "gates: {}\n", "gates: {tools: }\n"])
def test_without_a_word_every_gate_has_its_defaults(tmp_path: Path, gates: str) -> None:
    assert declared(tmp_path, gates).gates == Gates()


@pytest.mark.parametrize("options", ["", " {}", " {off: }"])
def test_a_tool_that_is_only_named_is_declared_with_its_defaults(tmp_path: Path, options: str) -> None:
    gates = declared(tmp_path, f"gates:\n  tools:\n    scan:{options}\n").gates
    assert gates.tools == (DeclaredTool("scan", Lint()),)


def test_an_environment_takes_a_tool_away(tmp_path: Path) -> None:
    gates = "gates: {tools: {scan: , lint-it: }}\nenvironments: {local: {gates: {tools: {scan: null}}}}\n"
    assert [tool.name for tool in declared(tmp_path, gates).gates.tools] == ["lint-it"]


MISTAKES = {
    "no mapping": ("gates: [lint]\n", "2 gates: a mapping such as {budget: …}; a list."),
    "an unknown key": ("gates: {budgett: {}}\n", "Did you mean budget?"),
    "tools as a list": ("gates: {tools: [scan]}\n", "2 gates.tools: a mapping of tools by name; a list."),
    "an unknown tool": (
        "gates: {tools: {scam: {}}}\n",
        "2 gates.tools.scam: one of lint-it, scan; scam. Did you mean scan?",
    ),
    "a tool that is a word": (
        "gates: {tools: {scan: yes}}\n",
        "2 gates.tools.scan: a mapping such as {}; yes. To switch it off, write {off: the reason}.",
    ),
    "an unknown option of a tool": (
        "gates: {tools: {scan: {path: [a]}}}\n",
        "2 gates.tools.scan.path: one of off, paths, strict; path. Did you mean paths?",
    ),
    "an option of the wrong type": (
        "gates: {tools: {scan: {strict: 3}}}\n",
        "2 gates.tools.scan.strict: true or false; 3.",
    ),
    "off with an empty reason": (
        'gates: {tools: {scan: {off: "  "}}}\n',
        '2 gates.tools.scan.off: the reason, alone; "  ".',
    ),
    "off and more": (
        "gates: {tools: {scan: {off: why, strict: true}}}\n",
        "2 gates.tools.scan.off: the reason, alone; other keys beside it.",
    ),
    "a budget of no gate": ("gates: {budgets: {lnt: {}}}\n", "lnt. Did you mean lint?"),
    "a budget below zero": ("gates: {budget: {high: -1}}\n", "2 gates.budget: numbers from 0; high: -1."),
    "a gate's budget below zero": (
        "gates: {budgets: {lint: {warnings: -5}}}\n",
        "2 gates.budgets.lint: numbers from 0; warning: -5.",
    ),
    "an ignore of no tool": (
        "gates: {ignores: [{rule: 'scam:X', reason: r, until: 2027-01-01}]}\n",
        "2 gates.ignores: a tool and a rule of it, such as bandit:B404; scam:X. Did you mean scan?",
    ),
    "an ignore without a rule": (
        "gates: {ignores: [{rule: scan, reason: r, until: 2027-01-01}]}\n",
        "2 gates.ignores: a tool and a rule of it, such as bandit:B404; scan.",
    ),
    "an ignore with an empty reason": (
        "gates: {ignores: [{rule: 'scan:X', reason: ' ', until: 2027-01-01}]}\n",
        "2 gates.ignores: a reason; an empty one.",
    ),
    "an ignore for ever": (
        "gates: {ignores: [{rule: 'scan:X', reason: r}]}\n",
        "2 gates.ignores[0].until: a value, for it has no default; nothing.",
    ),
    "an ignore until no day": (
        "gates: {ignores: [{rule: 'scan:X', reason: r, until: soon}]}\n",
        "2 gates.ignores[0].until: ",
    ),
}


@pytest.mark.parametrize(("gates", "expected"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_located_and_told(tmp_path: Path, gates: str, expected: str) -> None:
    assert expected in told(tmp_path, gates)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    gates = (
        "gates:\n  budget: {high: x}\n  budgets: {lnt: {}}\n  tools:\n    scam: {}\n    scan: 3\n"
        "  ignores:\n    - {rule: x, reason: '', until: 2027-01-01}\n"
    )
    found = [int(line.split()[0]) for line in told(tmp_path, gates).splitlines()]
    assert {3, 6, 7} <= set(found)
