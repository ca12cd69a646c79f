"""What is reached, and by which way: shortest, exact, the same every time."""

from __future__ import annotations

from pathlib import Path

from greenlane.gates.catalog import mocks
from greenlane.model.finding import Finding, Severity
from tests.unit.gates.trial import Trial

FAKE = "import fakeredis\n"


def only(root: Path, files: dict[str, str], **options: tuple[str, ...]) -> Finding:
    """The one finding of a project."""
    said = Trial(root).write(files).examine(mocks, mocks.Options(**options))
    assert said.unknown == ()
    [found] = said.findings
    return found


def test_the_way_names_one_import_a_step(tmp_path: Path) -> None:
    files = {
        "app/__main__.py": "import os\nfrom app import a",
        "app/__init__.py": "",
        "app/a.py": "\n\nfrom .b import x",
        "app/b.py": "import fakeredis\nx = 1",
    }
    assert only(tmp_path, files).trace == (
        "app/__main__.py:2 imports app/a.py",
        "app/a.py:3 imports app/b.py",
        "app/b.py:1 imports fakeredis",
    )


def test_the_shortest_of_two_ways_is_told(tmp_path: Path) -> None:
    files = {
        "pubspec.yaml": "name: app\ndependencies: {mocktail: any}",
        "lib/main.dart": "import 'a.dart';\nimport 'c.dart';",
        "lib/a.dart": "import 'b.dart';",
        "lib/b.dart": "import 'c.dart';",
        "lib/c.dart": "import 'd.dart';",
        "lib/d.dart": "import 'package:mocktail/mocktail.dart';",
    }
    assert only(tmp_path, files).trace[:2] == (
        "lib/main.dart:2 imports lib/c.dart",
        "lib/c.dart:1 imports lib/d.dart",
    )


def test_a_cycle_ends(tmp_path: Path) -> None:
    files = {
        "package.json": '{"main": "src/index.ts", "devDependencies": {"nock": "1"}}',
        "src/index.ts": "import './a'; import './index';",
        "src/a.ts": "import './b';",
        "src/b.ts": "import './a'; import './index'; import 'nock';",
    }
    assert only(tmp_path, files).trace[-1] == "src/b.ts:1 imports nock"


def test_a_chain_of_two_thousand_is_followed_to_its_end(tmp_path: Path) -> None:
    files = {f"m{at}.py": f"import m{at + 1}" for at in range(2000)}
    files |= {"m2000.py": FAKE, "app.py": "import m0"}
    found = only(tmp_path, files)
    assert len(found.trace) == 2002
    assert found.trace[-2] == "m1999.py:1 imports m2000.py"


def test_re_exports_are_steps_of_the_way(tmp_path: Path) -> None:
    files = {
        "package.json": '{"main": "src/index.ts"}',
        "src/index.ts": "import { a } from './lib';\na();",
        "src/lib/index.ts": "export * from './one';\nexport * as two from './two';",
        "src/lib/one.ts": "export const a = () => io();",
        "src/lib/two.ts": "import sinon from 'sinon';",
    }
    assert only(tmp_path, files).trace == (
        "src/index.ts:1 imports src/lib/index.ts",
        "src/lib/index.ts:2 imports src/lib/two.ts",
        "src/lib/two.ts:1 imports sinon",
    )


def test_a_use_says_where_the_mock_is_defined(tmp_path: Path) -> None:
    files = {"app.py": "from auth import FakeAuth\n\nauth = FakeAuth()", "auth.py": "\nclass FakeAuth: ..."}
    found = only(tmp_path, files)
    assert (found.path, found.line, found.severity) == ("app.py", 3, Severity.HIGH)
    assert found.trace == ("app.py:3 uses FakeAuth, defined at auth.py:2",)
    assert "production starts at app.py" in found.message


def test_what_nothing_reaches_is_no_finding(tmp_path: Path) -> None:
    said = Trial(tmp_path).write({"app.py": "import a", "a.py": "", "old.py": FAKE}).examine(mocks)
    assert said.findings == ()
    assert said.facts["reached"] == "2 of 3 source files"


def test_the_same_project_gives_the_same_answer(tmp_path: Path) -> None:
    files = {f"p{at}.py": f"import p{(at * 7) % 40}, p{(at * 3) % 40}\nimport moto" for at in range(40)}
    trial = Trial(tmp_path).write(files | {"app.py": "import p5, p3"})
    assert trial.examine(mocks) == trial.examine(mocks)


def test_the_entry_point_declared_first_wins_among_equals(tmp_path: Path) -> None:
    files = {"b.py": "import x", "a.py": "import x", "x.py": FAKE}
    assert only(tmp_path, files, entry_points=("b.py", "a.py")).trace[0] == "b.py:1 imports x.py"


def test_what_only_a_condition_of_development_reaches_is_medium(tmp_path: Path) -> None:
    files = {
        "app.py": "import settings\nif settings.DEBUG:\n    import tools",
        "settings.py": "DEBUG = False",
        "tools.py": FAKE,
    }
    assert only(tmp_path, files).severity is Severity.MEDIUM


def test_a_condition_declared_false_in_production_is_not_followed(tmp_path: Path) -> None:
    files = {
        "pubspec.yaml": "name: app",
        "lib/main.dart": "import 'auth.dart';\nfinal a = kDebugMode ? FakeAuth() : Auth();",
        "lib/auth.dart": "class FakeAuth {}\nclass Auth {}",
    }
    trial = Trial(tmp_path).write(files)
    assert [one.rule for one in trial.examine(mocks).findings] == ["mock-switch"]
    assert trial.examine(mocks, mocks.Options(development_only=("kDebugMode",))).findings == ()


def test_the_other_branch_stays_production(tmp_path: Path) -> None:
    files = {
        "package.json": '{"main": "src/index.ts"}',
        "src/index.ts": "if (process.env.NODE_ENV !== 'test') { await import('./server'); }\n"
        "if (process.env.NODE_ENV === 'production') { await import('./live'); }",
        "src/server.ts": "import 'sinon';",
        "src/live.ts": "import 'nock';",
    }
    said = Trial(tmp_path).write(files).examine(mocks)
    assert [one.severity for one in said.findings] == [Severity.HIGH, Severity.HIGH]


def test_a_demo_under_main_counts_where_the_program_starts(tmp_path: Path) -> None:
    text = "class FakeAuth: ...\nif __name__ == '__main__':\n    FakeAuth()"
    assert only(tmp_path, {"app.py": text}).rule == "mock-used"
