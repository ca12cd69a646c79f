"""Content keys: one digest a job, of everything that it depends on, from a commit's trees alone.

No base commit is needed, and no time, machine or order of the configuration counts. A key that passed before
passes again; what cannot be told has no digest, says why, and runs.

    key(job) = sha256(schema, job, runner, components, rest, definition, locks, environment)
    component = sha256(its own entries, the digests of the components it needs)

Source: docs/planner.md#keys.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from greenlane.model.errors import GreenlaneError
from greenlane.model.frozen import frozen
from greenlane.model.plan import SCHEMA, Declared, Job, Key, Part
from greenlane.planner.closure import Needs, arranged
from greenlane.planner.digests import Sealed, of_entries, of_sealed, of_texts, sealed, sealed_component
from greenlane.planner.globs import encoded
from greenlane.planner.ownership import Ground, Owned, ground, owned
from greenlane.planner.rest import DEFINING, Known, Rest
from greenlane.planner.tree import Tree

_SCHEMA = Part("schema", str(SCHEMA), str(SCHEMA))


class Undecidable(Exception):
    """Why a key cannot be told."""


@frozen
class Prepared:
    """A declaration made ready: what is the same for every commit. It can be kept with the declaration."""

    declared: Declared
    ground: Ground
    needs: Needs
    jobs: Mapping[str, Sealed]
    names: Mapping[str, bytes]


def prepared(declared: Declared) -> Prepared:
    """Do once for a declaration what `keys` would do at each call."""
    apart = DEFINING if any(job.definition for job in declared.jobs) else ()
    jobs = {job.name: sealed(_SCHEMA, _job(job), Part("runner", "", job.runner)) for job in declared.jobs}
    names = {one.name: encoded(one.name) for one in declared.components}
    needs = arranged({one.name: one.needs for one in declared.components})
    return Prepared(declared, ground(declared.components, apart), needs, jobs, names)


def keys(
    declared: Declared | Prepared,
    tree: Tree,
    environment: Mapping[str, str],
    *,
    used: Mapping[str, Collection[str]] | None = None,
    locks: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, Key]:
    """The key of every job by name. Never raises over a commit: what is odd gives keys without a digest.

    used: job -> all workflow and action files that define it, as far as that was proved; a job that is not
    in it depends on all of them. locks: lock file -> importer's folder -> digest; a lock file that is not in
    it counts whole.
    """
    ready = declared if isinstance(declared, Prepared) else prepared(declared)
    jobs = ready.declared.jobs
    if tree.odd:
        return {job.name: Key(job.name, None, (), tree.odd) for job in jobs}
    try:
        commit = _Commit(ready, tree, environment, Known(used or {}, locks or {}))
    except GreenlaneError as err:
        return {job.name: Key(job.name, None, (), err.what) for job in jobs}
    return {job.name: commit.key(job) for job in jobs}


def explained(
    declared: Declared | Prepared,
    tree: Tree,
    environment: Mapping[str, str],
    job: str,
    *,
    used: Mapping[str, Collection[str]] | None = None,
    locks: Mapping[str, Mapping[str, str]] | None = None,
) -> Key:
    """The same key of one job with parts that explain it, beside those that make it.

    They are of kind `own` (a component that it depends on, however far, without what that needs) and `file`
    (an entry outside all components). What is kept of a pass should hold these.
    """
    ready = declared if isinstance(declared, Prepared) else prepared(declared)
    known = Known(used or {}, locks or {})
    key = keys(ready, tree, environment, used=used, locks=locks)[job]
    if key.digest is None:
        return key
    one = next(each for each in ready.declared.jobs if each.name == job)
    parts = _Commit(ready, tree, environment, known).explaining(one)
    return Key(key.job, key.digest, (*key.parts, *parts))


class _Commit:
    """The keys of one commit, each component looked at once."""

    def __init__(self, ready: Prepared, tree: Tree, environment: Mapping[str, str], known: Known) -> None:
        self._ready = ready
        self._tree = tree
        self._environment = environment
        self._owned: Owned = owned(ready.ground, tree)
        self._rest = Rest(self._owned.rest, self._owned.own, known)
        self._needs = ready.needs
        self._wrong = {**self._owned.wrong, **self._needs.wrong}
        self._components = self._wholes()

    def key(self, job: Job) -> Key:
        try:
            found = [self._ready.jobs[job.name], *self._content(job)]
        except Undecidable as err:
            return Key(job.name, None, (), str(err))
        if job.environment:
            found.append(self._variables(job))
        return Key(job.name, of_sealed(found), tuple([part for one in found for part in one.parts]))

    def explaining(self, job: Job) -> tuple[Part, ...]:
        names = sorted(self._needs.reached(job.components))
        own = tuple(Part("own", name, of_entries(self._owned.own[name])) for name in names)
        return (*own, *(self._rest.files(job) if job.components else ()))

    def _content(self, job: Job) -> list[Sealed]:
        """Raises Undecidable."""
        if not job.components:
            return [sealed(Part("rest", "the whole tree", self._tree.id))]
        found = []
        for name in sorted(set(job.components)):
            if name not in self._components:
                raise Undecidable(self._wrong.get(name, f"component {name} is not declared"))
            found.append(self._components[name])
        return [*found, self._rest.sealed(job, self._needs)]

    def _variables(self, job: Job) -> Sealed:
        """Each with the digest of its value; one that is not set is unlike one that is empty."""
        names = sorted(set(job.environment))
        return sealed(*(Part("environment", name, _value(self._environment.get(name))) for name in names))

    def _wholes(self) -> dict[str, Sealed]:
        """Every component with its own entries and what it needs; what is wrong with one spreads."""
        found: dict[str, Sealed] = {}
        names, own, direct = self._ready.names, self._owned.own, self._needs.direct
        for name in self._needs.order:
            needs = direct[name]
            if self._wrong:
                hit = next((one for one in (name, *needs) if one in self._wrong), None)
                if hit is not None:
                    self._wrong[name] = self._wrong[hit]
                    continue
            found[name] = sealed_component(names[name], own[name], [found[one] for one in needs])
        return found


def _job(job: Job) -> Part:
    """What is declared of a job and can change its outcome; when it may be deferred or packed cannot."""
    texts = (job.run, sorted(job.needs), sorted(job.locks), sorted(job.definition), sorted(job.environment))
    return Part("job", job.name, of_texts(texts))


def _value(value: str | None) -> str:
    return "unset" if value is None else of_texts([[value]])
