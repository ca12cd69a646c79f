"""Which lines of a file that nobody imported could have run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from greenlane.gates.coverage.executable import executable

PACKAGE = Path(__file__).resolve().parents[4] / "ci" / "greenlane"
PYTHON = '''"""doc"""
import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os


@functools.cache
@functools.wraps(
    int)
def f(
    x,
):
    """d"""
    y = [
        1,
    ]
    match x:
        case 1:
            return 2
        case _:
            pass
    try:
        a = 1
    except ValueError:
        b = 2
    else:
        c = 3
    finally:
        d = 4
    global zz
    if x:  # pragma: no cover
        return 1
    elif y:
        return 3
    for i in y:
        continue
    else:
        z = 1
    return """
    # no comment
    """


class A:
    """x"""
    x: int
    y: int = 3

    def g(self): ...
    def h(self):
        ...

    async def k(self):
        async with self as b, \\
            self as c:
            n = 1
        l = lambda: (
            3
        )
        assert l, (
            "d"
        )

    @property  # pragma: no cover
    def m(self):
        return 1


def last(): return 1
'''


def measured(folder: Path, files: dict[str, bytes]) -> dict[str, set[int]]:
    """What coverage.py says of files that nobody imports."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "run.py").write_text("print(1)\n")
    call = (sys.executable, "-m", "coverage")
    for words in (("run", "--source=.", "run.py"), ("json", "--quiet", "-o", "out.json")):
        subprocess.run([*call, *words], cwd=folder, check=True, capture_output=True, env={})
    found = json.loads((folder / "out.json").read_text())["files"]
    return {name: {*found[name]["missing_lines"]} if name in found else set() for name in files}


def test_python_counts_as_coverage_py_does(tmp_path: Path) -> None:
    wanted = measured(tmp_path, {"a.py": PYTHON.encode()})["a.py"]
    assert executable("a.py", PYTHON.encode()) == wanted


def test_our_own_package_counts_as_coverage_py_does(tmp_path: Path) -> None:
    """One line in two thousand may differ: the bytecode knows what was optimised away."""
    names = sorted(path for path in PACKAGE.glob("*/*.py") if path.stat().st_size)[::3]
    files = {f"m{number}.py": path.read_bytes() for number, path in enumerate(names)}
    wanted = measured(tmp_path, files)
    total = sum(map(len, wanted.values()))
    apart = sum(len(wanted[name] ^ executable(name, data)) for name, data in files.items())
    assert total > 3000
    assert apart <= total / 2000


@pytest.mark.parametrize("text", ["", "# only this\n", '"""doc"""\n', "\n\n"])
def test_python_without_a_statement_has_nothing_to_run(text: str) -> None:
    assert executable("a.py", text.encode()) == frozenset()


def test_python_that_does_not_parse_counts_whatever_is_no_comment() -> None:
    assert executable("a.py", b"print 1\n# x\n\nprint 2\n") == {1, 4}
    assert executable("a.py", b"x = 1\0\ny\n") == {1, 2}


def test_python_in_another_encoding_and_with_windows_line_ends_is_read() -> None:
    assert executable("a.py", b"# coding: latin-1\r\nx = '\xe9'\r\n\r\ny = 1\r\n") == {2, 4}


DART = """import 'a.dart';
export 'b.dart'
    show c;
/// doc { }
class A extends B {
  final int x;
  const A(
    this.x,
  );
  int get y => x;
  int f(int a) {
    // c
    if (a > 1) {
      return 'a } ${x}';
    }
    return 2;
  }
  Future<void> g() async {
    await f(1);
  }
  static final z = () {
    return 1;
  };
}
enum E { a, b }
int h(int x) =>
    x +
    1;
const m = {
  'a': 1,
};
"""


def test_dart_counts_what_stands_in_function_bodies() -> None:
    assert executable("a.dart", DART.encode()) == {10, 13, 14, 16, 19, 22, 26, 27, 28}


@pytest.mark.parametrize(
    "text",
    ["export 'a.dart';\n", "enum E { a, b }\n", "class A {\n  final int x = 1;\n}\n", "part of 'a';\n"],
)
def test_dart_that_only_declares_has_nothing_to_run(text: str) -> None:
    assert executable("a.dart", text.encode()) == frozenset()


TYPESCRIPT = """import a from 'a';
import {
  b,
} from "b";
import 'side';
export * from './c';
export { d } from './d';
export interface X {
  a: string;
  b: { c: number };
}
type Y = { a: string;
};
export type Z = string;
const x = 1;
/* a
 b */
export function f() {
  return `a
  b`;
}
declare module 'x' {
  const a: number;
}
const y = import('z');
"""


def test_typescript_counts_what_is_left_after_the_compiler() -> None:
    assert executable("a.ts", TYPESCRIPT.encode()) == {15, 18, 19, 20, 25}


def test_a_file_of_types_has_nothing_to_run() -> None:
    assert executable("a.ts", b"export interface A {\n  b: string;\n}\nexport * from './b'\n") == frozenset()


def test_other_languages_are_known_from_reports_only() -> None:
    assert executable("a.go", b"func main() {}\n") == frozenset()
