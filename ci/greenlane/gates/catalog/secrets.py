"""secrets: keys, tokens and passwords in the files and in the git history. Ours, no program needed.

Severities: critical: whoever finds it acts as you (a live key, a private key). high: a secret with a narrower
reach, or a random value named as one. medium: a test key, a password of a machine of one's own, a session
token, a tracked .env file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from greenlane.edges.git import Repository
from greenlane.gates.secrets import told
from greenlane.gates.secrets.history import History, everything, since
from greenlane.gates.secrets.known import Known
from greenlane.gates.secrets.rules import rules
from greenlane.gates.secrets.rules import version as rules_version
from greenlane.gates.secrets.search import Search
from greenlane.model.errors import OutsideError
from greenlane.model.finding import Finding
from greenlane.model.gates import Context, Program, Tree
from greenlane.model.units import Size
from greenlane.model.verdict import Answer

TITLE = "secrets in the files and the git history"
GATE = "secrets"
PROGRAMS: tuple[Program, ...] = ()
SCOPE: Literal["file", "tree"] = "tree"
FRESH_S = 0
"""The answer depends on references and commits, not on the files alone: asked anew each time."""

_TEMPLATES = frozenset({"example", "sample", "template", "dist", "schema", "defaults"})


@dataclass(frozen=True)
class Options:
    """What is looked at. Which findings do not count stands in `gates.ignores`, with a reason and a date."""

    largest: Size = 64 * 1024**2
    """Larger files, and larger blobs of the history, are not read: each is "unknown"."""


OPTIONS = Options


def version(_context: Context) -> str:
    """Of the rules and the code that applies them."""
    return rules_version()


def files(_options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files()


def configuration(_options: Options, _tree: Tree) -> tuple[str, ...]:
    return ()


def examine(context: Context, files: Sequence[str]) -> Answer:
    folder = context.kept or context.scratch
    known = Known(folder / "clean-texts", f"{rules_version()} {context.options.largest}")
    search = Search(known, context.options.largest)
    for path in files:
        search.file(context.root, path)
    environments: list[Finding] = []
    history: History | None = None
    try:
        repository = Repository.find(context.root, context.environment)
        environments = _tracked_environments(repository)
        history = _history(context, repository)
        if history is not None:
            search.unknown += history.unknown
            search.history(repository, history)
    except OutsideError as err:
        search.unknown.append(": ".join(["git", err.what, *err.detail[-1:]]))
    known.save()
    return Answer(
        findings=(*search.findings(), *environments),
        looked_at=search.files_read,
        unknown=tuple(search.unknown),
        facts=_facts(search, history),
    )


def _history(context: Context, repository: Repository | None) -> History | None:
    """What of the history was asked for; None when nothing was."""
    if context.history == "none":
        return None
    if repository is None:
        return History(unknown=["this is no git repository: there is no history to look at"])
    if context.history == "all":
        return everything(repository)
    return since(repository, context.change.base if context.change else None)


def _tracked_environments(repository: Repository | None) -> list[Finding]:
    if repository is None:
        return []
    tracked = repository.run("ls-files", "-z", "--cached").decode(errors="surrogateescape").split("\0")
    return [told.tracked_environment(path) for path in sorted(set(tracked)) if _is_environment(path)]


def _is_environment(path: str) -> bool:
    """`.env` or `.env.anything`, but for those that only say which names there are."""
    name = PurePosixPath(path).name
    return (name == ".env" or name.startswith(".env.")) and not _TEMPLATES & set(name.lower().split("."))


def _facts(search: Search, history: History | None) -> dict[str, str]:
    facts = {"rules": str(len(rules())), "binary files": str(search.binary)}
    if history is not None:
        facts["commits"] = str(history.commits)
        facts["texts of the history"] = str(search.texts_read)
        if history.submodules:
            facts["submodules not looked at"] = ", ".join(sorted(history.submodules))
    return facts
