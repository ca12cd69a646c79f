"""A key changes if and only if something that its job depends on does, whatever is declared and committed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from greenlane.model.plan import Component, Declared, Event, Job, Key, Pass, Policy
from greenlane.planner.decide import plan
from greenlane.planner.globs import encoded, matches
from greenlane.planner.keys import explained, explained_each, keys
from greenlane.planner.saying import HERE
from tests.examples import examples
from tests.unit.planner.deciding import NOW, a_pass
from tests.unit.planner.forest import forest

Files = dict[str, str]

FOLDERS = ("a", "b", "c", "d/e", "d/f", "other", "actions/x", ".github/workflows")
PATHS = st.builds(
    lambda folder, name: f"{folder}/{name}" if folder else name,
    st.sampled_from(("", *FOLDERS, "a/deep/er", "d")),
    st.sampled_from(("x.md", "y.py", "action.yml", "ci.yml", ".z")),
)
ALWAYS = {
    f"{folder}/{name}": "0" for folder in (*FOLDERS, "a", "a/deep") for name in ("x.md", "k.py", "y.py")
}
FILES = st.dictionaries(PATHS, st.sampled_from("12"), max_size=8).map(
    lambda some: {**ALWAYS, "q.md": "0", **some}
)
GLOBS = st.sampled_from(
    [f"{folder}/**" for folder in FOLDERS]
    + ["**/*.md", "*.md", "a/*.py", "!a/deep/**", "!**/*.md", "d/*/y.py", "d/**", "**.py"]
)


NAMES = ("one", "two", "three")
# Made once: hypothesis looks a strategy through when it first draws from it, which costs more than the draw.
COUNTS = st.integers(1, len(NAMES))
FIRST = GLOBS.filter(lambda glob: not glob.startswith("!"))
MORE = st.lists(GLOBS, max_size=2)
NEEDS = [st.sets(st.sampled_from(NAMES[:index])) if index else st.just(set()) for index in range(len(NAMES))]
ON = [st.sets(st.sampled_from(NAMES[:count]), min_size=1) for count in range(1, len(NAMES) + 1)]


@st.composite
def declarations(draw: st.DrawFn) -> Declared:
    """Components that need only those before them, and jobs on some of them."""
    names = NAMES[: draw(COUNTS)]
    components = []
    for index, name in enumerate(names):
        paths = [draw(FIRST), *draw(MORE)]
        needs = draw(NEEDS[index])
        components.append(Component(name, tuple(paths), tuple(sorted(needs))))
    jobs = [
        Job(f"job{index}", tuple(draw(ON[len(names) - 1])), definition=("other/k.py",)) for index in range(2)
    ]
    return Declared(tuple(components), (*jobs, Job("all")))


def depends_on(declared: Declared, job: Job, files: Mapping[str, str]) -> Files:
    """What the job can see, told slowly: the files of its components and of nobody."""
    by_name = {one.name: one for one in declared.components}
    reached: set[str] = set()
    left = list(job.components)
    while left:
        name = left.pop()
        reached.add(name)
        left.extend(by_name[name].needs)
    seen = {}
    for path, content in files.items():
        whose = {one.name for one in declared.components if matches(one.paths, encoded(path))}
        if not job.components or not whose or whose & reached:
            seen[path] = content
    return seen


def told(declared: Declared, files: Files, environment: Mapping[str, str] | None = None) -> dict[str, Key]:
    return keys(declared, forest(files), environment or {})


@given(declarations(), FILES, FILES)
def test_a_key_is_the_same_if_and_only_if_what_the_job_depends_on_is(
    declared: Declared, one: Files, other: Files
) -> None:
    first, second = told(declared, one), told(declared, other)
    for job in declared.jobs:
        if first[job.name].digest and second[job.name].digest:
            is_same = depends_on(declared, job, one) == depends_on(declared, job, other)
            assert (first[job.name] == second[job.name]) is is_same


@given(declarations(), FILES, PATHS, st.sampled_from([None, "1", "2", "3"]))
def test_one_file_changes_the_keys_of_those_that_depend_on_it(
    declared: Declared, files: Files, path: str, content: str | None
) -> None:
    other = {name: text for name, text in files.items() if name != path}
    if content is not None:
        other[path] = content
    first, second = told(declared, files), told(declared, other)
    for job in declared.jobs:
        if first[job.name].digest and second[job.name].digest:
            is_same = depends_on(declared, job, files) == depends_on(declared, job, other)
            assert (first[job.name].digest == second[job.name].digest) is is_same


@given(declarations(), FILES, PATHS, st.sets(st.sampled_from(["job0", "job1", "all"])))
def test_adding_a_file_never_shrinks_what_runs(
    declared: Declared, files: Files, path: str, lucky: set[str]
) -> None:
    """lucky: jobs that passed on the content without the file; none of them for an empty ledger."""
    assume(path not in files)
    enforced = replace(declared, policy=Policy(shadow=False, audit=0.0))
    first, second = told(declared, files), told(declared, {**files, path: "new"})
    passes = [
        replace(a_pass(name), digest=digest) for name in sorted(lucky) if (digest := first[name].digest)
    ]
    before, after = ({*running(enforced, found, passes)} for found in (first, second))
    assert before <= after


def running(declared: Declared, found: Mapping[str, Key], passes: Sequence[Pass]) -> Iterator[str]:
    made = plan(declared, found, passes, event=Event.PULL_REQUEST, now=NOW)
    return (one.job for one in made.decisions if one.choice in HERE)


@given(declarations(), FILES)
def test_the_order_of_the_declaration_changes_nothing(declared: Declared, files: Files) -> None:
    turned = tuple(Component(one.name, one.paths, one.needs[::-1]) for one in declared.components[::-1])
    jobs = tuple(
        Job(one.name, one.components[::-1], definition=one.definition) for one in declared.jobs[::-1]
    )
    assert told(Declared(turned, jobs), files) == told(declared, files)


@settings(max_examples=examples(50))
@given(declarations(), FILES)
def test_jobs_explained_together_are_explained_as_each_alone(declared: Declared, files: Files) -> None:
    names = [job.name for job in declared.jobs]
    tree = forest(files)
    alone = {name: explained(declared, tree, {}, name) for name in names}
    assert explained_each(declared, tree, {}, names) == alone
    assert explained_each(declared, tree, {}, ["all"]) == {"all": alone["all"]}


@given(declarations(), FILES)
def test_the_same_commit_has_the_same_keys(declared: Declared, files: Files) -> None:
    assert told(declared, files) == told(declared, dict(reversed(files.items())))


TEXTS = st.text(alphabet="ab:1,", max_size=4)


@given(
    *(st.tuples(st.lists(TEXTS, max_size=3), st.dictionaries(st.sampled_from("XY"), TEXTS)) for _ in range(2))
)
def test_no_two_declarations_or_environments_share_a_key(
    one: tuple[list[str], dict[str, str]], other: tuple[list[str], dict[str, str]]
) -> None:
    def digest(run: list[str], environment: Mapping[str, str]) -> str | None:
        declared = Declared((), (Job("j", run=tuple(run), environment=("X", "Y")),))
        return told(declared, {"a": "1"}, environment)["j"].digest

    assert (digest(*one) == digest(*other)) is (one == other)
