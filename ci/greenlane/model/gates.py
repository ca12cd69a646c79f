"""What `gates:` in greenlane.yaml declares, and the protocol that a tool of the catalog satisfies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, Protocol

from greenlane.model.errors import OutsideError
from greenlane.model.finding import Severity
from greenlane.model.frozen import frozen
from greenlane.model.verdict import Answer

GATES = (
    *("lint", "typecheck", "security", "secrets", "mocks"),
    *("tests", "coverage", "performance"),
)
"""Every gate, in the order of reports. A tool names the one it belongs to."""

CHECK = "check"
"""What `greenlane check` finds by itself goes under this name, and can be ignored like a tool's findings."""


@dataclass(frozen=True)
class Budget:
    """How many findings of each severity a gate lets pass. Notes are never counted."""

    critical: int = 0
    high: int = 0
    medium: int = 4
    unknown: int = 0
    warnings: int = 49

    def allowed(self) -> dict[Severity, int]:
        """By severity."""
        return {
            Severity.CRITICAL: self.critical,
            Severity.HIGH: self.high,
            Severity.MEDIUM: self.medium,
            Severity.UNKNOWN: self.unknown,
            Severity.WARNING: self.warnings,
        }


@frozen
class Ignore:
    """Findings that do not count for a while.

    rule: `tool:rule`, where the rule may be a glob; file: a glob from the root, "**" for any;
    reason: why, never empty; until: the last day on which it holds. line: where it stands in greenlane.yaml.
    """

    rule: str
    reason: str
    until: date
    file: str = "**"
    line: int = 0


@frozen
class DeclaredTool:
    """One entry of `gates.tools`, checked. options: an instance of the entry's OPTIONS."""

    name: str
    options: Any


@dataclass(frozen=True)
class Gates:
    """The section `gates:`. A tool that is not in `tools` runs with its defaults where it finds its files.

    off: tool -> why it does not run. budgets: gate -> its own budget, instead of `budget`.
    baseline: the file of known findings, from the root; "" for none.
    components: name -> globs of paths, for reports and thresholds.
    """

    tools: tuple[DeclaredTool, ...] = ()
    off: Mapping[str, str] = field(default_factory=dict)
    budget: Budget = Budget()
    budgets: Mapping[str, Budget] = field(default_factory=dict)
    ignores: tuple[Ignore, ...] = ()
    baseline: str = ""
    components: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@frozen
class Program:
    """A program that a tool calls. name: its command; package: what installs it; registry: from where."""

    name: str
    package: str
    registry: Literal["pypi", "npm"] = "pypi"


@frozen
class Called:
    """A program that ended: its exit code (negative: a signal) and all it printed."""

    code: int
    out: str
    err: str


class ToolMissing(OutsideError):
    """The program is not installed; `fix` holds the command that installs it."""


class Unreadable(OutsideError):
    """The tool ended in a way, or said something, from which no verdict follows."""


class Tree(Protocol):
    """The files that count: what git tracks or does not ignore. Without git: all, but dot folders."""

    root: Path

    def files(self, *globs: str, under: Sequence[str] = ()) -> tuple[str, ...]:
        """Paths from the root that match any glob (`*.py` at any depth, `a/**/*.sql`), ascending.

        under: only below these paths. Symbolic links are left out.
        """
        ...

    def read(self, path: str) -> bytes:
        """A file's content. Raises OutsideError when it cannot be read."""
        ...

    def digest(self, path: str) -> str:
        """SHA-256 of a file's content, computed once a run; "" when it cannot be read."""
        ...

    def is_settled(self, paths: Iterable[str]) -> bool:
        """Whether none of these files was written to since `digest` read it."""
        ...


@frozen
class Change:
    """What a change touches. base: the full hash of the commit it is compared with (the merge base).

    lines: path -> numbers of lines that are new or different, from 1; every changed file is in it.
    """

    base: str
    lines: Mapping[str, frozenset[int]]


@dataclass(frozen=True)
class Context:
    """All that a catalog entry may know of one run.

    options: an instance of its OPTIONS. change: None when there is no base, or nobody asked.
    run: call a program of PROGRAMS: run("ruff", ["check", …], stdin=…, timeout_s=…, environment={…}, cwd=…);
    raises ToolMissing, and OutsideError for a time-out. scratch: a private folder for files of its own.
    kept: a folder that stays from run to run, shared by runs at once; another version of the tool, of Python
    or of greenlane finds an empty one. None: nothing may be recalled.
    history: "none" (the tree only), "base" (base..HEAD) or "all", for what looks at commits.
    """

    root: Path
    tree: Tree
    options: Any
    environment: Mapping[str, str] = field(repr=False)
    scratch: Path
    today: date
    run: Callable[..., Called]
    change: Change | None = None
    history: Literal["none", "base", "all"] = "none"
    kept: Path | None = None
    components: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Tool(Protocol):
    """A catalog entry: a module `greenlane/gates/catalog/<tool>.py` with these names.

    Optional: `version(context)`, for an entry without a program; `FRESH_S`, how long an answer to the same
    question holds (absent: for ever; 0: never kept), for what asks the outside world;
    `surroundings(context)`, what shapes the answer beside the project's files, as text; `TYPICAL_S`, how long
    it takes in a middling project (absent: a second), so that the longest begin in the first run as well.
    """

    @property
    def TITLE(self) -> str: ...
    @property
    def GATE(self) -> str:
        """One of GATES."""
        ...

    @property
    def OPTIONS(self) -> type[Any]: ...
    @property
    def PROGRAMS(self) -> tuple[Program, ...]:
        """What it calls, the one whose version is reported first; empty for what is ours."""
        ...

    @property
    def SCOPE(self) -> Literal["file", "tree"]:
        """file: the answer about a file depends on that file and the configuration only."""
        ...

    def files(self, options: Any, tree: Tree) -> tuple[str, ...]:
        """What it would look at; nothing means that the tool has no business in this project."""
        ...

    def configuration(self, options: Any, tree: Tree) -> tuple[str, ...]:
        """Files that shape its answers beside those it looks at, such as pyproject.toml."""
        ...

    def examine(self, context: Context, files: Sequence[str]) -> Answer:
        """Look at these files (scope file: some of them may be left out, being known).

        Raises ToolMissing, Unreadable and OutsideError: each makes the verdict unknown, never green.
        """
        ...
