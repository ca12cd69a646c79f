"""What a key and an older one differ in, and over which edge each difference came to the job. Pure.

A component that differs leads, over the declared needs, back to the job; what lies outside all components
leads nowhere else. Example: `proto` changed, `api` needs proto, `tests` checks api: tests <- api <- proto.
"""

from __future__ import annotations

from greenlane.model.frozen import frozen
from greenlane.model.light import TYPE_CHECKING, Iterable, Mapping, Sequence
from greenlane.model.plan import Declared, Job, Part

if TYPE_CHECKING:
    from greenlane.planner.references import Reference

Uses = Mapping[str, Mapping[str, str]]
"""Component ("" for the rest, on which all jobs depend) -> another one that it uses -> the file that does."""

KINDS = {
    "schema": "how keys are computed",
    "job": "how the job is declared",
    "runner": "the runner",
    "component": "component",
    "own": "component",
    "rest": "files outside every component",
    "file": "file",
    "definition": "definition file",
    "lock": "lock file",
    "environment": "variable",
}
COVERED = {"component": "own", "rest": "file"}
"""Kinds that say the same as another one, less closely."""


@frozen
class Difference:
    """A part that is not as it was. then, now: digests, None where there was or is none."""

    kind: str
    name: str
    then: str | None
    now: str | None


def changed(parts: Sequence[Part], before: Sequence[Part]) -> tuple[Difference, ...]:
    """What differs, as closely as both sides can tell; () where the older one does not name its parts."""
    if not before:
        return ()
    now, then = _named(parts), _named(before)
    kinds = {kind for kind, _ in now} & {kind for kind, _ in then}
    found = [
        Difference(kind, name, then.get((kind, name)), now.get((kind, name)))
        for kind, name in sorted(now.keys() | then.keys())
        if now.get((kind, name)) != then.get((kind, name))
    ]
    closer = set(COVERED.values()) - kinds
    return tuple(one for one in found if COVERED.get(one.kind) not in kinds and one.kind not in closer)


def edge(declared: Declared, job: str, component: str, uses: Uses | None = None) -> tuple[str, ...]:
    """The shortest way from a job to a component over the needs, both included; () for none."""
    uses = uses or {}
    needs = {one.name: {*one.needs, *uses.get(one.name, {})} for one in declared.components}
    found = declared_job(declared, job)
    starts = {*found.components, *uses.get("", {})} if found else set()
    ways: list[tuple[str, ...]] = [(job, name) for name in sorted(starts)]
    seen: set[str] = set()
    for way in ways:  # grows while it is gone through: the shortest ways come first
        if way[-1] == component:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [(*way, name) for name in sorted(needs.get(way[-1], ()))]
    return ()


def uses_of(references: Iterable[Reference]) -> Uses:
    """The first file of each component that leads into another one."""
    found: dict[str, dict[str, str]] = {}
    for one in references:
        for name in one.to:
            found.setdefault(one.component, {}).setdefault(name, one.at)
    return found


def _named(parts: Sequence[Part]) -> dict[tuple[str, str], str]:
    return {(part.kind, part.name): part.digest for part in parts}


def declared_job(declared: Declared, name: str) -> Job | None:
    """The declaration of a job; None for one that is not declared."""
    return next((job for job in declared.jobs if job.name == name), None)


def what(kind: str, name: str) -> str:
    """A part in words: `component api`, `file greenlane.yaml`."""
    word = KINDS.get(kind, kind)
    return word if kind in ("schema", "job", "rest") or not name else f"{word} {name}"


def told_way(kind: str, name: str, job: str, declared: Declared, uses: Uses | None = None) -> str:
    """`tests <- api <- proto` for what a job has from a component; else directly.

    Behind a component that nobody declared as needed stands the file that leads into it.
    """
    way = edge(declared, job, name, uses) if kind in ("own", "component") else ()
    if not way:
        return job
    found = declared_job(declared, job)
    said = {one.name: one.needs for one in declared.components}
    steps = [(found.components if found else (), ""), *((said.get(one, ()), one) for one in way[1:-1])]
    files = [
        "" if name in needs else (uses or {}).get(user, {}).get(name, "")
        for name, (needs, user) in zip(way[1:], steps, strict=True)
    ]
    told = [f"{name} ({file})" if file else name for name, file in zip(way[1:], files, strict=True)]
    return " <- ".join([job, *told])


def told_digest(kind: str, digest: str | None) -> str:
    """A file's mode and content, a runner's label; of anything else the begin of its digest."""
    if digest is None:
        return "not there"
    if kind in ("file", "definition"):
        mode, _, content = digest.partition(" ")
        return f"{content[:12]} ({mode})" if content else digest[:12]
    return digest if kind in ("runner", "schema") else digest[:12]
