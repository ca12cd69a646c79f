"""What a plan leaves: the file for the gate, the picture, the outputs of a step, the debts."""

from __future__ import annotations

from pathlib import Path

from greenlane.cli.plan_kept import place
from greenlane.edges.files import write_aside
from greenlane.model.light import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from greenlane.cli.plan_making import Made
    from greenlane.cli.world import World


def write(found: Made, arguments: argparse.Namespace, world: World) -> None:
    """Whatever was asked for. Raises UsageError for legs beyond GitHub's limits."""
    from greenlane.planner import writing

    if arguments.graph:
        from greenlane.planner.graph import graph
        from greenlane.render.graph import svg

        files, uses = found.changes or ({}, {})
        picture = graph(found.plan, found.declared, tuple(files), found.project, uses)
        write_aside(world.cwd / arguments.graph, svg(picture), flush=False)
    if arguments.output:
        (world.cwd / arguments.output).parent.mkdir(parents=True, exist_ok=True)
        write_aside(world.cwd / arguments.output, writing.write(found.plan))
        if where := place(arguments, world):
            from greenlane.cli.plan_passes import opened

            opened(where, world).owe(found.plan)
    if outputs := world.environment.get("GITHUB_OUTPUT"):
        from greenlane.planner.matrix import outputs as legs

        with Path(outputs).open("a", encoding="utf-8") as handle:
            handle.writelines(f"{name}={value}\n" for name, value in legs(found.plan).items())
