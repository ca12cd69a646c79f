"""Where production starts; a language with source and no start is never green."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.gates.catalog import mocks
from greenlane.gates.mocks.project import Project
from tests.unit.gates.trial import Trial


def starts(root: Path, files: dict[str, str], *declared: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Entry points, and what is unknown about them."""
    context = Trial(root).write(files).context(mocks.Options())
    found = Project(context.tree, entry_points=declared, exclude=(), external=()).starts()
    return found.files, found.unknown


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {
                "pyproject.toml": '[project]\nscripts = {x = "app.cli:run"}',
                "src/app/cli.py": "",
                "src/app/b.py": "",
            },
            "src/app/cli.py",
        ),
        (
            {
                "pyproject.toml": '[project.entry-points.pytest11]\nx = "app.plugin"',
                "app/plugin.py": "",
                "app/__init__.py": "",
            },
            "app/plugin.py",
        ),
        (
            {"pyproject.toml": '[tool.poetry.scripts]\nx = "app:run"', "app/__init__.py": "", "app/b.py": ""},
            "app/__init__.py",
        ),
        (
            {"setup.cfg": "[options.entry_points]\nconsole_scripts =\n    x = app.cli:run", "app/cli.py": ""},
            "app/cli.py",
        ),
        ({"manage.py": "", "site/models.py": ""}, "manage.py"),
        ({"server/main.py": "", "server/db.py": ""}, "server/main.py"),
        ({"backend/app/main.py": "app = FastAPI()", "backend/app/__init__.py": ""}, "backend/app/main.py"),
        ({"pubspec.yaml": "name: app", "lib/main.dart": "", "lib/a.dart": ""}, "lib/main.dart"),
        ({"pubspec.yaml": "name: kit", "lib/kit.dart": "", "lib/src/a.dart": ""}, "lib/kit.dart"),
        (
            {"pubspec.yaml": "name: app", "lib/main_production.dart": "", "lib/main_mock.dart": ""},
            "lib/main_production.dart",
        ),
        (
            {"package.json": '{"main": "dist/server.js"}', "src/server.ts": "", "src/b.ts": ""},
            "src/server.ts",
        ),
        (
            {
                "package.json": '{"exports": {".": {"import": "./lib/x.mjs"}}}',
                "lib/x.mjs": "",
                "lib/y.mjs": "",
            },
            "lib/x.mjs",
        ),
        ({"package.json": '{"bin": {"x": "cli.js"}}', "cli.js": "", "b.js": ""}, "cli.js"),
        (
            {
                "package.json": '{"scripts": {"start": "NODE_ENV=production node api/run.js"}}',
                "api/run.js": "",
                "api/b.js": "",
            },
            "api/run.js",
        ),
        (
            {
                "index.html": '<script type="module" src="/src/boot.tsx"></script>',
                "src/boot.tsx": "",
                "src/b.tsx": "",
            },
            "src/boot.tsx",
        ),
        ({"wrangler.toml": 'main = "edge/w.ts"', "edge/w.ts": "", "edge/b.ts": ""}, "edge/w.ts"),
        (
            {
                "package.json": '{"dependencies": {"next": "16"}}',
                "app/chat/page.tsx": "",
                "app/chat/list.tsx": "",
            },
            "app/chat/page.tsx",
        ),
        (
            {
                "package.json": '{"dependencies": {"@builder.io/qwik-city": "1"}}',
                "src/routes/api/upload/index.ts": "",
                "src/lib/a.ts": "",
            },
            "src/routes/api/upload/index.ts",
        ),
        (
            {"supabase/functions/send/index.ts": "", "supabase/functions/_shared/a.ts": ""},
            "supabase/functions/send/index.ts",
        ),
    ],
)
def test_found_by_convention(files: dict[str, str], expected: str, tmp_path: Path) -> None:
    assert starts(tmp_path, files) == ((expected,), ())


def test_of_a_library_every_module_starts(tmp_path: Path) -> None:
    shipped = ("src/lib/__init__.py", "src/lib/a.py")
    files = dict.fromkeys((*shipped, "tests/__init__.py", "tests/helper.py", "scripts/x.py"), "")
    assert starts(tmp_path, files | {"pyproject.toml": "[project]\nname = 'lib'"}) == (shipped, ())


def test_declared_ones_replace_those_of_their_language_only(tmp_path: Path) -> None:
    files = {"app.py": "", "other/main.py": "", "pubspec.yaml": "name: app", "lib/main.dart": ""}
    assert starts(tmp_path, files, "other/main.py:app") == (("other/main.py", "lib/main.dart"), ())


@pytest.mark.parametrize("folder", ["docs", "tools", "test", "web", "build"])
def test_a_page_ships_whatever_its_folder_is_called(folder: str, tmp_path: Path) -> None:
    page = f"app/{folder}/page.tsx"
    files = {"package.json": '{"dependencies": {"next": "16"}}', page: "", "app/b.tsx": ""}
    assert starts(tmp_path, files) == ((page,), ())


def test_a_glob_declares_all_that_match(tmp_path: Path) -> None:
    files = {"jobs/a.py": "", "jobs/b.py": "", "jobs/deep/c.py": ""}
    assert starts(tmp_path, files, "jobs/*.py") == (("jobs/a.py", "jobs/b.py"), ())


def test_a_declared_one_that_is_not_there_is_unknown(tmp_path: Path) -> None:
    said = (
        Trial(tmp_path).write({"app.py": ""}).examine(mocks, mocks.Options(entry_points=("server/main.py",)))
    )
    assert said.unknown == ("entry point server/main.py is not there, or no language we read",)


@pytest.mark.parametrize("path", ["pkg/thing.py", "web/thing/a.ts", "lib/thing.dart"])
def test_source_without_an_entry_point_is_unknown(path: str, tmp_path: Path) -> None:
    path = path.replace("web/", "site/")
    said = Trial(tmp_path).write({path: ""}).examine(mocks)
    assert len(said.unknown) == 1
    assert "no entry point" in said.unknown[0]
    assert path in said.unknown[0]


def test_each_language_needs_its_own(tmp_path: Path) -> None:
    said = Trial(tmp_path).write({"app.py": "", "lib/thing.dart": ""}).examine(mocks)
    assert [line.partition(":")[0] for line in said.unknown] == ["Dart"]


def test_what_is_excluded_needs_none(tmp_path: Path) -> None:
    trial = Trial(tmp_path).write({"app.py": "", "static/old.js": "x();"})
    assert trial.examine(mocks).unknown
    assert trial.examine(mocks, mocks.Options(exclude=("static/**",))).unknown == ()


def test_tests_and_settings_of_tools_need_none(tmp_path: Path) -> None:
    files = {
        "tests/test_a.py": "",
        "noxfile.py": "",
        "vite.config.ts": "",
        "conftest.py": "",
        "docs/conf.py": "",
    }
    context = Trial(tmp_path).write(files).context(mocks.Options())
    assert mocks.files(mocks.Options(), context.tree) == ()
