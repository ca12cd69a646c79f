"""act's command line, and what it prints, read back as jobs.

act 0.2.89, host mode. Its lines are JSON; a job's label is `<workflow>/<job>`, or `<caller>/<workflow>/<job>`
where that is called (caller: the name of the job right above it), padded with blanks and, in a matrix of
several, ended by `-<number>`. A skipped job has no line at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from greenlane.workflows.simulate_events import Event
from greenlane.workflows.simulate_result import Annotation, Result
from greenlane.workflows.simulate_yaml import jobs_of
from greenlane.workflows.simulate_yaml import read as read_yaml

CHATTER = "LocalRepositoryCache"
COMMAND = "  ⚙  ::"
LEVELS = ("notice", "warning", "error")
_RESULTS: Mapping[str, Result] = {"success": "success", "failure": "failure", "cancelled": "cancelled"}


@dataclass
class Seen:
    """What act said of one job so far."""

    id: str
    label: str
    matrix: Mapping[str, Any]
    result: Result | None = None
    started_at: float | None = None
    spent_s: float = 0.0
    has_failed_step: bool = False
    lines: list[str] = field(default_factory=list)
    of_step: dict[str, list[str]] = field(default_factory=dict)
    failed: tuple[str, ...] = ()
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    annotations: list[Annotation] = field(default_factory=list)
    summaries: list[str] = field(default_factory=list)
    summed_in: tuple[str, ...] = ()
    """The step that wrote the last summary, with the steps around it."""

    def take(self, said: Mapping[str, Any]) -> None:
        """One line of it."""
        if self.started_at is None:
            self.started_at = _seconds(said.get("time"))
        if len(said.get("stepID", ())) == 1:  # a step of the job, not one inside of an action; ns
            self.spent_s += said.get("executionTime", 0) / 1e9
            self.has_failed_step |= said.get("stepResult") == "failure"
        self._line(said)
        if "jobResult" in said:
            self.result = _RESULTS.get(str(said["jobResult"]), "failure")
        self._command(str(said.get("command", "")), said)

    def _line(self, said: Mapping[str, Any]) -> None:
        """Into the log, and to those of its step, which are kept apart when the first one fails."""
        text = str(said.get("msg", "")).rstrip("\n")
        if text.startswith(CHATTER):
            return
        self.lines.append(text)
        step = ".".join(str(part) for part in said.get("stepID", ())[:1])
        if step and said.get("stage") in (None, "Main") and not text.startswith(COMMAND):
            self.of_step.setdefault(step, []).append(text)
        is_failure = said.get("stepResult") == "failure" and len(said.get("stepID", ())) == 1
        if is_failure and not self.failed:
            self.failed = tuple(self.of_step.get(step, ()))

    def _summary(self, step: tuple[str, ...], content: str) -> None:
        """Once: act says that of a step inside of an action again for each step around it."""
        is_around = len(step) < len(self.summed_in) and self.summed_in[: len(step)] == step
        if not (is_around and self.summaries[-1:] == [content]):
            self.summaries.append(content)
            self.summed_in = step

    def _command(self, name: str, said: Mapping[str, Any]) -> None:
        if name == "set-output":
            step = ".".join(str(part) for part in said.get("stepID", ()))
            self.outputs.setdefault(step, {})[str(said.get("name"))] = str(said.get("arg"))
        elif name == "summary":
            self._summary(tuple(map(str, said.get("stepID", ()))), str(said.get("content", "")))
        elif name in LEVELS:
            pairs = said.get("kvPairs") or {}
            line = str(pairs.get("line", ""))
            file = str(pairs.get("file", ""))
            number = int(line) if line.isdigit() else None
            self.annotations.append(Annotation(name, str(said.get("arg", "")), file, number))


def arguments(
    event: Event,
    workflow: Path,
    *,
    scratch: Path,
    labels: Iterable[str],
    mapped: Mapping[str, Path],
    actor: str,
    concurrent: int,
    images: Mapping[str, str],
) -> list[str]:
    """What follows `act`. Variables and secrets come from files: a call is there for all to read."""
    words = [event.name, "-W", str(workflow), "-e", str(scratch / "event.json")]
    words += ["--json", "--rm", "--no-cache-server", "--pull=false", "--actor", actor]
    words += ["--action-cache-path", str(scratch / "act"), "--concurrent-jobs", str(concurrent)]
    words += ["--secret-file", str(scratch / "secrets"), "--env-file", str(scratch / "variables")]
    # Its files of defaults (.input, .vars) would be read from the tree: named, and not there.
    for option in ("input-file", "var-file"):
        words += [f"--{option}", str(scratch / f"no.{option}")]
    places = dict.fromkeys(sorted(set(labels)), "-self-hosted") | dict(images)
    words += [word for label, image in places.items() for word in ("-P", f"{label}={image}")]
    return words + [
        word for used, folder in mapped.items() for word in ("--local-repository", f"{used}={folder}")
    ]


def labels_in(documents: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Every runner that a job names plainly, and those that stand in its matrix."""
    for document in documents:
        for job in jobs_of(dict(document)).values():
            asked = job.get("runs-on")
            if isinstance(asked, dict):
                asked = asked.get("labels")
            for label in asked if isinstance(asked, list) else [asked]:
                if isinstance(label, str) and "${{" not in label:
                    yield label
            yield from _words(job.get("strategy"))


def labels_declared(folder: Path) -> Iterator[str]:
    """The runners of the jobs in greenlane.yaml: a plan's matrix holds them, and no workflow does."""
    path = folder / "greenlane.yaml"
    for job in jobs_of(read_yaml(path)).values() if path.is_file() else ():
        yield from _words([job.get("runner"), job.get("moves")])


def _words(value: object) -> Iterator[str]:
    """Every word in a matrix that may be a label: act leaves a label out that nobody asks for."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _words(one)
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif isinstance(value, str) and re.fullmatch(r"[a-z][\w.-]*", value):
        yield value


def read(text: str) -> tuple[list[Seen], list[str]]:
    """The jobs in the order in which they began, and the lines of none."""
    seen: dict[tuple[str, str, str], Seen] = {}
    rest: list[str] = []
    for line in text.splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            said = {"msg": line}
        if not isinstance(said, dict) or "jobID" not in said:
            rest.append(str(said.get("msg", line) if isinstance(said, dict) else line).rstrip())
            continue
        label, matrix = str(said.get("job", "")).rstrip(), said.get("matrix") or {}
        key = (str(said["jobID"]), label, json.dumps(matrix, sort_keys=True))
        seen.setdefault(key, Seen(key[0], label, matrix)).take(said)
    return list(seen.values()), rest


def _seconds(text: object) -> float | None:
    try:
        return datetime.fromisoformat(str(text)).timestamp()
    except ValueError:
        return None
