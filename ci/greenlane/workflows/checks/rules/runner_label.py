"""Labels that GitHub does not know, has taken away, or lets wander."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.places import Told, high, warning
from greenlane.workflows.checks.repository import Job, Repository

TITLE = "a runner's label is unknown, gone, or moves to another system by itself"
WHY = (
    "A job with a label that no runner has waits for a day and is then cancelled. `-latest` changes the "
    "system under a job without a commit: ubuntu-latest becomes 26.04 during autumn 2026."
)
FIX = "name one system, such as ubuntu-24.04"

# Source: GitHub's documentation, "GitHub-hosted runners", November 2026.
KNOWN = frozenset(
    {"ubuntu-slim", "ubuntu-22.04", "ubuntu-24.04", "ubuntu-26.04", "ubuntu-22.04-arm", "ubuntu-24.04-arm"}
    | {"windows-2022", "windows-2025", "windows-11-arm", "windows-2025-vs2026"}
    | {"macos-14", "macos-15", "macos-26", "macos-15-intel", "macos-14-large", "macos-15-large"}
    | {"macos-14-xlarge", "macos-15-xlarge", "macos-26-xlarge", "macos-26-large", "macos-26-intel"}
)
MOVING = re.compile(r"(ubuntu|windows|macos)-latest(-x?large)?")
GONE = frozenset(
    {"ubuntu-16.04", "ubuntu-18.04", "ubuntu-20.04", "windows-2016", "windows-2019"}
    | {"macos-10.15", "macos-11", "macos-12", "macos-13", "macos-13-large", "macos-13-xlarge"}
)
# Sizes are names of one's own: ubuntu-24.04-16core, windows-2025-gpu.
OURS = re.compile(r"(ubuntu|windows|macos)-\d[\d.]*(-arm)?")


def find(repository: Repository) -> Iterator[Told]:
    declared = {label for job in repository.declared for label in job.labels}
    for flow in repository.workflows:
        labels = [label for job in flow.jobs for label in (*job.labels, *_of_matrix(job))]
        yield from _moving(flow.path, labels)
        for label in labels:
            name = label.text.lower()
            if name in KNOWN or (name in declared and name not in GONE):
                continue
            if name in GONE:
                yield high(flow.path, label, f"GitHub has no {label.text} any more")
            elif OURS.fullmatch(name) or get_close_matches(name, KNOWN, n=1, cutoff=0.9):
                near = get_close_matches(name, KNOWN, n=1, cutoff=0.6)
                fix = f"did you mean {near[0]}?" if near else ""
                yield high(flow.path, label, f"GitHub has no {label.text}", fix)


def _moving(path: str, labels: Sequence[Node]) -> Iterator[Told]:
    """Each of them once a file."""
    found = [label for label in labels if MOVING.fullmatch(label.text.lower())]
    for name in dict.fromkeys(label.text for label in found):
        places = [label for label in found if label.text == name]
        more = f" ({len(places)} places in this file)" if len(places) > 1 else ""
        yield warning(path, places[0], f"{name} is another system one day{more}")


def _of_matrix(job: Job) -> Iterator[Node]:
    """`runs-on: ${{ matrix.os }}`: the values of that variable, also of `include`."""
    found = re.fullmatch(r"\$\{\{\s*matrix\.([\w-]+)\s*\}\}", job.node.at("runs-on").text)
    if found:
        matrix = job.node.at("strategy", "matrix")
        yield from matrix.at(found[1]).words()
        for extra in matrix.at("include").items:
            yield from extra.at(found[1]).words()
