"""`minutes:` of the declaration, and where jobs run when there are none left."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Alerts:
    """When to say something, and where.

    at: percents of the included minutes. overrun: the probability above which. issue: whether one is opened.
    webhook: the environment variable that holds the address, "" for none.
    """

    at: tuple[int, ...] = (50, 75, 90)
    overrun: float = 0.5
    issue: bool = False
    webhook: str = ""


@dataclass(frozen=True)
class Minutes:
    """`minutes:` of the declaration.

    included: minutes a cycle; None: those of the plan. account: who is billed; "" for the repository's owner.
    repositories: owner/name; none: the one we are in. cycle_day: on which the quota starts again.
    reserve: minutes kept for release and hotfix. hosted: what jobs run on while there are minutes; fallback:
    labels of the self-hosted runners to use when there are none.
    """

    plan: str = "free"
    included: int | None = None
    account: str = ""
    repositories: tuple[str, ...] = ()
    cycle_day: int = 1
    reserve: int = 0
    alerts: Alerts = field(default_factory=Alerts)
    hosted: tuple[str, ...] = ("ubuntu-latest",)
    fallback: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunsOn:
    """Where jobs should run now. labels: for `runs-on`. reason: why, in a sentence."""

    labels: tuple[str, ...]
    is_self_hosted: bool
    reason: str
