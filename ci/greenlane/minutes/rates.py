"""What a minute on a runner takes of the included ones, by its label.

- GitHub's standard machines by the law to plan with; in a public repository they take nothing.
- One's own machines take nothing: those labelled self-hosted, and those that `minutes.fallback` names.
- Larger machines and labels that nobody knows are left out: what they take is not known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from greenlane.minutes.laws import STANDARD
from greenlane.minutes.machines import called
from greenlane.model.bill import Law
from greenlane.model.jobs import Machine


def rates(labels: Iterable[str], law: Law, own: Collection[str], *, is_public: bool) -> dict[str, float]:
    """own: labels of machines of one's own."""
    found: dict[str, float] = {}
    for label in labels:
        machine = Machine.SELF_HOSTED if label in own else called(label)
        if machine is Machine.SELF_HOSTED:
            found[label] = 0.0
        elif machine in STANDARD:
            found[label] = 0.0 if is_public else float(law.weights[machine])
    return found
