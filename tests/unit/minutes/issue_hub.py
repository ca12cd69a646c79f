"""The stand-in of GitHub with one repository for issues. Comments are answered by script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from greenlane.edges.github_client import Client
from greenlane.edges.github_issues import Issues
from tests.standins.actions import Fault, Repo, World, serving

REPOSITORY = "octo-org/app"


@dataclass
class Hub:
    """A world, one repository of it, and our way to its issues."""

    world: World
    repo: Repo
    issues: Issues

    @property
    def writes(self) -> list[str]:
        """Every request that was to change something, such as `PATCH issues/1`."""
        made = [f"{one.method} {one.target.partition(f'{REPOSITORY}/')[2]}" for one in self.world.requests]
        return [one for one in made if not one.startswith("GET ")]

    @property
    def comments(self) -> int:
        return sum(one.endswith("/comments") for one in self.writes)

    def put(self, body: str, *labels: str, state: str = "open", **more: Any) -> dict[str, Any]:
        """An issue that is there before we come."""
        number = len(self.repo.issues) + 1
        made = {"id": number, "number": number, "title": "a title", "state": state, "body": body}
        times = dict.fromkeys(("created_at", "updated_at"), "2026-11-01T00:00:00Z")
        self.repo.issues.append({**made, **times, "labels": list(labels), **more})
        return self.repo.issues[-1]


@contextmanager
def hub() -> Iterator[Hub]:
    """Serve it until the block ends."""
    world = World()
    world.faults.append(Fault(r"/issues/\d+/comments$", times=-1, status=201))
    repo = world.repository(REPOSITORY)
    with serving(world) as url:
        yield Hub(world, repo, Issues(Client(url, "t0ken", sleep=lambda _: None), REPOSITORY))


def without_mark(body: str) -> str:
    """What a person sees of a body."""
    return re.sub(r"<!--.*?-->", "", body).strip()
