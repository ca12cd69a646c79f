"""Finding reports, reading them whole, and placing the names in them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates.readers import files, strict
from greenlane.gates.readers.age import changed_since, moment, of_another_commit, too_old
from greenlane.gates.readers.options import ReportOptions
from greenlane.gates.readers.places import Places
from greenlane.model.gates import Unreadable
from tests.unit.gates.trial import Trial


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    root = tmp_path / "pro ject"
    root.mkdir()
    return Trial(root)


def test_reports_that_git_ignores_are_found(trial: Trial) -> None:
    trial.write({".gitignore": "build/\n", "build/a.xml": "x", "build/deep/b.xml": "x"}).commit()
    assert files.found(["build/**/*.xml"], trial.root) == ("build/a.xml", "build/deep/b.xml")


def test_a_glob_without_a_folder_matches_at_any_depth_and_a_name_only_at_the_root(trial: Trial) -> None:
    trial.write({"a.sarif": "x", "x/b.sarif": "x", "node_modules/m/c.sarif": "x"})
    assert files.found(["*.sarif"], trial.root) == ("a.sarif", "x/b.sarif")
    assert files.found(["b.sarif"], trial.root) == ()


def test_no_glob_leads_out_of_the_project(trial: Trial) -> None:
    (trial.root.parent / "out.xml").write_text("x")
    assert files.found(["../*.xml", "../out.xml", str(trial.root.parent / "*.xml")], trial.root) == ()
    assert files.absent(["../out.xml"], trial.root) == ["no report matches ../out.xml"]


def test_a_loop_of_links_is_no_trap(trial: Trial) -> None:
    trial.write({"build/a.xml": "x"})
    (trial.root / "build" / "again").symlink_to(trial.root / "build")
    (trial.root / "build" / "b.xml").symlink_to("b.xml")
    assert files.found(["build/**/*.xml"], trial.root) == ("build/a.xml",)


def test_a_report_with_an_odd_name_is_found(trial: Trial) -> None:
    trial.write({"build/a\nb <script>.xml": "x"})
    assert files.found(["build/*.xml"], trial.root) == ("build/a\nb <script>.xml",)


def test_a_broken_report_takes_no_other_along(trial: Trial) -> None:
    trial.write({"a.json": "", "b.json": "[1]"})
    context = trial.context(ReportOptions(reports=("a.json", "b.json", "c.json")))
    read, unknown = files.each(context, ("a.json", "b.json"), lambda _path, content: strict.loads(content))
    assert read == [("b.json", [1])]
    assert unknown == ["no report matches c.json", "a.json: it is empty"]


def test_a_report_beyond_the_limit_is_refused(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 3)
    trial.write({"a.json": "[100]"})
    context = trial.context(ReportOptions(reports=("a.json",)))
    assert files.each(context, ("a.json",), lambda _path, content: content)[1] == [
        "a.json: it has 5 bytes; at most 3 are read"
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"a": 1, "a": 2}', "'a' twice"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": 1} x', "half of it"),
        (b"[" * 100_000, "half of it"),
        (b"9" * 5000, "half of it"),
        (b'"\xff"', "half of it"),
    ],
)
def test_json_that_says_two_things_or_none_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        strict.loads(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_json_in_the_encodings_of_windows_is_read(encoding: str) -> None:
    assert strict.loads('{"a": "é"}'.encode(encoding)) == {"a": "é"}


def places(trial: Trial, **options: Any) -> Places:
    return Places(trial.context(ReportOptions(**options)))


def test_names_are_placed_from_the_root_and_strange_ones_are_told(trial: Trial) -> None:
    trial.write({"a.py": "", "b/c.py": ""})
    found = places(trial)
    assert found.path(str(trial.root / "a.py")) == "a.py"
    assert found.path("b/../b/c.py") == "b/c.py"
    assert found.path(".") is None
    assert found.unknown() == []
    assert found.path("x.py") == "x.py"
    assert found.path("/etc/passwd") is None
    assert found.path("../up.py") is None
    assert found.path("https://example.org/a.py") is None
    assert found.unknown() == [
        "it names 3 files (/etc/passwd, ../up.py, https://example.org/a.py) outside of the project",
        "it names a file (x.py) that the project does not have",
    ]


def test_a_name_is_told_once_and_on_one_line(trial: Trial) -> None:
    found = places(trial)
    for _ in range(5):
        found.path("a\nb.py")
    found.path("nul\0.py")
    found.path("x" * 5000)
    assert [line.count("\n") for line in found.unknown()] == [0]
    assert "3 files" in found.unknown()[0]


def test_reports_of_another_machine_or_folder_are_placed_as_declared(trial: Trial) -> None:
    trial.write({"app/lib/a.dart": "", "app/lib/b.dart": ""})
    found = places(trial, folder="app", roots=("/srv/work", "C:\\agent\\work"))
    assert found.path("lib/a.dart") == "app/lib/a.dart"
    assert found.path("/srv/work/app/lib/b.dart") == "app/lib/b.dart"
    assert found.path("C:\\agent\\work\\app\\lib\\b.dart") == "app/lib/b.dart"
    assert found.path("/srv/workshop/app/lib/b.dart") is None


def test_a_root_does_not_let_a_name_out(trial: Trial) -> None:
    assert places(trial, roots=("/srv/work",)).path("/srv/work/../../etc/passwd") is None


def test_files_that_a_build_made_are_here_and_links_out_are_not(trial: Trial) -> None:
    trial.write({".gitignore": "*.g.dart\n", "a.g.dart": ""}).commit()
    (trial.root / "out").symlink_to(trial.root.parent)
    (trial.root.parent / "secret.txt").write_text("x")
    found = places(trial)
    assert found.is_here("a.g.dart")
    assert not found.is_here("out/secret.txt")


def test_the_age_is_counted_from_the_beginning_of_today(trial: Trial) -> None:
    trial.write({"r": "x"})
    context = trial.context(ReportOptions(max_age=86_400.0))
    assert too_old(context, "r", moment("2026-11-20T00:00:00Z")) == []
    assert too_old(context, "r", moment("2026-11-19T23:59:59")) == [
        "it is of 2026-11-19 23:59 UTC, older than max_age allows"
    ]
    os.utime(trial.root / "r", (0, 0))
    assert too_old(context, "r", None) == ["it is of 1970-01-01 00:00 UTC, older than max_age allows"]


@pytest.mark.parametrize(
    ("name", "is_told"),
    [("a.py", True), ("tests/test_a.py", True), ("lib/a.dart", True), ("a.g.dart", False), ("a.md", False)],
)
def test_a_report_of_a_program_that_was_changed_since_is_told(trial: Trial, name: str, is_told: bool) -> None:
    trial.write({name: "", "r": "x"})
    context = trial.context(ReportOptions())
    assert changed_since(context, "r") == []
    later = (trial.root / "r").stat().st_mtime_ns + 1
    os.utime(trial.root / name, ns=(later, later))
    told = [f"it is older than {name}: run again what writes it"]
    assert changed_since(context, "r") == (told if is_told else [])


def test_a_commit_is_compared_with_head(trial: Trial) -> None:
    head = trial.commit()
    context = trial.context(ReportOptions())
    assert of_another_commit(context, [head, head[:8].upper()]) == []
    assert len(of_another_commit(context, [head[:4], "0" * 40])) == 2
    assert of_another_commit(context, []) == []
