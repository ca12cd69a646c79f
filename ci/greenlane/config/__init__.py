"""greenlane.yaml -> declarations: layers, variables, checks with located mistakes, the JSON Schema."""

from greenlane.config.loading import find, load
from greenlane.config.schema import schema

__all__ = ["find", "load", "schema"]
