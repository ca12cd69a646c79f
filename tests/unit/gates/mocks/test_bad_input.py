"""What cannot be read is told, never skipped; nothing takes long."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from greenlane.gates.catalog import mocks
from greenlane.gates.mocks.project import LARGEST_BYTES
from greenlane.model.finding import Severity
from greenlane.model.verdict import Answer
from tests.unit.gates.trial import Trial

WEB = {"package.json": '{"main": "src/index.ts"}'}
APP = {"pubspec.yaml": "name: app"}


def answer(root: Path, files: Mapping[str, str | bytes]) -> Answer:
    return Trial(root).write(files).examine(mocks)


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"app.py": "import a", "a.py": "def f(:\n"}, "a.py"),
        ({"app.py": b"\x89PNG\0\0"}, "app.py"),
        ({"app.py": b"\xff\xfe\xfa x = 1"}, "app.py"),
        ({"app.py": "(" * 5000}, "app.py"),
        (WEB | {"src/index.ts": "import './a'", "src/a.ts": "export function f( { if ("}, "src/a.ts"),
        (WEB | {"src/index.ts": b"\0\0\0"}, "src/index.ts"),
        (APP | {"lib/main.dart": "class A { void f( {"}, "lib/main.dart"),
    ],
)
def test_a_file_that_cannot_be_parsed_is_a_finding(
    files: dict[str, str | bytes], path: str, tmp_path: Path
) -> None:
    [found] = answer(tmp_path, files).findings
    assert (found.path, found.rule, found.severity) == (path, "unparsed", Severity.UNKNOWN)


def test_a_manifest_that_is_nested_too_deeply_names_nothing(tmp_path: Path) -> None:
    assert answer(tmp_path, {"app.py": "x = 1\n", "pubspec.yaml": "[\n " * 2_000}).findings == ()


@pytest.mark.parametrize(
    "files",
    [
        {"app/__main__.py": "import app.gone", "app/__init__.py": ""},
        {"app/__main__.py": "from .gone import x", "app/__init__.py": ""},
        {"app.py": "from ...far import x"},
        WEB | {"src/index.ts": "import './gone'"},
        WEB | {"src/index.ts": "import '@alias/thing'"},
        APP | {"lib/main.dart": "import 'gone.dart';"},
        APP | {"lib/main.dart": "import 'package:app/gone.dart';"},
        APP | {"lib/main.dart": "import 'package:undeclared/x.dart';"},
        APP | {"lib/main.dart": "import '../../outside.dart';"},
    ],
)
def test_an_import_that_leads_nowhere_is_unknown(files: dict[str, str | bytes], tmp_path: Path) -> None:
    said = answer(tmp_path, files)
    assert len(said.unknown) == 1
    assert " imports " in said.unknown[0]


def test_a_package_declared_external_leads_outside(tmp_path: Path) -> None:
    trial = Trial(tmp_path).write(WEB | {"src/index.ts": "import '@alias/thing'"})
    assert trial.examine(mocks, mocks.Options(external=("@alias/thing",))).unknown == ()


def test_a_file_of_fifty_megabytes_is_not_read(tmp_path: Path) -> None:
    trial = Trial(tmp_path).write({"app.py": "import big"})
    with (tmp_path / "big.py").open("wb") as file:
        file.truncate(50_000_000)
    started = time.process_time()
    [found] = trial.examine(mocks).findings
    assert time.process_time() - started < 5
    assert found.rule == "unparsed"
    assert LARGEST_BYTES < 50_000_000


def test_a_path_with_a_newline_stays_on_its_line(tmp_path: Path) -> None:
    files = WEB | {
        "src/index.ts": "import './od\\nd';",
        "src/od\nd.ts": "import 'sinon';",
    }
    said = Trial(tmp_path).write(files).examine(mocks, mocks.Options(entry_points=("src/od\nd.ts",)))
    [found] = said.findings
    assert found.path == "src/od\nd.ts"
    assert all("\n" not in line for line in (*found.trace, found.message, *said.facts.values()))


def test_a_loop_of_links_is_no_trap(tmp_path: Path) -> None:
    trial = Trial(tmp_path).write({"app.py": "import a.b", "a/b.py": "import fakeredis"})
    (tmp_path / "a" / "again").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "self.py").symlink_to(tmp_path / "self.py")
    assert [one.rule for one in trial.examine(mocks).findings] == ["test-library"]


def test_broken_manifests_are_no_crash(tmp_path: Path) -> None:
    said = answer(
        tmp_path,
        {
            **{"pyproject.toml": "[[", "package.json": "{", "pubspec.yaml": "\0: [", "tsconfig.json": "[]"},
            **{
                "app.py": "",
                "src/main.ts": "import '@/x'",
                "src/x.ts": "",
                "lib/main.dart": "",
                "setup.cfg": "=",
            },
        },
    )
    assert said.findings == ()


def test_deep_nesting_is_read_or_told(tmp_path: Path) -> None:
    deep = "const mock = " + "[" * 3000 + "]" * 3000 + ";\nimport 'sinon';"
    rules = {one.rule for one in answer(tmp_path, WEB | {"src/index.ts": deep}).findings}
    assert rules & {"test-library", "unparsed"}


def test_markup_in_a_name_stays_as_it_is(tmp_path: Path) -> None:
    [found] = answer(tmp_path, {"app.py": "def f():\n    return '<script>mock</script>'"}).findings
    assert "<script>" in found.message
