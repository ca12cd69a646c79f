"""What the docs name exists: paths, links, commands, flags, sessions; and the pages that messages name."""

from __future__ import annotations

import argparse
import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from greenlane.cli.main import build_parser

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "examples/*/*.md", "bench/*.md")
    for path in ROOT.glob(pattern)
)
MADE = (".git", ".venv", ".nox", ".greenlane")
"""What work leaves here, and a clone does not hold."""
TOP = {path.name for path in ROOT.iterdir() if path.name not in MADE}
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PLACEHOLDER = re.compile(r"[<>{}*…]|\.\.\.|(?<![A-Za-z])(?!README|CONTRIBUTING)[A-Z]{3,}(?![a-z])")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings get, as GitHub makes them."""
    text = FENCE.sub("", page.read_text())
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles]
    return {*plain, *re.findall(r'<a (?:id|name)="([^"]+)"', text)}


def is_target(base: Path, target: str) -> bool:
    """Whether a path with an optional #anchor leads somewhere."""
    path, _, anchor = target.partition("#")
    file = base if not path else (base.parent / path)
    return file.exists() and (not anchor or anchor in anchors(file))


def spans(page: Path) -> list[str]:
    """What stands between backticks in the running text."""
    return SPAN.findall(FENCE.sub("", page.read_text()))


def commands(page: Path) -> Iterator[list[str]]:
    """Every call of greenlane, nox or one of our scripts: in a span, or a line of a shell block."""
    blocks = [
        body
        for language, body in FENCE.findall(page.read_text())
        if language in ("", "sh", "console", "bash")
    ]
    lines = [*spans(page), *(line for body in blocks for line in body.splitlines())]
    for line in lines:
        text = re.sub(r"^\$ |\s+#.*$", "", line.strip())
        if re.match(r"((greenlane|nox)|(\./)?scripts/\S+)(\s|$)", text):
            try:
                yield shlex.split(text)
            except ValueError:
                continue


