"""`greenlane services`: the declared services as GitHub's containers, and what those are given."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from greenlane.cli import project
from greenlane.model.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from greenlane.cli.world import World
    from greenlane.model.declaration import Declaration
    from greenlane.model.service import Context, Declared
    from greenlane.services.backends.github import Made

SUMMARY = "the declared services as containers of GitHub: their YAML (github), and setting them up (prepare)"
DOCS = "docs/services/github.md"


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    github = actions.add_parser("github", help="print `services:` and `env:` of a job")
    github.add_argument(
        "--image", action="append", default=[], metavar="SERVICE=IMAGE", help="instead of the usual image"
    )
    prepare = actions.add_parser(
        "prepare", help="in that job: roles, databases, migrations, seeds, buckets, as declared"
    )
    prepare.add_argument(
        "--wait-s", type=float, default=60.0, metavar="N", help="how long each may take (default: 60)"
    )
    actions.add_parser("dockerfile", help="print the Dockerfile of an S3 image that GitHub can start")
    for action in (github, prepare):
        action.add_argument("service", nargs="*", help="only these; default: all that can be containers")


def run(arguments: argparse.Namespace, world: World) -> int:
    """Raises UsageError, OutsideError."""
    from greenlane.services.backends import github

    if arguments.action == "dockerfile":
        world.out.write(github.DOCKERFILE)
        return ExitCode.OK
    declaration = project.load(arguments, world)
    services = _chosen(declaration, arguments.service, world)
    known = github.contexts(services, declaration.root)
    if arguments.action == "prepare":
        from greenlane.services.backends.prepare import prepare

        prepare(services, known, within_s=arguments.wait_s, told=world.note)
        return ExitCode.OK
    made = github.containers(services, known, _images(arguments.image))
    for line in made.lacks:
        world.note(line)
    world.out.write(_text(made, _variables(declaration, services, known, world)))
    return ExitCode.OK


def _chosen(declaration: Declaration, names: Sequence[str], world: World) -> tuple[Declared, ...]:
    """Those that can be containers; the others are named. Raises UsageError when one was asked for."""
    from greenlane.services.backends.github import possible

    able, unable = possible(declaration.services)
    there = {one.name for one in able}
    if wrong := [name for name in names if name not in there]:
        raise UsageError(
            f"{', '.join(wrong)} cannot be a container of GitHub",
            fix=f"those that can: {', '.join(sorted(there)) or 'none is declared'}; the others: greenlane up",
            docs=DOCS,
        )
    if not able:
        raise UsageError("no service is declared that can be a container of GitHub", docs=DOCS)
    for one in unable if not names else ():
        world.note(f"{one.name} ({one.kind}) is left out: it is no container yet; greenlane up {one.name}")
    return tuple(one for one in able if not names or one.name in names)


def _variables(
    declaration: Declaration, services: tuple[Declared, ...], known: Mapping[str, Context], world: World
) -> dict[str, str]:
    """With prefixes and aliases, as `greenlane env` names them."""
    from greenlane.model.service import Mode
    from greenlane.services.stack import Stack
    from greenlane.services.store import default_root

    cache, declared = default_root(world.environment), declaration.services
    stack = Stack(declaration.root, services, Mode.EPHEMERAL, world.environment, cache, declared)
    return stack.variables(dict(known))


def _images(given: Sequence[str]) -> dict[str, str]:
    images = {}
    for one in given:
        name, _, image = one.partition("=")
        if not name or not image:
            raise UsageError(f"--image: expected SERVICE=IMAGE, got {one!r}", docs=f"{DOCS}#images")
        images[name] = image
    return images


def _text(made: Made, variables: Mapping[str, str]) -> str:
    """Two keys of a job, to be put under it, and the step that makes the services what they are declared."""
    import yaml

    document: dict[str, Any] = {"services": dict(made.services), "env": dict(variables)}
    head = [
        "# Made by `greenlane services github` from greenlane.yaml: two keys of a job on Linux.",
        "# A step before the tests makes of them what is declared: greenlane services prepare",
        "# Pin each image by its digest (image@sha256:…) before you rely on it.",
    ]
    body = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=1000)
    return "\n".join(head) + "\n" + body
