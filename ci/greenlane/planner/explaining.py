"""Why a job is decided as it is: down to the file, the edge it came over, and the run that proved it. Pure.

What changed is told by holding the parts of the job's key against those of an older pass (differing.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from greenlane.model.document import Block, Document, Paragraph, Section, Table
from greenlane.model.errors import UsageError
from greenlane.model.plan import Choice, Decision, Declared, Job, Key, Pass, Plan
from greenlane.model.verdict import Outcome
from greenlane.planner import saying
from greenlane.planner.differing import (
    COVERED,
    Difference,
    Uses,
    changed,
    declared_job,
    told_digest,
    told_way,
    what,
)
from greenlane.planner.report import outcome as outcome_of
from greenlane.planner.words import listed, moment, short, span

MOST_FILES = 20


@dataclass(frozen=True)
class Known:
    """What an explanation may use beside the plan; the more there is, the closer it gets.

    key: with the parts that explain it (own, file), None for the plan's. before: the pass to compare with,
    None for the one that is reused. files: component -> its paths that differ between the two; a component
    that is not in it was not looked at. uses: see differing.py.
    """

    key: Key | None = None
    before: Pass | None = None
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    uses: Uses = field(default_factory=dict)


def explain(plan: Plan, declared: Declared, job: str, known: Known | None = None) -> Document:
    """The whole answer for one job. Raises UsageError for one that is not planned."""
    known = known or Known()
    one = _decided(plan, job)
    before = known.before or one.evidence
    key = known.key or one.key
    sections = (
        _why(one, plan),
        _changed(key, before, declared, known),
        _run(before),
        _depends(key, declared, known.uses),
    )
    return Document(
        title=f"Why {job} {_said(one)}",
        outcome=outcome_of(plan) if one.choice is Choice.REFUSE else Outcome.PASS,
        verdict=f"{job} {_said(one)}: {one.reason}",
        actions=(one.change,) if one.choice is Choice.REFUSE and one.change else (),
        subject=tuple(_subject(one, plan, declared_job(declared, job))),
        sections=tuple(section for section in sections if section is not None),
        made_at=saying.stamp(plan.made_at),
    )


def _decided(plan: Plan, job: str) -> Decision:
    for one in plan.decisions:
        if one.job == job:
            return one
    import difflib

    names = [one.job for one in plan.decisions]
    near = difflib.get_close_matches(job, names, 1)
    hint = f"did you mean {near[0]}?" if near else f"one of {listed(names, 8)}" if names else None
    raise UsageError(f"no job {job} is planned", fix=hint, docs="docs/planner.md#explain")


def _said(one: Decision) -> str:
    return f"{'' if one.choice in saying.HERE else 'is '}{saying.choice(one)}"


def _subject(one: Decision, plan: Plan, job: Job | None) -> Iterator[tuple[str, str]]:
    yield "commit", plan.commit or "unknown"
    yield "content", short(one.key.digest)
    yield "planned for", saying.EVENTS[plan.event]
    yield "minutes are", plan.level or "unknown"
    if job is not None:
        wait = "required" if job.defer is None else f"may wait until {job.defer.until.value}"
        yield "declared as", wait
        yield "runs", "; ".join(job.run) or "nothing"


def _why(one: Decision, plan: Plan) -> Section:
    rows = [("decision", saying.choice(one)), ("why", one.reason), ("what would change it", one.change)]
    if one.choice in saying.HERE:
        rows.append(("where", saying.place(one)))
        rows.append(("expected", f"{saying.billed(one.minutes)}, {span(one.wall_s)}"))
    past = plan.past.get(one.job)
    if past is not None:
        rows.append(("history", f"{saying.plural(past.runs, 'run')}, {past.failures:,} failed"))
    if one.debt is not None:
        due = "" if one.debt.due_at is None else f", due on {moment(one.debt.due_at)}"
        rows.append(("owed", f"since {moment(one.debt.since)} until {one.debt.until.value}{due}"))
    if one.key.digest is None:
        rows.append(("no key", one.key.why))
    return Section("Why", (Table(("fact", "value"), tuple(row for row in rows if row[1]), "ll"),))


def _changed(key: Key, before: Pass | None, declared: Declared, known: Known) -> Section | None:
    """What differs from the older pass, each with the way to it and its files."""
    if key.digest is None:
        return None
    if before is None:
        said = f"No earlier pass of {key.job} is known, so nothing can be compared."
        return Section("What changed", (Paragraph(said),))
    if before.digest == key.digest:
        said = f"Nothing that {key.job} depends on changed since {saying.cited(before)}."
        return Section("What changed", (Paragraph(said),))
    found = changed(key.parts, before.parts)
    if not found:
        said = f"The content changed since {saying.cited(before)}; its record does not say what it held."
        return Section("What changed", (Paragraph(said),))
    rows = tuple(_row(one, key.job, declared, known) for one in found)
    head = ("what", "over", "was", "is", "files")
    return Section(f"What changed since {saying.cited(before)}", (Table(head, rows, "lllll"),))


def _row(one: Difference, job: str, declared: Declared, known: Known) -> tuple[str, ...]:
    paths = known.files.get(one.name) if one.kind in ("own", "component") else None
    return (
        what(one.kind, one.name),
        told_way(one.kind, one.name, job, declared, known.uses),
        told_digest(one.kind, one.then),
        told_digest(one.kind, one.now),
        listed(paths, MOST_FILES) if paths else "",
    )


def _run(proof: Pass | None) -> Section | None:
    """The run that proved it, or the last one that is known to have passed."""
    if proof is None:
        return None
    counted = "not counted" if proof.tests is None else f"{proof.tests:,}"
    rows = (
        ("run", f"{proof.run_id}, attempt {proof.attempt}, of {proof.repository}"),
        ("passed on", moment(proof.passed_at)),
        ("event", f"{proof.event} on {proof.branch}"),
        ("commit", proof.commit),
        ("content", short(proof.digest)),
        ("took", f"{span(proof.duration_s)}, {saying.billed(proof.minutes)}"),
        ("tests", counted),
        ("vouched for by", proof.origin or "not said"),
    )
    return Section("The run that passed", (Table(("fact", "value"), rows, "ll", links=(proof.url,)),))


def _depends(key: Key, declared: Declared, uses: Uses) -> Section | None:
    """Every input of the key; files outside the components are counted."""
    if not key.parts:
        return None
    kinds = {part.kind for part in key.parts}
    shown = [
        part for part in key.parts if part.kind != "file" and COVERED.get(part.kind) not in {"own"} & kinds
    ]
    rows = tuple(
        (
            what(part.kind, part.name),
            told_way(part.kind, part.name, key.job, declared, uses),
            told_digest(part.kind, part.digest),
        )
        for part in shown
    )
    blocks: list[Block] = [Table(("what", "over", "is"), rows, "lll")]
    files = sum(part.kind == "file" for part in key.parts)
    if files:
        blocks.append(Paragraph(f"And {saying.plural(files, 'file')} outside every component."))
    return Section("What it depends on", tuple(blocks))
