"""The payloads, as far as workflows and greenlane read them."""

from __future__ import annotations

import json

import pytest

from greenlane.workflows.simulate_events import GONE, KINDS, NAMES, ZERO, Event, Facts, event

HEAD, BASE, MERGE = "a" * 40, "b" * 40, "c" * 40
FACTS = Facts("octo/shop", "topic", "main", HEAD, BASE, MERGE, inputs={"version": "1.2.3"})


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_names_repository_sender_ref_and_commit(kind: str) -> None:
    made = event(kind, FACTS)
    assert (made.kind, made.name) == (kind, NAMES[kind])
    assert made.payload["repository"]["full_name"] == "octo/shop"
    assert made.payload["repository"]["default_branch"] == "main"
    assert made.payload["sender"]["login"] == "octocat"
    assert made.ref.startswith("refs/")
    assert made.commit in (HEAD, MERGE)
    assert json.loads(json.dumps(made.payload)) == made.payload


@pytest.mark.parametrize(
    ("kind", "ref", "before"),
    [
        ("push", "refs/heads/main", BASE),
        ("new-branch", "refs/heads/topic", ZERO),
        ("force-push", "refs/heads/topic", GONE),
        ("tag", "refs/tags/v1.2.3", ZERO),
    ],
)
def test_a_push_says_what_was_there_before(kind: str, ref: str, before: str) -> None:
    made = event(kind, FACTS)
    told = made.payload
    assert (told["ref"], told["before"], told["after"]) == (ref, before, HEAD)
    assert told["created"] is (before == ZERO)
    assert told["forced"] is (kind == "force-push")


def test_a_pull_request_is_checked_out_merged() -> None:
    made = event("pull-request", FACTS)
    assert (made.ref, made.commit, made.base_ref, made.head_ref) == (
        "refs/pull/7/merge",
        MERGE,
        "main",
        "topic",
    )
    assert made.payload["pull_request"]["head"]["sha"] == HEAD
    assert made.payload["pull_request"]["base"]["sha"] == BASE
    assert made.payload["pull_request"]["head"]["repo"]["full_name"] == "octo/shop"
    assert made.is_trusted


def test_a_fork_is_another_repository_and_gets_no_secret() -> None:
    made = event("fork", FACTS)
    assert made.payload["pull_request"]["head"]["repo"]["full_name"] == "stranger/shop"
    assert made.payload["pull_request"]["head"]["repo"]["fork"] is True
    assert made.payload["pull_request"]["base"]["repo"]["full_name"] == "octo/shop"
    assert not made.is_trusted


def test_a_merge_group_is_a_branch_of_the_queue() -> None:
    made = event("merge-group", FACTS)
    assert made.ref == f"refs/heads/gh-readonly-queue/main/pr-7-{BASE}"
    group = made.payload["merge_group"]
    assert (group["base_sha"], group["head_sha"], group["head_ref"]) == (BASE, MERGE, made.ref)


def test_a_dispatch_carries_its_inputs() -> None:
    assert event("dispatch", FACTS).payload["inputs"] == {"version": "1.2.3"}


@pytest.mark.parametrize(
    ("ref", "kind", "name"),
    [
        ("refs/heads/a/b", "branch", "a/b"),
        ("refs/tags/v1", "tag", "v1"),
        ("refs/pull/7/merge", "branch", "7/merge"),
    ],
)
def test_a_ref_is_named_as_a_runner_names_it(ref: str, kind: str, name: str) -> None:
    made = Event("x", "push", {}, ref, HEAD)
    assert (made.ref_type, made.ref_name) == (kind, name)
