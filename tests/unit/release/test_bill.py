"""What a bill of materials is made from, and what is none."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest

from greenlane.release.bill import Pins, bound, commit_of, described, doubts, odd_addresses, pins

NEEDING = {"name": "My.Pack", "dependencies": ["rich>=1"]}


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ({"requirements/my-pack.txt", "uv.lock"}, Pins("requirements", "requirements/my-pack.txt")),
        ({"uv.lock", "requirements.txt"}, Pins("uv", "uv.lock")),
        ({"poetry.lock"}, Pins("poetry", "poetry.lock")),
        ({"requirements.txt"}, Pins("requirements", "requirements.txt")),
        ({"requirements/other.txt"}, None),
    ],
)
def test_pins_are_looked_for_in_the_usual_places(there: set[str], found: Pins | None) -> None:
    assert pins(NEEDING, "", frozenset(there)) == found


@pytest.mark.parametrize(
    ("named", "kind"), [("a/pins.txt", "requirements"), ("a/uv.lock", "uv"), ("poetry.lock", "poetry")]
)
def test_a_file_that_is_named_comes_first(named: str, kind: str) -> None:
    found = pins(NEEDING, named, frozenset({"requirements/my-pack.txt"}))
    assert found is not None
    assert (found.kind, found.path) == (kind, named)


@pytest.mark.parametrize("project", [{}, {"name": "pack"}, {"name": "pack", "dependencies": []}])
def test_a_package_without_needs_needs_no_pins(project: dict[str, Any]) -> None:
    assert pins(project, "", frozenset()) == Pins("none")


def test_needs_that_are_made_while_building_want_pins() -> None:
    assert pins({"name": "pack", "dynamic": ["version", "dependencies"]}, "", frozenset()) is None


def test_the_package_is_described_with_the_version_of_the_release_whatever_is_in_its_words() -> None:
    odd = 'a "quoted" \\ word, ä and \U0001f600'
    told = tomllib.loads(described({"name": "pack", "description": odd, "license": {"text": "MIT"}}, "1.2.3"))
    assert tomllib.loads(described({"name": "a\x7f\nb\ud800"}, "1"))["project"]["name"] == "a  b "
    assert told == {"project": {"name": "pack", "description": odd, "version": "1.2.3"}}


def answer(**changes: Any) -> str:
    plain = {"bomFormat": "CycloneDX", "metadata": {"component": {}}}
    return json.dumps({**plain, "components": [{"name": "a", "version": "1"}], **changes})


def test_a_bill_in_which_everything_is_pinned_is_one() -> None:
    assert doubts(answer()) == []
    assert doubts(answer(components=[])) == []


def test_what_has_no_version_is_named() -> None:
    assert doubts(answer(components=[{"name": "a", "version": ""}, {"name": "b"}])) == [
        "a is not pinned",
        "b is not pinned",
    ]


@pytest.mark.parametrize(
    "text", ["", "half {", "[]", "3", '{"components": 3}', answer(bomFormat="SPDX"), answer(metadata={})]
)
def test_what_is_no_bill_is_told(text: str) -> None:
    assert doubts(text) == ["it is no CycloneDX in JSON"]


def with_address(url: str) -> str:
    reference = {"type": "website", "url": url}
    return answer(components=[{"name": "a", "version": "1", "externalReferences": [reference]}])


@pytest.mark.parametrize(
    "url", ["https://example.org/%7Ea?b#c", "git+ssh://a@b.example/c", "https://ä.example/"]
)
def test_an_address_may_be_one_of_any_language(url: str) -> None:
    assert odd_addresses(with_address(url)) == []


@pytest.mark.parametrize("url", ["", "http://a b/", "http://a/<b>", "http://a/%7", "http://a/\n", "a\\b"])
def test_what_is_no_address_is_named(url: str) -> None:
    assert odd_addresses(with_address(url)) == [url]


def test_a_bill_that_is_bound_names_its_commit_and_is_the_same_each_time() -> None:
    text = bound(answer(), "a" * 40)
    assert commit_of(text) == "a" * 40
    assert doubts(text) == []
    assert bound(text, "a" * 40) == text


@pytest.mark.parametrize("text", ["", "[]", answer(), answer(metadata={"component": {"properties": [3]}})])
def test_a_bill_that_names_no_commit_names_none(text: str) -> None:
    assert commit_of(text) == ""
