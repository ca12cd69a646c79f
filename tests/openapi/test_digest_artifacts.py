"""Whatever the description allows GitHub to answer of artifacts and their runs is read, or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given

from greenlane.edges.github_artifacts import Artifacts
from tests.openapi.description import Description
from tests.openapi.test_digest import APP, CALM, REPO, RUN_ID, RUNS, made, read_or_none, settled
from tests.standins.patience import client_of
from tests.standins.scripted import Reply, Script, scripted

CALLS: dict[str, tuple[str, Callable[[Artifacts], Any]]] = {
    "named": (f"{REPO}/actions/artifacts", lambda artifacts: next(artifacts.named("x"), ())),
    "run": (f"{RUNS}/{{run_id}}", lambda artifacts: artifacts.run(RUN_ID)),
    "attempt": (
        f"{RUNS}/{{run_id}}/attempts/{{attempt_number}}",
        lambda artifacts: artifacts.attempt_began_at(RUN_ID, 2),
    ),
    "default branch": (REPO, lambda artifacts: artifacts.default_branch()),
    "head": (f"{REPO}/branches/{{branch}}", lambda artifacts: artifacts.head_of("main")),
    "contains": (
        f"{REPO}/compare/{{basehead}}",
        lambda artifacts: artifacts.contains("a" * 40, "b" * 40),
    ),
}


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.mark.parametrize("name", CALLS)
def test_an_answer_is_read_or_refused_and_mostly_read(
    described: Description, script: Script, name: str
) -> None:
    path, call = CALLS[name]
    tally: Counter[bool] = Counter()

    def digest(answer: Any) -> Any:
        script.replies[:] = [Reply(answer)]
        return call(Artifacts(client_of(script.url), APP))

    @CALM
    @given(made(described, path))
    def try_one(answer: Any) -> None:
        read_or_none(lambda: digest(answer))
        tally[read_or_none(lambda: (digest(settled(answer)),)) is not None] += 1

    try_one()
    assert tally[True] > tally[False]


def test_a_commit_is_contained_where_the_description_says_behind_or_identical(
    described: Description, script: Script
) -> None:
    path, call = CALLS["contains"]

    @CALM
    @given(made(described, path))
    def try_one(answer: Any) -> None:
        script.replies[:] = [Reply(answer)]
        is_contained = read_or_none(lambda: call(Artifacts(client_of(script.url), APP)))
        assert is_contained is (answer["status"] in ("behind", "identical"))

    try_one()
