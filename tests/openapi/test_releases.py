"""What a release asks GitHub is described by GitHub, word by word, and so is what its stand-in answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from greenlane.edges.github import GitHub
from greenlane.release import artifacts
from greenlane.release.looking import look
from greenlane.release.plan import Plan
from greenlane.release.publication import carry_out
from greenlane.release.remote import body
from greenlane.release.steps import steps
from tests.openapi.description import Description
from tests.openapi.schemas import Schema, complaints, json_schema, whole
from tests.standins.github import Heard, serving

COMMIT = "a" * 40


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> list[Heard]:
    """All that a release says and hears that meets every kind of step, and one that is published already."""
    dist: Path = tmp_path_factory.mktemp("dist")
    (dist / "pack-1.2.3.tar.gz").write_bytes(b"sdist")
    plan = Plan("1.2.3", COMMIT, "New.", artifacts.seal(dist))
    with serving() as state:
        github = GitHub(state.url, "owner/name", "t0ken")
        publish(plan, github)
        publish(plan, github)
        state.tags.clear()
        state.releases.clear()
        state.tags["v1.2.3"], state.annotated["v1.2.3"] = COMMIT, "e" * 40
        for at in ("b" * 40, COMMIT):
            draft = state.draft(tag_name="v1.2.3", target_commitish=at, body=body("Old.", at))
            state.hold(draft, "stray.txt", b"", "open")
        publish(plan, github)
        return state.heard


def publish(plan: Plan, github: GitHub) -> None:
    remote = look(github, plan.tag)
    carry_out(plan, remote, steps(plan, remote), github, lambda _: None)


def operation(described: Description, one: Heard) -> dict[str, Any]:
    """How GitHub describes what was asked. A ref is one parameter there, and takes a slash."""
    target = urlsplit(one.target).path.replace("/git/ref/tags/", "/git/ref/tags-")
    path = described.path_of(target, one.method.lower())
    assert path is not None, f"GitHub describes no {one.method} {one.target}"
    return dict(described.document["paths"][path][one.method.lower()])


def only_what_is_described(schema: Schema) -> Schema:
    """The same, taking no other properties; nothing is asked for that a stand-in does not tell."""
    made = {word: value for word, value in schema.items() if word != "required"}
    if "properties" in made:
        made["additionalProperties"] = False
        made["properties"] = {name: only_what_is_described(one) for name, one in made["properties"].items()}
    if "items" in made:
        made["items"] = only_what_is_described(made["items"])
    if "components" in made:
        parts = made["components"]["schemas"]
        made["components"] = {"schemas": {name: only_what_is_described(one) for name, one in parts.items()}}
    return made


def test_every_kind_of_request_was_made(heard: list[Heard]) -> None:
    methods = {(one.method, urlsplit(one.target).path.split("/")[4]) for one in heard}
    assert methods == {("GET", "git"), *((verb, "releases") for verb in ("GET", "POST", "PATCH", "DELETE"))}
    assert any("/git/tags/" in one.target for one in heard)


def test_everything_that_is_asked_is_described(described: Description, heard: list[Heard]) -> None:
    for one in heard:
        found = operation(described, one)
        query = {name.partition("=")[0] for name in urlsplit(one.target).query.split("&") if name}
        named = {described.resolved(each)["name"] for each in found.get("parameters", ())}
        assert query <= named, one.target


def test_everything_that_is_sent_is_what_github_takes(described: Description, heard: list[Heard]) -> None:
    sent = [one for one in heard if one.body.startswith(b"{")]
    assert {one.method for one in sent} == {"POST", "PATCH"}
    for one in sent:
        content = operation(described, one)["requestBody"]["content"]["application/json"]["schema"]
        schema = whole(json_schema(content), described.document["components"]["schemas"])
        assert complaints(json.loads(one.body), {**schema, "additionalProperties": False}) == []


def test_everything_that_is_answered_is_what_github_would_tell(
    described: Description, heard: list[Heard]
) -> None:
    for one in heard:
        answers = operation(described, one)["responses"]
        assert str(one.status) in answers, f"{one.method} {one.target}: {one.status}"
        answer = described.resolved(answers[str(one.status)])
        if one.status in (204, 404) or not isinstance(one.content, dict | list):
            continue
        content = json_schema(answer["content"]["application/json"]["schema"])
        schema = only_what_is_described(whole(content, described.document["components"]["schemas"]))
        assert complaints(one.content, schema) == [], one.target
