"""The bill of materials of a release: what it is made from, and whether the answer is one. Pure.

Properties
- The same pins give the same bytes, on any machine and any day: no time, no path, nothing by chance is in it.
- Every component has a version. What is pinned nowhere is refused, for such a bill would say nothing.
- A package that declares no needs has a bill of itself alone; one that declares some and pins none has none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

COMMIT = "greenlane:commit"
"""The property of the package that names its commit."""
DIRECT = ("name", "description", "license")
"""Of [project], what describes the package itself, where it is a text."""


@dataclass(frozen=True)
class Pins:
    """Where the needs of a package are pinned. path: from the root; "" for a package without needs."""

    kind: Literal["requirements", "uv", "poetry", "none"]
    path: str = ""


def pins(project: Mapping[str, Any], named: str, there: frozenset[str]) -> Pins | None:
    """Where to look; None when there are needs, and nothing pins them.

    project: of pyproject.toml; named: by the call, "" for nothing; there: files, from the root.
    """
    if named:
        return _kind(named)
    name = re.sub(r"[-_.]+", "-", str(project.get("name", ""))).lower()
    for one in (f"requirements/{name}.txt", "uv.lock", "poetry.lock", "requirements.txt"):
        if one in there:
            return _kind(one)
    is_dynamic = "dependencies" in project.get("dynamic", ())
    return None if project.get("dependencies") or is_dynamic else Pins("none")


def _kind(path: str) -> Pins:
    match path.rpartition("/")[2]:
        case "uv.lock":
            return Pins("uv", path)
        case "poetry.lock":
            return Pins("poetry", path)
        case _:
            return Pins("requirements", path)


def described(project: Mapping[str, Any], version: str) -> str:
    """A pyproject.toml that says what the package is, and its version, however that is made."""
    words = {name: project[name] for name in DIRECT if isinstance(project.get(name), str)}
    lines = [f"{name} = {_text(value)}" for name, value in {**words, "version": version}.items()]
    return "\n".join(["[project]", *lines, ""])


def _text(value: str) -> str:
    """As TOML writes it: JSON's escapes are TOML's, but for characters that TOML takes in neither way."""
    return json.dumps("".join(one if one.isprintable() else " " for one in value), ensure_ascii=False)


def bound(answer: str, commit: str) -> str:
    """A bill that says of which commit it is. Raises ValueError, KeyError, TypeError for what is none."""
    content = json.loads(answer)
    content["metadata"]["component"]["properties"] = [{"name": COMMIT, "value": commit}]
    return f"{json.dumps(content, indent=2, sort_keys=True)}\n"


def commit_of(text: str) -> str:
    """The commit that a bill is of; "" when it does not say."""
    try:
        said = json.loads(text)["metadata"]["component"]["properties"]
        return next((str(one["value"]) for one in said if one["name"] == COMMIT), "")
    except (ValueError, KeyError, TypeError):
        return ""


_IN_NO_ADDRESS = re.compile(r'[\x00-\x20\x7f-\x9f<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})|^$')
"""What RFC 3987 allows nowhere."""


def odd_addresses(answer: str) -> list[str]:
    """What a bill of materials gives as an address and is none. Raises ValueError when it is no JSON."""
    return sorted({one for one in _addresses(json.loads(answer)) if _IN_NO_ADDRESS.search(one)})


def _addresses(node: Any) -> Iterator[str]:
    """Of all references and licences, wherever they are."""
    if isinstance(node, dict):
        yield from (value for name, value in node.items() if name == "url" and isinstance(value, str))
    if isinstance(node, dict | list):
        for one in node.values() if isinstance(node, dict) else node:
            yield from _addresses(one)


def doubts(answer: str) -> list[str]:
    """Why an answer is no bill of materials; nothing when it is one."""
    try:
        bill: Any = json.loads(answer)
        components = [(str(one["name"]), one.get("version")) for one in bill.get("components", [])]
        is_bill = bill["bomFormat"] == "CycloneDX" and isinstance(bill["metadata"]["component"], dict)
    except (ValueError, KeyError, TypeError, AttributeError):
        return ["it is no CycloneDX in JSON"]
    loose = [name for name, version in components if not version]
    return [
        *([] if is_bill else ["it is no CycloneDX in JSON"]),
        *(f"{name} is not pinned" for name in loose),
    ]
