"""The git history: every way a secret comes in and goes out again, and every way to see only a part of it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates.catalog import secrets
from greenlane.model.finding import Severity
from greenlane.model.verdict import Answer
from tests.unit.gates.secrets.corpus import Drawn
from tests.unit.gates.trial import ENVIRONMENT, IDENTITY, Trial

KEY = "sk_live_" + Drawn(5).b62(24)
OTHER = "sk_live_" + Drawn(6).b62(24)
ENTRY: Any = secrets


@pytest.fixture
def project(tmp_path: Path) -> Trial:
    trial = Trial(tmp_path / "project").write({"a.py": "x = 1\n"})
    trial.commit("first")
    return trial


def look(trial: Trial, **how: Any) -> Answer:
    return trial.examine(ENTRY, **how)


def told(answer: Answer) -> list[tuple[str, str | None, str]]:
    return [(one.rule, one.path, one.commit) for one in answer.findings]


def test_a_deleted_file_is_found_with_the_commit_that_brought_it(project: Trial) -> None:
    brought = project.write({"old.env.py": f"key = '{KEY}'\n"}).commit()
    project.git("rm", "--quiet", "old.env.py")
    project.commit()
    assert told(look(project, history="all")) == [("stripe-live-key", "old.env.py", brought)]
    assert told(look(project, history="none")) == []


def test_the_finding_says_rotate_before_it_says_rewrite(project: Trial) -> None:
    project.write({"k.py": KEY}).commit()
    project.git("rm", "--quiet", "k.py")
    project.commit()
    [finding] = look(project, history="all").findings
    assert finding.fix.index("worthless") < finding.fix.index("rewrite")
    assert finding.severity is Severity.CRITICAL


def test_a_secret_still_there_is_told_once_with_its_first_commit(project: Trial) -> None:
    first = project.write({"k.py": f"a = '{KEY}'\n"}).commit()
    project.write({"k.py": f"\n\na = '{KEY}'\n"}).commit()
    [finding] = look(project, history="all").findings
    assert (finding.line, finding.commit) == (3, "")
    assert finding.trace == (f"in the history since commit {first}",)


def test_an_amended_commit_is_found_only_while_a_reference_holds_it(project: Trial) -> None:
    base = project.git("rev-parse", "HEAD")
    bad = project.write({"k.py": KEY}).commit()
    project.git("branch", "kept")
    project.git("rm", "--quiet", "k.py")
    project.git("commit", "--quiet", "--amend", "--allow-empty", "--message", "clean")
    assert told(look(project, history="base", base=base)) == []
    assert told(look(project, history="all")) == [("stripe-live-key", "k.py", bad)]
    project.git("branch", "--delete", "--force", "kept")
    assert told(look(project, history="all")) == []


def test_what_only_a_merge_brought_is_found(project: Trial) -> None:
    project.git("checkout", "--quiet", "-b", "side")
    project.write({"b.py": "b = 1\n"}).commit()
    project.git("checkout", "--quiet", "main")
    project.write({"c.py": "c = 1\n"}).commit()
    project.git("merge", "--quiet", "--no-commit", "side")
    merge = project.write({"evil.py": KEY, "c.py": f"c = '{OTHER}'\n"}).commit("merge")
    project.git("rm", "--quiet", "evil.py")
    project.write({"c.py": "c = 2\n"}).commit()
    found = told(look(project, history="all"))
    assert sorted(found) == [("stripe-live-key", "c.py", merge), ("stripe-live-key", "evil.py", merge)]


def test_a_renamed_file_is_one_secret_at_its_first_name(project: Trial) -> None:
    first = project.write({"one.py": KEY}).commit()
    project.git("mv", "one.py", "two.py")
    project.commit()
    project.write({"two.py": f"changed {KEY}"}).commit()
    project.git("rm", "--quiet", "two.py")
    project.commit()
    [finding] = look(project, history="all").findings
    assert (finding.path, finding.commit) == ("one.py", first)
    assert finding.trace == ("also as two.py",)


def test_a_commit_message_is_read(project: Trial) -> None:
    commit = project.commit(f"deploy with {KEY}")
    [finding] = look(project, history="all").findings
    assert (finding.path, finding.line, finding.commit) == (None, None, commit)
    assert "message" in finding.message


def test_the_message_of_an_annotated_tag_is_read(project: Trial) -> None:
    project.git("tag", "--annotate", "v1", "--message", f"release {KEY}")
    assert [one.rule for one in look(project, history="all").findings] == ["stripe-live-key"]


def test_the_base_is_the_border(project: Trial) -> None:
    project.write({"old.py": KEY}).commit()
    project.git("rm", "--quiet", "old.py")
    base = project.commit()
    new = project.write({"new.py": OTHER}).commit()
    project.git("rm", "--quiet", "new.py")
    project.commit()
    assert told(look(project, history="base", base=base)) == [("stripe-live-key", "new.py", new)]


def test_without_a_base_the_answer_is_unknown(project: Trial) -> None:
    assert "base" in " ".join(look(project, history="base").unknown)


def test_without_git_asking_for_history_is_unknown(tmp_path: Path) -> None:
    trial = Trial(tmp_path / "plain").write({"a.py": "x = 1\n"})
    assert look(trial, history="none").unknown == ()
    assert look(trial, history="all").unknown


def test_a_shallow_history_is_unknown_and_says_the_command(project: Trial, tmp_path: Path) -> None:
    project.write({"k.py": KEY}).commit()
    project.git("rm", "--quiet", "k.py")
    project.commit()
    project.git("clone", "--quiet", "--depth=1", project.root.as_uri(), str(tmp_path / "shallow"))
    shallow = Trial(tmp_path / "shallow")
    assert "git fetch --unshallow" in " ".join(look(shallow, history="all").unknown)
    assert look(shallow, history="none").unknown == ()


def test_a_shallow_history_that_reaches_the_base_is_enough(project: Trial, tmp_path: Path) -> None:
    base = project.write({"b.py": "b = 1\n"}).commit()
    project.write({"c.py": "c = 1\n"}).commit()
    project.git("clone", "--quiet", "--depth=2", project.root.as_uri(), str(tmp_path / "shallow"))
    assert look(Trial(tmp_path / "shallow"), history="base", base=base).unknown == ()


def test_a_shallow_side_branch_in_the_range_is_unknown(project: Trial, tmp_path: Path) -> None:
    base = project.git("rev-parse", "HEAD")
    project.git("checkout", "--quiet", "-b", "side")
    for number in range(4):
        project.write({"s.py": f"s = {number}\n"}).commit()
    project.git("checkout", "--quiet", "main")
    project.git("merge", "--quiet", "--no-ff", "--no-edit", "side")
    project.git("clone", "--quiet", "--depth=2", project.root.as_uri(), str(tmp_path / "shallow"))
    shallow = Trial(tmp_path / "shallow")
    assert "cut off" in " ".join(look(shallow, history="base", base=base).unknown)


def test_a_submodule_is_named_and_not_entered(project: Trial, tmp_path: Path) -> None:
    inner = Trial(tmp_path / "inner").write({"k.py": KEY})
    inner.commit()
    project.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.root.as_uri(), "sub")
    project.commit()
    answer = look(project, history="all")
    assert told(answer) == []
    assert answer.facts["submodules not looked at"] == "sub"
    assert answer.unknown == ()


def test_a_project_in_a_subfolder_looks_below_itself(project: Trial) -> None:
    commit = project.write({"app/k.py": KEY, "other.py": OTHER}).commit()
    project.git("rm", "--quiet", "-r", "app", "other.py")
    project.write({"app/b.py": "b = 1\n"}).commit()
    assert told(look(Trial(project.root / "app"), history="all")) == [("stripe-live-key", "k.py", commit)]


def test_a_large_blob_of_the_history_is_unknown(project: Trial) -> None:
    project.write({"big.bin": b"\0" * 5000}).commit()
    project.git("rm", "--quiet", "big.bin")
    project.commit()
    answer = look(project, options=secrets.Options(largest=1000), history="all")
    assert ["big.bin" in line and "5000" in line for line in answer.unknown] == [True]


def test_a_missing_object_is_unknown(project: Trial) -> None:
    project.write({"k.py": "gone = 1\n"}).commit()
    name = project.git("rev-parse", "HEAD:k.py")
    project.git("rm", "--quiet", "k.py")
    project.commit()
    (project.root / ".git/objects" / name[:2] / name[2:]).unlink()
    assert "k.py" in " ".join(look(project, history="all").unknown)


def test_odd_file_names_are_taken_as_they_are(project: Trial) -> None:
    commit = project.write({"new\nline \x01\u00e9.py": KEY}).commit()
    project.git("rm", "--quiet", "-r", "new\nline \x01\u00e9.py")
    project.commit()
    assert told(look(project, history="all")) == [("stripe-live-key", "new\nline \x01\u00e9.py", commit)]


@pytest.mark.parametrize(
    "setting", ["log.showRoot=false", "diff.relative=true", "diff.renames=copies", "log.follow=true"]
)
def test_nobody_s_configuration_hides_anything(project: Trial, setting: str) -> None:
    name, value = setting.split("=")
    project.git("config", name, value)
    project.write({"k.py": KEY}).commit()
    project.git("rm", "--quiet", "k.py")
    project.commit()
    answer = look(project, history="all")
    assert [one.path for one in answer.findings] == ["k.py"]
    assert answer.facts["commits"] == "3"


def test_clean_texts_are_remembered_and_dirty_ones_looked_at_again(project: Trial) -> None:
    project.write({"k.py": KEY}).commit()
    first = look(project, history="all")
    known = (project.root.parent / "project-kept/clean-texts").read_text()
    assert project.git("rev-parse", "HEAD:a.py") in known
    assert project.git("rev-parse", "HEAD:k.py") not in known
    assert look(project, history="all") == first


def test_a_damaged_memory_costs_a_scan_and_nothing_else(project: Trial) -> None:
    project.write({"k.py": KEY}).commit()
    first = look(project, history="all")
    (project.root.parent / "project-kept/clean-texts").write_bytes(b"\xff\x00\n" * 50)
    assert look(project, history="all") == first


def test_a_memory_that_cannot_be_written_costs_a_scan_and_nothing_else(project: Trial) -> None:
    first = look(project, history="all")
    kept = project.root.parent / "project-kept/clean-texts"
    kept.unlink()
    kept.mkdir()
    assert look(project, history="all") == first


def test_a_file_that_only_a_tag_holds_is_read(project: Trial) -> None:
    project.write({"k.py": KEY}).commit()
    project.git("tag", "--annotate", "--message=x", "kept", project.git("rev-parse", "HEAD:k.py"))
    project.git("tag", "--annotate", "--message=x", "folder", "HEAD~1^{tree}")
    project.git("reset", "--quiet", "--hard", "HEAD~1")
    answer = look(project, history="all")
    assert told(answer) == [("stripe-live-key", "refs/tags/kept", "")]
    assert answer.unknown == ("refs/tags/folder names a tree, no commit: it was not looked at",)


def test_a_partial_clone_is_unknown_and_fetches_nothing(project: Trial, tmp_path: Path) -> None:
    project.write({"k.py": KEY}).commit()
    project.write({"k.py": ""}).commit()
    project.git("config", "uploadpack.allowFilter", "true")
    words = [
        "git",
        "clone",
        "--quiet",
        "--filter=blob:none",
        f"file://{project.root}",
        str(tmp_path / "part"),
    ]
    subprocess.run(words, check=True, env=ENVIRONMENT | IDENTITY, cwd=tmp_path)
    clone = Trial(tmp_path / "part")
    before = clone.git("count-objects", "-v")
    assert look(clone, history="all").unknown == (
        "1 texts are not in this clone (a partial one), such as k.py: git fetch --refetch --no-filter",
    )
    assert clone.git("count-objects", "-v") == before
    clone.git("fetch", "--quiet", "--refetch", "--no-filter")
    assert [one.path for one in look(clone, history="all").findings] == ["k.py"]


def test_a_stash_is_history_too(project: Trial) -> None:
    project.write({"a.py": f"x = '{KEY}'\n"})
    subprocess.run(["git", "stash", "--quiet"], cwd=project.root, env=ENVIRONMENT | IDENTITY, check=True)
    assert [one.path for one in look(project, history="all").findings] == ["a.py"]
