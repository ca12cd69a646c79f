"""The issues of one repository, as far as alerts need them. An answer of another shape is an OutsideError."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from greenlane.edges.github import GitHub
from greenlane.model.errors import OutsideError
from greenlane.model.issues import IssueState, SeenIssue

DOCS = "docs/troubleshooting.md#github"
PER_PAGE = 100
MEMBERS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


class Issues:
    """Reads and writes the issues of a repository. Pull requests, which GitHub lists too, are left out.

    Every call raises OutsideError: a token without `issues: write`, issues that are switched off.
    """

    def __init__(self, github: GitHub) -> None:
        self.github = github

    def labelled(self, label: str) -> tuple[SeenIssue, ...]:
        """All issues with this label, open and closed, the newest first."""
        found: dict[int, SeenIssue] = {}
        page = 1
        while listed := self._page(page, labels=label):
            found |= {one.number: one for one in _read(listed)}
            if len(listed) < PER_PAGE:
                break
            page += 1
        return tuple(found.values())

    def newest(self) -> tuple[SeenIssue, ...]:
        """The hundred newest, whatever their labels: one call."""
        return tuple(_read(self._page(1)))

    def create(self, title: str, body: str, label: str) -> int:
        """Open an issue and return its number. GitHub drops the label when the token may not set it."""
        made = self.github.post("issues", {"title": title, "body": body, "labels": [label]})
        return _number(made, "POST issues")

    def change(self, number: int, *, title: str, body: str, state: IssueState) -> None:
        """Make it read like this."""
        content = {"title": title, "body": body, "state": state.value}
        self.github.patch(f"issues/{number}", content)

    def comment(self, number: int, body: str) -> None:
        """Say something below it; whoever follows it is told."""
        self.github.post(f"issues/{number}/comments", {"body": body})

    def _page(self, page: int, **more: str) -> list[Any]:
        query = {**more, "state": "all", "sort": "created", "direction": "desc"}
        path = f"issues?{urlencode({**query, 'per_page': PER_PAGE, 'page': page})}"
        listed = self.github.get(path)
        if listed is None:
            raise OutsideError(
                f"GitHub shows no issues of {self.github.repository}",
                fix="check the name, and that the token may read it: `issues: write` in a workflow",
                docs=DOCS,
            )
        if not isinstance(listed, list):
            raise _other_shape("GET issues", "a list", listed)
        return listed


def _read(listed: list[Any]) -> Iterator[SeenIssue]:
    """The issues among what was listed."""
    for one in listed:
        if not isinstance(one, dict):
            raise _other_shape("GET issues", "an object in the list", one)
        if "pull_request" not in one:
            yield _issue(one)


def _issue(one: dict[str, Any]) -> SeenIssue:
    title, body, state = one.get("title"), one.get("body"), one.get("state")
    if not isinstance(title, str):
        raise _other_shape("GET issues", "a text as title", title)
    if body is not None and not isinstance(body, str):
        raise _other_shape("GET issues", "a text or null as body", body)
    if state not in set(IssueState):
        raise _other_shape("GET issues", "open or closed as state", state)
    number = _number(one, "GET issues")
    return SeenIssue(number, title, body or "", IssueState(state), _is_trusted(one))


def _is_trusted(one: dict[str, Any]) -> bool:
    """Written by a bot or a member; an unknown author is neither. Nobody can choose a name with brackets."""
    author = one.get("user")
    said = author if isinstance(author, dict) else {}
    is_bot = said.get("type") == "Bot" or str(said.get("login")).endswith("[bot]")
    return is_bot or one.get("author_association") in MEMBERS


def _number(one: Any, endpoint: str) -> int:
    number = one.get("number") if isinstance(one, dict) else None
    if type(number) is not int:
        raise _other_shape(endpoint, "a whole number as number", number)
    return number


def _other_shape(endpoint: str, expected: str, got: object) -> OutsideError:
    return OutsideError(
        f"{endpoint}: expected {expected}; got {type(got).__name__}",
        fix="run it again; if it stays, GITHUB_API_URL names something that is not GitHub's API",
        docs=DOCS,
    )
