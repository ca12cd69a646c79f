"""One tool looks at a project: what it looks at, what is known already, what it answers, in our words."""

from __future__ import annotations

import functools
import hashlib
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import greenlane
from greenlane.gates import cache
from greenlane.gates.cache import Cache, Kept
from greenlane.gates.catalog import tool as module_of
from greenlane.gates.reading import without_credentials
from greenlane.gates.toolbox import Toolbox
from greenlane.gates.tree import ProjectTree
from greenlane.model.errors import GreenlaneError
from greenlane.model.gates import Change, Context, Gates, Tool, ToolMissing
from greenlane.model.verdict import Answer, Outcome, ToolReport


@dataclass(frozen=True)
class Project:
    """What all tools of one run share.

    caches: the folder of kept answers; None: nothing is kept nor recalled. now: Unix seconds.
    """

    tree: ProjectTree
    gates: Gates
    environment: Mapping[str, str] = field(repr=False)
    toolbox: Toolbox
    scratch: Path
    caches: Path | None
    today: date
    now: Callable[[], float] = time.time
    change: Change | None = None
    history: Literal["none", "base", "all"] = "none"

    @property
    def root(self) -> Path:
        """The folder of greenlane.yaml."""
        return self.tree.root


def look(name: str, project: Project) -> ToolReport:
    """Whatever happens, a report: pass when it looked at everything (findings are not judged yet).

    Not to find its files is not-run, or fail when greenlane.yaml declares the tool.
    """
    began = time.monotonic()
    try:
        report = _Look(name, project).report()
    except ToolMissing as err:
        report = ToolReport(name, Outcome.UNKNOWN, err.what, remedy=err.fix or "")
    except GreenlaneError as err:
        report = ToolReport(name, Outcome.UNKNOWN, err.what, facts=_last_words(err), remedy=err.fix or "")
    except Exception as err:  # a reader that breaks on an odd answer must not pass, nor end the others
        said = f"a bug in greenlane's reading of it: {type(err).__name__}: {err}"
        report = ToolReport(
            name, Outcome.UNKNOWN, said, remedy="report it; see docs/troubleshooting.md#a-crash"
        )
    return replace(_without_credentials(report), duration_s=time.monotonic() - began)


