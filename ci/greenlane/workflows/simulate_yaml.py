"""Workflows read and written as GitHub reads them: YAML 1.2, where `on` is a word and 5432:5432 a text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from greenlane.edges.shallow_yaml import DEPTH
from greenlane.model.errors import UsageError

# What JSON leaves as it is and YAML takes for the end of a line, or does not take at all.
_BREAKING = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C is seven times as fast


class _Loader(_PARSER):  # type: ignore[misc]
    """Only what JSON knows is no text."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", "-+0123456789"),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(rf"^(?:{_form})$"),
        [*_first, *([""] if _tag == "null" else [])],
    )


def read(path: Path, where: str = "") -> dict[str, Any]:
    """A workflow's or an action's document. Raises UsageError for what is none."""
    try:
        found = _plain(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as err:
        said = " ".join(str(getattr(err, "strerror", None) or err).split())
        fix = "greenlane config check says more of YAML; GitHub would not start it either"
        raise UsageError(f"cannot be read: {said}", where=where or str(path), fix=fix) from err
    if not isinstance(found, dict):
        raise UsageError("holds no mapping", where=where or str(path), fix="a workflow begins with `name:`")
    return found


def _bounded(text: str) -> None:
    """Raises YAMLError over what no workflow nests so deeply: libyaml would fall over a hundred thousand."""
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_PARSER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH:
            raise yaml.YAMLError(f"line {event.start_mark.line + 1}: nested deeper than {DEPTH}")


def _plain(text: str) -> Any:
    """Only plain values come of it: it is SafeLoader with fewer ideas of what a text could mean."""
    _bounded(text)
    loader = _Loader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def write(path: Path, document: dict[str, Any]) -> None:
    """Write a document out, as JSON: any reader of YAML takes every word of it for what it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, indent=1, ensure_ascii=False)
    path.write_text(_BREAKING.sub(lambda found: f"\\u{ord(found[0]):04x}", text), encoding="utf-8")


def jobs_of(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The jobs of a workflow by id; what is no mapping is left out."""
    jobs = document.get("jobs")
    return (
        {str(name): job for name, job in jobs.items() if isinstance(job, dict)}
        if isinstance(jobs, dict)
        else {}
    )


def steps_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of a job or of a composite action."""
    runs = document.get("runs")
    steps = (runs if isinstance(runs, dict) else document).get("steps")
    return [step for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []
