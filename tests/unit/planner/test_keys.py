"""Keys: they change when, and only when, something that a job depends on does."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from greenlane.model.plan import Component, Declared, Job, Key
from greenlane.planner.digests import of_parts
from greenlane.planner.keys import explained, keys, prepared
from greenlane.planner.sightings import Sighting
from tests.unit.planner.forest import Forest, Found, forest

PROTO = Component("proto", ("proto/**",))
API = Component("api", ("server/**", "!server/docs/**"), ("proto",))
DOCS = Component("docs", ("docs/**", "*.md"))
COMPONENTS = (PROTO, API, DOCS)
TESTS = Job("tests", ("api",), ("nox -s tests",))
PAGES = Job("pages", ("docs",), ("make html",))
ALL = Job("all", (), ("make",))

FILES: dict[str, Found | str] = {
    "proto/chat.proto": "1",
    "server/main.py": "1",
    "server/inner/deep.py": "1",
    "server/docs/why.txt": "1",
    "docs/index.md": "1",
    "README.md": "1",
    "greenlane.yaml": "1",
    "uv.lock": "1",
    ".github/workflows/ci.yml": "1",
    ".github/workflows/other.yml": "1",
    ".github/workflows/script.sh": "1",
    "actions/setup/action.yml": "1",
}


def declared(*jobs: Job, components: tuple[Component, ...] = COMPONENTS) -> Declared:
    return Declared(components, jobs)


def with_changed(*paths: str) -> Forest:
    return forest({**FILES, **dict.fromkeys(paths, "2")})


def changed(path: str, job: Job, environment: Mapping[str, str] | None = None) -> bool:
    """Whether the job's key is another one once this file is."""
    before = keys(declared(job), forest(FILES), environment or {})[job.name]
    after = keys(declared(job), with_changed(path), environment or {})[job.name]
    assert before.digest
    assert after.digest
    return before.digest != after.digest


def key(job: Job, tree: Forest, environment: Mapping[str, str] | None = None) -> Key:
    return keys(declared(job), tree, environment or {})[job.name]


@pytest.mark.parametrize("path", ["server/main.py", "server/inner/deep.py", "server/new.py"])
def test_a_change_in_a_component_changes_its_key(path: str) -> None:
    assert changed(path, TESTS)


def test_a_change_in_what_a_component_needs_changes_its_key() -> None:
    assert changed("proto/chat.proto", TESTS)


@pytest.mark.parametrize("path", ["docs/index.md", "README.md"])
def test_a_change_in_another_component_does_not(path: str) -> None:
    assert not changed(path, TESTS)
    assert changed(path, PAGES)


@pytest.mark.parametrize(
    "path", ["greenlane.yaml", "uv.lock", ".github/workflows/other.yml", "server/docs/why.txt"]
)
def test_a_change_outside_every_component_changes_every_key(path: str) -> None:
    assert changed(path, TESTS)
    assert changed(path, PAGES)


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_job_without_components_depends_on_the_whole_tree(path: str) -> None:
    assert changed(path, ALL)


def test_a_mode_and_a_type_are_part_of_a_file() -> None:
    plain = key(TESTS, forest(FILES)).digest
    for other in (("100755", b"1"), ("120000", b"1"), ("160000", b"1" * 40)):
        assert key(TESTS, forest({**FILES, "server/main.py": other})).digest != plain


def test_a_rename_changes_the_key_though_the_content_is_the_same() -> None:
    files = dict(FILES)
    files["server/other.py"] = files.pop("server/main.py")
    assert key(TESTS, forest(files)).digest != key(TESTS, forest(FILES)).digest


def test_the_order_of_the_declaration_does_not_count() -> None:
    jobs = (TESTS, PAGES, ALL)
    one = keys(Declared(COMPONENTS, jobs), forest(FILES), {})
    other = keys(Declared(COMPONENTS[::-1], jobs[::-1]), forest(FILES), {})
    assert one == other


def test_the_key_of_a_commit_that_differs_elsewhere_is_the_same_key() -> None:
    tree = with_changed("README.md")
    tree.commit = "d" * 40
    assert key(TESTS, tree) == key(TESTS, forest(FILES))


@pytest.mark.parametrize(
    "other",
    [
        Job("tests", ("api",), ("nox -s other",)),
        Job("tests", ("api",), ("nox -s tests",), runner="macos-15"),
        Job("tests", ("api",), ("nox -s tests",), needs=("pages",)),
        Job("tests", ("api", "docs"), ("nox -s tests",)),
        Job("renamed", ("api",), ("nox -s tests",)),
        Job("tests", ("api",), ("nox -s tests",), environment=("PYTHON",)),
    ],
)
def test_a_job_that_is_declared_otherwise_has_another_key(other: Job) -> None:
    tree = forest(FILES)
    assert key(other, tree).digest != key(TESTS, tree).digest


def test_what_only_decides_when_a_job_runs_is_not_part_of_its_key() -> None:
    tree = forest(FILES)
    later = Job("tests", ("api",), ("nox -s tests",), minutes=4, valid_s=1, alone=True, moves=("slim",))
    assert key(later, tree) == key(TESTS, tree)


def test_a_declared_variable_counts_and_another_does_not() -> None:
    job = Job("tests", ("api",), environment=("PYTHON",))
    tree = forest(FILES)
    found = [key(job, tree, one).digest for one in ({}, {"PYTHON": ""}, {"PYTHON": "3.11"})]
    assert len(set(found)) == 3
    assert key(job, tree, {"PYTHON": "3.11", "OTHER": "1"}).digest == found[2]


