"""Mistakes in `gates:`: all of them in one pass, each at the very value, with what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.config import load
from greenlane.gates import catalog
from greenlane.model.errors import DeclarationError
from greenlane.model.gates import Budget, Gates

TEN = """\
version: 1
gates:
  budget: {high: 0, medium: -3}
  budgets:
    secruity: {medium: 0}
  components:
    api: [server/**, 5]
  ignores:
    - {rule: "bandit:B404", reason: our own programs, until: tomorrow}
    - {rule: "bandit:B405", until: 2027-03-01}
  tools:
    rufff: {}
    mypy: {path: [server]}
    bandit: [server]
    squawk: {off: ""}
    coverage: {off: later, total: 80}
"""
TOLD = """\
greenlane.yaml:3 gates.budget.medium: expected a whole number from 0; got -3.
  Write 0 to allow none.   docs/gates.md
greenlane.yaml:5 gates.budgets.secruity: expected one of lint, typecheck, security, secrets, mocks, tests, \
coverage, performance; got secruity.
  Did you mean security?   docs/gates.md
greenlane.yaml:7 gates.components.api[1]: expected a text; got 5.
  Did you mean "5" (with quotes)?   docs/gates.md
greenlane.yaml:9 gates.ignores[0].until: expected the last day, such as 2027-03-01; got tomorrow.
  No ignore is without an end: name the last day on which it holds.   docs/gates.md
greenlane.yaml:10 gates.ignores[1].reason: expected a value, for it has no default; got nothing.
  docs/gates.md
greenlane.yaml:12 gates.tools.rufff: expected one of TOOLS; got rufff.
  Did you mean ruff?   docs/gates.md
greenlane.yaml:13 gates.tools.mypy.path: expected one of config, off, paths, python_executable; got path.
  Did you mean paths?   docs/gates/mypy.md
greenlane.yaml:14 gates.tools.bandit: expected a mapping such as {}; got a list.
  Did you mean {paths: [server]}?   docs/gates.md
greenlane.yaml:15 gates.tools.squawk.off: expected the reason; got "".
  The reason is in every report, such as {off: no migration of ours is written by hand}.   docs/gates.md
greenlane.yaml:16 gates.tools.coverage.off: expected off alone; got total beside it.
  A tool that is off has no options: take out the one or the others.   docs/gates.md
10 mistakes in the declaration."""


def read(folder: Path, text: str) -> Gates:
    path = folder / "greenlane.yaml"
    path.write_text(text)
    declared = load(path, kinds={}, environment_name="local", environment={}, tools=catalog.options)
    return declared.gates


def told(folder: Path, gates: str) -> list[str]:
    """The mistakes of one section, one line each: `line key: expected; got. hint`."""
    with pytest.raises(DeclarationError) as caught:
        read(folder, f"version: 1\ngates:\n{gates}")
    return [f"{p.line} {p.key}: {p.expected}; {p.got}. {p.hint}" for p in caught.value.problems]


def test_ten_mistakes_are_told_at_once_as_a_person_reads_them(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        read(tmp_path, TEN)
    assert str(caught.value) == TOLD.replace("TOOLS", ", ".join(catalog.names()))


CASES = {
    "gates is a list": ("  - lint\n", "3 gates: a mapping such as {budget: …}; a list. "),
    "tools is a list": ("  tools: [ruff]\n", "3 gates.tools: a mapping of tools by name; a list. "),
    "a severity misspelt": (
        "  budget: {medum: 3}\n",
        "3 gates.budget.medum: one of critical, high, medium, unknown, warnings; medum. Did you mean medium?",
    ),
    "a budget that is no number": (
        "  budget: {warnings: lots}\n",
        "3 gates.budget.warnings: a whole number; lots. ",
    ),
    "a budget in quotes": (
        '  budget: {warnings: "4"}\n',
        '3 gates.budget.warnings: a whole number; "4". Did you mean 4 (without quotes)?',
    ),
    "a component that is no list": (
        "  components: {app: lib/**}\n",
        "3 gates.components.app: a list; lib/**. ",
    ),
    "a day that the month has not": (
        '  ignores: [{rule: "ruff:E501", reason: x, until: 2027-02-30}]\n',
        "3 gates.ignores[0].until: the last day, such as 2027-03-01; 2027-02-30. Did you mean 2027-02-28?",
    ),
    "a day as it is written in Germany": (
        '  ignores: [{rule: "ruff:E501", reason: x, until: 1.3.2027}]\n',
        "3 gates.ignores[0].until: the last day, such as 2027-03-01; 1.3.2027. Did you mean 2027-03-01?",
    ),
    "an ignore of a tool misspelt": (
        '  ignores: [{rule: "bandti:B404", reason: x, until: 2027-03-01}]\n',
        "3 gates.ignores[0].rule: a tool and a rule of it, such as bandit:B404;"
        ' "bandti:B404". Did you mean bandit:B404?',
    ),
    "an ignore without its tool": (
        "  ignores: [{rule: E501, reason: x, until: 2027-03-01}]\n",
        "3 gates.ignores[0].rule: a tool and a rule of it, such as bandit:B404; E501."
        " Put the name of the tool before it, such as ruff:E501.",
    ),
    "a reason of blanks": (
        '  ignores: [{rule: "ruff:E501", reason: " ", until: 2027-03-01}]\n',
        "3 gates.ignores[0].reason: why these findings do not count; an empty text. ",
    ),
    "a baseline elsewhere": (
        "  baseline: ../known.json\n",
        "3 gates.baseline: a file in the project, from its root; ../known.json."
        " Such as greenlane-baseline.json.",
    ),
    "a tool that is just off": (
        "  tools: {zizmor: off}\n",
        "3 gates.tools.zizmor: a mapping such as {}; off."
        " To switch it off, write {off: the reason}; to switch it on, {}.",
    ),
    "off without a word": (
        "  tools: {zizmor: {off: }}\n",
        '3 gates.tools.zizmor.off: the reason; "".'
        " The reason is in every report, such as {off: no migration of ours is written by hand}.",
    ),
    "off as a truth value": (
        "  tools: {zizmor: {off: true}}\n",
        "3 gates.tools.zizmor.off: the reason; true."
        " The reason is in every report, such as {off: no migration of ours is written by hand}.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_told_where_it_stands(case: str, tmp_path: Path) -> None:
    text, expected = CASES[case]
    assert told(tmp_path, text) == [expected]


def test_one_mistake_hides_no_other_beside_it(tmp_path: Path) -> None:
    lines = told(
        tmp_path,
        "  budgets:\n"
        "    lint: {warnings: lots, medium: -1}\n"
        "    secruity: {medium: -2}\n"
        "  ignores:\n"
        "    - {rule: E501, reason: 5, until: never}\n"
        "    - {rule: E502, reason: '', until: 2027-13-01}\n",
    )
    assert sorted(line.partition(":")[0] for line in lines) == [
        "4 gates.budgets.lint.medium",
        "4 gates.budgets.lint.warnings",
        "5 gates.budgets.secruity",
        "5 gates.budgets.secruity.medium",
        "7 gates.ignores[0].reason",
        "7 gates.ignores[0].rule",
        "7 gates.ignores[0].until",
        "8 gates.ignores[1].reason",
        "8 gates.ignores[1].rule",
        "8 gates.ignores[1].until",
    ]


def test_a_section_that_says_nothing_is_every_gate_with_its_defaults(tmp_path: Path) -> None:
    assert read(tmp_path, "version: 1\n") == read(tmp_path, "version: 1\ngates:\n") == Gates()


def test_what_is_right_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "version: 1\n"
        "gates:\n"
        "  budgets: {security: {medium: 0}}\n"
        "  ignores:\n"
        '    - {rule: "bandit:B40*", file: scripts/*.py, reason: our own, until: 2027-03-01}\n'
        "  tools: {ruff: , mypy: {paths: [server]}, squawk: {off: none here}}\n",
    )
    assert found.budget == Budget()
    assert found.budgets == {"security": Budget(medium=0)}
    assert [(one.rule, one.until.isoformat(), one.line) for one in found.ignores] == [
        ("bandit:B40*", "2027-03-01", 5)
    ]
    assert [one.name for one in found.tools] == ["ruff", "mypy"]
    assert found.off == {"squawk": "none here"}
