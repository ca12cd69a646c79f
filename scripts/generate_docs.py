"""Write the tables of the docs that come from the code; --check only says which are out of date.

Run it with the package installed: .venv/bin/python scripts/generate_docs.py
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any, get_type_hints

from generate_actions import tables

from greenlane import config
from greenlane.cli.main import VERBS, build_parser
from greenlane.config.entries import definitions
from greenlane.gates import catalog as tools
from greenlane.model.gates import GATES
from greenlane.model.units import Unit
from greenlane.services import catalog
from greenlane.workflows.checks import rules

ROOT = Path(__file__).resolve().parents[1]
MADE = "<!-- Made by scripts/generate_docs.py from the code; a test keeps it current. -->"


def services() -> str:
    """docs/services/README.md: a table of the catalog, and each service's options."""
    lines = [
        "# Services",
        "",
        MADE,
        "",
        "| type | what it is | version | ports | page |",
        "|---|---|---|---|---|",
    ]
    for name, kind in catalog.kinds().items():
        versions = ", ".join(dict.fromkeys(one.version for one in kind.BUNDLES))
        ports = ", ".join(
            f"{port} ({number})" for port, number in kind.PORTS.items() if port in ("main", "http")
        )
        page = f"[{name}]({name}.md)" if (ROOT / "docs" / "services" / f"{name}.md").exists() else ""
        label = f" (stand-in for {kind.STAND_IN.of})" if kind.STAND_IN else ""
        lines.append(f"| `{name}` | {kind.TITLE}{label} | {versions} | {ports} | {page} |")
    lines += [
        "",
        "Ports are the numbers that these services are known by; greenlane chooses free ones, unless",
    ]
    lines += ["`ports:` fixes them. Every service also takes `needs`, `ports`, `prefix` and `aliases`; see"]
    lines += ["[Configuration](../configuration.md)."]
    for name, kind in catalog.kinds().items():
        lines += ["", f"## {name}", "", *_options(kind.OPTIONS)]
    return "\n".join(lines) + "\n"


def gates() -> str:
    """docs/gates/README.md: a table of the tools, and each one's options."""
    lines = [
        "# Tools of the gates",
        "",
        MADE,
        "",
        "| gate | tool | what it is | asked anew | page |",
        "|---|---|---|---|---|",
    ]
    found = [(gate, name) for gate in GATES for name in tools.names() if gate == tools.tool(name).GATE]
    for gate, name in found:
        tool = tools.tool(name)
        page = _page(name)
        scope = "for each changed file" if tool.PROGRAMS and tool.SCOPE == "file" else "after any change"
        lines.append(
            f"| {gate} | `{name}` | {tool.TITLE} | {scope if tool.PROGRAMS else 'always'} | {page} |"
        )
    lines += [
        "",
        "How they are run, judged and declared: [Gates](../gates.md). Each takes `off: the reason`.",
    ]
    for _, name in found:
        lines += ["", f"## {name}", "", *_options(tools.tool(name).OPTIONS)]
    return "\n".join(lines) + "\n"


def _page(tool: str) -> str:
    """A link to the tool's page: its own, or the one whose title names it among others."""
    folder = ROOT / "docs" / "gates"
    if (folder / f"{tool}.md").exists():
        return f"[{tool}]({tool}.md)"
    titles = {path.stem: path.read_text().partition("\n")[0].split() for path in sorted(folder.glob("*.md"))}
    return next((f"[{stem}]({stem}.md)" for stem, title in titles.items() if tool in title), "")


def _options(options: type[Any]) -> Iterator[str]:
    fields = dataclasses.fields(options)
    if not fields:
        yield "No options."
        return
    said = definitions({"": options})[""]["properties"]
    types = get_type_hints(options, include_extras=True)
    yield "| option | default | what it says |"
    yield "|---|---|---|"
    for field in fields:
        text = " ".join(said[field.name].get("description", "").split()).replace("|", "\\|")
        yield f"| `{field.name}` | {_default(field, types[field.name])} | {text} |"


def _default(field: dataclasses.Field[Any], declared: Any) -> str:
    """The default as one would write it; blank when it is nothing."""
    if field.default is not dataclasses.MISSING:
        value = field.default
    elif field.default_factory is not dataclasses.MISSING:
        value = field.default_factory()
    else:
        return "required"
    if value is None or value in ((), {}, ""):
        return ""
    for unit in getattr(declared, "__metadata__", ()):
        if isinstance(unit, Unit):
            return f"`{unit.format(value)}`"
    return f"`{json.dumps(value, default=str)}`"


def verbs() -> str:
    """docs/reference/verbs.md: what `greenlane VERB --help` says, for every verb."""
    parser = build_parser()
    lines = ["# Verbs", "", MADE, "", "```text", _help(parser), "```"]
    choices = next(one.choices for one in parser._actions if isinstance(one, argparse._SubParsersAction))
    for name in VERBS:
        lines += ["", f"## {name}", "", *_verb(choices[name])]
    return "\n".join(lines) + "\n"


def _verb(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield from ("```text", _help(parser), "```")
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                yield from ("", "```text", _help(one), "```")


def _help(parser: argparse.ArgumentParser) -> str:
    parser.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=100)
    return parser.format_help().rstrip()


def schema() -> str:
    """docs/greenlane.schema.json, for editors."""
    options = {name: kind.OPTIONS for name, kind in catalog.kinds().items()}
    return json.dumps(config.schema(options, tools.options), indent=2) + "\n"


def check_rules() -> str:
    """docs/check-rules.md: the rules of `greenlane check` that no other tool has."""
    lines = ["# Rules of greenlane check", "", MADE, "", "| rule | the mistake |", "|---|---|"]
    lines += [f"| [{name}](#{name}) | {rules.rule(name).TITLE} |" for name in rules.names()]
    lines += ["", "How they are run and judged: [Check](check.md)."]
    for name in rules.names():
        one = rules.rule(name)
        lines += ["", f"## {name}", "", _sentence(one.TITLE), "", *wrap(one.WHY, 110)]
        lines += ["", *wrap(f"What to do: {one.FIX}.", 110)]
    return "\n".join(lines) + "\n"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


PAGES: dict[str, Callable[[], str]] = {
    "docs/check-rules.md": check_rules,
    "docs/services/README.md": services,
    "docs/gates/README.md": gates,
    "docs/reference/verbs.md": verbs,
    "docs/reference/actions.md": lambda: tables(MADE),
    "docs/greenlane.schema.json": schema,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 when a page is out of date")
    check = parser.parse_args().check
    stale = [name for name, make in PAGES.items() if not _is_current(ROOT / name, make())]
    for name in stale:
        if not check:
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_text(PAGES[name]())
        print(f"{'out of date' if check else 'written'}: {name}")
    return 1 if check and stale else 0


def _is_current(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    sys.exit(main())
