"""Which files belong to tests and tools by where they stand and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterable

TEST_FOLDERS = frozenset(
    {"test", "tests", "__tests__", "integration_test", "test_driver", "spec", "e2e", "cypress"}
)
_BESIDE = frozenset(
    {
        *(
            "scripts",
            "tools",
            "tool",
            "examples",
            "example",
            "docs",
            "doc",
            "bench",
            "benchmarks",
            "fixtures",
        ),
        *("testdata", "stories", "dist", "build", "vendor", "third_party", ".storybook", ".ci", ".github"),
    }
)
"""At the root only: deeper down they may be the trade's own words (`app/docs/page.tsx` ships)."""
_CERTAIN = re.compile(
    r"(?:^|/)conftest\.py$|\.(?:test|spec|cy|e2e)\.[cm]?[jt]sx?$|(?:^|/)(?:__tests__|__mocks__|integration_test)/"
)
_LIKELY = re.compile(r"(?:^|/)test_[^/]*\.py$|_test\.(?:py|dart)$|(?:^|/)tests?\.py$")
_GENERATED = re.compile(
    r"(?:_pb2|_pb2_grpc)\.py$|\.(?:g|freezed|gr|config|mocks|pb\w*)\.dart$|_grpc_pb\.[jt]s$"
)
_SETTINGS = re.compile(
    r"(?:^|/)(?:setup|noxfile|fabfile|tasks|conf|gunicorn\.conf)\.py$|\.config\.[cm]?[jt]s$|\.d\.[cm]?ts$"
    r"|(?:^|/)\.[^/]+$|\.(?:stories|min)\.[cm]?[jt]sx?$|(?:^|/)(?:gulpfile|Gruntfile|vite-env)\.[jt]s$"
)


def is_certain_test(path: str) -> bool:
    """A name that only tests have: `conftest.py`, `x.spec.ts`, `__tests__/x.js`."""
    return bool(_CERTAIN.search(path))


def is_likely_test(path: str) -> bool:
    """A name that tests have, and sometimes the trade: `test_results.py` of a laboratory."""
    return bool(_LIKELY.search(path))


def test_folders(files: Iterable[str]) -> frozenset[str]:
    """Folders that hold tests: a test folder's name at the root, or one with a test file below it."""
    found: set[str] = set()
    for path in files:
        parts = path.split("/")[:-1]
        if parts and parts[0] in TEST_FOLDERS:
            found.add(parts[0])
        if is_certain_test(path) or is_likely_test(path):
            found.update(
                "/".join(parts[: index + 1]) for index, part in enumerate(parts) if part in TEST_FOLDERS
            )
    return frozenset(found)


def is_generated(path: str) -> bool:
    """Code that a generator writes: its names are the schema's, such as the stubs of gRPC."""
    return bool(_GENERATED.search(path))


def is_below(path: str, folders: frozenset[str]) -> bool:
    """Whether a path stands below any of the folders."""
    parts = path.split("/")
    return any("/".join(parts[:index]) in folders for index in range(1, len(parts)))


def is_development(path: str) -> bool:
    """A file that is beside production: tests, settings of tools, examples, generated code.

    When in doubt it is production: what is held to be development is not asked for an entry point.
    """
    if is_certain_test(path) or is_likely_test(path) or is_generated(path) or _SETTINGS.search(path):
        return True
    first, *rest = path.split("/")
    return bool(rest) and (first in TEST_FOLDERS or first in _BESIDE or "node_modules" in rest)
