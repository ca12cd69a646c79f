"""What Python's tools are told by a project's own files, as far as we have to know it."""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Mapping
from typing import Any

from greenlane.model.errors import OutsideError
from greenlane.model.gates import Tree, Unreadable

CONFIGURATIONS = ("mypy.ini", ".mypy.ini", "pyproject.toml", "setup.cfg")
"""Where mypy's section is looked for, in mypy's own order; not in parent folders, not at the user's."""


def section_file(tree: Tree) -> str:
    """The file that holds mypy's section; "" when there is none. Raises Unreadable for a broken one."""
    present = set(tree.files(*CONFIGURATIONS))
    return next(
        (name for name in CONFIGURATIONS if name in present and mypy_section(tree, name) is not None), ""
    )


def names_targets(tree: Tree, config: str) -> bool:
    """Whether mypy's configuration says itself what is to be checked."""
    section = mypy_section(tree, config) if config else None
    return section is not None and any(section.get(key) for key in ("files", "packages", "modules"))


def mypy_section(tree: Tree, name: str) -> Mapping[str, Any] | None:
    """mypy's own section of a file; None when it has none. Raises Unreadable."""
    if name.endswith(".toml"):
        return tool_section(tree, name, "mypy")
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(tree.read(name).decode())
    except (OutsideError, ValueError, configparser.Error) as err:
        raise _broken(name, err) from err
    return dict(parser["mypy"]) if parser.has_section("mypy") else None


def tool_section(tree: Tree, name: str, tool: str) -> Mapping[str, Any] | None:
    """`[tool.<tool>]` of a TOML file; None when it has none. Raises Unreadable."""
    try:
        content = tomllib.loads(tree.read(name).decode())
    except (OutsideError, ValueError, RecursionError) as err:
        raise _broken(name, err) from err
    tools = content.get("tool")
    section = tools.get(tool) if isinstance(tools, dict) else None
    return section if isinstance(section, dict) else None


def _broken(name: str, err: Exception) -> Unreadable:
    return Unreadable(f"{name} cannot be read, so what it sets is not known", detail=(str(err)[:200],))
