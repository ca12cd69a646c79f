"""On what a job ran: GitHub's machine of which kind, or one of ours.

The runner's group decides first, because labels lie: a machine of ours may be called ubuntu-latest, and a
name of somebody's choice may be a hosted machine. Labels decide what the group leaves open.
Source: docs/minutes.md#counting.
"""

from __future__ import annotations

import re

from greenlane.model.jobs import Machine, SeenJob

HOSTED_GROUP = "github actions"
# The group that machines of ours are in unless someone moves them.
OWN_GROUP = "default"
OWN_LABEL = "self-hosted"
# "GitHub Actions 42" is a hosted machine's name; "Hosted Agent" was one until 2023.
HOSTED_NAME = re.compile(r"(github actions|hosted agent)( \d+)?")
# A larger machine is called by its label and a number of its own: linux-16_3a3d5f0c9e7b.
LARGER_NAME = re.compile(r".+_[0-9a-f]{12,}")
# A size in a label: -large, -xlarge, 4-cores, 16core, gpu.
SIZE = re.compile(r"(^|[-_])(x?large|\d+[-_]?cores?|gpu)($|[-_])")

STANDARD: tuple[tuple[re.Pattern[str], Machine], ...] = (
    (re.compile(r"ubuntu-slim"), Machine.LINUX_SLIM),
    (re.compile(r"ubuntu-(latest|\d\d\.\d\d)-arm"), Machine.LINUX_ARM),
    (re.compile(r"ubuntu-(latest|\d\d\.\d\d)"), Machine.LINUX),
    (re.compile(r"windows-(latest|\d{2,4})(-vs\d{4})?-arm"), Machine.WINDOWS_ARM),
    (re.compile(r"windows-(latest|\d{2,4})(-vs\d{4})?"), Machine.WINDOWS),
    (re.compile(r"macos-(latest|\d{2}(\.\d+)?)(-intel)?"), Machine.MACOS),
)
BIG = re.compile(r"(ubuntu|windows|macos)-(latest|\d[\d.]*)-.*?(x?large|\d+-?cores?)")


def machine_of(job: SeenJob) -> Machine | None:
    """The machine a job ran on, or would have run on; None when neither a runner nor a label is known."""
    labels = tuple(label.strip().lower() for label in job.labels)
    if is_hosted(job):
        return _hosted(labels)
    if _group(job):
        return _elsewhere(job, labels)
    if not labels and not job.runner_name:
        return None
    return Machine.SELF_HOSTED if OWN_LABEL in labels else _hosted(labels)


def called(label: str) -> Machine:
    """The machine that one label asks for; UNKNOWN for neither GitHub's nor self-hosted."""
    word = label.strip().lower()
    return Machine.SELF_HOSTED if word == OWN_LABEL else _hosted((word,))


def is_hosted(job: SeenJob) -> bool:
    """Whether GitHub says that a standard machine of its own ran it.

    A job without a runner carries group 0 as well, with no name: the name has to be there.
    """
    if group := _group(job):
        return group == HOSTED_GROUP
    return HOSTED_NAME.fullmatch(job.runner_name.strip().lower()) is not None


def had_no_runner(job: SeenJob) -> bool:
    """Whether no machine ever took it. Steps that ran prove that one did, named or not."""
    return not job.runner_id and not job.runner_name.strip() and not job.steps


def _group(job: SeenJob) -> str:
    return job.runner_group.strip().lower()


def _hosted(labels: tuple[str, ...]) -> Machine:
    for label in labels:
        for pattern, machine in STANDARD:
            if pattern.fullmatch(label):
                return machine
    return Machine.LARGER if any(_is_larger(label) for label in labels) else Machine.UNKNOWN


def _elsewhere(job: SeenJob, labels: tuple[str, ...]) -> Machine:
    """A group of somebody's own holds their machines, or larger ones of GitHub."""
    if OWN_LABEL in labels:
        return Machine.SELF_HOSTED
    if "larger" in _group(job) or LARGER_NAME.fullmatch(job.runner_name.strip().lower()):
        return Machine.LARGER
    sized = any(_is_larger(label) for label in labels)
    return Machine.LARGER if sized and _group(job) != OWN_GROUP else Machine.SELF_HOSTED


def _is_larger(label: str) -> bool:
    return BIG.fullmatch(label) is not None or SIZE.search(label) is not None
