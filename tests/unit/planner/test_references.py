"""References: what leads out of a component is followed, or leaves its keys open; never overlooked."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from greenlane.model.plan import Component, Declared, Job, Key
from greenlane.planner.keys import keys, references
from greenlane.planner.sightings import Sighting, named
from tests.unit.planner.forest import Found, forest

COMPONENTS = tuple(Component(name, (f"{name}/**",)) for name in ("api", "shared", "web"))
JOBS = (*(Job(f"{name}-tests", (name,)) for name in ("api", "shared", "web")), Job("all"))
FILES: dict[str, Found | str] = {
    "api/main.py": "1",
    "shared/lib/code.py": "1",
    "shared/logo.svg": "1",
    "web/index.html": "1",
    "README.md": "1",
    "tools/run.sh": "1",
}


def link(to: str) -> tuple[str, bytes]:
    return ("120000", to.encode())


def found(files: Mapping[str, Found | str], *jobs: Job) -> dict[str, Key]:
    return keys(Declared(COMPONENTS, jobs or JOBS), forest({**FILES, **files}), {})


def uses_shared(
    files: Mapping[str, Found | str], job: str = "web-tests", path: str = "shared/logo.svg"
) -> bool:
    """Whether a change of a file of `shared` changes the key of the job."""
    one, other = found(files)[job], found({**files, path: "2"})[job]
    assert one.digest
    assert other.digest
    return one.digest != other.digest


def test_without_a_reference_components_do_not_depend_on_each_other() -> None:
    assert not uses_shared({})


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("web/logo.svg", "../shared/logo.svg"),
        ("web/a/b/logo.svg", "../../../shared/logo.svg"),
        ("web/shared", "../shared"),
        ("web/everything", ".."),
        ("web/odd", "./../web/../shared/./logo.svg"),
        ("web/folder", "../shared/lib"),
    ],
)
def test_a_link_into_another_component_is_a_need(path: str, to: str) -> None:
    assert uses_shared({path: link(to)})
    assert not uses_shared({path: link(to)}, "api-tests")


def test_a_link_through_another_link_is_followed_to_its_end() -> None:
    assert uses_shared({"tools/shared": link("../shared"), "web/logo.svg": link("../tools/shared/logo.svg")})


def test_upwards_goes_from_where_a_link_led_to() -> None:
    files = {"web/a/inner": link("../../shared/lib"), "web/a/logo.svg": link("inner/../logo.svg")}
    steps = references(Declared(COMPONENTS, JOBS), forest({**FILES, **files}))
    assert [(step.component, step.at, step.to) for step in steps] == [
        ("web", "web/a/inner", ("shared",)),
        ("web", "web/a/logo.svg", ("shared",)),
    ]


def test_a_link_within_a_component_needs_nobody() -> None:
    assert not uses_shared({"web/other.html": link("index.html"), "web/a/up.html": link("../index.html")})


def test_a_link_to_nothing_counts_once_there_is_something() -> None:
    assert not uses_shared({"web/logo.svg": link("../shared/missing.svg")})
    assert uses_shared({"web/logo.svg": link("../shared/missing.svg")}, path="shared/missing.svg")


def test_a_link_through_one_that_leads_out_of_the_repository_leaves_the_keys_open() -> None:
    told = found({"shared/etc": link("/etc"), "web/hosts": link("../shared/etc/hosts")})
    assert (
        told["web-tests"].why
        == "component web: web/hosts leads out of the repository, to ../shared/etc/hosts"
    )
    assert told["shared-tests"].why == "component shared: shared/etc leads out of the repository, to /etc"


@pytest.mark.parametrize(
    "to", ["/etc/hosts", "../../elsewhere", "../..", "../.git/config", "../vendor/lib/../../shared"]
)
def test_a_link_out_of_the_repository_leaves_the_keys_open(to: str) -> None:
    open_keys = found({"web/hosts": link(to), "vendor/lib": ("160000", b"1" * 40)})
    said = f"component web: web/hosts leads out of the repository, to {to}"
    assert (open_keys["web-tests"].digest, open_keys["web-tests"].why) == (None, said)
    assert (open_keys["all"].digest, open_keys["all"].why) == (None, said)
    assert open_keys["api-tests"].digest


def test_a_link_of_nobody_out_of_the_repository_leaves_every_key_open() -> None:
    open_keys = found({"tools/hosts": link("/etc/hosts")})
    assert {key.why for key in open_keys.values()} == {
        "tools/hosts leads out of the repository, to /etc/hosts"
    }


def test_a_link_of_nobody_to_a_file_counts_for_every_job_and_only_that_file() -> None:
    files = {"logo.svg": link("shared/logo.svg")}
    assert uses_shared(files)
    assert not uses_shared(files, path="shared/lib/code.py")


def test_a_link_of_nobody_to_a_folder_makes_everybody_need_it() -> None:
    assert uses_shared({"tools/shared": link("../shared")}, path="shared/lib/code.py")


def test_a_link_into_a_submodule_counts_with_its_commit() -> None:
    files: dict[str, Found | str] = {"web/lib": link("../shared/lib2/inner/file")}
    pins: list[Found] = [("160000", number * 40) for number in (b"1", b"2")]
    one, other = (found({**files, "shared/lib2": pin})["web-tests"] for pin in pins)
    assert one.digest != other.digest


def test_a_circle_of_links_ends() -> None:
    assert not uses_shared({"web/a": link("../api/b"), "api/b": link("../web/a")})
    assert found({"web/a": link("a")})["web-tests"].digest


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("web/package.json", '{"dependencies": {"shared": "file:../shared"}}'),
        ("web/package.json", '{"dependencies": {"shared": "link:../shared"}}'),
        ("web/package.json", '{"dependencies": {"shared": "../shared"}}'),
        ("web/package.json", '{"dependencies": {"shared": "file:..\\/shared"}}'),
        ("web/package.json", '{"scripts": {"build": "cd ../shared && make"}}'),
        ("web/package.json", '{"workspaces": ["../shar*"]}'),
        ("web/app/package.json", '{"x": "file:../../shared/lib"}'),
        ("web/pyproject.toml", '[tool.uv.sources]\nshared = { path = "../shared", editable = true }\n'),
        ("web/pyproject.toml", 'dependencies = ["shared @ file:../shared"]\n'),
        ("web/pubspec.yaml", "dependencies:\n  shared:\n    path: ../shared\n"),
        ("web/pubspec.yaml", "dependencies:\n  shared: {path: '../shared'}\n"),
        ("web/pubspec_overrides.yaml", "dependency_overrides: {shared: {path: ../shared}}\n"),
        ("web/requirements.txt", "-e ../shared\n"),
        ("web/requirements.txt", "-e../shared\n-r ../base.txt\n"),
        ("web/tsconfig.json", '{"references": [{"path": "../shared"}]}'),
        ("web/go.mod", "replace example.org/shared => ../shared\n"),
        ("web/Cargo.toml", 'shared = { path = "../shared" }\n'),
    ],
)
def test_a_path_in_a_manifest_into_another_component_is_a_need(path: str, text: str) -> None:
    assert uses_shared({path: text})
    assert uses_shared({path: text}, path="shared/lib/code.py")


def test_a_manifest_in_utf_16_is_read_too() -> None:
    assert uses_shared({"web/package.json": '{"shared": "file:../shared"}'.encode("utf-16")})


@pytest.mark.parametrize(
    "text",
    [
        '{"dependencies": {"shared": "^1.0.0", "other": "https://example.org/a/../b.tgz"}}',
        '{"main": "./index.html", "files": ["src", "../web/index.html"], "version": "1..2"}',
        '{"x": "file:../unknown"}',
    ],
)
def test_a_manifest_that_stays_at_home_needs_nobody(text: str) -> None:
    assert not uses_shared({"web/package.json": text})


def test_a_manifest_that_is_an_entry_of_its_own_is_read_too() -> None:
    root = (Component("root", ("package.json", "README.md")), *COMPONENTS)
    files: dict[str, Found | str] = {**FILES, "package.json": '{"dependencies": {"shared": "file:shared"}}'}
    job = Job("root-tests", ("root",))
    one = keys(Declared(root, (job,)), forest(files), {})["root-tests"]
    other = keys(Declared(root, (job,)), forest({**files, "shared/logo.svg": "2"}), {})["root-tests"]
    assert one.digest != other.digest


def test_packages_that_a_manifest_of_nobody_lists_are_no_need_of_all() -> None:
    assert not uses_shared({"package.json": '{"dependencies": {"shared": "file:shared"}}'})


def test_components_that_lead_to_each_other_share_everything_they_reach() -> None:
    files = {"web/s": link("../shared"), "shared/w": link("../web")}
    assert uses_shared(files)
    one, other = found(files), found({**files, "web/index.html": "2"})
    assert one["shared-tests"].digest != other["shared-tests"].digest
    assert one["api-tests"].digest == other["api-tests"].digest


def test_a_workflow_that_a_component_leads_to_is_never_left_out() -> None:
    job = Job("web-tests", ("web",), definition=(".github/workflows/ci.yml",))
    files: dict[str, Found | str] = {
        **FILES,
        ".github/workflows/ci.yml": "1",
        ".github/workflows/other.yml": "1",
    }
    digests = {}
    for leads in (False, True):
        more = {**files, "web/flow.yml": link("../.github/workflows/other.yml" if leads else "index.html")}
        for content in ("1", "2"):
            tree = forest({**more, ".github/workflows/other.yml": content})
            used = {"web-tests": {".github/workflows/ci.yml"}}
            digests[leads, content] = keys(Declared(COMPONENTS, (job,)), tree, {}, used=used)[
                "web-tests"
            ].digest
    assert digests[False, "1"] == digests[False, "2"]
    assert digests[True, "1"] != digests[True, "2"]


def test_what_is_named_is_taken_as_it_stands() -> None:
    assert named(b'"a": "file:../x", "b": "./y"', is_link=False) == [b"../x", b"./y"]
    assert named(b"any thing\n", is_link=True) == [b"any thing\n"]
    assert sorted({Sighting(b"a", b"b", True)}) == [Sighting(b"a", b"b", True)]
