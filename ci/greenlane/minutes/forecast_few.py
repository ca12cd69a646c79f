"""Futures where next to nothing is known: a plain rate, and a span so wide that it cannot be mistaken."""

from __future__ import annotations

import math
from statistics import NormalDist

from greenlane.minutes.forecast_draws import Future
from greenlane.minutes.forecast_history import History, Horizon

FEW = 3
"""With fewer days that are over than this, nothing is said about the probability of an overrun."""
SPREAD = 1.0
"""The spread of the logarithm of what is to come: 90 % within a fifth and five times the rate."""
QUIET = 0.55
"""How likely it is that nothing comes after nothing; the middle case is then that nothing does."""


def guesses(history: History, ahead: Horizon, draws: int, even: float) -> list[Future]:
    """What may come, from fewer than three days. even: the minutes a day that would just use the quota.

    Where minutes were used, their rate a day (today counts as a whole day at least while it is the only
    one), times a lognormal factor. Where none were, in a little more than half of all cases none come, and in
    the others anything up to the quota.
    """
    spent = sum(history.minutes) + history.so_far
    rate = spent / max(1.0, len(history.minutes) + history.elapsed)
    steps = [(at + 0.5) / draws for at in range(draws)]
    if spent > 0:
        rates = [rate * math.exp(SPREAD * NormalDist().inv_cdf(step)) for step in steps]
    else:
        rates = [max(0.0, (step - QUIET) / (1 - QUIET)) * even for step in steps]
    return [[one * (ahead.share if at == 0 else 1.0) for at in range(len(ahead.days))] for one in rates]
