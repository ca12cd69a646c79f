"""One commit, looked at for a declaration: whose everything is, what leads where, and the key of each job."""

from __future__ import annotations

from greenlane.model.frozen import frozen
from greenlane.model.light import Iterable, Mapping, Sequence
from greenlane.model.plan import SCHEMA, Component, Declared, Job, Key, Part
from greenlane.model.sha import sha256
from greenlane.planner.closure import Needs, arranged
from greenlane.planner.digests import (
    SHA1_BYTES,
    Sealed,
    entering,
    folder_start,
    of_component,
    of_entries,
    of_sealed,
    of_texts,
    sealed,
)
from greenlane.planner.globs import encoded, mistake
from greenlane.planner.ownership import Ground, Owned, ground, owned
from greenlane.planner.references import Followed, follow
from greenlane.planner.rest import DEFINING, Known, Rest
from greenlane.planner.sightings import Seen
from greenlane.planner.submodules import lost
from greenlane.planner.tree import Tree

_SCHEMA = Part("schema", str(SCHEMA), str(SCHEMA))


class Undecidable(Exception):
    """Why a key cannot be told."""


@frozen
class Prepared:
    """A declaration made ready: what is the same for every commit. It can be kept with the declaration.

    jobs: how each one's key begins. folders: of components that are declared as one folder, what is hashed
    before its id. asked: components by job, ascending.
    """

    declared: Declared
    ground: Ground
    needs: Needs
    jobs: Mapping[str, Sealed]
    folders: Mapping[str, bytes]
    asked: Mapping[str, Sequence[str]]


def prepared(declared: Declared) -> Prepared:
    """Do once for a declaration what `keys` would do at each call."""
    defining = {glob for job in declared.jobs for glob in job.definition}
    apart = (*DEFINING, *sorted(glob for glob in defining if not mistake(glob))) if defining else ()
    jobs = {job.name: sealed(_SCHEMA, _job(job), Part("runner", "", job.runner)) for job in declared.jobs}
    components = {one.name: one for one in declared.components}
    folders = {name: start for name, one in components.items() if (start := _folder_start(one))}
    asked = {job.name: tuple(sorted(set(job.components))) for job in declared.jobs}
    needs = arranged({one.name: one.needs for one in declared.components})
    return Prepared(declared, ground(declared.components, apart), needs, jobs, folders, asked)


