"""What a workflow or an action file uses of its own repository, as GitHub reads it.

`uses: ./path` and `uses: $/path` lead into the repository; `owner/name@ref` and `docker://image` lead out.
Every value of a key `uses` counts, wherever it stands. Source: GitHub's documentation, "Workflow syntax".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from greenlane.planner.yaml_reading import read

_OUTSIDE = ("docker://",)


class Unproved(Exception):
    """Why it is not known what defines a job."""


@dataclass(frozen=True)
class Uses:
    """local: paths from the repository's root, of workflow files and folders of actions, ascending.

    remote: all that lies elsewhere. commands: all that is run. is_called: other workflows may call this one.
    """

    local: tuple[str, ...]
    remote: tuple[str, ...]
    commands: tuple[str, ...]
    is_called: bool = False


def uses(text: bytes) -> Uses:
    """What a file says. Raises Unproved when it cannot be read."""
    try:
        content = read(text)
    except ValueError as err:
        raise Unproved("it cannot be read as YAML") from err
    if not isinstance(content, dict):
        raise Unproved("it holds no mapping")
    found = list(_walked(content, set()))
    used = {value.strip(): _local(value.strip()) for key, value in found if key == "uses"}
    return Uses(
        tuple(sorted({path for paths in used.values() for path in paths})),
        tuple(sorted(text for text, paths in used.items() if not paths)),
        tuple(value for key, value in found if key == "run"),
        "workflow_call" in _events(content.get("on")),
    )


def _walked(value: object, seen: set[int]) -> Iterator[tuple[str, str]]:
    """Every `uses` and `run` with its text, each aliased part once."""
    if id(value) in seen or not isinstance(value, (dict, list)):
        return
    seen.add(id(value))
    if isinstance(value, list):
        for one in value:
            yield from _walked(one, seen)
        return
    for key, inner in value.items():
        if key in ("uses", "run") and isinstance(inner, str):
            yield key, inner
        else:
            yield from _walked(inner, seen)


def _local(text: str) -> list[str]:
    """The path in the repository that is meant; none for what lies elsewhere. Raises Unproved."""
    if text.startswith(_OUTSIDE):
        return []
    if "${{" in text or "\\" in text:
        raise Unproved(f"uses: {text} is not known before it runs")
    if not text.startswith(("./", "$/", ".", "/")):
        return []
    path = posixpath.normpath(text[2:] or ".")
    if not text.startswith(("./", "$/")) or path.startswith(("..", "/")):
        raise Unproved(f"uses: {text} leads out of the repository")
    return [path]


def _events(value: object) -> set[str]:
    if isinstance(value, str):
        return {value}
    return {one for one in value if isinstance(one, str)} if isinstance(value, (list, Mapping)) else set()
