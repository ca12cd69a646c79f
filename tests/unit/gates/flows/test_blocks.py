from __future__ import annotations

import pytest

from greenlane.gates.flows.blocks import Block, Broken, blocks_of

PATH = ".github/workflows/w.yml"


def workflow(steps: str, job: str = "runs-on: ubuntu-24.04", top: str = "") -> bytes:
    return f"on: push\n{top}\njobs:\n  a:\n    {job}\n    steps:\n{steps}".encode()


def only(data: bytes) -> Block:
    [block] = blocks_of(PATH, data)
    return block


def test_lines_and_columns_of_a_literal_block_are_those_of_the_file() -> None:
    data = workflow("      - run: |  # a note\n\n          one\n            two $X\n")
    block = only(data)
    line, column = block.text.split("\n").index("  two $X") + 1, "  two $X".index("$") + 1
    at_line, at_column = block.place(line, column)
    assert at_column is not None
    assert data.decode().split("\n")[at_line - 1][at_column - 1 :] == "$X"


@pytest.mark.parametrize("run", ["echo $X", "'echo $X'", '"echo $X"'])
def test_a_block_on_one_line_keeps_its_column(run: str) -> None:
    data = workflow(f"      - run: {run}\n")
    line, column = only(data).place(1, 6)
    assert column is not None
    assert data.decode().split("\n")[line - 1][column - 1 :].startswith("$X")


def test_a_folded_block_is_placed_at_its_first_line() -> None:
    block = only(workflow("      - run: >\n          echo\n          $X\n"))
    assert (block.text, block.place(1, 6)) == ("echo $X\n", (8, None))


def test_windows_line_ends_change_no_place() -> None:
    data = workflow("      - run: |\n          one\n          two $X\n").replace(b"\n", b"\r\n")
    assert only(data).place(2, 5) == (9, 15)


@pytest.mark.parametrize(
    ("job", "step", "shell"),
    [
        ("runs-on: ubuntu-24.04", "run: x", "bash -e {0}"),
        ("runs-on: [self-hosted, Windows]", "run: x", "pwsh"),
        ("runs-on: {group: big, labels: windows-2025}", "run: x", "pwsh"),
        ("runs-on: '${{ matrix.os }}'", "run: x", "bash -e {0}"),
        (
            "runs-on: '${{ matrix.os }}'\n    strategy: {matrix: {os: [windows-2025, ubuntu-24.04]}}",
            "run: x",
            "",
        ),
        ("runs-on: ubuntu-24.04\n    defaults: {run: {shell: sh}}", "run: x", "sh"),
        ("runs-on: ubuntu-24.04\n    defaults: {run: {shell: sh}}", "run: x, shell: bash", "bash"),
    ],
)
def test_the_nearest_shell_that_is_declared_counts(job: str, step: str, shell: str) -> None:
    assert only(workflow(f"      - {{{step}}}\n", job)).shell == shell


def test_the_workflows_default_is_below_the_jobs() -> None:
    data = workflow("      - run: x\n", top="defaults: {run: {shell: python}}")
    assert only(data).shell == "python"


def test_a_composite_action_has_blocks() -> None:
    data = b"runs:\n  using: composite\n  steps:\n    - {run: one, shell: sh}\n    - {uses: a/b@c}\n"
    assert [(block.text, block.shell) for block in blocks_of("action.yml", data)] == [("one", "sh")]


@pytest.mark.parametrize(
    ("run", "text"),
    [
        ("a ${{ x }} b", "a ________ b"),
        ("a ${{ '}}' }} b", "a ___________ b"),
        ("a ${{ 'it''s }}' }}b", "a _________________b"),
        ("a ${{ x }}${{ y }}", "a ________________"),
        ("a ${{ x", "a ${{ x"),
        ("a ${ x }", "a ${ x }"),
    ],
)
def test_an_expression_becomes_underscores_of_its_length(run: str, text: str) -> None:
    block = only(workflow(f"      - run: |\n          {run}\n"))
    assert block.text.rstrip("\n") == text
    assert block.has_expressions == ("___" in text)


def test_an_expression_over_lines_keeps_its_lines() -> None:
    block = only(workflow("      - run: |\n          a ${{\n            x\n          }} b\n"))
    assert block.text == "a ___\n___\n__ b\n"


def test_what_an_alias_repeats_is_one_block() -> None:
    data = workflow("      - &step {run: one}\n      - *step\n")
    assert [block.text for block in blocks_of(PATH, data)] == ["one"]


@pytest.mark.parametrize(
    "data", [b"", b"# nothing\n", b"[]", b"x", b"jobs: 3", b"jobs: {a: 3, b: {steps: {}}}"]
)
def test_what_has_no_steps_has_no_blocks(data: bytes) -> None:
    assert blocks_of(PATH, data) == []


@pytest.mark.parametrize(
    "data",
    [
        b"on: [",
        b"\xff\xfe\0",
        b"a: 1\n---\nb: 2\n",
        b"a: *nobody",
        b"on: " + b"[\n " * 2_000,
    ],
    ids=["cut off", "binary", "two documents", "no anchor", "deep"],
)
def test_what_cannot_be_read_is_told(data: bytes) -> None:
    with pytest.raises(Broken):
        blocks_of(PATH, data)


def test_aliases_that_multiply_cost_nothing() -> None:
    anchors = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40))
    data = f"a0: &a0 [windows]\n{anchors}jobs: {{a: {{runs-on: *a39, steps: [{{run: x}}]}}}}\n".encode()
    assert [block.shell for block in blocks_of(PATH, data)] == ["pwsh"]


def test_a_workflow_that_holds_itself_ends() -> None:
    data = b"jobs: &j {a: {runs-on: &r ['${{ x }}', *r], steps: [{run: x}]}, b: *j}"
    assert [block.text for block in blocks_of(PATH, data)] == ["x"]
