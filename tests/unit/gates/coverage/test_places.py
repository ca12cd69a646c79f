"""Where reported files lie: found, left out by a named rule, or told as lost; never dropped in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.gates.coverage.languages import RULES, language, sorter
from greenlane.gates.coverage.places import Placed, Places
from greenlane.gates.coverage.report import Record, Report
from tests.unit.gates.trial import Trial


def placed(
    root: Path, at: str, *names: str | tuple[str, ...], prefixes: dict[str, str] | None = None
) -> Placed:
    tree = frozenset(
        path.relative_to(root).as_posix()
        for path in root.rglob("*.*")
        if path.is_file() and not path.is_symlink() and "ignored" not in path.parts
    )
    records = [Record((name,) if isinstance(name, str) else name, {1: 1}) for name in names]
    found = Places(root, tree, sorter((), ()), prefixes or {})
    return found.place(at, Report("lcov", tuple(records), False))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "a project"
    root.mkdir()
    names = ["lib/a.dart", "apps/x/lib/a.dart", "apps/x/lib/b.dart", "src/a.py", "ignored/a.py"]
    Trial(root).write(dict.fromkeys(names, "x\n"))
    return root


def test_a_relative_name_starts_from_the_root(root: Path) -> None:
    found = placed(root, "coverage/lcov.info", "lib/a.dart", "./src/../src/a.py")
    assert [one.path for one in found.files] == ["lib/a.dart", "src/a.py"]


def test_or_from_the_folder_around_the_report_that_holds_them_all(root: Path) -> None:
    found = placed(root, "apps/x/coverage/lcov.info", "lib/a.dart", "lib/b.dart")
    assert [one.path for one in found.files] == ["apps/x/lib/a.dart", "apps/x/lib/b.dart"]


def test_one_report_has_one_folder(root: Path) -> None:
    found = placed(root, "apps/x/coverage/lcov.info", "lib/a.dart", "src/a.py")
    assert [one.path for one in found.files] == ["lib/a.dart", "src/a.py"]


def test_an_absolute_name_within_the_project_is_found(root: Path) -> None:
    found = placed(root, "lcov.info", str(root / "src/a.py"))
    assert [one.path for one in found.files] == ["src/a.py"]


@pytest.mark.parametrize(
    "name", ["/elsewhere/src/a.py", "C:\\app\\src\\a.py", "C:/app/src/a.py", "../src/a.py"]
)
def test_a_name_from_another_checkout_is_lost_and_told(root: Path, name: str) -> None:
    found = placed(root, "lcov.info", name)
    assert (found.files, found.left_out) == ([], {})
    assert found.lost == [f"{name} lies outside the project"]


@pytest.mark.parametrize(
    ("name", "prefixes"),
    [
        ("/elsewhere/src/a.py", {"/elsewhere": "."}),
        ("/elsewhere/src/a.py", {"/elsewhere/": ""}),
        ("/elsewhere/code/a.py", {"/elsewhere": ".", "/elsewhere/code": "src"}),
        ("C:\\app\\src\\a.py", {"C:\\app": "."}),
        ("code/a.py", {"code": "src"}),
    ],
)
def test_a_prefix_says_where_it_is_here(root: Path, name: str, prefixes: dict[str, str]) -> None:
    found = placed(root, "lcov.info", name, prefixes=prefixes)
    assert ([one.path for one in found.files], found.lost) == (["src/a.py"], [])


def test_a_prefix_ends_at_a_folder_and_leads_into_the_project(root: Path) -> None:
    assert placed(root, "lcov.info", "/elsewhere2/src/a.py", prefixes={"/elsewhere": "."}).lost
    assert placed(root, "lcov.info", "/elsewhere/a.py", prefixes={"/elsewhere": "../x"}).lost


def test_a_name_that_is_not_there_is_lost_and_told(root: Path) -> None:
    found = placed(root, "lcov.info", "lib/a.dart", "lib/gone.dart")
    assert [one.path for one in found.files] == ["lib/a.dart"]
    assert found.lost == ["lib/gone.dart is not there"]


def test_a_generated_file_need_not_be_there(root: Path) -> None:
    found = placed(root, "apps/x/coverage/lcov.info", "lib/a.dart", "lib/a.g.dart", "lib/b.dart")
    assert [one.path for one in found.files] == ["apps/x/lib/a.dart", "apps/x/lib/b.dart"]
    assert (found.left_out, found.lost) == ({"generated": 1}, [])


def test_what_git_ignores_and_what_is_installed_is_left_out_by_name(root: Path) -> None:
    found = placed(root, "lcov.info", "ignored/a.py", "/usr/lib/python3/site-packages/x.py")
    assert (found.left_out, found.lost) == ({"ignored by git": 1, "dependencies": 1}, [])


def test_backslashes_are_taken_for_slashes(root: Path) -> None:
    assert placed(root, "lcov.info", "src\\a.py").files[0].path == "src/a.py"


def test_a_link_within_the_project_is_followed_and_a_loop_is_lost(root: Path) -> None:
    (root / "link").symlink_to("src")
    (root / "loop").symlink_to("loop")
    found = placed(root, "lcov.info", "link/a.py", "loop/a.py")
    assert [one.path for one in found.files] == ["src/a.py"]
    assert found.lost == ["loop/a.py is not there"]


def test_a_link_out_of_the_project_is_no_file_of_it(root: Path, tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text("x\n")
    (root / "link.py").symlink_to("../other.py")
    found = placed(root, "lcov.info", "link.py")
    assert (found.files, found.left_out) == ([], {"ignored by git": 1})


def test_of_several_roots_the_one_that_has_it_counts_and_two_are_too_many(root: Path) -> None:
    one = placed(root, "coverage.xml", ("/elsewhere/a.py", str(root / "src/a.py")))
    two = placed(root, "coverage.xml", (str(root / "lib/a.dart"), str(root / "apps/x/lib/a.dart")))
    assert [file.path for file in one.files] == ["src/a.py"]
    assert two.lost == [f"{root}/lib/a.dart may be apps/x/lib/a.dart or lib/a.dart"]


LEFT_OUT = {
    "generated": ["lib/a.g.dart", "a.freezed.dart", "x/a_pb2.py", "a_pb2_grpc.py", "src/a.gen.ts",
                  "a.generated.cs", "lib/l10n/app_de.dart", "src/__generated__/x.ts", "src/api.generated.ts"],
    "migrations": ["app/migrations/0001_first.py", "alembic/versions/ab12.py",
                   "supabase/migrations/2026_x.sql",
                   "migrations/versions/a.py"],
    "dependencies": ["node_modules/a/b.js", "x/site-packages/y.py"],
    "tests": ["tests/a.py", "a/test/b.dart", "a/test_x.py", "x_test.dart", "a.test.tsx", "src/__tests__/a.js",
              "conftest.py", "a.spec.ts", "integration_test/a.dart"],
    "tooling": ["noxfile.py", "vite.config.ts", "types/a.d.ts", "setup.py"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "path"), [(rule, path) for rule, paths in LEFT_OUT.items() for path in paths]
)
def test_a_rule_leaves_out_what_nobody_wrote_or_nobody_ships(rule: str, path: str) -> None:
    assert sorter((), ())(path) == rule
    assert sorter((path,), ())(path) == "exclude"
    assert sorter((path,), (path,))(path) is None


@pytest.mark.parametrize(
    "path",
    ["ci/greenlane/migrations/plan.py", "src/latest.py", "lib/contest.dart", "server/testing.py",
     "src/l10n.ts",
     "lib/config.dart", "src/pb2.py", "src/config.ts", "src/generate.py", "attestations/a.py"],
)  # fmt: skip
def test_what_people_write_and_ship_counts(path: str) -> None:
    assert sorter((), ())(path) is None


@pytest.mark.pages
def test_the_page_shows_every_rule() -> None:
    page = (Path(__file__).resolve().parents[4] / "docs/gates/coverage.md").read_text()
    for name, globs in RULES.items():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| {name} |")]
        assert row == f"| {name} | {', '.join(f'`{glob}`' for glob in globs)} |"


def test_a_language_is_told_by_the_name() -> None:
    assert [language(path) for path in ("a.py", "b.tsx", "c.dart", "d.go", "e")] == [
        "Python",
        "JavaScript",
        "Dart",
        None,
        None,
    ]
