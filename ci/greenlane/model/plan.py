"""What a plan is made from and what it says: components, jobs, keys, passes, decisions, debts.

Times are Unix seconds, UTC; durations are seconds. None is unknown.
"""

from __future__ import annotations

from greenlane.model.frozen import field, frozen
from greenlane.model.light import Mapping, NamedTuple, Sequence, StrEnum

SCHEMA = 1
"""Of keys and of written plans: part of every key, so that another way to compute them meets no old ones."""
HERE = "here"
"""The leg of the planning job; a leg of a job of that name is called otherwise."""


class Event(StrEnum):
    """Why a plan is made. What GitHub calls otherwise is OTHER, which runs everything."""

    PULL_REQUEST = "pull_request"
    MERGE_GROUP = "merge_group"
    PUSH = "push"
    SCHEDULE = "schedule"
    DISPATCH = "workflow_dispatch"
    RELEASE = "release"
    LOCAL = "local"
    OTHER = "other"


class Until(StrEnum):
    """The latest event that may still do without a deferred job."""

    MERGE = "merge"
    NIGHTLY = "nightly"
    RELEASE = "release"


@frozen
class Component:
    """A part of the repository. paths: GitHub's globs in their order, `!` takes out again.

    needs: other parts.
    """

    name: str
    paths: tuple[str, ...]
    needs: tuple[str, ...] = ()


@frozen
class Deferral:
    """A job that may wait.

    until: who pays at the latest; within_s: and how long it may wait, None for any time.
    """

    until: Until = Until.NIGHTLY
    within_s: float | None = None


@frozen
class Job:
    """A job as it is declared.

    components: what it checks; () for the whole tree. run: commands. runner: a label. needs: jobs before it.
    definition: files that define it beside greenlane.yaml (a workflow, an action's folder, noxfile.py), as
    globs; () when nobody says, and then every file outside the components counts. locks: lock files of which
    only the importers of its components count. environment: names of variables that it depends on. defer:
    None for a required one. valid_s: how long a pass may be reused. minutes: expected billed ones, where
    there is no history. setup_s: of its time, what a job packed with it would not repeat. alone: never packed
    with others. moves: labels of other runners on which it works too, the best first. reports: globs of
    the files that it leaves.
    """

    name: str
    components: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    runner: str = "ubuntu-24.04"
    needs: tuple[str, ...] = ()
    definition: tuple[str, ...] = ()
    locks: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    defer: Deferral | None = None
    valid_s: float = 14 * 86400.0
    minutes: float | None = None
    setup_s: float = 30.0
    alone: bool = False
    moves: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()


@frozen
class Policy:
    """How to plan. wall_s: the longest a packed group may take. audit: the share of reuses that run anyway.

    clean_runs: how many plans in shadow have to be without a miss before one is enforced; shadow: True holds
    it there, False enforces at once, None goes by clean_runs.
    """

    wall_s: float = 600.0
    audit: float = 0.02
    shadow: bool | None = None
    clean_runs: int = 20


@frozen
class Declared:
    """`components:`, `jobs:` and `planner:`, checked: names exist, no cycle. Jobs as declared.

    project: its name, "" where the declaration gives none.
    """

    components: Sequence[Component] = ()
    jobs: tuple[Job, ...] = ()
    policy: Policy = field(default_factory=Policy)
    project: str = ""


class Part(NamedTuple):
    """One input of a key. kind: schema, component, rest, definition, lock, job, runner, environment.

    own and file only explain, and make no key (planner/keys.py: explained).
    """

    kind: str
    name: str
    digest: str


@frozen
class Key:
    """What a job depends on, as one digest.

    digest: None when it could not be told, and `why` says why: run it.
    """

    job: str
    digest: str | None
    parts: tuple[Part, ...] = ()
    why: str = ""


@frozen
class Report:
    """A file that a job left. path: in the repository, with `/`. digest: SHA-256 of its content."""

    path: str
    digest: str


@frozen
class Pass:
    """A complete success of a job, as it was recorded.

    origin: where the record came from and who vouches for it. tests: how many ran, None when nobody counted.
    url: of the run. reports: files that the job left, kept with the pass.
    """

    job: str
    digest: str
    repository: str
    run_id: int
    attempt: int
    commit: str
    event: str
    branch: str
    passed_at: int
    duration_s: float
    minutes: int
    tests: int | None = None
    origin: str = ""
    url: str = ""
    parts: tuple[Part, ...] = ()
    reports: tuple[Report, ...] = ()


@frozen
class Refusal:
    """A record that was not believed, and why."""

    where: str
    why: str


@frozen
class Past:
    """What a job did of late. durations_s: of runs that ended by themselves, the newest last.

    is_red: whether the newest run failed; None when nobody knows.
    """

    durations_s: tuple[float, ...] = ()
    runs: int = 0
    failures: int = 0
    is_red: bool | None = None


@frozen
class Debt:
    """A job that was put off. digest: of the content that it is owed on. until, due_at: when it falls due.

    paid_by: the pass that paid it, None while it stands. branch: where it is owed.
    """

    job: str
    digest: str
    commit: str
    since: int
    until: Until
    due_at: int | None
    reason: str = ""
    paid_by: Pass | None = None
    branch: str = ""


class Choice(StrEnum):
    """What becomes of a job.

    PACK: it runs in a group; MOVE: on another runner; REFUSE: red, said and explained.
    """

    RUN = "run"
    REUSE = "reuse"
    PACK = "pack"
    MOVE = "move"
    DEFER = "defer"
    REFUSE = "refuse"


@frozen
class Decision:
    """One job's. minutes, wall_s: expected; 0 where it does not run.

    change: what would make it another choice. group: the leg of the matrix that it runs in, "" for none.
    runner: where it runs. evidence: the pass that is reused. debt: what is owed from now on. would: in
    shadow, what it would have been.
    """

    job: str
    choice: Choice
    reason: str
    key: Key
    minutes: float
    wall_s: float
    change: str = ""
    group: str = ""
    runner: str = ""
    evidence: Pass | None = None
    debt: Debt | None = None
    would: Choice | None = None


@frozen
class Group:
    """A leg of the matrix: jobs that share one runner, in order. minutes: expected to be billed together.

    stage: 0 for a leg that waits for nobody; a leg of stage n waits for the legs of the stages below.
    The leg named HERE runs in the planning job itself; its minutes are those beyond what planning takes.
    """

    name: str
    runner: str
    jobs: tuple[str, ...]
    minutes: float
    wall_s: float
    stage: int = 0


@frozen
class Plan:
    """What runs and what does not, for one commit.

    level: of the budget, "" when unknown. everything: why all jobs run, "" when they do not. refusals:
    records that were not believed. debts: standing ones, the new ones included. past: the history it was
    decided from. closed: debts that it read and that are owed no more, or moved; None when it read none.
    """

    commit: str
    tree: str
    event: Event
    made_at: int
    level: str
    decisions: tuple[Decision, ...]
    groups: tuple[Group, ...]
    debts: tuple[Debt, ...] = ()
    everything: str = ""
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    shadow: bool = False
    schema: int = SCHEMA
    past: Mapping[str, Past] = field(default_factory=dict)
    closed: tuple[Debt, ...] | None = None
