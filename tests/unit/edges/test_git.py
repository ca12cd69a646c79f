"""git at the edge: right about every file, whatever it is called and whatever git was told before."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.unit.gates.trial import ENVIRONMENT, Trial

from greenlane.edges.git import Repository
from greenlane.model.errors import OutsideError

ODD = [
    "with\nnewline.py",
    'with"quote.py',
    'ends with"',
    "with\ttab",
    "ends with a tab\t",
    os.fsdecode(b"not-utf8-\xff.py"),
    "käse.py",
    os.fsdecode(b'k\xc3\xa4se\t\xff".py'),
    "ends with a space ",
    " begins with one",
    "b/b/file.py",
    "a/b/a.py",
    "-begins-with-a-dash",
    "--",
    "back\\slash.py",
    "back\\ttab.py",
    "*.py",
    ":(top)file",
    "+++ b",
]

HOSTILE = (
    ("diff.noprefix", "true"),
    ("diff.mnemonicPrefix", "true"),
    ("diff.external", "false"),
    ("core.quotePath", "true"),
    ("diff.interHunkContext", "20"),
    ("diff.context", "9"),
    ("diff.algorithm", "patience"),
    ("diff.renames", "copies"),
    ("diff.submodule", "log"),
    ("diff.relative", "false"),
    ("diff.wsErrorHighlight", "all"),
    ("diff.ignoreSubmodules", "all"),
    ("diff.suppressBlankEmpty", "true"),
    ("color.ui", "always"),
    ("color.diff", "always"),
    ("status.showUntrackedFiles", "no"),
    ("status.short", "true"),
    ("status.branch", "true"),
    ("status.renames", "copies"),
    ("core.pager", "false"),
    ("diff.evil.textconv", "false"),
    ("diff.evil.command", "false"),
    ("diff.evil.binary", "true"),
)


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    root = tmp_path / "project"
    root.mkdir()
    return Trial(root)


def opened(root: Path) -> Repository:
    found = Repository.find(root, ENVIRONMENT)
    assert found
    return found


def changed(trial: Trial, base: str) -> dict[str, set[int]]:
    return {name: set(lines) for name, lines in opened(trial.root).changed_lines(base).items()}


def state(trial: Trial) -> str:
    return opened(trial.root).state().changes


# changed_lines


def test_every_changed_line_is_named_by_its_new_number(trial: Trial) -> None:
    base = trial.write({"a.py": "1\n2\n3\n4\n5\n"}).commit()
    trial.write({"a.py": "0\n1\n2\nnew\n4\n5\n6\n"})
    assert changed(trial, base) == {"a.py": {1, 4, 7}}


def test_committed_staged_and_loose_changes_all_count(trial: Trial) -> None:
    base = trial.write({"a.py": "1\n2\n3\n"}).commit()
    trial.write({"a.py": "x\n2\n3\n"}).commit()
    trial.write({"a.py": "x\ny\n3\n"})
    trial.git("add", "a.py")
    trial.write({"a.py": "x\ny\nz\n"})
    assert changed(trial, base) == {"a.py": {1, 2, 3}}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_is_taken_as_it_is(trial: Trial, name: str) -> None:
    base = trial.write({name: "1\n2\n"}).commit()
    trial.write({name: "1\nnew\n"})
    assert changed(trial, base) == {name: {2}}
    assert opened(trial.root).files() == [name]
    assert state(trial)


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_that_is_untracked_is_wholly_new(trial: Trial, name: str) -> None:
    base = trial.write({"other": "1\n"}).commit()
    trial.write({name: "1\n2\n"})
    assert changed(trial, base) == {name: {1, 2}}


def test_all_odd_names_at_once(trial: Trial) -> None:
    base = trial.write(dict.fromkeys(ODD, "1\n2\n")).commit()
    trial.write(dict.fromkeys(ODD, "1\n2\n3\n"))
    assert changed(trial, base) == {name: {3} for name in ODD}


@pytest.mark.parametrize(("key", "value"), HOSTILE)
def test_no_configuration_bends_the_answer(trial: Trial, key: str, value: str) -> None:
    before = "".join(f"{n}\n" for n in range(1, 30))
    base = trial.write({"a b.py": before, ".gitattributes": "*.py diff=evil\n"}).commit()
    trial.git("config", key, value)
    trial.write({"a b.py": before.replace("3\n", "x\n", 1).replace("9\n", "x\n", 1), "new.py": "1\n"})
    assert changed(trial, base) == {"a b.py": {3, 9}, "new.py": {1}}
    assert state(trial)


@pytest.mark.parametrize("attribute", ["-diff", "binary", "-text", "diff=evil", "linguist-generated"])
def test_no_attribute_hides_a_line(trial: Trial, attribute: str) -> None:
    base = trial.write({"a.py": "1\n2\n", ".gitattributes": f"* {attribute}\n"}).commit()
    trial.write({"a.py": "1\nx\n"})
    assert changed(trial, base) == {"a.py": {2}}


def test_an_order_of_files_that_somebody_wants_changes_nothing(trial: Trial) -> None:
    base = trial.write({"a": "1\n", "b": "1\n2\n"}).commit()
    trial.write({".git/order": "b\na\n", "a": "x\n", "b": "1\nx\n"})
    trial.git("config", "diff.orderFile", str(trial.root / ".git/order"))
    assert changed(trial, base) == {"a": {1}, "b": {2}}


def test_variables_of_git_are_not_heard(trial: Trial, tmp_path: Path) -> None:
    base = trial.write({"a": "1\n"}).commit()
    trial.write({"a": "2\n"})
    hostile = {
        "GIT_DIR": str(tmp_path),
        "GIT_WORK_TREE": "/",
        "GIT_EXTERNAL_DIFF": "false",
        "GIT_DIFF_OPTS": "-u9",
        "GIT_INDEX_FILE": "none",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_CONFIG_COUNT": "x",
    }
    found = Repository.find(trial.root, ENVIRONMENT | hostile)
    assert found
    assert found.changed_lines(base) == {"a": frozenset({1})}


def test_content_that_looks_like_a_diff_is_content(trial: Trial) -> None:
    base = trial.write({"a": "-- a\n++ b/x\n@@ -1 +1 @@\n", "x": "1\n"}).commit()
    trial.write({"a": "++ b/x\ndiff --git a/x b/x\n@@ -1 +7,9 @@\n-- /dev/null\n\\ No newline\n", "x": "2\n"})
    found = changed(trial, base)
    assert found["x"] == {1}
    assert found["a"] <= set(range(1, 6))
    assert {2, 3, 5} <= found["a"]


def test_a_missing_newline_at_the_end_is_a_changed_line(trial: Trial) -> None:
    base = trial.write({"a": "1\n2\n", "b": "1\n2", "c": "1\n2"}).commit()
    trial.write({"a": "1\n2", "b": "1\n2\n", "c": "1\n2\n3"})
    assert changed(trial, base) == {"a": {2}, "b": {2}, "c": {2, 3}}


def test_line_ends_of_windows_are_one_line_each(trial: Trial) -> None:
    base = trial.write({"a": b"1\r\n2\r\n"}).commit()
    trial.write({"a": b"1\r\nx\r\n", "new": b"1\r\n2\r\n3"})
    assert changed(trial, base) == {"a": {2}, "new": {1, 2, 3}}


def test_a_deleted_file_and_one_whose_mode_changed_have_no_lines_but_are_named(trial: Trial) -> None:
    base = trial.write({"gone": "1\n", "mode": "1\n", "both": "1\n"}).commit()
    (trial.root / "gone").unlink()
    (trial.root / "mode").chmod(0o755)
    trial.write({"both": "2\n"})
    (trial.root / "both").chmod(0o755)
    assert changed(trial, base) == {"gone": set(), "mode": set(), "both": {1}}


def test_modified_are_tracked_files_that_differ_from_head_however_and_no_others(trial: Trial) -> None:
    trial.write({"gone": "1\n", "mode": "1\n", "loose": "1\n", "staged": "1\n", "same": "1\n"}).commit()
    (trial.root / "gone").unlink()
    (trial.root / "mode").chmod(0o755)
    trial.write({"loose": "2\n", "staged": "2\n", "untracked": "1\n", "same": "1\n"})
    trial.git("add", "staged")
    below = trial.write({"below/x": "1\n"}).root / "below"
    assert opened(below).modified() == ("gone", "loose", "mode", "staged")


@pytest.mark.parametrize(("key", "value"), HOSTILE)
def test_no_configuration_hides_what_is_modified(trial: Trial, key: str, value: str) -> None:
    trial.write(dict.fromkeys(ODD, "1\n")).commit()
    trial.git("config", key, value)
    trial.write(dict.fromkeys(ODD, "2\n"))
    assert set(opened(trial.root).modified()) == set(ODD)


def test_a_renamed_file_is_wholly_new_under_its_new_name(trial: Trial) -> None:
    base = trial.write({"old": "1\n2\n"}).commit()
    trial.git("mv", "old", "new")
    assert changed(trial, base) == {"old": set(), "new": {1, 2}}


def test_binary_content_is_named_and_nothing_fails(trial: Trial) -> None:
    base = trial.write({"a.bin": b"\0\1\n\2", "b.py": "1\n"}).commit()
    trial.write({"a.bin": b"\0\1\n+++ b/b.py\n@@ -1 +1 @@\n\xff", "b.py": "2\n"})
    found = changed(trial, base)
    assert found["b.py"] == {1}
    assert "a.bin" in found


def test_a_link_has_no_lines_and_a_file_that_was_one_has(trial: Trial) -> None:
    base = trial.write({"a": "1\n", "target": "1\n"}).commit()
    (trial.root / "link").symlink_to("target")
    trial.commit()
    middle = trial.git("rev-parse", "HEAD")
    assert changed(trial, base) == {"link": set()}
    (trial.root / "link").unlink()
    trial.write({"link": "1\n2\n"})
    assert changed(trial, middle) == {"link": {1, 2}}


def test_a_file_meant_to_be_added_is_wholly_new(trial: Trial) -> None:
    base = trial.write({"a": "1\n"}).commit()
    trial.write({"new": "1\n2\n"})
    trial.git("add", "--intent-to-add", "new")
    assert changed(trial, base) == {"new": {1, 2}}


def test_a_file_that_is_ignored_is_not_named_unless_it_is_tracked(trial: Trial) -> None:
    base = trial.write({".gitignore": "*.log\n", "a": "1\n"}).commit()
    trial.write({"x.log": "1\n", "y.log": "1\n"})
    trial.git("add", "--force", "y.log")
    assert changed(trial, base) == {"y.log": {1}}


def test_below_a_subfolder_names_start_there(trial: Trial) -> None:
    base = trial.write({"sub/a.py": "1\n", "sub/b/a.py": "1\n", "a.py": "1\n"}).commit()
    trial.write({"sub/a.py": "2\n", "sub/b/a.py": "2\n", "a.py": "2\n", "sub/new": "1\n", "top": "1\n"})
    repository = opened(trial.root / "sub")
    assert repository.changed_lines(base) == {
        "a.py": frozenset({1}),
        "b/a.py": frozenset({1}),
        "new": frozenset({1}),
    }
    assert repository.files() == ["a.py", "b/a.py", "new"]


def test_a_folder_with_a_glob_in_its_name_is_that_folder(trial: Trial) -> None:
    base = trial.write({"[ab]/x": "1\n", "a/x": "1\n"}).commit()
    trial.write({"[ab]/x": "2\n", "a/x": "2\n"})
    assert opened(trial.root / "[ab]").changed_lines(base) == {"x": frozenset({1})}


def test_what_git_is_told_to_overlook_is_seen(trial: Trial) -> None:
    base = trial.write({"a": "1\n2\n", "b": "1\n", "c": "1\n"}).commit()
    trial.git("update-index", "--assume-unchanged", "a")
    trial.git("update-index", "--skip-worktree", "b", "c")
    assert state(trial) == ""
    assert changed(trial, base) == {}
    trial.write({"a": "1\nx\n", "b": "x\n"})
    assert changed(trial, base) == {"a": {1, 2}, "b": {1}}
    assert state(trial)


def test_in_a_sparse_work_tree_what_is_not_there_is_no_change(trial: Trial) -> None:
    base = trial.write({"in/a": "1\n", "out/b": "1\n"}).commit()
    trial.git("sparse-checkout", "set", "in")
    assert not (trial.root / "out").exists()
    assert state(trial) == ""
    assert changed(trial, base) == {}
    assert opened(trial.root).files() == ["in/a"]
    trial.write({"in/a": "2\n"})
    assert changed(trial, base) == {"in/a": {1}}


def submodule(trial: Trial, tmp_path: Path) -> Trial:
    inner = Trial(tmp_path / "inner")
    inner.root.mkdir()
    inner.write({"x": "1\n"}).commit()
    trial.write({"a": "1\n"}).commit()
    trial.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.root), "sub")
    trial.commit()
    return Trial(trial.root / "sub")


def test_a_submodule_that_moved_is_named_without_lines_and_changes_the_state(
    trial: Trial, tmp_path: Path
) -> None:
    inner = submodule(trial, tmp_path)
    base = trial.git("rev-parse", "HEAD")
    assert state(trial) == ""
    inner.write({"x": "2\n"})
    one = state(trial)
    inner.write({"x": "3\n"})
    two = state(trial)
    inner.commit()
    three = state(trial)
    assert len({"", one, two, three}) == 4
    assert changed(trial, base) == {"sub": set()}
    assert opened(inner.root).files() == ["x"]


def test_in_a_second_work_tree_the_answers_are_its_own(trial: Trial, tmp_path: Path) -> None:
    base = trial.write({"a": "1\n"}).commit()
    trial.git("worktree", "add", "--quiet", str(tmp_path / "second"))
    second = Trial(tmp_path / "second")
    second.write({"a": "2\n"})
    assert changed(second, base) == {"a": {1}}
    assert changed(trial, base) == {}
    assert state(trial) == ""
    assert state(second)


def test_a_conflict_is_named_with_the_lines_that_stand_there(trial: Trial) -> None:
    base = conflict(trial)
    assert changed(trial, base)["a"] >= {1, 2, 3}


def conflict(trial: Trial) -> str:
    base = trial.write({"a": "1\n"}).commit()
    trial.git("switch", "--quiet", "--create", "other")
    trial.write({"a": "2\n"}).commit()
    trial.git("switch", "--quiet", "main")
    trial.write({"a": "3\n"}).commit()
    with pytest.raises(Exception, match="merge"):
        trial.git("merge", "--quiet", "other")
    return base


def test_a_base_that_is_not_there_is_an_error(trial: Trial) -> None:
    trial.write({"a": "1\n"}).commit()
    with pytest.raises(OutsideError):
        opened(trial.root).changed_lines("0" * 40)
    with pytest.raises(OutsideError):
        opened(trial.root).changed_lines("--output=stolen")
    assert not (trial.root / "stolen").exists()


lines = st.lists(
    st.sampled_from(["a", "b", "--- a", "+++ b/f", "@@ -1 +1 @@", "\\ x", "", "\r", "\0"]), max_size=9
)


@settings(
    max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=lines, after=lines)
def test_unchanged_lines_are_those_of_the_base_in_their_order(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], after: list[str]
) -> None:
    trial = Trial(tmp_path_factory.mktemp("project"))
    base = trial.write({"f": "".join(f"{line}\n" for line in before), "g": "1\n"}).commit()
    trial.write({"f": "".join(f"{line}\n" for line in after)})
    new = changed(trial, base).get("f", set())
    kept = [line for number, line in enumerate(after, 1) if number not in new]
    remaining = iter(before)
    assert all(line in remaining for line in kept)
    assert new <= set(range(1, len(after) + 1))
    assert bool(new) <= (before != after)


# state


def test_a_clean_tree_has_no_changes(trial: Trial) -> None:
    commit = trial.write({"a": "1\n"}).commit()
    found = opened(trial.root).state()
    assert (found.commit, found.changes) == (commit, "")
    assert found.tree == trial.git("rev-parse", "HEAD^{tree}")
    assert found.is_clean


WAYS: Mapping[str, Callable[[Trial], object]] = {
    "loose": lambda trial: trial.write({"a": "2\n", "new": "1\n"}),
    "staged": lambda trial: (trial.write({"a": "2\n", "new": "1\n"}), trial.git("add", "--all")),
    "meant": lambda trial: (
        trial.write({"a": "2\n", "new": "1\n"}),
        trial.git("add", "--intent-to-add", "new"),
    ),
    "staged otherwise": lambda trial: (
        trial.write({"a": "9\n", "new": "9\n"}),
        trial.git("add", "--all"),
        trial.write({"a": "2\n", "new": "1\n"}),
    ),
    "out of the index": lambda trial: (
        trial.write({"a": "2\n", "new": "1\n"}),
        trial.git("rm", "--quiet", "--cached", "a"),
    ),
    "overlooked": lambda trial: (
        trial.git("update-index", "--assume-unchanged", "a"),
        trial.write({"a": "2\n", "new": "1\n"}),
    ),
}


def test_equal_files_have_equal_digests_however_they_are_staged(tmp_path: Path) -> None:
    digests = set()
    for name, way in WAYS.items():
        trial = Trial(tmp_path / name.replace(" ", "-"))
        trial.root.mkdir()
        trial.write({"a": "1\n", "b": "1\n"}).commit()
        way(trial)
        digests.add(state(trial))
    assert len(digests) == 1
    assert digests != {""}


@pytest.mark.parametrize("undone", ["edit", "removal", "mode", "deletion"])
def test_files_that_equal_head_are_clean_whatever_stands_in_the_index(trial: Trial, undone: str) -> None:
    trial.write({"a": "1\n"}).commit()
    match undone:
        case "edit":
            trial.write({"a": "2\n"})
            trial.git("add", "a")
            trial.write({"a": "1\n"})
        case "removal":
            trial.git("rm", "--quiet", "--cached", "a")
        case "mode":
            trial.git("update-index", "--chmod=+x", "a")
        case "deletion":
            trial.git("rm", "--quiet", "a")
            trial.write({"a": "1\n"})
    assert state(trial) == ""


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_that_equals_head_is_clean_too(trial: Trial, name: str) -> None:
    trial.write({name: "1\n"}).commit()
    trial.write({name: "2\n"})
    trial.git("add", "--all")
    trial.write({name: "1\n"})
    assert state(trial) == ""


DIFFERENT: Mapping[str, Callable[[Trial], object]] = {
    "nothing": lambda trial: trial,
    "content": lambda trial: trial.write({"a": "2\n"}),
    "other content": lambda trial: trial.write({"a": "3\n"}),
    "other file": lambda trial: trial.write({"b": "2\n"}),
    "both": lambda trial: trial.write({"a": "2\n", "b": "2\n"}),
    "swapped": lambda trial: trial.write({"a": "b\n", "b": "a\n"}),
    "deleted": lambda trial: (trial.root / "a").unlink(),
    "emptied": lambda trial: trial.write({"a": ""}),
    "mode": lambda trial: (trial.root / "a").chmod(0o755),
    "renamed": lambda trial: trial.git("mv", "a", "c"),
    "copied": lambda trial: trial.write({"c": "a\n"}),
    "linked": lambda trial: linked(trial, "b"),
    "linked otherwise": lambda trial: linked(trial, "x"),
    "a folder": lambda trial: folder(trial),
    "a loop": lambda trial: (trial.root / "loop").symlink_to("loop"),
    "repository within": lambda trial: nested(trial, "1\n"),
    "other repository within": lambda trial: nested(trial, "2\n"),
}


def linked(trial: Trial, target: str) -> None:
    (trial.root / "a").unlink()
    (trial.root / "a").symlink_to(target)


def folder(trial: Trial) -> None:
    (trial.root / "a").unlink()
    trial.write({"a/x": "1\n"})


def nested(trial: Trial, content: str) -> None:
    inner = Trial(trial.root / "inner")
    inner.root.mkdir()
    inner.write({"x": "1\n"})
    inner.git("init", "--quiet")
    inner.write({"x": content})


def test_different_files_have_different_digests(tmp_path: Path) -> None:
    digests = []
    for number, way in enumerate(DIFFERENT.values()):
        trial = Trial(tmp_path / str(number))
        trial.root.mkdir()
        trial.write({"a": "a\n", "b": "b\n"}).commit()
        way(trial)
        digests.append(state(trial))
    assert digests[0] == ""
    assert len(set(digests)) == len(digests)


def test_the_state_is_that_of_the_whole_work_tree_also_from_a_subfolder(trial: Trial) -> None:
    trial.write({"sub/a": "1\n", "b": "1\n"}).commit()
    trial.write({"b": "2\n"})
    assert opened(trial.root / "sub").state() == opened(trial.root).state()
    assert opened(trial.root / "sub").state().changes


def test_a_conflict_is_a_change_and_its_resolution_another(trial: Trial) -> None:
    conflict(trial)
    one = state(trial)
    trial.write({"a": "5\n"})
    two = state(trial)
    assert len({"", one, two}) == 3


def test_what_is_left_out_of_the_state_is_nobodys_change(trial: Trial) -> None:
    trial.write({"a": "1\n", "sub/x": "1\n"}).commit()
    trial.write({"coverage.json": "{}", "sub/x": "2\n"})
    without = [trial.root / "coverage.json", trial.root / "sub/x"]
    assert opened(trial.root).state(without=without).changes == ""
    assert opened(trial.root / "sub").state(without=without).changes == ""
    assert opened(trial.root).state(without=without[:1]).changes


def test_what_greenlane_leaves_is_nobodys_change_unless_it_is_tracked(trial: Trial) -> None:
    trial.write({"a": "1\n", ".greenlane/kept": "1\n"}).commit()
    trial.write({".greenlane/reports/unit.coverage.json": "{}", "part/.greenlane/run/plan.json": "{}"})
    assert state(trial) == ""
    trial.write({".greenlane/kept": "2\n"})
    assert state(trial)
    trial.write({".greenlane/kept": "1\n", ".greenlane.py": "2\n"})
    assert state(trial)


def test_before_the_first_commit_there_is_a_state_without_a_commit(trial: Trial) -> None:
    trial.git("init", "--quiet")
    empty = opened(trial.root).state()
    trial.write({"a": "1\n"})
    found = opened(trial.root).state()
    assert (empty.commit, empty.tree, empty.changes) == (None, None, "")
    assert found.changes
    assert not found.is_clean


def test_the_state_does_not_touch_the_index(trial: Trial) -> None:
    trial.write({"a": "1\n"}).commit()
    os.utime(trial.root / "a")
    before = (trial.root / ".git/index").read_bytes()
    state(trial)
    assert (trial.root / ".git/index").read_bytes() == before


# the rest


def test_a_change_that_keeps_size_and_time_is_a_change(trial: Trial) -> None:
    path = trial.write({"a": "1\n"}).root / "a"
    os.utime(path, (1_700_000_000, 1_700_000_000))
    trial.commit()
    for key, value in (("core.checkStat", "minimal"), ("core.trustctime", "false")):
        trial.git("config", key, value)
    trial.git("status")
    other = trial.write({"other": "2\n"}).root / "other"
    os.utime(other, (1_700_000_000, 1_700_000_000))
    other.replace(path)
    assert not opened(trial.root).state().is_clean


def test_grafts_cut_off_no_history(trial: Trial) -> None:
    first = trial.write({"a": "1\n"}).commit()
    last = trial.write({"a": "2\n"}).commit()
    trial.write({".git/info/grafts": f"{last}\n"})
    assert opened(trial.root).merge_base(first, last) == first


def test_a_work_tree_that_lies_elsewhere_is_an_error(trial: Trial, tmp_path: Path) -> None:
    trial.write({"a": "1\n"}).commit()
    (tmp_path / "elsewhere").mkdir()
    trial.git("config", "core.worktree", str(tmp_path / "elsewhere"))
    with pytest.raises(OutsideError, match="another folder"):
        opened(trial.root)


def test_a_git_that_may_not_be_started_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "git").mkdir()
    with pytest.raises(OutsideError, match="git: Permission denied"):
        Repository.find(tmp_path, {"PATH": str(tmp_path)})


def test_outside_a_repository_there_is_none(tmp_path: Path) -> None:
    assert Repository.find(tmp_path, ENVIRONMENT) is None


def test_without_git_it_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="git is not installed"):
        Repository.find(tmp_path, {"PATH": str(tmp_path)})


def test_a_git_in_the_project_is_never_run(trial: Trial) -> None:
    trial.write({"a": "1\n", "git": "#!/bin/sh\nexit 0\n"}).commit()
    (trial.root / "git").chmod(0o755)
    found = Repository.find(trial.root, {"PATH": f".:{ENVIRONMENT['PATH']}:"})
    assert found
    assert found.files() == ["a", "git"]


def test_a_root_whose_name_ends_in_a_newline_is_found(tmp_path: Path) -> None:
    trial = Trial(tmp_path / "odd\n")
    trial.root.mkdir()
    trial.write({"a": "1\n"}).commit()
    assert opened(trial.root).top == trial.root
    assert state(trial) == ""


def test_a_shallow_history_is_shallow(trial: Trial, tmp_path: Path) -> None:
    trial.write({"a": "1\n"}).commit()
    first = trial.git("rev-parse", "HEAD")
    trial.write({"a": "2\n"}).commit()
    trial.git("clone", "--quiet", "--depth=1", f"file://{trial.root}", str(tmp_path / "shallow"))
    shallow = opened(tmp_path / "shallow")
    assert shallow.is_shallow()
    assert not opened(trial.root).is_shallow()
    assert shallow.commit(first) is None
    assert shallow.merge_base(first) is None


def test_the_merge_base_is_where_the_branches_parted(trial: Trial) -> None:
    base = trial.write({"a": "1\n"}).commit()
    trial.git("switch", "--quiet", "--create", "other")
    other = trial.write({"b": "1\n"}).commit()
    trial.git("switch", "--quiet", "main")
    trial.write({"c": "1\n"}).commit()
    repository = opened(trial.root)
    assert repository.merge_base("other") == base
    assert repository.merge_base(other, "main") == base


def test_unrelated_histories_have_no_merge_base(trial: Trial) -> None:
    trial.write({"a": "1\n"}).commit()
    trial.git("switch", "--quiet", "--orphan", "other")
    trial.commit()
    assert opened(trial.root).merge_base("main") is None


@pytest.mark.parametrize("name", ["none", "--all", "-x", "HEAD:a", "", "a..b", "HEAD^{tree}"])
def test_what_is_no_commit_is_none(trial: Trial, name: str) -> None:
    trial.write({"a": "1\n"}).commit()
    assert opened(trial.root).commit(name) is None


def test_a_branch_that_begins_with_a_dash_is_no_option(trial: Trial) -> None:
    commit = trial.write({"a": "1\n"}).commit()
    trial.git("update-ref", "refs/heads/-x", commit)
    assert opened(trial.root).commit("-x") == commit
    assert opened(trial.root).merge_base("-x") == commit


@pytest.mark.parametrize("name", ODD)
def test_the_content_in_a_commit_is_had_by_name(trial: Trial, name: str) -> None:
    base = trial.write({name: b"1\r\n\xff"}).commit()
    trial.write({name: "2\n"})
    assert opened(trial.root).content(base, name) == b"1\r\n\xff"
    assert opened(trial.root).content(base, "none") is None


def test_the_content_in_a_commit_is_had_from_a_subfolder(trial: Trial) -> None:
    base = trial.write({"sub/a": "1\n", "a": "2\n"}).commit()
    assert opened(trial.root / "sub").content(base, "a") == b"1\n"
    with pytest.raises(OutsideError):
        opened(trial.root).content("0" * 40, "a")


def test_links_and_what_is_gone_are_no_files(trial: Trial) -> None:
    trial.write({"a": "1\n", "gone": "1\n", "folder/x": "1\n"}).commit()
    (trial.root / "gone").unlink()
    (trial.root / "link").symlink_to("a")
    (trial.root / "loop").symlink_to("loop")
    (trial.root / "folder/up").symlink_to("..")
    assert opened(trial.root).files() == ["a", "folder/x"]
