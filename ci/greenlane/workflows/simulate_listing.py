"""The jobs of a run as GitHub lists them: in the workflow's order, by its names, the skipped ones too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from greenlane.workflows.simulate_act import Seen
from greenlane.workflows.simulate_result import Job, Result
from greenlane.workflows.simulate_uses import Called
from greenlane.workflows.simulate_yaml import jobs_of


def jobs(
    seen: list[Seen],
    document: dict[str, Any],
    where: str,
    called: Mapping[tuple[str, str], Called],
) -> Iterator[Job]:
    """Every job of the workflow in its order, and of those that it calls; what act passed over is skipped.

    called: the workflow that (where, job) calls; the callers of that one are (its `uses:`, job).
    """
    yield from _Listing(seen, called).of(document, where, (), "", "")


@dataclass
class _Listing:
    seen: list[Seen]
    called: Mapping[tuple[str, str], Called]

    def of(
        self, document: dict[str, Any], where: str, above: tuple[str, ...], shown: str, label: str
    ) -> Iterator[Job]:
        for id, job in jobs_of(document).items():
            inner = self.called.get((where, id))
            if inner is not None:
                name = f"{shown}{inner.name} / "
                yield from self.of(inner.document, str(job.get("uses")), (*above, id), name, inner.label)
                continue
            found = [one for one in self.seen if one.id == id and self._is_below(one.label, label)]
            if not found:
                name = _text(job.get("name")) or id
                plain = id if "${{" in name else name
                runner = "" if "${{" in (asked := _text(job.get("runs-on"))) else asked
                yield Job(id, "/".join(above), f"{shown}{plain}", "skipped", runner, {})
            for one in found:
                yield _job(one, job, "/".join(above), shown, several=len(found) > 1)

    def _is_below(self, of_job: str, label: str) -> bool:
        """Whether act's label of a job begins with that of the call right above, or with that of none."""
        first = re.sub(r"(@\d+)-\d+$", r"\1", of_job.partition("/")[0])
        return first == label if label else all(first != one.label for one in self.called.values())


def _job(one: Seen, job: Mapping[str, Any], caller: str, shown: str, *, several: bool) -> Job:
    return Job(
        id=one.id,
        caller=caller,
        name=shown + _name(one, job, several=several),
        result=_result(one, several=several),
        runner=_runner(job, one.matrix),
        matrix=dict(one.matrix),
        lines=tuple(one.lines),
        failed=one.failed,
        started_at=one.started_at,
        duration_s=one.spent_s,
        outputs=one.outputs,
        annotations=tuple(one.annotations),
        summary="".join(one.summaries),
        is_allowed=job.get("continue-on-error") is True,
    )


def _result(one: Seen, *, several: bool) -> Result:
    """act calls every leg of a matrix failed once one has: a leg whose steps all went well is none."""
    if several and one.result == "failure" and not one.has_failed_step:
        return "success"
    return one.result or "failure"


def _name(one: Seen, job: Mapping[str, Any], *, several: bool) -> str:
    """As GitHub shows it: the name given, with the matrix's values behind it unless the name holds them."""
    given = _text(job.get("name"))
    if "${{" in given:
        name = one.label.rpartition("/")[2] if "/" not in given else one.label.partition("/")[2]
        return re.sub(r"-\d+$", "", name) if several else name
    values = ", ".join(_text(value) for value in one.matrix.values())
    return f"{given or one.id} ({values})" if values else given or one.id


def _runner(job: Mapping[str, Any], matrix: Mapping[str, Any]) -> str:
    asked = job.get("runs-on")
    found = re.fullmatch(r"\$\{\{\s*matrix\.([\w-]+)\s*\}\}", asked) if isinstance(asked, str) else None
    if found:
        return _text(matrix.get(found[1]))
    return ", ".join(map(_text, asked)) if isinstance(asked, list) else _text(asked)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None or isinstance(value, dict | list) else str(value)
