"""May it be released: what was seen and what speaks for it, judged together."""

from __future__ import annotations

import argparse
from typing import NamedTuple

from greenlane.cli.release_evidence import claims
from greenlane.cli.release_seen import observe
from greenlane.cli.world import World
from greenlane.edges.github import GitHub
from greenlane.model.verdict import Outcome, together
from greenlane.release import evidence, plan
from greenlane.release.evidence import Claim
from greenlane.release.report import Told


class Judged(NamedTuple):
    """claims: None when nobody asked for evidence. obstacles: none means go."""

    version: str
    observed: plan.Observed
    claims: list[Claim] | None
    obstacles: list[str]

    @property
    def outcome(self) -> Outcome:
        """pass when nothing stands in the way; not-run when there was nothing that could speak for it."""
        seen = Outcome.FAIL if plan.obstacles(self.version, self.observed) else Outcome.PASS
        said = Outcome.PASS if self.claims is None else evidence.verdict(self.claims)
        return said if seen is Outcome.PASS else together([seen, said])

    def told(self, verdict: str) -> Told:
        """What there is to show."""
        seen = self.observed
        return Told(
            version=self.version,
            commit=seen.commit,
            outcome=self.outcome,
            verdict=verdict,
            obstacles=self.obstacles,
            claims=self.claims,
            assets=seen.built.assets if seen.built else (),
            notes=seen.notes or "",
            url=seen.remote.published.url if seen.remote.published else "",
        )


def judged(
    arguments: argparse.Namespace,
    world: World,
    github: GitHub,
    built: plan.Built | None,
    *,
    is_early: bool = False,
) -> Judged:
    """Look at everything and name all that stands in the way. Raises UsageError, OutsideError."""
    observed = observe(arguments, world, github, built)
    said = None if is_early else claims(arguments, world, observed.commit)
    found = plan.obstacles(arguments.version, observed)
    lacking = [] if said is None else [*evidence.missing(said)]
    return Judged(arguments.version, observed, said, [*found, *lacking])


def refused(one: Judged) -> str:
    """The verdict in a line."""
    more = f" (and {len(one.obstacles) - 1} more)" if len(one.obstacles) > 1 else ""
    return f"v{one.version} cannot be released: {one.obstacles[0]}{more}"
