"""Where each `uses:` leads, and the tripwire."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from greenlane.model.errors import UsageError
from greenlane.workflows.simulate_uses import Place, Uses, stubs
from tests.unit.workflows.simulate.repositories import write

SHA = "a" * 40
ACTION = "name: x\ndescription: x\nruns:\n  using: composite\n  steps:\n"
RUN = "    - {shell: bash, run: 'true'}\n"


def workflow(*used: str) -> str:
    steps = "".join(f"      - uses: {one}\n" for one in used)
    return f"on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n{steps}"


def calling(used: str) -> str:
    return f"on: push\njobs:\n  a:\n    name: the call\n    uses: {used}\n"


def uses(tmp_path: Path, files: Mapping[str, str], **sources: Path) -> Uses:
    write(tmp_path / "tree", files)
    own = Place("octo/shop", SHA, tmp_path / "tree")
    return Uses(own, tmp_path, sources, stubs(), {})


def refused(found: Uses) -> UsageError:
    with pytest.raises(UsageError) as caught:
        found.workflow("x.yml")
    return caught.value


@pytest.mark.parametrize(
    "used",
    [
        "foreign/action@v1",
        "docker://alpine:3",
        "./actions/none",
        "$/actions/none",
        "actions/labeler@v4",
        "nonsense",
    ],
)
def test_what_leads_nowhere_is_refused_with_its_place(tmp_path: Path, used: str) -> None:
    error = refused(uses(tmp_path, {".github/workflows/x.yml": workflow(used)}))
    assert used.lstrip("$./") in error.what
    assert error.where == ".github/workflows/x.yml"
    assert error.fix


def test_everything_that_leads_nowhere_is_named_at_once(tmp_path: Path) -> None:
    error = refused(uses(tmp_path, {".github/workflows/x.yml": workflow("a/b@v1", "c/d@v1")}))
    assert [line.partition("uses: ")[2] for line in error.detail] == ["a/b@v1", "c/d@v1"]


def test_an_action_inside_of_an_action_inside_of_a_called_workflow_is_looked_at(tmp_path: Path) -> None:
    files = {
        ".github/workflows/x.yml": calling("./.github/workflows/inner.yml"),
        ".github/workflows/inner.yml": workflow("$/actions/a"),
        "actions/a/action.yml": ACTION + "    - uses: $/actions/b\n",
        "actions/b/action.yml": ACTION + "    - uses: deep/down@v1\n",
    }
    error = refused(uses(tmp_path, files))
    assert "deep/down@v1" in error.what
    assert error.where == f"octo/shop/actions/b@{SHA}"


def test_ones_own_come_from_a_copy_and_the_tree_stays_as_it_is(tmp_path: Path) -> None:
    action = ACTION + "    - uses: '$/actions/b' # quoted\n"
    files = {
        ".github/workflows/x.yml": workflow("$/actions/a"),
        "actions/a/action.yml": action,
        "actions/b/action.yml": ACTION + RUN,
    }
    found = uses(tmp_path, files)
    path, _ = found.workflow("x.yml")
    assert f'"uses": "octo/shop/actions/a@{SHA}"' in path.read_text()
    copied = found.mapped[f"octo/shop@{SHA}"]
    assert f'"uses": "octo/shop/actions/b@{SHA}"' in (copied / "actions/a/action.yml").read_text()
    assert (tmp_path / "tree/actions/a/action.yml").read_text() == action


def test_greenlane_at_any_commit_is_the_greenlane_that_is_here(tmp_path: Path) -> None:
    write(tmp_path / "here", {"actions/plan/action.yml": ACTION + "    - uses: $/actions/setup\n"})
    write(tmp_path / "here", {"actions/setup/action.yml": ACTION + RUN, ".git/config": "x"})
    used = "acme/greenlane/actions/plan@" + "b" * 40
    found = uses(tmp_path, {".github/workflows/x.yml": workflow(used)}, greenlane=tmp_path / "here")
    found.workflow("x.yml")
    copied = found.mapped["acme/greenlane@" + "b" * 40]
    assert "acme/greenlane/actions/setup@" + "b" * 40 in (copied / "actions/plan/action.yml").read_text()
    assert not (copied / ".git").exists()


@pytest.mark.parametrize("is_linked", [True, False])
def test_links_to_a_copy_are_for_jobs_of_this_machine_alone(tmp_path: Path, *, is_linked: bool) -> None:
    files = {
        ".github/workflows/x.yml": workflow("$/actions/a"),
        "actions/a/action.yml": ACTION + RUN,
        "scripts/tell": "1",
    }
    found = uses(tmp_path, files)
    found.is_linked = is_linked
    found.workflow("x.yml")
    given = found.mapped[f"octo/shop@{SHA}"]
    assert {one.is_symlink() for one in given.iterdir()} == {is_linked}
    assert (given / "actions/a/../../scripts/tell").read_text() == "1"


def test_a_called_workflow_is_known_with_the_name_that_is_shown(tmp_path: Path) -> None:
    files = {
        ".github/workflows/x.yml": calling("$/.github/workflows/inner.yml"),
        ".github/workflows/inner.yml": workflow("actions/checkout@v1"),
    }
    found = uses(tmp_path, files)
    _, document = found.workflow("x.yml")
    assert document["jobs"]["a"]["name"] == found.called[".github/workflows/x.yml", "a"].label == "a@0"
    assert found.called[".github/workflows/x.yml", "a"].name == "the call"


def test_a_stub_of_ones_own_goes_before_the_network(tmp_path: Path) -> None:
    write(tmp_path / "stub", {"action.yml": ACTION + RUN})
    write(tmp_path / "tree", {".github/workflows/x.yml": workflow("octo/deploy@v3")})
    own = Place("octo/shop", SHA, tmp_path / "tree")
    found = Uses(own, tmp_path, {}, {"octo/deploy": tmp_path / "stub"}, {})
    found.workflow("x.yml")
    assert found.mapped == {"octo/deploy@v3": tmp_path / "stub"}
    assert found.stubbed == {"octo/deploy"}


def test_a_file_of_the_tree_that_would_have_to_be_rewritten_comes_from_the_copy(tmp_path: Path) -> None:
    files = {
        ".github/workflows/x.yml": workflow("./actions/a"),
        "actions/a/action.yml": ACTION + "    - uses: $/actions/b\n",
        "actions/b/action.yml": ACTION + RUN,
    }
    _, document = uses(tmp_path, files).workflow("x.yml")
    assert document["jobs"]["a"]["steps"][0]["uses"] == f"octo/shop/actions/a@{SHA}"


def test_an_action_of_the_tree_that_needs_it_further_down_comes_from_the_copy_too(tmp_path: Path) -> None:
    files = {
        ".github/workflows/x.yml": workflow("./actions/a", "./actions/plain"),
        "actions/a/action.yml": ACTION + "    - uses: ./actions/b\n",
        "actions/b/action.yml": ACTION + "    - {name: c, uses: $/actions/c}\n    - uses: ./actions/a\n",
        "actions/c/action.yml": ACTION + RUN,
        "actions/plain/action.yml": ACTION + RUN,
    }
    found = uses(tmp_path, files)
    _, document = found.workflow("x.yml")
    used = [step["uses"] for step in document["jobs"]["a"]["steps"]]
    assert used == [f"octo/shop/actions/a@{SHA}", "./actions/plain"]
    copied = found.mapped[f"octo/shop@{SHA}"] / "actions"
    assert f'"octo/shop/actions/b@{SHA}"' in (copied / "a/action.yml").read_text()
    assert f'"octo/shop/actions/c@{SHA}"' in (copied / "b/action.yml").read_text()
    assert (tmp_path / "tree/actions/b/action.yml").read_text() == files["actions/b/action.yml"]


def test_every_stub_that_travels_along_has_its_manifest() -> None:
    assert {"actions/upload-artifact", "actions/download-artifact", "actions/setup-python"} <= set(stubs())
    assert all((folder / "action.yml").is_file() for folder in stubs().values())
