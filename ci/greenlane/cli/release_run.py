"""What the jobs came to in this very run: the results of its legs, held against its plan."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from greenlane.cli.world import World
from greenlane.model.errors import UsageError
from greenlane.model.plan import Job

DOCS = "docs/release.md#evidence"


class Ran(NamedTuple):
    """results: GitHub's words, by job; of those that have one. faults: why some are not believed."""

    results: Mapping[str, str]
    faults: Sequence[str] = ()


NOTHING = Ran({})


def ran(arguments: argparse.Namespace, world: World, jobs: Sequence[Job], commit: str) -> Ran:
    """Nothing where no leg left anything: then passes have to speak. Raises UsageError."""
    if arguments.plan is None and arguments.results is None:
        return NOTHING
    if arguments.plan is None or arguments.results is None:
        raise UsageError(
            "results say something only beside the plan that they were asked for",
            fix="--plan FILE --results FOLDER, both or none",
            docs=DOCS,
        )
    from greenlane.planner.leg_reading import results
    from greenlane.planner.written import LARGEST_BYTES, NoPlan, read

    try:
        with (world.cwd / arguments.plan).open("rb") as handle:
            data = handle.read(LARGEST_BYTES + 1)
        plan = read(data, str(arguments.plan))
    except FileNotFoundError:
        return NOTHING
    except OSError as err:
        return Ran({}, (f"the plan cannot be read: {err.strerror}",))
    except NoPlan as err:
        return Ran({}, (err.what,))
    if plan.commit != commit:
        return Ran({}, (f"the plan is of commit {plan.commit[:12]}, and the release is of {commit[:12]}",))
    legs = results(world.cwd / arguments.results, plan, hashlib.sha256(data).hexdigest(), jobs)
    return Ran({name: one.result.value for name, one in legs.jobs.items()}, legs.faults)
