"""Every spelling of an import, by language: where it leads."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.gates.catalog import mocks
from greenlane.gates.mocks.graph import explore
from greenlane.gates.mocks.project import Project
from tests.unit.gates.trial import Trial


def leads(root: Path, files: dict[str, str], path: str) -> list[str]:
    """Where the imports of one file lead; none of them leads nowhere."""
    context = Trial(root).write(files).context(mocks.Options())
    project = Project(context.tree, entry_points=(), exclude=(), external=())
    found = [project.resolve(path, one) for one in project.facts(path).imports]
    assert [one.missing for one in found if one.missing] == []
    return sorted({file for one in found for file in one.files})


def reached(root: Path, files: dict[str, str]) -> list[str]:
    """What production reaches besides its entry points, and nothing is left open."""
    trial = Trial(root).write(files)
    context = trial.context(mocks.Options())
    project = Project(context.tree, entry_points=(), exclude=(), external=())
    starts = project.starts()
    assert mocks.examine(context, ()).unknown == ()
    return sorted(path for path in explore(project, starts.files, ()).files if path not in starts.files)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import app.a.b", ["app/__init__.py", "app/a/__init__.py", "app/a/b.py"]),
        ("from app.a import b", ["app/__init__.py", "app/a/__init__.py", "app/a/b.py"]),
        ("from app.a import b as c, missing_name", ["app/__init__.py", "app/a/__init__.py", "app/a/b.py"]),
        ("from .a import b", ["app/__init__.py", "app/a/__init__.py", "app/a/b.py"]),
        ("from . import plain", ["app/__init__.py", "app/plain.py"]),
        ("from app.plain import *", ["app/__init__.py", "app/plain.py"]),
        ("def f():\n    with x:\n        import app.plain", ["app/__init__.py", "app/plain.py"]),
        ("try:\n    import app.plain\nexcept ImportError:\n    pass", ["app/__init__.py", "app/plain.py"]),
        ("match x:\n    case 1:\n        import app.plain", ["app/__init__.py", "app/plain.py"]),
        ("import app.space.deep", ["app/__init__.py", "app/space/deep.py"]),
        ("from app.space import deep", ["app/__init__.py", "app/space/deep.py"]),
        ("import importlib\nimportlib.import_module('app.plain')", ["app/__init__.py", "app/plain.py"]),
        ("__import__('app.plain')", ["app/__init__.py", "app/plain.py"]),
        ("import importlib\nimportlib.import_module(f'app.space.{x}')", ["app/space/deep.py"]),
        ("import importlib\nimportlib.import_module('app.space.' + x)", ["app/space/deep.py"]),
        ("import uvicorn\nuvicorn.run('app.plain:app')", ["app/__init__.py", "app/plain.py"]),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import app.plain", []),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    import app.plain", ["app/__init__.py", "app/plain.py"]),
        ("import json, yaml, google.cloud.storage", []),
        ("from shared import tool", ["shared/tool.py"]),
    ],
)
@pytest.mark.parametrize("base", ["", "src/", "server/"])
def test_python(text: str, expected: list[str], base: str, tmp_path: Path) -> None:
    modules = ("app/__init__.py", "app/a/__init__.py", "app/a/b.py", "app/plain.py", "app/space/deep.py")
    files = {f"{base}{name}": "" for name in (*modules, "shared/tool.py")}
    files[f"{base}app/__main__.py"] = text
    assert reached(tmp_path, files) == sorted({f"{base}{name}" for name in ("app/__init__.py", *expected)})


def test_python_of_django_is_followed_through_its_settings(tmp_path: Path) -> None:
    files = {
        "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings')",
        "site/__init__.py": "",
        "site/settings.py": "INSTALLED_APPS = ['django.contrib.auth', 'blog']\nROOT_URLCONF = 'site.urls'",
        "site/urls.py": "urlpatterns = [path('', include('blog.urls'))]",
        "blog/__init__.py": "",
        "blog/urls.py": "from . import views",
        "blog/views.py": "",
        "blog/models.py": "",
    }
    assert reached(tmp_path, files) == [
        *("blog/__init__.py", "blog/models.py", "blog/urls.py", "blog/views.py"),
        *("site/__init__.py", "site/settings.py", "site/urls.py"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import './a'", "src/a.ts"),
        ("import { x } from './a.js'", "src/a.ts"),
        ("import x from './folder'", "src/folder/index.tsx"),
        ('import x from "./c.vue"', "src/c.vue"),
        ("export { x } from './a'", "src/a.ts"),
        ("export * as y from './a'", "src/a.ts"),
        ("import a = require('./a')", "src/a.ts"),
        ("const a = require('./a')", "src/a.ts"),
        ("const a = () => import('./a')", "src/a.ts"),
        ("const a = lazy(() => import(/* webpackChunkName: 'a' */ './a'))", "src/a.ts"),
        ("const a = import(`./a`)", "src/a.ts"),
        ("import { type T, x } from './a'", "src/a.ts"),
        ("import D, { type T } from './a'", "src/a.ts"),
        ("import '@/a'", "src/a.ts"),
        ("import '~lib/deep/x'", "src/lib/deep/x.mts"),
        ("import '#inner'", "src/a.ts"),
        ("import 'lib/deep/x'", "src/lib/deep/x.mts"),
        ("import '@acme/kit'", "packages/kit/src/index.ts"),
        ("import '@acme/kit/other'", "packages/kit/src/other.ts"),
        ("const all = import.meta.glob('./lib/**/*.mts')", "src/lib/deep/x.mts"),
        ("const f = (n) => import(`./lib/deep/${n}.mts`)", "src/lib/deep/x.mts"),
        ("import type { T } from './a'", None),
        ("export type { T } from './a'", None),
        ("import { readFile } from 'fs/promises'; import 'node:test'; import 'react/jsx-runtime'", None),
        ("import './a.css?inline'; import data from './x.json'; import t from './__generated__/t'", None),
        ("const s = \"import './a'\"; // import './a'", None),
        ("try { require('./not-there') } catch {}", None),
    ],
)
def test_typescript(text: str, expected: str | None, tmp_path: Path) -> None:
    files = {
        "package.json": '{"name": "w", "main": "src/index.ts", "dependencies": {"react": "1"},'
        '"imports": {"#inner": "./src/a.ts"}}',
        "tsconfig.json": '{"references": [{"path": "./tsconfig.app.json"}]}',
        "tsconfig.app.json": '{"extends": "./tsconfig.base.json", "compilerOptions": {"baseUrl": "src",},}',
        "tsconfig.base.json": '// all\n{"compilerOptions": {/* ~ */ "paths": {"~lib/*": ["src/lib/*"]},},}',
        "src/index.ts": text,
        "src/a.ts": "",
        "src/folder/index.tsx": "",
        "src/c.vue": "<template/>",
        "src/lib/deep/x.mts": "",
        "packages/kit/package.json": '{"name": "@acme/kit", "main": "dist/index.js"}',
        "packages/kit/src/index.ts": "",
        "packages/kit/src/other.ts": "",
    }
    assert leads(tmp_path, files, "src/index.ts") == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import 'a.dart';", ["lib/a.dart"]),
        ('import "src/b.dart" as b show B hide C;', ["lib/src/b.dart"]),
        ("import 'package:app/a.dart';", ["lib/a.dart"]),
        ("export 'a.dart';", ["lib/a.dart"]),
        ("part 'src/part.dart';", ["lib/src/part.dart"]),
        ("import 'a.dart' deferred as a;", ["lib/a.dart"]),
        (
            "import 'a.dart' if (dart.library.io) 'src/b.dart' if (dart.library.html) 'src/part.dart';",
            ["lib/a.dart", "lib/src/b.dart", "lib/src/part.dart"],
        ),
        ("import 'package:kit/kit.dart';", ["packages/kit/lib/kit.dart"]),
        ("import 'dart:io';\nimport 'package:flutter/material.dart';\nimport 'package:http/http.dart';", []),
        ("part 'main.g.dart';\nimport 'package:flutter_gen/gen_l10n/app_localizations.dart';", []),
        ("// import 'a.dart';\nfinal s = \"import 'a.dart';\";", []),
    ],
)
def test_dart(text: str, expected: list[str], tmp_path: Path) -> None:
    files = {
        "pubspec.yaml": "name: app\ndependencies:\n  http: any\n  kit: {path: packages/kit}\n",
        "lib/main.dart": text,
        "lib/a.dart": "",
        "lib/src/b.dart": "",
        "lib/src/part.dart": "part of '../main.dart';",
        "packages/kit/pubspec.yaml": "name: kit",
        "packages/kit/lib/kit.dart": "",
    }
    assert leads(tmp_path, files, "lib/main.dart") == expected
