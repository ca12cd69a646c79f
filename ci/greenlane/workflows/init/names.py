"""Names for components and jobs: each once, as short as it can be."""

from __future__ import annotations

from greenlane.workflows.init.tree import slug

RESERVED = frozenset(("lint", "security", "tests", "typecheck", "integration", "make", "docs", "supabase"))
"""Jobs and components that have a meaning of their own in what is written."""


class Names:
    """Hands names out; one that was taken gets more of its path, then a number."""

    def __init__(self) -> None:
        self._taken = set(RESERVED)

    def take(self, text: str, folder: str, fallback: str) -> str:
        """A free name for a project. text: what it is called; folder: where it lies, "." for the root."""
        whole = slug(folder.replace("/", "-"), fallback)
        wanted = [slug(text, fallback), whole, f"{whole}-{fallback}"]
        wanted += [f"{whole[:34]}-{number}" for number in range(2, len(self._taken) + 2)]
        found = next(one for one in wanted if one not in self._taken)
        self._taken.add(found)
        return found
