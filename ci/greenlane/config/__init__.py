"""greenlane.yaml -> declarations: layers, variables, checks with located mistakes, the JSON Schema.

What reads YAML and checks types is imported when it is first asked for: a declaration that is
remembered from the last call needs neither.
"""

from __future__ import annotations

from greenlane.config.locate import find
from greenlane.model.light import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from greenlane.config.json_schema import schema
    from greenlane.config.loading import load

__all__ = ["find", "load", "schema"]


def __getattr__(name: str) -> Any:
    if name == "load":
        from greenlane.config.loading import load

        return load
    if name == "schema":
        from greenlane.config.json_schema import schema

        return schema
    raise AttributeError(name)
