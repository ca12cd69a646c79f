"""Components, jobs and today's decisions -> a graph, for who wants to see it. Decides nothing.

Left the components, right the jobs; an edge leads from what is needed to what needs it. A component that
changed is marked where that is known, and so is every edge over which a change comes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from greenlane.model.graph import Edge, Graph, Look, Node
from greenlane.model.plan import Choice, Component, Decision, Declared, Job, Plan
from greenlane.planner import saying
from greenlane.planner.differing import Uses
from greenlane.planner.report import verdict
from greenlane.planner.words import listed, moment, short

MOST_COMPONENTS, MOST_JOBS = 80, 120
ORDER = (Choice.REFUSE, Choice.RUN, Choice.PACK, Choice.MOVE, Choice.DEFER, Choice.REUSE)
"""Of what is shown first where there is too much."""
BANDS = ("Components", "Jobs")


def graph(
    plan: Plan,
    declared: Declared,
    changed: Collection[str] = (),
    project: str = "",
    uses: Uses | None = None,
) -> Graph:
    """changed: components whose own files differ from what passed last; () when nobody looked.

    uses: what components were seen to use, beside what they declare (differing.py).
    """
    declared = _joined(declared, uses or {})
    reached = _reached(declared, changed)
    shown, left_out = _shown(declared, changed, reached)
    decisions = sorted(plan.decisions, key=lambda one: (ORDER.index(one.choice), one.job))[:MOST_JOBS]
    jobs = {job.name: job for job in declared.jobs}
    parts = [_part(one, one.name in changed) for one in shown]
    nodes = (*parts, *(_job(one, jobs.get(one.job)) for one in decisions))
    decided = {one.job: jobs[one.job] for one in decisions if one.job in jobs}
    edges = (*_needs(shown, reached), *_checks(decided, {one.name for one in shown}, reached))
    return Graph(
        title=f"Plan of {project}" if project else "Plan",
        verdict=f"{verdict(plan)} ({saying.EVENTS[plan.event]}, commit {short(plan.commit)})",
        bands=BANDS,
        nodes=nodes,
        edges=edges,
        keys=tuple(_keys(plan, len([one for one in shown if one.name in changed]))),
        notes=tuple(_notes(plan, left_out, len(plan.decisions) - len(decisions))),
    )


def _joined(declared: Declared, uses: Uses) -> Declared:
    """With what was found as if it stood in `needs`."""
    found = {one.name: tuple(sorted({*one.needs, *uses.get(one.name, ())})) for one in declared.components}
    components = tuple(replace(one, needs=found[one.name]) for one in declared.components)
    return replace(declared, components=components)


def _reached(declared: Declared, changed: Collection[str]) -> frozenset[str]:
    """The changed components and all that need them, however far."""
    users: dict[str, list[str]] = {}
    for one in declared.components:
        for name in one.needs:
            users.setdefault(name, []).append(one.name)
    found: set[str] = set()
    left = list(changed)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left.extend(users.get(name, ()))
    return frozenset(found)


def _shown(
    declared: Declared, changed: Collection[str], reached: Collection[str]
) -> tuple[tuple[Component, ...], int]:
    """At most so many: what changed, then what that reaches, then what a job checks."""
    checked = {name for job in declared.jobs for name in job.components}
    first = (changed, reached, checked)
    order = sorted(declared.components, key=lambda one: (*(one.name not in some for some in first), one.name))
    return tuple(order[:MOST_COMPONENTS]), max(0, len(order) - MOST_COMPONENTS)


def _part(one: Component, is_changed: bool) -> Node:
    paths = ", ".join(one.paths)
    return Node(
        id=f"component {one.name}",
        title=one.name,
        look=Look.CHANGED if is_changed else Look.PART,
        band=0,
        state="changed" if is_changed else "",
        lines=(paths,) if paths else (),
        more=f"component {one.name}: {paths or 'no paths'}",
    )


def _job(one: Decision, job: Job | None) -> Node:
    """The decision, where and for how many minutes, and why."""
    cost = f" · {saying.minutes(one.minutes)} min" if one.choice in saying.HERE else ""
    lines = [saying.place(one), one.reason]
    if job is not None and not job.components:
        lines.append("checks the whole tree")
    said = f"{one.job} {saying.choice(one)}: {one.reason}"
    return Node(
        id=f"job {one.job}",
        title=one.job,
        look=Look(one.choice.value),
        band=1,
        state=f"{saying.choice(one)}{cost}",
        lines=tuple(line for line in lines if line),
        more=f"{said}\nwhat would change it: {one.change}" if one.change else said,
        link=one.evidence.url if one.choice is Choice.REUSE and one.evidence else "",
    )


def _needs(shown: Collection[Component], reached: Collection[str]) -> Iterator[Edge]:
    names = {one.name for one in shown}
    for one in shown:
        for name in one.needs:
            if name in names:
                yield Edge(f"component {name}", f"component {one.name}", name in reached)


def _checks(decided: Mapping[str, Job], names: Collection[str], reached: Collection[str]) -> Iterator[Edge]:
    """From components to the jobs that check them, and from job to job."""
    for name, job in decided.items():
        for component in job.components:
            if component in names:
                yield Edge(f"component {component}", f"job {name}", component in reached)
        for other in job.needs:
            if other in decided:
                yield Edge(f"job {other}", f"job {name}")


def _keys(plan: Plan, changed: int) -> Iterator[tuple[Look, str]]:
    counts = Counter(one.choice for one in plan.decisions)
    yield Look.PART, "component"
    if changed:
        yield Look.CHANGED, f"changed: {changed:,}"
    for choice in ORDER:
        if counts[choice]:
            yield Look(choice.value), f"{saying.CHOICES[choice]}: {counts[choice]:,}"


def _notes(plan: Plan, left_out: int, jobs: int) -> Iterator[str]:
    more = [f"{count:,} more {noun}" for count, noun in ((left_out, "components"), (jobs, "jobs")) if count]
    if more:
        yield f"Left out, as too much for a picture: {listed(more)}."
    if plan.shadow:
        yield "In shadow: nothing is left out."
    yield f"Made {moment(plan.made_at)}. An arrow leads from what is needed to what needs it."
