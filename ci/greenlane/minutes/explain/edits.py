"""YAML lines for a workflow file. Names are GitHub's and anyone's: none gets in as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from greenlane.minutes.explain.workflow_file import WorkflowFile


def quoted(text: str) -> str:
    """A text as a YAML double-quoted scalar: one line, whatever it holds."""
    return json.dumps(text, ensure_ascii=True)


def spoken(text: str) -> str:
    """A name within a sentence: one line, of bounded length."""
    plain = "".join(one if one.isprintable() else " " for one in text)
    return plain if len(plain) <= 80 else f"{plain[:79]}…"


def in_jobs(names: Iterable[str], file: WorkflowFile | None, lines: Sequence[str]) -> tuple[str, ...]:
    """Lines of jobs, under their ids where the file tells them, else with a word on where they belong.

    A leg of a matrix shares its job with other legs: what is meant for it alone is no line of the job.
    """
    known: list[str] = []
    other: list[str] = []
    for name in names:
        job = file.job(name) if file else None
        if job is None:
            other += (f"# in the job that GitHub shows as {quoted(name)}:", *lines)
        elif job.has_matrix:
            other += (f"# in the job {job.job_id}, for its leg {quoted(name)}:", *lines)
        else:
            known += (f"  {job.job_id}:", *(f"    {line}" for line in lines))
    return (*(("jobs:", *known) if known else ()), *other)


def id_of(name: str, file: WorkflowFile | None) -> str:
    """The job's id where the file tells it, else one made of its name."""
    job = file.job(name) if file else None
    return job.job_id if job and not job.has_matrix else slug(name)


def slug(name: str) -> str:
    """A name as a job's id may read: letters, digits, dashes; it begins with a letter."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return plain if plain[:1].isalpha() else f"job-{plain}".rstrip("-")
