"""`greenlane config`: what the declaration says and where each value came from, its mistakes, its schema."""

from __future__ import annotations

import argparse
import dataclasses
import json
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from greenlane.cli.world import World
    from greenlane.config.sections import Tools
    from greenlane.model.declaration import Declaration

SUMMARY = "show the declaration with the source of each value, check it, or print its JSON Schema"


def configure(parser: argparse.ArgumentParser) -> None:
    """The verbs below `config`."""
    verbs = parser.add_subparsers(dest="config_verb", metavar="VERB", required=True)
    show = verbs.add_parser("show", help="every value and where it came from; secrets are masked")
    show.add_argument("--json", action="store_true", help="as JSON")
    verbs.add_parser("check", help="every mistake at once; exits with 2 when there is one")
    verbs.add_parser("schema", help="the JSON Schema of greenlane.yaml, for editors")


def run(arguments: argparse.Namespace, world: World) -> int:
    """Answer one of them. Raises DeclarationError with every mistake, UsageError without a file."""
    from greenlane.cli import project

    if arguments.config_verb == "schema":
        from greenlane.gates import catalog as tools
        from greenlane.services import catalog

        print_schema({name: kind.OPTIONS for name, kind in catalog.kinds().items()}, tools.options, world.out)
        return 0
    declaration = project.load(arguments, world, anew=arguments.config_verb == "check")
    if arguments.config_verb == "show":
        print_values(declaration, world.out, as_json=arguments.json)
    else:
        print(f"{declaration.path.name}: no mistakes", file=world.out)
    return 0


def print_schema(kinds: dict[str, type[object]], tools: Tools, out: TextIO) -> None:
    """The schema as docs/greenlane.schema.json holds it."""
    from greenlane.config import schema

    print(json.dumps(schema(kinds, tools), indent=2, ensure_ascii=False), file=out)


def print_values(declaration: Declaration, out: TextIO, *, as_json: bool) -> None:
    """One line a value: key, value, where it came from. As JSON: a list of objects with the same."""
    from greenlane.config.values import values

    shown = values(declaration)
    if as_json:
        print(json.dumps([_record(one) for one in map(dataclasses.asdict, shown)], indent=2), file=out)
        return
    rows = [(one.key, json.dumps(one.value, ensure_ascii=True), one.origin) for one in shown]
    key_width = max(len(key) for key, _, _ in rows)
    value_width = min(40, max(len(value) for _, value, _ in rows))
    for key, value, origin in rows:
        print(f"{key:<{key_width}}  {value:<{value_width}}  {origin}", file=out)


def _record(shown: dict[str, object]) -> dict[str, object]:
    """With `default: true` in place of a missing source."""
    source = shown.pop("source")
    if isinstance(source, dict):
        source.pop("whole")
    return {**shown, "source": source or {"default": True}}
