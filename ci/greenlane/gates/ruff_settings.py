"""What shapes ruff's answer about a file beside that file: settings wherever they lie, and what is near it.

Properties
- Settings count when they lie in the repository, also above the project's folder; the user's own never do.
- What settings extend shapes the answer as they do, whatever its name.
- Whether a file stands in a package, and which imports are the project's own, follows from which other files
  there are: so another set of Python files is another question.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Any

from greenlane.edges.git import Repository
from greenlane.model.gates import Context, Unreadable

NAMES = (".ruff.toml", "ruff.toml", "pyproject.toml")
"""In ruff's own order: of two in one folder the first counts."""


def plain(context: Context) -> dict[str, str]:
    """The variables under which nobody's settings count but the repository's.

    Raises Unreadable when ruff would be led by a file outside of it.
    """
    leading = _above(context.root)
    if leading and not leading.is_relative_to(_top(context)):
        raise Unreadable(
            f"ruff would follow {leading.name} of a folder that is not in the repository",
            fix="give the project a ruff.toml of its own, if only an empty one",
            docs="docs/gates/ruff.md#unknown",
        )
    return {"XDG_CONFIG_HOME": str(context.scratch)}


def surroundings(context: Context) -> str:
    """A text that differs whenever an answer about an unchanged file may."""
    tree, root = context.tree, context.root
    above = _above(root)
    settings = [root / name for name in tree.files(*NAMES)] + ([above] if above else [])
    found = {path: content for one in settings for path, content in _extended(one, context.environment)}
    digests = [f"{path} {hashlib.sha256(found[path]).hexdigest()}" for path in sorted(found)]
    return "\n".join([*digests, *tree.files("*.py", "*.pyi")])


def _top(context: Context) -> Path:
    repository = Repository.find(context.root, context.environment)
    return (repository.top if repository else context.root).resolve()


def _above(root: Path) -> Path | None:
    """The settings above the project's folder that count for it: none when it has its own."""
    for folder in (root.resolve(), *root.resolve().parents):
        for name in NAMES:
            path = folder / name
            if path.is_file() and (name != "pyproject.toml" or "ruff" in _settings(_read(path), "tool")):
                return None if folder == root.resolve() else path
    return None


def _extended(path: Path, environment: Mapping[str, str]) -> Iterator[tuple[Path, bytes]]:
    """The file, the one that it extends, and so on; each with its content, none twice."""
    seen: set[Path] = set()
    while path not in seen:
        seen.add(path)
        content = _read(path)
        yield path, content
        own = _settings(content, *(("tool", "ruff") if path.name == "pyproject.toml" else ()))
        if isinstance(extends := own.get("extend"), str):
            named = Template(re.sub("^~(?=/)", "$HOME", extends)).safe_substitute(environment)
            path = path.parent / named


def _read(path: Path) -> bytes:
    """b"" for what cannot be read: ruff says so itself."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _settings(content: bytes, *keys: str) -> dict[str, Any]:
    """A table of a TOML text; {} when there is none."""
    try:
        found: Any = tomllib.loads(content.decode())
    except (ValueError, RecursionError):
        return {}
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}