class _Look:
    def __init__(self, name: str, project: Project) -> None:
        self.name = name
        self.project = project
        self.tool: Tool = module_of(name)
        declared = {one.name: one.options for one in project.gates.tools}
        self.is_declared = name in declared
        self.options: Any = declared[name] if self.is_declared else self.tool.OPTIONS()
        self.files = self.tool.files(self.options, project.tree)
        self.shaping = self.tool.configuration(self.options, project.tree) if self.files else ()

    def report(self) -> ToolReport:
        if not self.files and self.is_declared:
            said = "declared in greenlane.yaml, and there is nothing that it would look at"
            return ToolReport(self.name, Outcome.FAIL, said, remedy="mend its paths, or take it out")
        if not self.files:
            return ToolReport(self.name, Outcome.NOT_RUN, "nothing here that it would look at")
        context = self.context()
        version = self.version(context)
        context = replace(context, kept=self.kept(version))
        answer, cached_at, recalled = self.answer(context, version)
        facts = dict(answer.facts)
        if recalled and not cached_at:
            facts["unchanged since an earlier run"] = f"{recalled} of {len(self.files)} files"
        return ToolReport(
            self.name,
            Outcome.UNKNOWN if answer.unknown else Outcome.PASS,
            "; ".join(answer.unknown) or "looked at all of it",
            version=version,
            findings=answer.findings,
            looked_at=answer.looked_at,
            unit=answer.unit,
            facts=facts,
            coverage=answer.coverage,
            cached_at=cached_at,
        )

    def context(self) -> Context:
        """What the tool gets; its scratch folder is its own."""
        project = self.project
        scratch = project.scratch / self.name
        scratch.mkdir(mode=0o700)

        def run(name: str, argv: Sequence[str], *, cwd: Path = project.root, **more: Any) -> Any:
            return project.toolbox.run(name, argv, cwd=cwd, **more)

        return Context(
            root=project.root,
            tree=project.tree,
            options=self.options,
            environment=project.environment,
            scratch=scratch,
            today=project.today,
            run=run,
            change=project.change,
            history=project.history,
            components=project.gates.components,
        )

    def version(self, context: Context) -> str:
        """Of the first program, or of what is ours. Raises ToolMissing for any that is not there."""
        found = [self.project.toolbox.find(program) for program in self.tool.PROGRAMS]
        if found:
            return found[0].version
        own: Callable[[Context], str] | None = getattr(self.tool, "version", None)
        return own(context) if own else f"greenlane {greenlane.__version__}"

    def kept(self, version: str) -> Path | None:
        """Where the tool may keep what it likes; another version of anything finds another folder."""
        if self.project.caches is None:
            return None
        name = cache.key([greenlane.__version__, _code(), version, sys.version])[:16]
        return cache.room(self.project.caches / f"{self.name}-kept", name)

    def answer(self, context: Context, version: str) -> tuple[Answer, float | None, int]:
        """The answer; when it was made, if none of it was made now; how many files were known already."""
        fresh_s: float | None = getattr(self.tool, "FRESH_S", None)
        if not self.tool.PROGRAMS or self.project.caches is None or fresh_s == 0:
            return self.tool.examine(context, self.files), None, 0
        kept = Cache(self.project.caches / f"{self.name}.json")
        question = self.question(context, version)
        if self.tool.SCOPE == "file":
            return self.by_file(context, kept, question)
        return self.whole(context, kept, question, fresh_s)

    def question(self, context: Context, version: str) -> str:
        """The key of all that shapes an answer, but for the files that are looked at."""
        surroundings: Callable[[Context], str] | None = getattr(self.tool, "surroundings", None)
        tree = self.project.tree
        shaping = [part for one in self.shaping for part in (one, tree.digest(one))]
        more = surroundings(context) if surroundings else ""
        return cache.key(
            [greenlane.__version__, _code(), self.name, version, repr(self.options), more, *shaping]
        )

    def whole(
        self, context: Context, kept: Cache, question: str, fresh_s: float | None
    ) -> tuple[Answer, float | None, int]:
        """An answer about the tree as a whole."""
        tree = self.project.tree
        key = cache.key([question, *(part for one in self.files for part in (one, tree.digest(one)))])
        if found := kept.get(key, now=self.project.now(), fresh_s=fresh_s):
            return found[1], found[0], len(self.files)
        answer = self.tool.examine(context, self.files)
        if not answer.unknown and answer.coverage is None and tree.is_settled((*self.files, *self.shaping)):
            kept.store({key: (self.project.now(), answer)})
        return answer, None, 0

    def by_file(self, context: Context, kept: Cache, question: str) -> tuple[Answer, float | None, int]:
        """An answer put together from those about each file; only what changed is looked at."""
        tree, now = self.project.tree, self.project.now()
        keys = {one: cache.key([question, one, tree.digest(one)]) for one in self.files}
        known = {one: found for one in self.files if (found := kept.get(keys[one], now=now, fresh_s=None))}
        stale = [one for one in self.files if one not in known]
        answer = self.tool.examine(context, stale) if stale else Answer(looked_at=0)
        is_whole = not answer.unknown and tree.is_settled((*stale, *self.shaping))
        made = _by_path(answer, stale, now) if is_whole else {}
        kept.store({keys[one]: entry for one, entry in {**known, **made}.items()})
        findings = [finding for _, one in known.values() for finding in one.findings]
        looked_at = None if answer.looked_at is None else answer.looked_at + len(known)
        whole = replace(answer, findings=(*findings, *answer.findings), looked_at=looked_at)
        oldest = None if stale else min(at for at, _ in known.values())
        return whole, oldest, len(known)


def _without_credentials(report: ToolReport) -> ToolReport:
    """Of what tools quote: a requirement's address, an index, a service."""
    facts = {name: without_credentials(said) for name, said in report.facts.items()}
    return replace(report, reason=without_credentials(report.reason), facts=facts)


def _last_words(err: GreenlaneError) -> dict[str, str]:
    """What the tool said at its end, for the evidence; the reason stays one line."""
    said = [line.strip() for line in err.detail if line.strip()]
    return {"its last words": said[-1][:300]} if said else {}


def _by_path(answer: Answer, files: Sequence[str], now: float) -> dict[str, Kept]:
    """The answer split by file; nothing when some of it belongs to no file that was looked at."""
    if not {finding.path for finding in answer.findings} <= set(files):
        return {}
    return {
        one: (now, Answer(tuple(f for f in answer.findings if f.path == one), 1, answer.unit))
        for one in files
    }


@functools.cache
def _code() -> str:
    """A digest of how this version of greenlane reads tools: its files' sizes and times."""
    room = Path(__file__).parent
    found = sorted((str(one.relative_to(room)), one.stat()) for one in room.rglob("*.py"))
    said = "".join(f"{name} {stat.st_size} {stat.st_mtime_ns};" for name, stat in found)
    return hashlib.sha256(said.encode()).hexdigest()
