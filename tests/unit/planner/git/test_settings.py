"""Wherever a commit is looked at from, whatever git was told there: the same keys, or none and the reason."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.edges import git_child
from greenlane.edges.git_tree import GitTree as begun
from greenlane.edges.git_tree import opened
from greenlane.model.errors import OutsideError
from greenlane.model.plan import Component, Declared, Job
from greenlane.planner.keys import keys
from tests.unit.gates.trial import ENVIRONMENT, Trial
from tests.unit.planner.git.workshop import (
    DECLARED,
    JOBS,
    PIN,
    Clone,
    bare,
    blobless,
    commit,
    copied,
    digests,
    found,
    full,
    git,
    shallow,
    started,
    treeless,
)

HOSTILE = (
    *(("diff.noprefix", "true"), ("diff.mnemonicPrefix", "true"), ("diff.external", "false")),
    *(("diff.relative", "true"), ("diff.renames", "copies"), ("diff.ignoreSubmodules", "all")),
    *(("diff.orderFile", "/nowhere"), ("diff.submodule", "log"), ("diff.algorithm", "patience")),
    *(("diff.wsErrorHighlight", "all"), ("diff.evil.textconv", "false"), ("diff.evil.command", "false")),
    *(("core.quotePath", "true"), ("core.precomposeUnicode", "true"), ("core.ignoreCase", "true")),
    *(("core.fileMode", "false"), ("core.symlinks", "false"), ("core.autocrlf", "true")),
    *(("core.attributesFile", "/nowhere"), ("core.pager", "false"), ("core.fsmonitor", "false")),
    *(("core.sparseCheckout", "true"), ("index.sparse", "true"), ("core.untrackedCache", "keep")),
    *(("submodule.lib.ignore", "all"), ("status.showUntrackedFiles", "no"), ("color.ui", "always")),
    *(("submodule.recurse", "true"), ("core.logAllRefUpdates", "false"), ("gc.auto", "0")),
    *(("core.abbrev", "4"), ("core.warnAmbiguousRefs", "false"), ("filter.lfs.required", "true")),
)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return started(tmp_path_factory.mktemp("start") / "repository").root


@pytest.fixture(scope="module")
def right(start: Path) -> dict[str, str]:
    return digests(start)


@pytest.fixture
def trial(start: Path, tmp_path: Path) -> Trial:
    return copied(start, tmp_path / "repository")


def open_keys(folder: Path) -> str:
    """Why no key is told here, the same for all."""
    told = found(folder)
    assert {key.digest for key in told.values()} == {None}
    assert set(told) == JOBS
    (why,) = {key.why for key in told.values()}
    return why


# where a commit is looked at from


@pytest.mark.parametrize("clone", [full, shallow, bare, blobless, treeless], ids=lambda one: one.__name__)
def test_every_clone_gives_the_same_keys(
    clone: Clone, start: Path, right: dict[str, str], tmp_path: Path
) -> None:
    assert digests(clone(start, tmp_path / "clone")) == right


def test_a_worktree_gives_the_keys_of_its_own_commit(
    trial: Trial, right: dict[str, str], tmp_path: Path
) -> None:
    trial.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "other"))
    trial.write({"proto/chat.proto": "two\n"}).git("add", "proto/chat.proto")
    commit(trial)
    assert digests(tmp_path / "other") == right
    assert digests(trial.root) != right


def test_a_folder_within_gives_the_keys_of_the_whole(start: Path, right: dict[str, str]) -> None:
    assert digests(start / "server" / "inner") == right


def test_a_sparse_checkout_with_a_sparse_index_changes_nothing(trial: Trial, right: dict[str, str]) -> None:
    trial.git("reset", "--quiet", "--hard")
    trial.git("sparse-checkout", "set", "--cone", "--sparse-index", "docs")
    assert not (trial.root / "server").exists()
    assert digests(trial.root) == right


def test_neither_the_work_tree_nor_the_index_counts(trial: Trial, right: dict[str, str]) -> None:
    trial.write({"server/main.py": "dirty\n", "server/new.py": "new\n", "docs/index.md": "staged\n"})
    trial.git("add", "docs/index.md")
    trial.git("update-index", "--assume-unchanged", "README.md")
    assert digests(trial.root) == right
    (trial.root / ".git" / "index").write_bytes(b"no index")
    shutil.rmtree(trial.root / "server")
    assert digests(trial.root) == right


def test_a_detached_head_and_packed_references_and_objects_change_nothing(
    trial: Trial, right: dict[str, str]
) -> None:
    trial.git("checkout", "--quiet", "--detach")
    trial.git("pack-refs", "--all")
    trial.git("gc", "--quiet")
    assert digests(trial.root) == right


def test_a_tag_names_the_commit_it_points_to(trial: Trial, right: dict[str, str]) -> None:
    trial.git("tag", "--annotate", "--message", "first", "v1")
    trial.write({"proto/chat.proto": "two\n"}).git("add", "proto/chat.proto")
    commit(trial)
    assert digests(trial.root, "v1") == right
    with opened(trial.root, ENVIRONMENT, "v1") as tree:
        assert tree.commit == trial.git("rev-parse", "v1^{commit}")


def test_a_repository_with_sha256_has_keys_that_change(tmp_path: Path) -> None:
    trial = Trial(tmp_path)
    trial.git("init", "--quiet", "--object-format=sha256")
    names = ("proto/a", "server/a", "docs/a", "vendor/lib", "vendor/a.txt", "a.md")
    trial.write(dict.fromkeys((*names, ".github/workflows/docs.yml"), "1"))
    trial.commit()
    one = digests(trial.root)
    trial.write({"proto/a": "2"}).commit()
    other = digests(trial.root)
    assert {name for name in JOBS if one[name] != other[name]} == {"proto", "server", "all"}


# what git was told


@pytest.mark.parametrize(("name", "value"), HOSTILE)
def test_no_setting_of_git_changes_a_key(name: str, value: str, trial: Trial, right: dict[str, str]) -> None:
    trial.git("config", name, value)
    assert digests(trial.root) == right


def test_no_attribute_of_a_machine_changes_a_key(trial: Trial, right: dict[str, str]) -> None:
    (trial.root / ".git" / "info" / "attributes").write_text("* -diff binary export-ignore eol=crlf\n")
    assert digests(trial.root) == right


@pytest.mark.parametrize(
    "name",
    [
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"),
        *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"),
        *("GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_CEILING_DIRECTORIES", "GIT_EXTERNAL_DIFF"),
    ],
)
def test_no_variable_of_git_changes_a_key(name: str, start: Path, right: dict[str, str]) -> None:
    assert digests(start, environment={**ENVIRONMENT, name: "/nowhere"}) == right


def test_a_graft_changes_no_key(trial: Trial, right: dict[str, str]) -> None:
    (trial.root / ".git" / "info" / "grafts").write_text(f"{trial.git('rev-parse', 'HEAD')} {PIN}\n")
    assert digests(trial.root) == right


# what leaves every key open


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_replaced_object_leaves_every_key_open(trial: Trial, *, is_packed: bool) -> None:
    old = trial.git("rev-parse", "HEAD:server/main.py")
    new = trial.git("rev-parse", "HEAD:server/big.bin")
    trial.git("replace", old, new)
    if is_packed:
        trial.git("pack-refs", "--all")
    assert (
        open_keys(trial.root)
        == f"refs/replace/{old} replaces an object: a checkout is not what the commit says"
    )


def test_a_submodule_that_is_no_entry_leaves_every_key_open(trial: Trial) -> None:
    trial.git("rm", "--quiet", "--cached", "vendor/lib")
    trial.write({"vendor/lib/file": "1"}).git("add", "vendor/lib/file")
    commit(trial)
    assert open_keys(trial.root) == ".gitmodules names vendor/lib, and this commit holds no submodule there"


@pytest.mark.parametrize("what", ["HEAD^{tree}", "HEAD:server", "HEAD:server/inner"])
def test_a_folder_that_is_missing_leaves_every_key_open(what: str, trial: Trial) -> None:
    name = trial.git("rev-parse", what)
    object_file(trial, name).unlink()
    assert open_keys(trial.root) == f"the repository here does not hold {name}"


@pytest.mark.parametrize("what", ["HEAD^{tree}", "HEAD:server"])
def test_a_folder_that_is_damaged_leaves_every_key_open(what: str, trial: Trial) -> None:
    name = trial.git("rev-parse", what)
    place = object_file(trial, name)
    place.chmod(0o644)
    place.write_bytes(b"damaged")
    assert open_keys(trial.root) == f"the repository here does not hold {name}"


def test_what_a_clone_left_out_and_cannot_fetch_leaves_every_key_open(trial: Trial, tmp_path: Path) -> None:
    clone = treeless(trial.root, tmp_path / "clone")
    shutil.rmtree(trial.root)
    assert open_keys(clone) == "this clone was made without all objects, and they cannot be fetched now"


def object_file(trial: Trial, name: str) -> Path:
    return trial.root / ".git" / "objects" / name[:2] / name[2:]


# what is no commit at all


@pytest.mark.parametrize("revision", ["", "nothing", "a b", "HEAD\r", "-x", "HEAD\nHEAD", "HEAD:server", PIN])
def test_what_names_no_commit_is_said(revision: str, start: Path) -> None:
    with pytest.raises(OutsideError), opened(start, ENVIRONMENT, revision):
        pass


def test_a_commit_that_was_asked_for_before_is_the_same(start: Path) -> None:
    with opened(start, ENVIRONMENT) as right, begun(start, ENVIRONMENT) as tree:
        tree.expect("HEAD")
        tree.resolve("HEAD")
        assert (tree.commit, tree.id) == (right.commit, right.id)
        assert tree.read([right.id]) == right.read([right.id])
        tree.resolve("before")


def test_git_that_was_dismissed_is_asked_for_nothing(start: Path) -> None:
    with opened(start, ENVIRONMENT) as tree:
        tree.dismiss()
        with pytest.raises(ValueError, match="git was dismissed"):
            tree.read([tree.id])


def test_no_answer_is_taken_for_another_one(start: Path) -> None:
    with begun(start, ENVIRONMENT) as tree:
        tree.expect("HEAD")
        with pytest.raises(ValueError, match="asked for HEAD"):
            tree.resolve("before")


@pytest.mark.parametrize("revision", ["", "nothing", "a b", "HEAD\r", "-x", "HEAD\nHEAD", "HEAD:server", PIN])
def test_what_names_no_commit_is_said_though_it_was_asked_for_before(revision: str, start: Path) -> None:
    with begun(start, ENVIRONMENT) as tree:
        tree.expect(revision)
        with pytest.raises(OutsideError):
            tree.resolve(revision)


def test_a_folder_without_a_repository_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="there is no repository here"), opened(tmp_path, ENVIRONMENT):
        pass


def test_a_machine_without_git_is_said(start: Path, tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="git is not installed"), opened(start, {"PATH": str(tmp_path)}):
        pass


def test_a_git_that_hangs_is_ended_and_said(start: Path, tmp_path: Path) -> None:
    program = tmp_path / "git"
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o755)
    variables = {"PATH": f"{tmp_path}:{ENVIRONMENT['PATH']}"}
    with (
        pytest.raises(OutsideError, match="git was not done with the commit in time"),
        opened(start, variables, timeout_s=0.05),
    ):
        pass


@pytest.mark.parametrize("naps", [(), (0.0,), git_child._NAPS])
def test_a_git_that_takes_its_time_is_waited_for(
    start: Path, naps: tuple[float, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(start, ENVIRONMENT) as tree:
        found = keys(DECLARED, tree, {})
    monkeypatch.setattr(git_child, "_NAPS", naps)
    with opened(start, ENVIRONMENT) as tree:
        assert keys(DECLARED, tree, {}) == found


def test_a_repository_without_a_commit_is_said(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    with pytest.raises(OutsideError, match="does not hold HEAD"), opened(tmp_path, ENVIRONMENT):
        pass


def test_no_process_is_left_behind(start: Path) -> None:
    with opened(start, ENVIRONMENT) as tree:
        keys(DECLARED, tree, {})
        assert list(children())
    assert not list(children())


def children() -> Iterator[str]:
    """Names of this process's children."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                name, _, fields = (entry / "stat").read_text().rpartition(")")
            except OSError:
                continue
            if fields.split()[1] == str(os.getpid()):
                yield name


def test_what_a_clone_left_out_is_fetched_in_one_go_a_level(trial: Trial, tmp_path: Path) -> None:
    names = [f"web{number}" for number in range(40)]
    trial.write({f"{name}/package.json": f'{{"name": "{name}"}}' for name in names}).git(
        "add", "--all", *names
    )
    commit(trial)
    clone = blobless(trial.root, tmp_path / "clone")
    packs = clone / ".git" / "objects" / "pack"
    before = len(list(packs.glob("*.pack")))
    declared = Declared(tuple(Component(name, (f"{name}/**",)) for name in names), (Job("one", ("web1",)),))
    with opened(clone, ENVIRONMENT) as tree:
        assert keys(declared, tree, {})["one"].digest
    assert 1 <= len(list(packs.glob("*.pack"))) - before <= 2
