"""The comments of one pull request, as far as a page in one of them needs. Every call raises OutsideError."""

from __future__ import annotations

from greenlane.edges.github_answers import Fields
from greenlane.edges.github_client import Client
from greenlane.edges.github_issues import is_trusted
from greenlane.edges.github_names import repository_path
from greenlane.edges.github_pages import all_items
from greenlane.model.issues import SeenComment


class Comments:
    """Reads and writes them. Refused (403, 404) for a token without `pull-requests: write`, as forks have."""

    def __init__(self, client: Client, repository: str, number: int) -> None:
        """number: of the pull request. Raises UsageError for a repository's name that cannot be one."""
        self.client = client
        self.home = f"{repository_path(repository)}/issues"
        self.path = f"{self.home}/{number}/comments"

    def all(self) -> tuple[SeenComment, ...]:
        """On all pages, the oldest first; each once, though some may have come meanwhile."""
        found = all_items(self.client, self.path, {}, key=None, parse=comment_of)
        return tuple(sorted({one.number: one for one in found}.values(), key=lambda one: one.number))

    def add(self, body: str) -> None:
        """Say something below it."""
        self.client.post(self.path, {"body": body})

    def change(self, number: int, body: str) -> None:
        """Make one read like this."""
        self.client.patch(f"{self.home}/comments/{number}", {"body": body})


def comment_of(fields: Fields) -> SeenComment:
    """A comment as it is listed."""
    return SeenComment(fields.number("id"), fields.text_or("body"), is_trusted(fields))
