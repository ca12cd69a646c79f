from __future__ import annotations

from typing import Any

import pytest

from greenlane.edges import shallow_yaml
from greenlane.gates.flows.places import LARGEST_BYTES, line_of, steps

TEXT = b"on: push\njobs:\n  a:\n    steps:\n      - run: x\n      - {uses: y}\n  'odd name':\n    x: 1\n"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("$", 1),
        ("$.jobs", 2),
        ("$.jobs.a.steps", 4),
        ("$.jobs.a.steps[1].uses", 6),
        ("$.jobs['odd name'].x", 8),
        ("$.jobs.a.nothing.more", 3),
        ("$.nothing", 1),
    ],
)
def test_a_path_leads_to_the_line_of_its_innermost_part(path: str, line: int) -> None:
    assert line_of(TEXT, path) == line


def test_a_file_with_many_mistakes_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    compose = shallow_yaml.compose

    def counted(text: str) -> Any:
        read.append(text)
        return compose(text)

    monkeypatch.setattr(shallow_yaml, "compose", counted)
    text = b"once: 1\n" + TEXT
    assert {line_of(text, "$.jobs.a"), line_of(text, "$.jobs"), line_of(text, "$.on")} == {4, 3, 2}
    assert read == [text.decode()]


def test_json_has_lines_too() -> None:
    assert line_of(b'{\n  "a": {\n    "b": 1\n  }\n}', "$.a.b") == 3


@pytest.mark.parametrize("data", [b"a: [", b"\xff", b"", b"[\n " * 2_000, b"#" * (LARGEST_BYTES + 1)])
def test_what_cannot_be_read_has_no_lines(data: bytes) -> None:
    assert line_of(data, "$.a") is None


def test_a_quote_in_a_key_is_part_of_it() -> None:
    assert steps(r"$['it\'s'][0].a-b") == ["it's", 0, "a-b"]
