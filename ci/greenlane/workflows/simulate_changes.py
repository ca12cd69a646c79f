"""Changes to a workflow's copy before it runs: a job that fails, is cancelled, is skipped, an output lost.

They are for tests: what must turn a gate red is tried by doing it. Each takes the document and alters it.
A cancelled job is one that ends before its first step and whose result every other job reads as `cancelled`:
act itself knows no such result, so `needs.X.result` and `toJSON(needs)` are written out in those jobs.
Example: Request(…, changes={"pull-request.yml": (fail("tests"), lose_output("plan", "matrix"))})
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from greenlane.workflows.simulate_uses import Change
from greenlane.workflows.simulate_yaml import jobs_of

_NEEDS = re.compile(r"toJSON\(\s*needs\s*\)", re.IGNORECASE)
_ENDS = {"name": "End it", "shell": "bash", "run": "exit 1"}


def fail(job: str) -> Change:
    """The job fails in its first step."""
    return _on(job, _end_at_once)


def cancel(job: str) -> Change:
    """The job ends at once, and its result is `cancelled`."""
    return with_result(job, "cancelled")


def skip(job: str) -> Change:
    """The job is passed over, as by an `if:` that is false."""

    def change(found: dict[str, Any]) -> None:
        found["if"] = "false"

    return _on(job, change)


def lose_output(job: str, name: str) -> Change:
    """The job's output is empty."""
    return set_output(job, name, "")


def set_output(job: str, name: str, value: str) -> Change:
    """The job's output is this, whatever its steps say."""

    def change(found: dict[str, Any]) -> None:
        found["outputs"] = {**(found.get("outputs") or {}), name: value}

    return _on(job, change)


def first(job: str, command: str) -> Change:
    """The job begins with this command, before its checkout."""
    return insert(job, 0, command)


def last(job: str, command: str) -> Change:
    """The job ends with this command, whatever happened before."""
    return insert(job, None, command)


def insert(job: str, at: int | None, command: str) -> Change:
    """A step more before the step with that number, from 0; None: at the end, and it runs always."""

    def change(found: dict[str, Any]) -> None:
        step: dict[str, Any] = {"name": "Put in", "shell": "bash", "run": command}
        steps = found.setdefault("steps", [])
        if at is None:
            steps.append({**step, "if": "always()"})
        else:
            steps.insert(at, step)

    return _on(job, change)


def with_result(job: str, result: str) -> Change:
    """The job ends at once, and the jobs that need it read this as its result."""

    def change(document: dict[str, Any]) -> None:
        _on(job, _end_at_once)(document)
        for other in jobs_of(document).values():
            needs = _needs(other)
            if job in needs:
                told = _told(needs, job, result)
                for key in [key for key in other if key != "needs"]:
                    other[key] = _rewritten(other[key], job, result, told)

    return change


def _end_at_once(found: dict[str, Any]) -> None:
    if "uses" in found:
        steps: list[dict[str, Any]] = []
        for key in [key for key in found if key not in ("needs", "if", "name", "strategy")]:
            del found[key]
        found.update({"runs-on": "ubuntu-24.04", "steps": steps})
    found["steps"] = [dict(_ENDS)]


def _on(job: str, change: Callable[[dict[str, Any]], None]) -> Change:
    """Raises KeyError when there is no such job: a change that changes nothing proves nothing."""

    def changed(document: dict[str, Any]) -> None:
        change(jobs_of(document)[job])

    return changed


def _needs(job: dict[str, Any]) -> list[str]:
    needs = job.get("needs")
    return [needs] if isinstance(needs, str) else [str(one) for one in needs or []]


def _told(needs: list[str], job: str, result: str) -> str:
    """toJSON(needs), job by job, with one result replaced."""
    parts = []
    for name in needs:
        if name == job:
            parts.append(f'"{name}": {{"result": "{result}", "outputs": {{}}}}')
        else:
            outputs = f"${{{{ toJSON(needs.{name}.outputs) }}}}"
            parts.append(f'"{name}": {{"result": "${{{{ needs.{name}.result }}}}", "outputs": {outputs}}}')
    return "{" + ", ".join(parts) + "}"


def _rewritten(value: object, job: str, result: str, told: str) -> object:
    if isinstance(value, dict):
        return {key: _rewritten(one, job, result, told) for key, one in value.items()}
    if isinstance(value, list):
        return [_rewritten(one, job, result, told) for one in value]
    if not isinstance(value, str):
        return value
    value = re.sub(r"\$\{\{\s*toJSON\(\s*needs\s*\)\s*\}\}", lambda _: told, value, flags=re.IGNORECASE)
    if _NEEDS.search(value):
        raise ValueError(f"toJSON(needs) inside of a longer expression cannot be written out: {value}")
    return re.sub(rf"needs\.{re.escape(job)}\.result\b", f"'{result}'", value)