class Commit:
    """Each component is looked at once. Raises OutsideError when a part of the commit cannot be read."""

    def __init__(
        self, ready: Prepared, tree: Tree, environment: Mapping[str, str], known: Known, seen: Seen
    ) -> None:
        self._ready = ready
        self._tree = tree
        self._environment = environment
        self._owned: Owned = owned(ready.ground, tree)
        self.followed: Followed = follow(tree, self._owned, seen)
        self._odd = lost(tree) or self.followed.wrong.get("", "")
        self._needs = ready.needs.joined(self.followed.needs)
        self._definitions: dict[tuple[str, ...], str] = {}
        self._everyone = sorted(self.followed.needs.get("", ()))
        self._wrong = {**self.followed.wrong, **self._owned.wrong, **self._needs.wrong}
        self._rest = Rest(self._owned, self.followed, known)
        self._components = self._circular() if self._needs.is_circular else self._straight()

    def key(self, job: Job) -> Key:
        """Of one job that is declared."""
        try:
            found = [self._ready.jobs[job.name], *self._content(job)]
        except Undecidable as err:
            return Key(job.name, None, (), str(err))
        if job.environment:
            found.append(self._variables(job))
        return Key(job.name, of_sealed(found), tuple([part for one in found for part in one.parts]))

    def explaining(self, job: Job) -> tuple[Part, ...]:
        """Parts that explain the key and do not make it."""
        if not job.components:
            return ()
        names = sorted(self._needs.reached((*job.components, *self._everyone)))
        own = tuple(Part("own", name, of_entries(self._owned.own[name])) for name in names)
        return (*own, *self._rest.files(job))

    def _content(self, job: Job) -> list[Sealed]:
        """Raises Undecidable."""
        if self._odd:
            raise Undecidable(self._odd)
        if not job.components:
            outside = min(self.followed.wrong.values(), default="")
            if outside:
                raise Undecidable(outside)
            return [sealed(Part("rest", "the whole tree", self._tree.id))]
        found = []
        if job.definition and (why := self._undefined(job.definition)):
            raise Undecidable(f"definition of {job.name}: {why}")
        asked = self._ready.asked[job.name]
        for name in sorted({*asked, *self._everyone}) if self._everyone else asked:
            if name not in self._components:
                raise Undecidable(self._wrong.get(name, f"component {name} is not declared"))
            found.append(self._components[name])
        return [*found, self._rest.sealed(job, self._needs)]

    def _undefined(self, definition: tuple[str, ...]) -> str:
        """Why a definition is none: one that names nothing would leave out the very workflow it means."""
        if definition not in self._definitions:
            found = [why for glob in definition if (why := self._useless(glob))]
            self._definitions[definition] = found[0] if found else ""
        return self._definitions[definition]

    def _useless(self, glob: str) -> str:
        is_unmatched = not glob.startswith("!") and glob in self._owned.unmatched
        return mistake(glob) or (f"{glob!r} matches nothing in this commit" if is_unmatched else "")

    def _variables(self, job: Job) -> Sealed:
        """Each with the digest of its value; one that is not set is unlike one that is empty."""
        names = sorted(set(job.environment))
        return sealed(*(Part("environment", name, _value(self._environment.get(name))) for name in names))

    def _straight(self) -> dict[str, Sealed]:
        """Every component with its own entries and what it needs; what is wrong with one spreads."""
        found: dict[str, Sealed] = {}
        enters: dict[str, bytes] = {}
        starts, direct = self._ready.folders, self._needs.direct
        own, whole = self._owned.own, self._owned.whole
        for name in self._needs.order:
            needs, entries = direct[name], own[name]
            if self._wrong and self._is_hit(name, needs):
                continue
            inner = b"".join([enters[one] for one in needs]) if needs else b""
            if len(entries) == 1 and name in starts and len(folder := whole.get(name, b"")) == SHA1_BYTES:
                digest = sha256(starts[name] + folder + inner).hexdigest()
            else:
                digest = of_component(name, entries, inner)
            enters[name] = data = entering(name, digest)
            found[name] = Sealed((Part("component", name, digest),), data)
        return found

    def _circular(self) -> dict[str, Sealed]:
        """The same where components lead to each other: each with the entries of all that it reaches."""
        alone = {name: of_component(name, some, b"") for name, some in self._owned.own.items()}
        own = {name: entering(name, digest) for name, digest in alone.items()}
        found: dict[str, Sealed] = {}
        for name in self._needs.order:
            reached = sorted(self._needs.reached([name]))
            if not self._is_hit(name, reached):
                digest = of_component(name, (), b"".join([own[one] for one in reached]))
                found[name] = Sealed((Part("component", name, digest),), entering(name, digest))
        return found

    def _is_hit(self, name: str, needs: Iterable[str]) -> bool:
        """Whether something is wrong with the component, or with one that it needs; then it is with it."""
        hit = next((one for one in (name, *needs) if one in self._wrong), None)
        if hit is not None:
            self._wrong[name] = self._wrong[hit]
        return hit is not None


def _folder_start(component: Component) -> bytes | None:
    """Of a component that is declared as one folder, `path/**`."""
    glob = component.paths[0] if len(component.paths) == 1 else ""
    folder = glob.removesuffix("/**")
    if folder == glob or "*" in folder or folder.startswith("!"):
        return None
    return folder_start(component.name, encoded(folder))


def _job(job: Job) -> Part:
    """What is declared of a job and can change its outcome; when it may be deferred or packed cannot."""
    sets = (job.needs, job.locks, job.definition, job.environment)
    lists = (job.run, *map(sorted, sets), job.reports)
    return Part("job", job.name, of_texts([[text for one in lists for text in (str(len(one)), *one)]]))


def _value(value: str | None) -> str:
    return "unset" if value is None else of_texts([[value]])
