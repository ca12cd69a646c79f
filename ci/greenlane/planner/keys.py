"""Content keys: one digest a job, of everything that it depends on, from a commit's trees alone.

No base commit is needed, and no time, machine or order of the configuration counts. A key that passed before
passes again; what cannot be told has no digest, says why, and runs.

    key(job) = sha256(schema, job, runner, components, rest, definition, locks, environment)
    component = sha256(its own entries, the digests of the components it needs)

Source: docs/planner.md#keys.
"""

from __future__ import annotations

from greenlane.model.errors import GreenlaneError
from greenlane.model.light import Collection, Mapping
from greenlane.model.plan import Declared, Key
from greenlane.planner.commit import Commit, Prepared, prepared
from greenlane.planner.references import Reference
from greenlane.planner.rest import Known
from greenlane.planner.sightings import Seen
from greenlane.planner.tree import Tree

__all__ = ["Prepared", "explained", "explained_each", "keys", "prepared", "references"]


def keys(
    declared: Declared | Prepared,
    tree: Tree,
    environment: Mapping[str, str],
    *,
    used: Mapping[str, Collection[str]] | None = None,
    locks: Mapping[str, Mapping[str, str]] | None = None,
    seen: Seen | None = None,
) -> dict[str, Key]:
    """The key of every job by name. Never raises over a commit: what is odd gives keys without a digest.

    used: job -> all workflow and action files that define it, as far as that was proved; a job that is not
    in it depends on all of them. locks: lock file -> importer's folder -> digest; a lock file that is not in
    it counts whole. seen: what was looked at in earlier commits, added to.
    """
    ready = _ready(declared)
    jobs = ready.declared.jobs
    try:
        commit = Commit(ready, tree, environment, Known(used or {}, locks or {}), _or_new(seen))
    except GreenlaneError as err:
        return {job.name: Key(job.name, None, (), err.what) for job in jobs}
    if tree.odd:
        return {job.name: Key(job.name, None, (), tree.odd) for job in jobs}
    return {job.name: commit.key(job) for job in jobs}


def explained(
    declared: Declared | Prepared,
    tree: Tree,
    environment: Mapping[str, str],
    job: str,
    *,
    used: Mapping[str, Collection[str]] | None = None,
    locks: Mapping[str, Mapping[str, str]] | None = None,
    seen: Seen | None = None,
) -> Key:
    """The same key of one job with parts that explain it, beside those that make it.

    They are of kind `own` (a component that it depends on, however far, without what that needs) and `file`
    (an entry outside all components). What is kept of a pass should hold these.
    """
    ready, found = _ready(declared), _or_new(seen)
    key = keys(ready, tree, environment, used=used, locks=locks, seen=found)[job]
    if key.digest is None:
        return key
    one = next(each for each in ready.declared.jobs if each.name == job)
    commit = Commit(ready, tree, environment, Known(used or {}, locks or {}), found)
    return Key(key.job, key.digest, (*key.parts, *commit.explaining(one)))


def explained_each(
    declared: Declared | Prepared,
    tree: Tree,
    environment: Mapping[str, str],
    jobs: Collection[str],
    *,
    used: Mapping[str, Collection[str]] | None = None,
    locks: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, Key]:
    """As `explained`, of several jobs by name; of none in a commit that is odd. Never raises over it."""
    ready = _ready(declared)
    if not jobs or tree.odd:
        return {}
    try:
        commit = Commit(ready, tree, environment, Known(used or {}, locks or {}), {})
    except GreenlaneError:
        return {}
    found = {job.name: (job, commit.key(job)) for job in ready.declared.jobs if job.name in jobs}
    return {
        name: Key(name, key.digest, (*key.parts, *commit.explaining(job)), key.why) if key.digest else key
        for name, (job, key) in found.items()
    }


def references(declared: Declared | Prepared, tree: Tree, seen: Seen | None = None) -> tuple[Reference, ...]:
    """What components use of others by links and paths, declared or not. Raises OutsideError."""
    commit = Commit(_ready(declared), tree, {}, Known({}, {}), _or_new(seen))
    return tuple(commit.followed.references)


def _ready(declared: Declared | Prepared) -> Prepared:
    return declared if isinstance(declared, Prepared) else prepared(declared)


def _or_new(seen: Seen | None) -> Seen:
    return {} if seen is None else seen
