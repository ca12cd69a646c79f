"""Which files count: by language, and which are left out by rule, each with the name of its rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from greenlane.gates.globs import matcher

LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "Python": ("*.py",),
    "Dart": ("*.dart",),
    "JavaScript": ("*.js", "*.jsx", "*.mjs", "*.cjs", "*.ts", "*.tsx", "*.mts", "*.cts"),
}
"""Languages whose untested files are looked for. TypeScript is JavaScript here: one report holds both."""

RULES: Mapping[str, tuple[str, ...]] = {
    "generated": (
        *("*.g.dart", "*.freezed.dart", "*.gr.dart", "*.config.dart", "*.mocks.dart", "*.chopper.dart"),
        *("*.pb.dart", "*.pbenum.dart", "*.pbgrpc.dart", "*.pbjson.dart", "*.pbserver.dart"),
        *("generated_plugin_registrant.dart", "firebase_options.dart"),
        *("**/l10n/*.dart", "app_localizations*.dart"),
        *("*_pb2.py", "*_pb2_grpc.py", "_version.py"),
        *("*_pb.js", "*_pb.ts", "*.pb.go", "*.min.js", "database.types.ts"),
        *("*.gen.*", "*.generated.*", "**/generated/**", "**/__generated__/**"),
    ),
    "migrations": (
        *("**/migrations/[0-9]*", "**/migrations/*/[0-9]*", "**/migrations/versions/*.py"),
        *("**/alembic/versions/*.py",),
    ),
    "dependencies": (
        *("**/node_modules/**", "**/site-packages/**", "**/dist-packages/**"),
        *("**/.venv/**", "**/.dart_tool/**", "**/.pub-cache/**"),
    ),
    "tests": (
        *("**/tests/**", "**/test/**", "**/integration_test/**", "**/test_driver/**"),
        *("**/__tests__/**", "**/__mocks__/**", "**/e2e/**"),
        *("test_*.py", "*_test.py", "conftest.py", "*_test.dart"),
        *("*.test.*", "*.spec.*", "*.cy.*", "*.stories.*"),
    ),
    "tooling": (
        *("noxfile.py", "setup.py", "*.d.ts", "*.d.mts", "*.d.cts"),
        *("*.config.js", "*.config.ts", "*.config.mjs", "*.config.mts", "*.config.cjs", ".eslintrc.*"),
    ),
}
"""Files that no coverage is asked of. docs/gates/coverage.md shows the same list; a test holds them equal."""


def language(path: str) -> str | None:
    """The language of a file by its name; None for one that only reports know about."""
    suffix = PurePosixPath(path).suffix
    return next((name for name, globs in LANGUAGES.items() if f"*{suffix}" in globs), None)


def sorter(exclude: tuple[str, ...], include: tuple[str, ...]) -> Callable[[str], str | None]:
    """A function that names the rule by which a path is left out, or None for one that counts.

    exclude: globs of the declaration, told as "exclude". include: globs that win over every rule.
    """
    kept = matcher(include)
    rules = [(name, matcher(globs)) for name, globs in {"exclude": exclude, **RULES}.items()]

    def rule(path: str) -> str | None:
        if kept(path):
            return None
        return next((name for name, is_of in rules if is_of(path)), None)

    return rule
