"""`greenlane release` as it is called, against a stand-in of GitHub."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.cli.main import main
from greenlane.cli.world import World
from tests.standins.github import State, serving

COMMIT = "c" * 40
FILES = {
    "pyproject.toml": '[tool.hatch.version]\npath = "src/pack/__init__.py"\n',
    "src/pack/__init__.py": '__version__ = "1.2.3"\n',
    "CHANGELOG.md": "# Changelog\n\n## 1.2.3 (2026-11-21)\n\nWhat is new.\n",
    "dist/pack-1.2.3-py3-none-any.whl": "wheel",
    "dist/pack-1.2.3.tar.gz": "sdist",
}


class Package:
    """A package that is ready to be released, and calls of the verb in its folder."""

    def __init__(self, folder: Path, state: State) -> None:
        self.folder, self.state = folder, state
        for name, text in FILES.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)

    def release(self, *words: str, **variables: str) -> tuple[int, str]:
        """The exit code, and all that was printed."""
        known = {"GITHUB_REPOSITORY": "owner/name", "GITHUB_TOKEN": "t" * 8, "GITHUB_SHA": COMMIT}
        environment = {**known, "GITHUB_API_URL": self.state.url, **variables}
        said = io.StringIO()
        code = main(["release", "publish", *words], World(environment, self.folder, said, said))
        return code, said.getvalue()


@pytest.fixture
def package(tmp_path: Path) -> Iterator[Package]:
    with serving() as state:
        yield Package(tmp_path, state)


def test_the_draft_holds_what_lies_in_dist(package: Package) -> None:
    code, said = package.release("1.2.3")
    (release,) = package.state.releases.values()
    names = {asset.name for asset in release.assets.values()}
    assert code == 0, said
    assert names == {"pack-1.2.3-py3-none-any.whl", "pack-1.2.3.tar.gz", "SHA256SUMS"}
    assert (release.fields["body"], release.fields["target_commitish"]) == ("What is new.", COMMIT)
    assert "the release is still a draft" in said


def test_a_dry_run_shows_the_plan_and_writes_nothing(package: Package) -> None:
    code, said = package.release("1.2.3", "--dry-run")
    assert code == 0
    assert "pack-1.2.3.tar.gz" in said
    assert said.endswith("dry run: nothing was written to GitHub\n")
    assert package.state.writes == []


def test_a_version_that_cannot_be_released_says_every_reason_and_writes_nothing(package: Package) -> None:
    (package.folder / "changelog.d").mkdir()
    (package.folder / "changelog.d/9.fixed.md").write_text("left over")
    package.state.tags.add("v1.3.0")
    code, said = package.release("1.3.0")
    assert code == 1
    for reason in ("1.3.0 cannot be released", "v1.3.0", "9.fixed.md", "1.2.3"):
        assert reason in said
    assert package.state.writes == []


def test_the_file_with_the_version_may_be_named(package: Package) -> None:
    (package.folder / "pyproject.toml").unlink()
    named = package.folder / "src/pack/__init__.py"
    assert package.release("1.2.3", "--dry-run", "--source", str(named))[0] == 0


@pytest.mark.parametrize("text", ["", "[tool]\n", "not toml ["], ids=["nothing", "no path", "broken"])
def test_a_project_that_does_not_say_where_its_version_stands_is_told_how_to(
    package: Package, text: str
) -> None:
    (package.folder / "pyproject.toml").write_text(text)
    code, said = package.release("1.2.3")
    assert (code, "--source FILE" in said) == (2, True)


def test_a_file_that_states_no_version_is_a_mistake(package: Package) -> None:
    (package.folder / "src/pack/__init__.py").write_text("")
    code, said = package.release("1.2.3")
    assert (code, "states no __version__" in said) == (2, True)


def test_a_package_without_a_changelog_is_not_released(package: Package) -> None:
    (package.folder / "CHANGELOG.md").unlink()
    assert package.release("1.2.3")[0] == 1


def test_without_a_token_github_is_not_asked(package: Package) -> None:
    code, said = package.release("1.2.3", GITHUB_TOKEN="")
    assert (code, "GITHUB_TOKEN not set" in said, package.state.requests) == (2, True, [])


def test_a_github_that_does_not_answer_is_told(package: Package) -> None:
    code, said = package.release("1.2.3", GITHUB_API_URL="http://127.0.0.1:9")
    assert (code, "GitHub did not answer: GET" in said) == (3, True)
