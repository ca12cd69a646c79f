"""Runs a workflow on this machine, for one event: act in host mode on a throw-away clone.

Properties
- Nothing of the repository is written, and nothing outside `scratch` but what the steps themselves write.
- No step gets the user's environment: only PATH, what `variables` names, a home in scratch, and secrets.
- A `uses:` without source or stub is refused before anything runs (simulate_uses.py).
- What act does not do as GitHub does is named in the result's notes (simulate_lacks.py).
Example: simulate(Request(root, "ci.yml", "push"), tools, scratch).results == {"tests": "success"}
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from greenlane.edges.files import write_aside
from greenlane.model.errors import OutsideError
from greenlane.workflows import simulate_act as act
from greenlane.workflows import simulate_yaml as documents
from greenlane.workflows.simulate_clone import Commits, Origin, gitconfig
from greenlane.workflows.simulate_events import Event, Facts, event
from greenlane.workflows.simulate_follow import Follower
from greenlane.workflows.simulate_lacks import lacks
from greenlane.workflows.simulate_listing import jobs
from greenlane.workflows.simulate_request import DOCS, Request, Tools, check
from greenlane.workflows.simulate_result import Artifact, Simulated
from greenlane.workflows.simulate_uses import STUBS, Place, Uses, stubs


def simulate(request: Request, tools: Tools, scratch: Path) -> Simulated:
    """Run it to its end; scratch: a folder that is empty or not there, kept as it is afterwards.

    Raises UsageError for an event, a workflow or a `uses:` that cannot be run; OutsideError.
    """
    check(request)
    if re.search(r"[^\w./+,@~-]", str(scratch)):
        raise OutsideError(
            f"act cannot work in {scratch}: its path holds a blank or another sign that a shell would read",
            fix="point TMPDIR at a folder without one: TMPDIR=/tmp greenlane simulate …",
            docs=f"{DOCS}#act",
        )
    scratch.mkdir(parents=True, exist_ok=True)
    happening, commits = _prepare(request, scratch)
    if commits.is_uncommitted:
        tools.told("what is not committed takes part as one more commit")
    own = Place(request.repository, happening.commit, scratch / "tree")
    all_stubs = {**stubs(), **tools.stubs}
    uses = Uses(own, scratch, tools.sources, all_stubs, request.changes, not tools.images)
    file, document = uses.workflow(request.workflow)
    (scratch / "event.json").write_text(json.dumps(happening.payload))
    variables = {**_variables(request, happening, scratch), "PATH": tools.path, **tools.variables}
    write_aside(scratch / "variables", dotenv(variables), mode=0o600)
    write_aside(scratch / "secrets", _secrets(tools, happening), mode=0o600)
    code, text = _run_act(
        [tools.act, *_arguments(request, tools, scratch, happening, file, uses, document)], tools, scratch
    )
    ran = [document, *(one.document for one in uses.called.values())]
    notes = lacks(ran, happening.name, uses.stubbed, has_containers=bool(tools.images))
    return _result(request, scratch, code, text, notes, document, uses)


def _run_act(argv: Sequence[str | Path], tools: Tools, scratch: Path) -> tuple[int, str]:
    """Its exit code, and all that it printed, which lies in scratch/act.log."""
    log = scratch / "act.log"
    log.touch()
    # The shell gives its place to act: what is killed with the group is the same.
    into = ("/bin/sh", "-c", 'log=$1; shift; exec "$@" > "$log" 2>&1', "act", log)
    with Follower(log, tools.told):
        done = tools.children.call(
            [*into, *argv],
            environment=_environment(tools, scratch),
            cwd=scratch / "tree",
            timeout_s=tools.timeout_s,
        )
    return done.code, log.read_text(errors="replace")


def _prepare(request: Request, scratch: Path) -> tuple[Event, Commits]:
    """The clone, its origin, and the event."""
    address = f"https://github.com/{request.repository}.git"
    origin = Origin(
        scratch / "origin.git", {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(scratch / "home")}
    )
    gitconfig(scratch / "home", address, origin.folder)
    commits = origin.fill(request.root, default_branch=request.default_branch, base=request.base)
    document = documents.read(request.root / ".github/workflows" / request.workflow)
    happening = event(
        request.kind,
        Facts(
            repository=request.repository,
            branch=commits.branch,
            default_branch=commits.default_branch,
            head=commits.head,
            base=commits.base,
            merge=commits.merge,
            actor=request.actor,
            inputs={**_defaults(document), **request.inputs},
        ),
    )
    origin.publish(commits, happening)
    origin.checkout(scratch / "tree", happening, address)
    return _laid_over(happening, request.payload), commits


def _laid_over(happening: Event, payload: Mapping[str, Any]) -> Event:
    return replace(happening, payload=_merged(happening.payload, payload))


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(below)
    for name, value in above.items():
        old = made.get(name)
        made[name] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return made


def _defaults(document: Mapping[str, Any]) -> dict[str, str]:
    """Of the inputs of a dispatch, as the form at GitHub fills them in."""
    found: Any = document
    for name in ("on", "workflow_dispatch", "inputs"):
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        return {}
    defaults = {str(name): one.get("default") for name, one in found.items() if isinstance(one, dict)}
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in defaults.items()
        if value is not None
    }


def _environment(tools: Tools, scratch: Path) -> dict[str, str]:
    """Of act itself. Steps in host mode inherit it, so it is as bare as theirs."""
    own = {"PATH": tools.path, "HOME": str(scratch / "home"), "LANG": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1"}
    return {name: value for name, value in tools.docker.items() if name.startswith("DOCKER_")} | own


def _secrets(tools: Tools, happening: Event) -> str:
    """A file of them, a line each. A run of a fork gets the token alone."""
    given = {"GITHUB_TOKEN": "dummy", **tools.secrets}
    names = given if happening.is_trusted else ["GITHUB_TOKEN"]
    return dotenv({name: given[name] for name in names})


def _arguments(
    request: Request,
    tools: Tools,
    scratch: Path,
    happening: Event,
    file: Path,
    uses: Uses,
    document: dict[str, Any],
) -> list[str]:
    return act.arguments(
        happening,
        file,
        scratch=scratch,
        labels=[
            *act.labels_in([document, *(one.document for one in uses.called.values())]),
            *act.labels_declared(scratch / "tree"),
        ],
        mapped=uses.mapped,
        actor=request.actor,
        concurrent=tools.concurrent,
        images=tools.images,
    )


def _variables(request: Request, happening: Event, scratch: Path) -> dict[str, str]:
    """What a runner at GitHub sets and act does not, and where our stubs keep things."""
    owner = request.repository.partition("/")[0]
    path = f"{request.repository}/.github/workflows/{request.workflow}"
    return {
        "CI": "true",
        # Nobody listens there: a token that opens nothing is not to be shown to GitHub.
        "GITHUB_API_URL": "http://127.0.0.1:9",
        "GITHUB_GRAPHQL_URL": "http://127.0.0.1:9/graphql",
        "SHA_REF": happening.commit,  # act's way to be told github.sha
        "GITHUB_REF": happening.ref,
        "GITHUB_REF_NAME": happening.ref_name,
        "GITHUB_REF_TYPE": happening.ref_type,
        "GITHUB_BASE_REF": happening.base_ref,
        "GITHUB_HEAD_REF": happening.head_ref,
        "GITHUB_REPOSITORY": request.repository,
        "GITHUB_REPOSITORY_OWNER": owner,
        "GITHUB_RUN_ID": str(request.run_id),
        "GITHUB_RUN_NUMBER": str(request.run_id),
        "GITHUB_RUN_ATTEMPT": str(request.attempt),
        "GITHUB_RETENTION_DAYS": "90",
        "GITHUB_WORKFLOW_REF": f"{path}@{happening.ref}",
        "GITHUB_WORKFLOW_SHA": happening.commit,
        "GITHUB_TRIGGERING_ACTOR": request.actor,
        "RUNNER_ENVIRONMENT": "github-hosted",
        "SIMULATE_PYTHON": sys.executable,
        "SIMULATE_STUBS": str(STUBS),
        "SIMULATE_ARTIFACTS": str(scratch / "artifacts"),
    }


def _result(
    request: Request,
    scratch: Path,
    code: int,
    text: str,
    notes: tuple[str, ...],
    document: dict[str, Any],
    uses: Uses,
) -> Simulated:
    seen, rest = act.read(text)
    if code and not seen:
        raise OutsideError(
            f"act could not run {request.workflow}",
            fix="its own words are above; GitHub's parser may have better ones",
            docs=f"{DOCS}#act",
            detail=rest[-20:],
        )
    where = f".github/workflows/{request.workflow}"
    return Simulated(
        workflow=request.workflow,
        code=code,
        jobs=tuple(jobs(seen, document, where, uses.called)),
        artifacts=tuple(artifacts(scratch / "artifacts")),
        rest=tuple(rest),
        scratch=scratch,
        notes=notes,
    )


def artifacts(folder: Path) -> list[Artifact]:
    """What the stub of upload-artifact kept, in the order of upload."""
    found = []
    for path in folder.glob("*.json"):
        told = json.loads(path.read_bytes())
        own = folder / str(told["id"])
        files = sorted(one.relative_to(own).as_posix() for one in own.rglob("*") if one.is_file())
        days, job = told["retention_days"], told["job"]
        found.append(Artifact(told["name"], own, int(told["id"]), days, job, tuple(files)))
    return sorted(found, key=lambda one: one.id)


def dotenv(values: Mapping[str, str]) -> str:
    """A file of variables as act reads them: nothing in a value is expanded, and a newline stays in it."""
    escapes = {"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n", "\r": "\\r"}
    table = str.maketrans(escapes)
    return "".join(f'{name}="{value.translate(table)}"\n' for name, value in values.items())
