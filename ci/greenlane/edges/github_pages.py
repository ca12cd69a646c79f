"""Lists of GitHub's, read to their end, and read again when they change under our hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from greenlane.edges.github_answers import Fields, objects
from greenlane.edges.github_errors import DOCS, unreadable
from greenlane.model.errors import OutsideError
from greenlane.model.github import Page

if TYPE_CHECKING:
    from greenlane.edges.github_client import Answer, Client

T = TypeVar("T")
PER_PAGE = 100
READINGS = 3
"""How often a list is read that changes while it is read."""


def pages(
    client: Client, path: str, params: Mapping[str, str], *, key: str | None, revalidate: bool = False
) -> Iterator[Page[Fields]]:
    """A list, a page and a call for each step: along the links, else by number until it is complete.

    key: where the items stand beside `total_count`; None for a bare list. revalidate: the first page only.
    Raises OutsideError for links that lead in a circle, or to another host.
    """
    asked = {**params, "per_page": str(PER_PAGE)}
    answer = client.get(path, asked, revalidate=revalidate)
    seen, number, visited = 0, 1, {path}
    while True:
        page = _page(answer, f"GET {path}", key)
        yield page
        seen += len(page.items)
        number += 1
        if answer.next_url is not None:
            if answer.next_url in visited:
                raise unreadable(f"GET {path}", "Link", "a page that was not read yet", "an earlier one")
            visited.add(answer.next_url)
            answer = client.get(answer.next_url)
        elif answer.is_linked or _is_last(page, seen):
            return
        else:
            before, answer = answer, client.get(path, {**asked, "page": str(number)})
            if answer.content == before.content and page.items:
                raise unreadable(f"GET {path}", "page", f"page {number}", f"page {number - 1} again")


def all_items(
    client: Client,
    path: str,
    params: Mapping[str, str],
    *,
    key: str | None,
    parse: Callable[[Fields], T],
    same: Callable[[T], object] | None = None,
    grows: bool = False,
) -> tuple[T, ...]:
    """A whole list. same: what tells two items apart; an item on two pages is there once, as seen last.

    It is whole when every page says the same `total_count` and that many were found; else it is read again.
    grows: new items come on top while it is read, where they push others down and hide none; then it is whole
    when as many were found as the first page counts. Raises OutsideError when it did not hold still in
    READINGS readings.
    """
    told = ""
    for _ in range(READINGS):
        read = list(pages(client, path, params, key=key))
        found = [parse(fields) for page in read for fields in page.items]
        if same is not None:
            found = list({same(item): item for item in found}.values())
        totals = {page.total_count for page in read}
        stands = len(totals) == 1 or grows
        if totals == {None} or (stands and len(found) >= (read[0].total_count or 0)):
            return tuple(found)
        told = f"{len(found)} found, total_count {', then '.join(str(page.total_count) for page in read)}"
    raise OutsideError(
        f"GitHub's list {path} does not come to its own count",
        detail=[f"{told}, in each of {READINGS} readings"],
        fix="run it again when nothing runs there; what cannot be read whole is not counted",
        docs=DOCS,
    )


def _page(answer: Answer, endpoint: str, key: str | None) -> Page[Fields]:
    if key is None:
        if not isinstance(answer.content, list):
            raise unreadable(endpoint, "the answer", "a list", "something else")
        return Page(tuple(objects(answer.content, endpoint, "")), None, answer.unchanged)
    fields = Fields.of(answer.content, endpoint)
    return Page(tuple(fields.objects(key)), fields.count("total_count"), answer.unchanged)


def _is_last(page: Page[Fields], seen: int) -> bool:
    """Without links: an empty page ends a list, and so does its count; a bare list, a page not full."""
    if page.total_count is None:
        return len(page.items) < PER_PAGE
    return not page.items or seen >= page.total_count
