"""One page of a list, as GitHub cuts it: at most 100, `Link` headers, and no result past the thousandth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from tests.standins.actions_world import Run

One = TypeVar("One")

CAP = 1000
FILTERS = frozenset({"created", "status", "branch", "event", "actor", "head_sha"})


@dataclass
class Answer:
    """What is sent back. content None: no body."""

    status: int
    content: Any
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A request, taken apart. base: where the stand-in serves. most_a_page: the longest page."""

    method: str
    base: str
    path: str
    query: Mapping[str, str]
    body: bytes = b""
    most_a_page: int = 100

    @property
    def parts(self) -> list[str]:
        return self.path.strip("/").split("/")


def page(asked: Asked, all_of: Sequence[One], key: str, shape: Callable[[One], Any]) -> Answer:
    """The page that was asked for. key: "" for a bare list. A filtered list of runs ends at the cap."""
    size = min(asked.most_a_page, max(1, int(asked.query.get("per_page", "30"))))
    number = max(1, int(asked.query.get("page", "1")))
    is_capped = key == "workflow_runs" and FILTERS & set(asked.query)
    within = all_of[:CAP] if is_capped else all_of
    shown = [shape(one) for one in within[(number - 1) * size : number * size]]
    links = {"next": number + 1} if number * size < len(within) else {}
    links |= {"last": -(-len(within) // size)} if links else {}
    links |= {"first": 1, "prev": number - 1} if number > 1 else {}
    headers = {"Link": ", ".join(link(asked, name, to) for name, to in links.items())} if links else {}
    return Answer(200, {"total_count": len(all_of), key: shown} if key else shown, headers)


def link(asked: Asked, name: str, number: int) -> str:
    query = urlencode({**asked.query, "page": number})
    return f'<{asked.base}{asked.path}?{query}>; rel="{name}"'


def filtered(runs: Iterable[Run], query: Mapping[str, str]) -> Iterator[Run]:
    """The runs that the query asks for."""
    since, until = created(query.get("created", "*..*"))
    for run in runs:
        kept = since <= run.created_at <= until
        kept &= query.get("branch", run.branch) == run.branch
        kept &= query.get("event", run.event) == run.event
        kept &= query.get("actor", run.actor) == run.actor
        kept &= query.get("head_sha", run.commit) == run.commit
        kept &= query.get("status", run.status) in (run.status, run.conclusion)
        if kept:
            yield run


def created(text: str) -> tuple[float, float]:
    """The span that GitHub's search syntax means, both ends included: A..B, >=A, >A, <=B, <B or a day."""
    first, dots, last = text.partition("..")
    if dots:
        return bound(first, is_end=False), bound(last, is_end=True)
    for sign in (">=", "<=", ">", "<"):
        if text.startswith(sign):
            moment = bound(text[len(sign) :], is_end=sign in (">", "<="))
            shift = {">": 1, "<": -1}.get(sign, 0)
            return (moment + shift, float("inf")) if ">" in sign else (float("-inf"), moment + shift)
    return bound(text, is_end=False), bound(text, is_end=True)


def bound(text: str, *, is_end: bool) -> float:
    if text == "*":
        return float("inf") if is_end else float("-inf")
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    is_day = "T" not in text
    return int(moment.timestamp()) + (86399 if is_day and is_end else 0)