def test_the_parts_make_the_digest() -> None:
    for job in (TESTS, PAGES, ALL):
        found = key(job, forest(FILES))
        assert of_parts(found.parts) == found.digest


def test_a_prepared_declaration_gives_the_same_keys() -> None:
    whole = declared(TESTS, PAGES, ALL)
    assert keys(prepared(whole), forest(FILES), {}) == keys(whole, forest(FILES), {})


def test_an_explained_key_names_every_component_and_file_that_counts() -> None:
    whole = declared(TESTS)
    found = explained(whole, forest(FILES), {}, "tests")
    assert found.digest == keys(whole, forest(FILES), {})["tests"].digest == of_parts(found.parts)
    assert {part.name for part in found.parts if part.kind == "own"} == {"api", "proto"}
    assert {part.name for part in found.parts if part.kind == "file"} == {
        *("greenlane.yaml", "uv.lock", ".github", "actions", "server/docs"),
    }


# what cannot be told


def undecided(components: tuple[Component, ...], job: Job, tree: Forest | None = None) -> str:
    found = keys(Declared(components, (job,)), tree or forest(FILES), {})[job.name]
    assert found.digest is None
    assert found.parts == ()
    return found.why


def test_a_glob_that_matches_nothing_leaves_the_key_open_and_says_so() -> None:
    empty = Component("app", ("app/**",))
    assert undecided((empty,), Job("j", ("app",))) == "component app: 'app/**' matches nothing in this commit"


def test_what_is_wrong_with_a_component_spreads_to_what_needs_it() -> None:
    components = (Component("app", ("app/**",)), Component("api", ("server/**",), ("app",)))
    assert "app/**" in undecided(components, Job("j", ("api",)))
    assert keys(Declared((*components, DOCS), (PAGES,)), forest(FILES), {})["pages"].digest


@pytest.mark.parametrize(
    "glob", ["server/?.py", "src/[ab].py", "a+b", "{a,b}", "!(a)", "server/", "/server/**", ""]
)
def test_a_glob_that_is_not_sound_leaves_the_key_open(glob: str) -> None:
    assert undecided((Component("api", (glob,)),), Job("j", ("api",))).startswith("component api: ")


def test_components_that_need_each_other_leave_their_keys_open() -> None:
    circle = (
        Component("b", ("docs/**",), ("a",)),
        Component("a", ("server/**",), ("b",)),
        Component("c", ("proto/**",), ("a",)),
    )
    for name in ("a", "b", "c"):
        assert undecided(circle, Job("j", (name,))) == "components need each other in a circle: a -> b -> a"


def test_a_component_that_is_not_declared_leaves_the_key_open() -> None:
    assert undecided((), Job("j", ("nobody",))) == "component nobody is not declared"
    needing = Component("api", ("server/**",), ("nobody",))
    assert undecided((needing,), Job("j", ("api",))) == "component api needs nobody, which is not declared"


def test_a_tree_that_is_not_there_leaves_every_key_open() -> None:
    tree = forest(FILES)
    del tree.objects[tree.id]
    assert undecided(COMPONENTS, TESTS, tree) == f"the repository here does not hold {tree.id}"


def test_a_damaged_tree_leaves_every_key_open() -> None:
    tree = forest(FILES)
    tree.objects[tree.id] = tree.objects[tree.id][:-3]
    assert undecided(COMPONENTS, TESTS, tree) == "a tree of the repository cannot be read: it is damaged"


def test_a_tree_that_names_something_twice_leaves_every_key_open() -> None:
    """git takes such a tree, and its checkout holds what is in both folders."""
    tree = forest({})
    folders = [tree.put("tree", b"100644 file\0" + tree.put("blob", text)) for text in (b"1", b"2")]
    tree.id = tree.put("tree", b"".join(b"40000 proto\0" + folder for folder in folders)).hex()
    assert undecided((PROTO,), Job("j", ("proto",)), tree) == (
        "a tree of the repository cannot be read: it is damaged"
    )


def test_an_odd_repository_leaves_every_key_open() -> None:
    tree = forest(FILES)
    tree.odd = "replaced"
    assert undecided(COMPONENTS, TESTS, tree) == "replaced"


def test_a_thousand_components_in_a_row_have_keys() -> None:
    names = [f"c{number:04}" for number in range(1500)]
    components = tuple(
        Component(name, (f"{name}/**",), tuple(names[index - 1 : index])) for index, name in enumerate(names)
    )
    job = Job("last", (names[-1],))
    before = keys(Declared(components, (job,)), forest({f"{name}/a": "1" for name in names}), {})["last"]
    after = forest({f"{name}/a": "2" if name == "c0000" else "1" for name in names})
    assert before.digest
    assert keys(Declared(components, (job,)), after, {})["last"].digest != before.digest


def test_folders_of_components_are_looked_into_once_for_all_commits() -> None:
    folders = declared(PAGES, components=(PROTO, DOCS, Component("api", ("server/**",))))
    seen: dict[str, tuple[Sighting, ...]] = {}
    first = keys(folders, forest(FILES), {}, seen=seen)
    again = forest(FILES)
    assert keys(folders, again, {}, seen=seen) == first
    assert set(again.asked) == {again.id}
