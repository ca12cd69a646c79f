"""Issues as GitHub lists them: whose they are, and what cannot be read."""

from __future__ import annotations

from typing import Any

import pytest

from greenlane.edges.github_answers import Fields
from greenlane.edges.github_client import Client
from greenlane.edges.github_issues import Issues, issue_of
from greenlane.model.errors import OutsideError, UsageError
from greenlane.model.issues import IssueState, SeenIssue

LISTED = {
    "number": 7,
    "title": "a title",
    "body": "a body",
    "state": "open",
    "user": {"login": "octocat", "type": "User"},
    "author_association": "NONE",
}


def read(**changes: Any) -> SeenIssue | None:
    return issue_of(Fields.of({**LISTED, **changes}, "GET issues"))


def test_an_issue_is_read() -> None:
    assert read() == SeenIssue(7, "a title", "a body", IssueState.OPEN, False)


def test_an_issue_without_a_body_says_nothing() -> None:
    assert read(body=None) == SeenIssue(7, "a title", "", IssueState.OPEN, False)


def test_a_pull_request_is_none() -> None:
    assert read(pull_request={"url": "…"}) is None


@pytest.mark.parametrize("association", ["OWNER", "MEMBER", "COLLABORATOR"])
def test_a_member_is_trusted(association: str) -> None:
    issue = read(author_association=association)
    assert issue is not None
    assert issue.is_trusted


@pytest.mark.parametrize("author", [{"login": "app", "type": "Bot"}, {"login": "github-actions[bot]"}])
def test_a_bot_is_trusted(author: dict[str, str]) -> None:
    issue = read(user=author)
    assert issue is not None
    assert issue.is_trusted


@pytest.mark.parametrize(
    "author", [None, {"login": "bot", "type": "User"}, {"login": "octocat", "type": None}]
)
@pytest.mark.parametrize("association", ["NONE", "CONTRIBUTOR", "FIRST_TIMER", None])
def test_nobody_else_is_trusted(author: dict[str, Any] | None, association: str | None) -> None:
    issue = read(user=author, author_association=association)
    assert issue is not None
    assert not issue.is_trusted


@pytest.mark.parametrize(
    ("field", "value"),
    [("number", None), ("number", "7"), ("number", True), ("title", None), ("body", 1), ("state", "gone")],
)
def test_what_is_not_as_described_is_named(field: str, value: object) -> None:
    with pytest.raises(OutsideError, match=field):
        read(**{field: value})


def test_a_name_that_is_no_repository_is_refused() -> None:
    with pytest.raises(UsageError, match="owner/name"):
        Issues(Client("http://127.0.0.1:9", ""), "../app")
