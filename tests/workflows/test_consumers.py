"""Consumers that are not like us: their own ci/, names, spaces, another Python, and text that means harm."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflows.harness import git
from tests.workflows.shop import CHECK, COMMIT, SETTLED, WORKFLOW, change, ran, run, shop

HARM = "$(touch harm)`touch harm`;touch harm;<script>alert(1)</script>|*_[x](y)"
NOXFILE = """
import nox


@nox.session(venv_backend="none")
def hello(session):
    session.run("sh", "-c", "echo hello > said", external=True)
"""


def harmed(folder: Path) -> list[Path]:
    """Whether a payload was carried out, anywhere in a run."""
    return [*folder.parent.rglob("harm")]


def test_a_folder_named_ci_names_like_ours_a_second_declaration_and_spaces_in_the_path(
    tmp_path: Path,
) -> None:
    own = {
        "ci/greenlane/__init__.py": "raise SystemExit('theirs')\n",
        "ci/build.py": "",
        "greenlane_app/__init__.py": "",
        "greenlane.py": "raise SystemExit('theirs')\n",
        "yaml.py": "raise SystemExit('theirs')\n",
        "a folder of ours/a file.py": "",
        "server/greenlane.yaml": "version: 1\n",  # a subfolder may be the project of no one
    }
    done = run(shop(tmp_path / "a shop of ours" / "grün lane", own), "pull-request")
    assert (ran(done), done.results) == (["api", "app", "docs"], SETTLED), done.story


def test_the_commands_of_a_job_get_the_python_of_the_job_not_ours(tmp_path: Path) -> None:
    other = tmp_path / "other"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", "--symlinks", other], check=True)
    check = f"{CHECK}\npython3 -c 'import sys; print(\"with\", sys.prefix)'\n"
    path = f"{other / 'bin'}:{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
    done = run(shop(tmp_path / "shop", {"check.sh": check}), "pull-request", variables={"PATH": path})
    assert done.results == SETTLED, done.story
    assert f"with {other}" in done.said("plan")


def test_branches_titles_and_messages_change_nothing_but_text(tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop")
    git(folder, "checkout", "-q", "-b", "a$(touch${IFS}harm);`touch${IFS}harm`|<b>")
    change(
        folder,
        {"app/app.py": "app = 2\n"},
        message=f"{HARM}\n\n::error::{HARM}",
    )
    payload = {"pull_request": {"title": HARM, "body": f"::add-mask::a\n{HARM}", "user": {"login": "x"}}}
    done = run(folder, "pull-request", payload=payload)
    assert (ran(done), done.results) == (["api", "app", "docs"], SETTLED), done.story
    assert harmed(folder) == []


def test_names_of_files_change_nothing_but_text(tmp_path: Path) -> None:
    names = ("server/$(touch harm)", "server/`touch harm`;x", "app/<img src=x>|a.py", "app/::error::\n::x.py")
    folder = shop(tmp_path / "shop", dict.fromkeys(names, "x = 1\n"))
    done = run(folder, "pull-request")
    assert done.results == SETTLED, done.story
    assert harmed(folder) == []
    assert "<img" not in "".join(job.summary for job in done.jobs)


@pytest.mark.parametrize("action", ["setup", "session", "integration"])
def test_an_action_alone_in_a_workflow_of_theirs(action: str, tmp_path: Path) -> None:
    steps = {
        "setup": 'run: \'"$BIN/greenlane" --version\'\n        env: {BIN: "${{ steps.it.outputs.bin }}"}',
        "session": "run: cat said",
        "integration": "run: cat said",
    }
    given = {"setup": "{}", "session": "{session: hello}", "integration": "{run: echo hello > said}"}
    workflow = f"""
name: alone
on: [push]
permissions: {{}}
jobs:
  alone:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
      - id: it
        uses: owner/greenlane/actions/{action}@{COMMIT} # v0.1.0
        with: {given[action]}
      - {steps[action]}
"""
    declared = {"greenlane.yaml": "version: 1\nservices: {mail: {}}\n", "noxfile.py": NOXFILE}
    folder = shop(tmp_path / "shop", {".github/workflows/alone.yml": workflow, **declared})
    done = run(folder, "push", "alone.yml")
    assert done.is_green, done.story
    assert ("greenlane 0" if action == "setup" else "hello") in done.said("alone")


def test_the_services_action_hands_their_variables_on(tmp_path: Path) -> None:
    workflow = (
        WORKFLOW.partition("jobs:")[0]
        + f"""
jobs:
  served:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
      - id: services
        uses: owner/greenlane/actions/services@{COMMIT} # v0.1.0
      - run: 'echo "served at $MAIL_URL"'
      - run: '"$BIN/greenlane" down'
        if: always()
        env: {{BIN: "${{{{ steps.services.outputs.bin }}}}"}}
"""
    )
    declared = {"greenlane.yaml": "version: 1\nservices: {mail: {}}\n"}
    folder = shop(tmp_path / "shop", {".github/workflows/served.yml": workflow, **declared})
    done = run(folder, "push", "served.yml")
    assert done.is_green, done.story
    assert "served at http://" in done.said("served")
