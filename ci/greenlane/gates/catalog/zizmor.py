"""zizmor: how workflows, actions and Dependabot could be turned against the repository. Offline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from greenlane.gates.flows.asking import ask
from greenlane.gates.flows.files import both, fitting
from greenlane.gates.reading import as_list, batches, json_of, relative, text
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Called, Context, Program, Tree, Unreadable
from greenlane.model.verdict import Answer

TITLE = "zizmor (security of workflows)"
GATE = "security"
PROGRAMS = (Program("zizmor", "zizmor"),)
SCOPE: Literal["file", "tree"] = "file"

CONFIGURATIONS = (".github/zizmor.yml", ".github/zizmor.yaml", "zizmor.yml", "zizmor.yaml")
LOCKFILE = "/.github/workflows/actions.lock"
OTHERS = (".github/dependabot.yml", ".github/dependabot.yaml", "/.pre-commit-config.yaml")

# zizmor's word, our severity, and the exit code that says "this was the worst".
# Source: docs.zizmor.sh/usage, "Exit codes", 1.32.
SEVERITIES = {
    "Unknown": (Severity.UNKNOWN, 10),
    "Informational": (Severity.NOTE, 11),
    "Low": (Severity.WARNING, 12),
    "Medium": (Severity.MEDIUM, 13),
    "High": (Severity.HIGH, 14),
}


@dataclass(frozen=True)
class Options:
    """How zizmor looks. Its rules are set in the project's own zizmor.yml; nobody else's is read."""

    paths: tuple[str, ...] = (".",)
    """Folders and files, from the root."""
    persona: Literal["regular", "pedantic", "auditor"] = "regular"
    """regular: few false alarms; pedantic: smells too; auditor: whatever deserves a look."""


OPTIONS = Options


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    others = tree.files(*OTHERS, under=options.paths)
    return tuple(sorted({*both(tree, options.paths), *others}))


def configuration(_options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files(*(f"/{name}" for name in CONFIGURATIONS), LOCKFILE)


def examine(context: Context, files: Sequence[str]) -> Answer:
    items: list[Any] = []
    fit, unknown = fitting(context.tree, files)
    for batch in batches(fit):
        told, untold = ask(batch, lambda names: _items(context, names))
        items += told
        unknown += untold
    counted = [item for item in items if not item.get("ignored")]
    return Answer(
        tuple(_finding(item, context) for item in counted),
        looked_at=len(files) - len(unknown),
        unknown=tuple(unknown),
        facts={
            "left out": "the audits that ask GitHub",
            "ignored in the files themselves": str(len(items) - len(counted)),
        },
    )


def _items(context: Context, names: Sequence[str]) -> list[Any]:
    """The findings of these files. Every file must be among those that zizmor says it completed."""
    options: Options = context.options
    there = configuration(options, context.tree)
    own = [f"--config={name}" for name in CONFIGURATIONS if name in there]
    words = [*(own[:1] or ["--no-config"]), "--offline", "--strict-collection", "--collect=all"]
    words += [f"--persona={options.persona}", "--format=json-v1", "--no-progress", "--color=never"]
    done = context.run("zizmor", [*words, "--", *(f"./{name}" for name in names)])
    if done.code == 1 and "no audit was performed" in done.err:
        raise Unreadable(_refusal(done))
    items = as_list(json_of(done, "zizmor"), "zizmor")
    worst = max((_severity(item)[1] for item in items if not item.get("ignored")), default=0)
    if done.code != worst:
        raise Unreadable(f"zizmor ended with code {done.code} and {len(items)} findings")
    missing = [name for name in names if f" completed ./{name}\n" not in done.err]
    if missing:
        raise Unreadable(f"zizmor does not say that it completed {missing[0]}")
    return items


def _refusal(done: Called) -> str:
    """Why zizmor read nothing: its first words after "fatal" and up to the stack, in one line."""
    said = done.err.partition("fatal: no audit was performed")[2].partition("Stack backtrace")[0]
    lines = [line.strip(" |=") for line in said.splitlines()]
    return "; ".join([line for line in lines if line and not line.startswith(("Caused by", "help:"))][:4])


def _severity(item: Any) -> tuple[Severity, int]:
    word = text((item.get("determinations") or {}).get("severity"))
    return SEVERITIES.get(word, SEVERITIES["Unknown"])


def _finding(item: Any, context: Context) -> Finding:
    places = [one for one in item.get("locations") or [] if isinstance(one, dict)]
    if not places:
        raise Unreadable("zizmor printed JSON of another shape than this version knows")
    primary = next((one for one in places if one.get("symbolic", {}).get("kind") == "Primary"), places[0])
    symbolic = primary.get("symbolic") or {}
    at = ((primary.get("concrete") or {}).get("location")) or {}
    start = at.get("start_point") or {}
    path = ((symbolic.get("key") or {}).get("Local") or {}).get("verbatim_path")
    return Finding(
        tool="zizmor",
        rule=text(item.get("ident")),
        severity=_severity(item)[0],
        message=f"{text(item.get('desc'))}: {text(symbolic.get('annotation'))}",
        path=relative(text(path), context.root),
        line=start.get("row", 0) + 1,
        column=start.get("column", 0) + 1,
        end_line=(at.get("end_point") or {}).get("row", 0) + 1,
        docs=text(item.get("url")),
    )
