"""`greenlane plan record`: at the good end of a job, keep that its content passed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from greenlane.cli.plan_declared import declared
from greenlane.cli.plan_kept import place
from greenlane.cli.plan_keys import joined, refinement
from greenlane.cli.plan_passes import GITHUB, origin
from greenlane.cli.plan_passes import opened as opened_place
from greenlane.edges.git_tree import opened
from greenlane.model.errors import ExitCode, GreenlaneError, UsageError
from greenlane.model.plan import Refusal
from greenlane.planner.keys import explained
from greenlane.planner.recording import Ended, for_upload, record

if TYPE_CHECKING:
    from greenlane.cli.world import World

DOCS = "docs/planner.md#passes"


def run(arguments: argparse.Namespace, world: World) -> int:
    """Keep it, or say why it is not kept: that is no failure of the job, whose next run then runs."""
    if not arguments.job or arguments.seconds is None:
        raise UsageError(
            "which job passed, and how long it took, is not said",
            fix="greenlane plan record --job NAME --seconds 95 --passes FOLDER",
            docs=DOCS,
        )
    where = place(arguments, world)
    if arguments.upload is None and where in (None, GITHUB):
        raise UsageError("nowhere to keep it", fix="--passes FOLDER, or --upload FOLDER", docs=DOCS)
    path, ready = declared(arguments, world)
    names = [job.name for job in ready.declared.jobs]
    if arguments.job not in names:
        fix = f"one of {', '.join(names) or 'none'}"
        raise UsageError(f"no job is named {arguments.job!r}", fix=fix, docs=DOCS)
    with opened(path.parent, world.environment, arguments.revision) as tree:
        ready = joined(ready, tree)
        more = refinement(ready, tree)
        key = explained(ready, tree, world.environment, arguments.job, **more)
    ended = Ended(arguments.seconds, arguments.tests)
    now = int(world.clock())
    try:
        one = record(key, origin(world), ended, now=now)
    except GreenlaneError as err:
        one = Refusal(arguments.job, err.what)
    if isinstance(one, Refusal):
        world.note(f"{arguments.job}: not recorded: {one.why}")
        return ExitCode.OK
    if where not in (None, GITHUB):
        world.say(f"recorded: {opened_place(where, world).write(one, now=now)}")
    if arguments.upload is not None:
        upload = for_upload(world.cwd / arguments.upload, one)
        world.say(f"to upload as {upload.name}: {upload.file}")
    return ExitCode.OK
