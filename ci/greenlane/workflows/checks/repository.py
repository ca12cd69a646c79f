"""A repository's workflows and actions, as GitHub would find them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from greenlane.model.errors import OutsideError
from greenlane.model.gates import Tree
from greenlane.workflows.checks.nodes import Broken, Node, read

FOLDER = ".github/workflows/"
WORKFLOWS = (f"{FOLDER}*.yml", f"{FOLDER}*.yaml")
ACTIONS = ("action.yml", "action.yaml")
LARGEST_BYTES = 2**20


@dataclass(frozen=True)
class Step:
    """A step of a job or of a composite action."""

    node: Node

    @property
    def uses(self) -> Node:
        return self.node.at("uses")

    @property
    def run(self) -> Node:
        return self.node.at("run")

    @property
    def id(self) -> str:
        """In lower case, as GitHub compares it."""
        return self.node.at("id").text.lower()

    @property
    def name(self) -> str:
        """What a message calls it."""
        return self.node.at("name").text or self.id or self.uses.text or "a step"


@dataclass(frozen=True)
class Job:
    """A job of a workflow. key: its name below `jobs:`."""

    key: Node
    node: Node

    @property
    def name(self) -> str:
        return self.key.text

    @property
    def uses(self) -> Node:
        """The workflow that it calls."""
        return self.node.at("uses")

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(one.text for one in self.node.at("needs").words())

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return tuple(Step(one) for one in self.node.at("steps").items)

    @property
    def labels(self) -> list[Node]:
        """Of the runner, without those that an expression decides."""
        runs_on = self.node.at("runs-on")
        words = runs_on.words() or runs_on.at("labels").words()
        return [one for one in words if "${{" not in one.text]

    @property
    def has_matrix(self) -> bool:
        return bool(self.node.at("strategy", "matrix"))


@dataclass(frozen=True)
class Workflow:
    """A file of .github/workflows."""

    path: str
    node: Node

    @cached_property
    def triggers(self) -> Mapping[str, tuple[Node, Node]]:
        """Event -> where it is named, and what is said of it."""
        on = self.node.at("on")
        named = {one.text: (one, Node()) for one in on.words()}
        return named | {key.text: (key, value) for key, value in on.entries}

    @cached_property
    def jobs(self) -> tuple[Job, ...]:
        return tuple(Job(key, value) for key, value in self.node.at("jobs").entries)

    @property
    def inputs(self) -> Node:
        """Of a call."""
        return self.node.at("on", "workflow_call", "inputs")


@dataclass(frozen=True)
class Action:
    """An action.yml. folder: from the root, "." for the root."""

    path: str
    node: Node

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.path) or "."

    @property
    def is_composite(self) -> bool:
        return self.node.at("runs", "using").text == "composite"

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return tuple(Step(one) for one in self.node.at("runs", "steps").items)

    @cached_property
    def inputs(self) -> Mapping[str, Node]:
        """By name, in lower case."""
        return {key.text.lower(): value for key, value in self.node.at("inputs").entries}

    @cached_property
    def outputs(self) -> frozenset[str]:
        """Names in lower case."""
        return frozenset(key.text.lower() for key, _ in self.node.at("outputs").entries)


@dataclass(frozen=True)
class DeclaredJob:
    """A job of greenlane.yaml, as far as a workflow must know of it."""

    name: str
    needs: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Repository:
    """All of it. files: every path that counts; unread: a line for each file that could not be read."""

    workflows: tuple[Workflow, ...]
    actions: tuple[Action, ...]
    files: frozenset[str]
    unread: tuple[str, ...] = ()
    declared: tuple[DeclaredJob, ...] = ()

    def action(self, uses: str) -> Action | None:
        """The one of this repository that a `uses:` means, `./x` or `$/x`; None for any other."""
        folder = local(uses)
        return next((one for one in self.actions if folder is not None and one.folder == folder), None)

    def workflow(self, uses: str) -> Workflow | None:
        """The workflow of this repository that a job calls."""
        path = local(uses)
        return next((one for one in self.workflows if path is not None and one.path == path), None)

    @property
    def documents(self) -> tuple[tuple[str, Node], ...]:
        """Every workflow and action, with its path."""
        of_flows = tuple((one.path, one.node) for one in self.workflows)
        return (*of_flows, *((one.path, one.node) for one in self.actions))

    @cached_property
    def steps(self) -> tuple[tuple[str, Sequence[Step]], ...]:
        """The steps of every job and every composite action, with the file's path."""
        of_jobs = [(flow.path, job.steps) for flow in self.workflows for job in flow.jobs]
        return (*of_jobs, *((one.path, one.steps) for one in self.actions))


def local(uses: str) -> str | None:
    """The path in this repository that is meant; None for what lies elsewhere or is only known later."""
    if not uses.startswith(("./", "$/")) or "${{" in uses:
        return None
    return posixpath.normpath(uses[2:] or ".")


def look(tree: Tree, declared: Sequence[DeclaredJob] = ()) -> Repository:
    """Read what is there. A file that cannot be read is named in `unread`."""
    unread: list[str] = []
    workflows = [(path, _read(tree, path, unread)) for path in tree.files(*WORKFLOWS)]
    actions = [path for path in tree.files(*ACTIONS) if not path.startswith(FOLDER)]
    manifests = [(path, _read(tree, path, unread)) for path in actions]
    return Repository(
        workflows=tuple(Workflow(path, node) for path, node in workflows if node),
        actions=tuple(Action(path, node) for path, node in manifests if node),
        files=frozenset(tree.files()),
        unread=tuple(unread),
        declared=tuple(declared),
    )


def _read(tree: Tree, path: str, unread: list[str]) -> Node:
    try:
        data = tree.read(path)
        if len(data) > LARGEST_BYTES:
            raise Broken(f"it is larger than {LARGEST_BYTES // 1024} KiB")
        node = read(data)
        if not node:
            raise Broken("it is empty")
    except (Broken, OutsideError) as err:
        unread.append(f"{path}: {err if isinstance(err, Broken) else err.what}")
        return Node()
    return node
