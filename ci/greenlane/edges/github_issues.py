"""The issues of one repository, as far as alerts need them. An answer of another shape is an OutsideError."""

from __future__ import annotations

from greenlane.edges.github_answers import Fields, objects
from greenlane.edges.github_client import Client
from greenlane.edges.github_errors import unreadable
from greenlane.edges.github_names import repository_path
from greenlane.edges.github_pages import PER_PAGE, all_items
from greenlane.model.issues import IssueState, SeenIssue

MEMBERS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
ALL = {"state": "all", "sort": "created", "direction": "desc"}


class Issues:
    """Reads and writes the issues of a repository. Pull requests, which GitHub lists too, are left out.

    Every call raises OutsideError: Refused for a token without `issues: write` (403, 404) and where issues
    are switched off (410), RateLimited.
    """

    def __init__(self, client: Client, repository: str) -> None:
        """Raises UsageError for a name that cannot be one."""
        self.client = client
        self.path = f"{repository_path(repository)}/issues"

    def labelled(self, label: str) -> tuple[SeenIssue, ...]:
        """All issues with this label, open and closed, on all pages."""
        asked = {**ALL, "labels": label}
        found = all_items(self.client, self.path, asked, key=None, parse=issue_of)
        return tuple({one.number: one for one in found if one is not None}.values())

    def newest(self) -> tuple[SeenIssue, ...]:
        """The hundred newest, whatever their labels: one call."""
        answer = self.client.get(self.path, {**ALL, "per_page": str(PER_PAGE)})
        if not isinstance(answer.content, list):
            raise unreadable(f"GET {self.path}", "the answer", "a list", "something else")
        listed = objects(answer.content, f"GET {self.path}", "")
        return tuple(one for one in map(issue_of, listed) if one is not None)

    def create(self, title: str, body: str, label: str) -> int:
        """Open an issue and return its number. GitHub drops the label when the token may not set it."""
        made = self.client.post(self.path, {"title": title, "body": body, "labels": [label]})
        return Fields.of(made, f"POST {self.path}").number("number")

    def change(self, number: int, *, title: str, body: str, state: IssueState) -> None:
        """Make it read like this."""
        content = {"title": title, "body": body, "state": state.value}
        self.client.patch(f"{self.path}/{number}", content)

    def comment(self, number: int, body: str) -> None:
        """Say something below it; whoever follows it is told."""
        self.client.post(f"{self.path}/{number}/comments", {"body": body})


def issue_of(fields: Fields) -> SeenIssue | None:
    """An issue; None for a pull request."""
    if fields.content.get("pull_request") is not None:
        return None
    state = fields.text("state")
    if state not in set(IssueState):
        raise fields.wrong("state", "open or closed", "another text")
    return SeenIssue(
        number=fields.number("number"),
        title=fields.text("title"),
        body=fields.text_or("body"),
        state=IssueState(state),
        is_trusted=is_trusted(fields),
    )


def is_trusted(fields: Fields) -> bool:
    """Written by a bot or a member; an unknown author is neither. Nobody can choose a name with brackets."""
    author = fields.object_or_none("user")
    is_bot = author is not None and (
        author.text_or("type") == "Bot" or author.text_or("login").endswith("[bot]")
    )
    return is_bot or fields.text_or("author_association") in MEMBERS