def verbs(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers below this one, by name."""
    found = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(found[0].choices) if found else {}


def unknown_words(
    words: list[str], parser: argparse.ArgumentParser, above: tuple[str, ...] = ()
) -> list[str]:
    """The first verb or flag of a call that no parser knows; words in capitals are placeholders."""
    known = {*above, *parser._option_string_actions}
    below = verbs(parser)
    for at, word in enumerate(words):
        if word == "--":
            return []
        if word.startswith("-") and word != "-":
            if word.split("=")[0].strip("[]") not in known:
                return [word]
        elif word in below:
            return unknown_words(words[at + 1 :], below[word], tuple(known))
        elif below and not PLACEHOLDER.search(word) and not _is_value(words, at, parser):
            return [word]
    return []


def _is_value(words: list[str], at: int, parser: argparse.ArgumentParser) -> bool:
    """Whether the word belongs to the option before it."""
    action = parser._option_string_actions.get(words[at - 1]) if at else None
    return action is not None and action.nargs != 0


def test_there_are_pages() -> None:
    assert {"README.md", "CONTRIBUTING.md"} <= {name(page) for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_path_in_backticks_exists(page: Path) -> None:
    missing = []
    for span in spans(page):
        word = span.split()[0].rstrip("/:,") if span.split() else ""
        is_ours = (
            "/" in word and word.removeprefix("./").split("/")[0] in TOP and not PLACEHOLDER.search(word)
        )
        if is_ours and not any((base / word.partition("#")[0]).exists() for base in (ROOT, page.parent)):
            missing.append(word)
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(FENCE.sub("", page.read_text())) if "://" not in link]
    assert [link for link in links if not is_target(page, link) and not link.startswith("mailto:")] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_and_flag_exists(page: Path) -> None:
    parser = build_parser()
    told = (ROOT / "noxfile.py").read_text()
    sessions = [*re.findall(r'"(\w+)"', told), *re.findall(r"^def (\w+)\(session", told, re.MULTILINE)]
    wrong = []
    for words in commands(page):
        if words[0] == "greenlane":
            wrong += [f"{shlex.join(words)}: {word}" for word in unknown_words(words[1:], parser)]
        elif words[0] == "nox":
            asked = [words[at + 1] for at, word in enumerate(words[:-1]) if word in ("-s", "--session")]
            wrong += [f"nox -s {session}" for session in asked if session not in sessions]
        elif not (ROOT / words[0]).exists():
            wrong.append(words[0])
    assert not wrong


def test_a_wrong_verb_and_a_wrong_flag_are_seen() -> None:
    parser = build_parser()
    assert unknown_words(["upp"], parser) == ["upp"]
    assert unknown_words(["status", "--jsonn"], parser) == ["--jsonn"]
    assert unknown_words(["--file", "x.yaml", "status", "--json"], parser) == []
    assert unknown_words(["run", "--keep", "--", "pytest", "--anything"], parser) == []


PAGE = re.compile(r"\b(?:docs/[\w/-]+|CONTRIBUTING|README)\.md(?:#[\w-]+)?")


@cache
def constants_of(module: str) -> dict[str, str]:
    """The same of one of our modules by its dotted name; nothing for a package."""
    path = ROOT / "ci" / f"{module.replace('.', '/')}.py"
    return constants(ast.parse(path.read_text())) if path.exists() else {}


def constants(tree: ast.Module) -> dict[str, str]:
    """The texts that a module gives a name, its own and those that it imports from another of ours."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("greenlane."):
            source = constants_of(node.module)
            found |= {one.asname or one.name: source[one.name] for one in node.names if one.name in source}
        elif (
            isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        ):
            text = spelled(node.value, found)
            found |= {node.targets[0].id: text} if text else {}
    return found


def spelled(node: ast.AST, known: dict[str, str]) -> str:
    """A text as it reads, with the constants in an f-string filled in; empty when it is not known."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts = [
        known.get(part.value.id, "\0")
        if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name)
        else spelled(part, known) or "\0"
        for part in node.values
    ]
    return "".join(parts)


def messages_in(source: str) -> list[tuple[str, int]]:
    """Every page that a text of a module names, with its anchor, and the line; also f"{DOCS}#anchor"."""
    tree = ast.parse(source)
    known = constants(tree)
    return [
        (page, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for page in PAGE.findall(spelled(node, known))
    ]


@cache
def messages() -> list[tuple[str, str]]:
    """Every page that a text in the package names: (page with anchor, file:line)."""
    return [
        (page, f"{name(path)}:{line}")
        for path in sorted((ROOT / "ci" / "greenlane").rglob("*.py"))
        for page, line in messages_in(path.read_text())
    ]


def test_an_anchor_behind_a_constant_is_seen() -> None:
    assert ("docs/x.md#here", 2) in messages_in('DOCS = "docs/x.md"\ndocs = f"{DOCS}#here"\n')


@pytest.mark.parametrize(
    "page",
    [
        *("docs/troubleshooting.md#disk-full", "docs/troubleshooting.md#not-writable"),
        *("docs/troubleshooting.md#other-version", "docs/configuration.md#prefix"),
    ],
)
def test_a_page_that_a_known_message_names_is_collected(page: str) -> None:
    assert page in {found for found, _ in messages()}


def test_no_page_has_two_headings_of_one_name() -> None:
    twice = []
    for page in PAGES:
        titles = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text()), re.MULTILINE)
        twice += [f"{name(page)}: {title}" for title in sorted(set(titles)) if titles.count(title) > 1]
    assert [one for one in twice if not one.startswith("CHANGELOG.md")] == []


def test_every_page_that_a_message_names_is_there() -> None:
    assert messages()
    assert (
        sorted({f"{page} ({where})" for page, where in messages() if not is_target(ROOT / "x", page)}) == []
    )
