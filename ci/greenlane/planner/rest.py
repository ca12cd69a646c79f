"""What of the files outside every component a job depends on: all of it, less what is proved not to matter.

Left out for a job are only
- with `definition`, when it is known which workflow and action files define the job: the others of them;
- of `locks`: a lock file whose importers are known; the digests of those that the job uses count instead.
Everything else counts: workflows of unknown use, scripts, greenlane.yaml, every other lock file.
"""

from __future__ import annotations

from greenlane.model.frozen import frozen
from greenlane.model.light import Collection, Mapping, Sequence
from greenlane.model.plan import Job, Part
from greenlane.planner.closure import Needs
from greenlane.planner.digests import Sealed, of_entries, of_texts, sealed
from greenlane.planner.globs import decoded, encoded, matches
from greenlane.planner.ownership import Owned
from greenlane.planner.references import Followed
from greenlane.planner.tree import FILES, FOLDER, Entry

DEFINING = (
    *(".github/workflows/*.yml", ".github/workflows/*.yaml"),
    *(".github/actions/**/action.yml", ".github/actions/**/action.yaml"),
    *("actions/**/action.yml", "actions/**/action.yaml"),
)
"""Workflows and actions: what GitHub reads to know what a job is. Their scripts are not among them."""


@frozen
class Known:
    """What was found out about definitions and locks; what is not known counts whole.

    used: job -> every file that defines it, all its workflows and actions among them. locks: lock file ->
    importer's folder ("." for the root) -> digest of all that it installs.
    """

    used: Mapping[str, Collection[str]]
    locks: Mapping[str, Mapping[str, str]]


class Rest:
    """The rest of one commit. kept: paths that somebody leads to, which are never left out."""

    def __init__(self, owned: Owned, followed: Followed, known: Known) -> None:
        self._entries = sorted({*owned.rest, *followed.added})
        self._own = owned.own
        self._led_to = followed.kept
        self._importers: dict[str, dict[str, list[str]]] = {}
        self._around: dict[bytes, Collection[Entry]] = {}
        self._known = known
        self._defines: list[Entry] | None = None
        self._paths = {entry.path: entry for entry in owned.rest}
        self._parts: dict[tuple[bool, tuple[bytes, ...]], Part] = {}
        self._alike: dict[tuple[tuple[str, ...], frozenset[str]], Sealed] = {}
        self._whole = sealed(self._rest(False, ()))

    def sealed(self, job: Job, needs: Needs) -> Sealed:
        """The rest, the definition files and the locks of a job."""
        is_refined = bool(job.definition) and job.name in self._known.used
        if not is_refined and not job.locks:
            return self._whole
        locks = [one for one in sorted(set(job.locks)) if self._is_refined(one)]
        rest = self._rest(is_refined, tuple(encoded(one) for one in locks))
        if not locks:
            return self._refined(job, rest)
        defining = self._defining(job) if is_refined else ()
        reached = needs.reached(job.components) if locks else frozenset()
        return sealed(rest, *defining, *(self._lock(one, reached) for one in locks))

    def _refined(self, job: Job, rest: Part) -> Sealed:
        """Without locks: the same for all jobs that are defined by the same files."""
        if not job.definition or job.name not in self._known.used:
            return self._whole
        which = (job.definition, frozenset(self._known.used[job.name]))
        if which not in self._alike:
            self._alike[which] = sealed(rest, *self._defining(job))
        return self._alike[which]

    def files(self, job: Job) -> tuple[Part, ...]:
        """Each entry that counts, by its path: what explains the digest of `parts`."""
        is_refined = bool(job.definition) and job.name in self._known.used
        locks = tuple(encoded(one) for one in job.locks if self._is_refined(one))
        return tuple(_part("file", entry) for entry in self._kept(is_refined, locks))

    def _rest(self, is_refined: bool, locks: tuple[bytes, ...]) -> Part:
        found = self._parts.get((is_refined, locks))
        if found is None:
            found = Part("rest", "", of_entries(self._kept(is_refined, locks)))
            self._parts[is_refined, locks] = found
        return found

    def _kept(self, is_refined: bool, locks: Sequence[bytes]) -> list[Entry]:
        kept = [entry for entry in self._entries if entry.path not in locks]
        return [entry for entry in kept if not self._is_defining(entry)] if is_refined else kept

    def _defining(self, job: Job) -> tuple[Part, ...]:
        """Those of the rest; and of what components own, whether the job depends on these or not."""
        used = {encoded(path) for path in self._known.used[job.name]}
        found = {
            entry for entry in self._definers if entry.path in used or matches(job.definition, entry.path)
        }
        found.update(entry for path in used if path not in self._paths for entry in self._of_components(path))
        return tuple(_part("definition", entry) for entry in sorted(found))

    @property
    def _definers(self) -> list[Entry]:
        """Workflows and actions that are left out for the jobs that do not use them."""
        if self._defines is None:
            self._defines = [entry for entry in self._entries if self._is_defining(entry)]
        return self._defines

    def _of_components(self, path: bytes) -> Collection[Entry]:
        """What components own at a path, around it and below it."""
        if path not in self._around:
            every = (entry for entries in self._own.values() for entry in entries)
            self._around[path] = {
                one for one in every if _is_within(path, one.path) or _is_within(one.path, path)
            }
        return self._around[path]

    def _is_refined(self, lock: str) -> bool:
        entry = self._paths.get(encoded(lock))
        is_file = entry is not None and entry.mode in FILES and not self._is_led_to(entry.path)
        return is_file and lock in self._known.locks

    def _is_defining(self, entry: Entry) -> bool:
        """Links are not: what they lead to is not known to be defining."""
        is_one = entry.mode in FILES and matches(DEFINING, entry.path)
        return is_one and not self._is_led_to(entry.path)

    def _is_led_to(self, path: bytes) -> bool:
        """Whether somebody leads to the path, or to a folder that it lies in."""
        return any(one in self._led_to for one in _upwards(path))

    def _lock(self, lock: str, components: Collection[str]) -> Part:
        """The importers that count: all but those in components that the job does not depend on."""
        if lock not in self._importers:
            self._importers[lock] = self._sorted_out(self._known.locks[lock])
        whose = self._importers[lock]
        counted = {one for name in ("", *components) for one in whose.get(name, ())}
        digests = self._known.locks[lock]
        return Part("lock", lock, of_texts((one, digests[one]) for one in sorted(counted)))

    def _sorted_out(self, importers: Collection[str]) -> dict[str, list[str]]:
        """Importers by the components whose folders they lie in; by "" those that lie in none."""
        owners: dict[bytes, list[str]] = {}
        for name, entries in self._own.items():
            for entry in entries:
                if entry.mode == FOLDER:
                    owners.setdefault(entry.path, []).append(name)
        found: dict[str, list[str]] = {}
        for one in importers:
            holding = [name for path in _upwards(encoded(one)) for name in owners.get(path, ())]
            for name in holding or ("",):
                found.setdefault(name, []).append(one)
        return found


def _upwards(path: bytes) -> list[bytes]:
    """The path and every folder above it, the root as b"" first."""
    parts = path.split(b"/")
    return [b"/".join(parts[:count]) for count in range(len(parts) + 1)]


def _is_within(path: bytes, folder: bytes) -> bool:
    return path == folder or path.startswith(folder + b"/")


def _part(kind: str, entry: Entry) -> Part:
    return Part(kind, decoded(entry.path), f"{entry.mode.decode()} {entry.id.hex()}")
