"""The search over files and history: each text scanned once, each secret told once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from greenlane.edges.git import Repository
from greenlane.edges.git_calls import Blob
from greenlane.gates.secrets import told
from greenlane.gates.secrets.history import History, Place
from greenlane.gates.secrets.known import Known, blob_name
from greenlane.gates.secrets.scan import Hit, scan
from greenlane.model.finding import Finding


class Search:
    """Collects. files_read, texts_read: how many were really looked at or known to be clean.

    binary: how many of the files are binary. unknown: what could not be looked at, a line each.
    """

    def __init__(self, known: Known, largest: int) -> None:
        self._known = known
        self._largest = largest
        self._here: list[tuple[str, Hit]] = []
        self._past: dict[bytes, list[tuple[Place, Hit]]] = {}
        self.files_read = 0
        self.texts_read = 0
        self.binary = 0
        self.unknown: list[str] = []

    def file(self, root: Path, path: str) -> None:
        """Look at one file of the tree."""
        try:
            size = (root / path).stat().st_size
            if size > self._largest:
                self.unknown.append(f"{path} was not read: {size} bytes, more than {self._largest}")
                return
            content = (root / path).read_bytes()
        except OSError as err:
            self.unknown.append(f"{path} cannot be read: {err.strerror}")
            return
        self.files_read += 1
        self.binary += b"\0" in content[:8000]
        self._here += [(path, hit) for hit in self._hits(blob_name(content), content)]

    def history(self, repository: Repository | None, history: History) -> None:
        """Look at every text of the history that is not known to be clean."""
        if repository is None:
            return
        wanted = [name for name in history.places if name not in self._known]
        answered = 0
        for blob in repository.objects(wanted, self._largest):
            answered += 1
            self._blob(blob, history.places[blob.name])
        if answered != len(wanted):
            self.unknown.append(f"git handed out {answered} of {len(wanted)} texts of the history")
        self.texts_read += len(history.places) - len(wanted)

    def findings(self) -> list[Finding]:
        """All: in files with the commit that brought them, and those that only the history has."""
        here = {hit.identity for _, hit in self._here}
        first = {identity: max(places, key=_age)[0] for identity, places in self._past.items()}
        found = [told.in_tree(hit, path, first.get(hit.identity)) for path, hit in self._here]
        for identity, places in self._past.items():
            if identity not in here:
                place, hit = max(places, key=_age)
                others = {other.path for other, _ in places if other.path and other.path != place.path}
                found.append(told.in_history(hit, place, sorted(others)))
        return _numbered(found)

    def _blob(self, blob: Blob, place: Place) -> None:
        where = f"{place.path or 'the message'} of commit {place.commit or 'none'}"
        if blob.kind == "missing":
            self.unknown.append(f"{where} is not in this clone: git fetch --refetch --no-filter")
        elif blob.content is None:
            self.unknown.append(f"{where} was not read: {blob.size} bytes, more than {self._largest}")
        else:
            self.texts_read += 1
            for hit in self._hits(blob.name, blob.content):
                self._past.setdefault(hit.identity, []).append((place, hit))

    def _hits(self, name: str, content: bytes) -> list[Hit]:
        if name in self._known:
            return []
        hits = scan(content)
        if not hits:
            self._known.add(name)
        return hits


def _age(found: tuple[Place, Hit]) -> int:
    return found[0].age


def _numbered(found: list[Finding]) -> list[Finding]:
    """The same secret twice in a file is two findings: the later ones get fingerprints of their own."""
    seen: dict[str, int] = {}
    numbered = []
    for finding in found:
        count = seen.get(finding.fingerprint, 0)
        seen[finding.fingerprint] = count + 1
        numbered.append(
            replace(finding, fingerprint=f"{finding.fingerprint}-{count + 1}") if count else finding
        )
    return numbered
