"""The keys of a commit, refined where the declaration asks for it: definitions and lock files."""

from __future__ import annotations

from greenlane.model.light import TYPE_CHECKING
from greenlane.planner.keys import Prepared, keys

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from greenlane.model.plan import Key
    from greenlane.planner.locks.reading import Kept as Locks
    from greenlane.planner.tree import Tree


def locked(ready: Prepared, environment: Mapping[str, str]) -> Locks | None:
    """What lock files came to in earlier plans; None where no job names one."""
    if not any(job.locks for job in ready.declared.jobs):
        return None
    from greenlane.cli.plan_lock_memory import LockMemory
    from greenlane.cli.plan_memory import PlanMemory

    return LockMemory(PlanMemory(environment))


def joined(ready: Prepared, tree: Tree, kept: Locks | None = None) -> Prepared:
    """With needs between components that only a lock file knows; the same object where there are none."""
    jobs = ready.declared.jobs
    if not any(job.locks for job in jobs):
        return ready
    from greenlane.planner.keys import prepared
    from greenlane.planner.locks.joining import joined as with_leads
    from greenlane.planner.locks.reading import leads

    declared = with_leads(ready.declared, tree, leads(jobs, tree, kept))
    return ready if declared is ready.declared else prepared(declared)


def refinement(ready: Prepared, tree: Tree, kept: Locks | None = None) -> dict[str, Any]:
    """What `keys` takes beside the tree. Nothing is read for a declaration that asks for nothing."""
    jobs = ready.declared.jobs
    found: dict[str, Any] = {}
    if any(job.definition for job in jobs):
        from greenlane.planner.definition import defined

        found["used"] = defined(jobs, tree).used
    if any(job.locks for job in jobs):
        from greenlane.planner.locks.reading import refined

        found["locks"] = refined(jobs, tree, kept)
    return found


def keyed(ready: Prepared, tree: Tree, environment: Mapping[str, str]) -> dict[str, Key]:
    """The key of every job."""
    kept: Locks = {}
    ready = joined(ready, tree, kept)
    return keys(ready, tree, environment, **refinement(ready, tree, kept))
