"""How much a usual day takes now, and by how much days leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from greenlane.minutes.forecast_history import History, Tuning
from greenlane.minutes.forecast_shape import Shape, noise_of, shape_of


@dataclass(frozen=True)
class Look:
    """A first look at a history; every tuple has a value for each of its days.

    noise: the relative variance of a day. recent: the weight of a day for the level. calm: its minutes up to
    the cap; excess: what lay above. ratios: its minutes by what was usual around it. level: minutes of a day
    of factor 1. days_known: how many days the recent ones are worth.
    """

    noise: float
    recent: tuple[float, ...]
    calm: tuple[float, ...]
    excess: tuple[float, ...]
    ratios: tuple[float, ...]
    level: float
    days_known: float


def look_at(history: History, tuning: Tuning) -> Look:
    """Look at a history of at least one day."""
    count = len(history.minutes)
    noise = noise_of(history, tuning)
    shape = shape_of(history, [1.0] * count, noise, tuning)
    usual = _usual(history, shape, tuning.half_life)
    recent = tuple(0.5 ** ((count - at) / tuning.half_life) for at in range(count))
    calm = tuple(min(much, tuning.cap * one) for much, one in zip(history.minutes, usual, strict=True))
    excess = tuple(much - low for much, low in zip(history.minutes, calm, strict=True))
    return Look(
        noise=noise,
        recent=recent,
        calm=calm,
        excess=excess,
        ratios=tuple(
            much / one if one > 0 else 1.0 for much, one in zip(history.minutes, usual, strict=True)
        ),
        level=level_of(history, shape, recent, calm, excess),
        days_known=sum(recent) ** 2 / sum(one * one for one in recent),
    )


def level_of(
    history: History,
    shape: Shape,
    recent: Sequence[float],
    calm: Sequence[float],
    excess: Sequence[float],
    weights: Sequence[float] | None = None,
) -> float:
    """Minutes of a day of factor 1: recent days without their bursts, plus the bursts at their long rate.

    A burst raises what is expected as often as bursts came in all days known, not as if it went on.
    """
    fresh_much, fresh = history.so_far, history.elapsed * shape[history.today.weekday()]
    long_much = long = 0.0
    for at, weekday in enumerate(history.weekdays):
        weight = weights[at] if weights else 1.0
        exposure = weight * shape[weekday]
        fresh_much += weight * recent[at] * calm[at]
        fresh += exposure * recent[at]
        long_much += weight * excess[at]
        long += exposure
    return (fresh_much / fresh if fresh > 0 else 0.0) + (long_much / long if long > 0 else 0.0)


def _usual(history: History, shape: Shape, half_life: float) -> list[float]:
    """For every day, the minutes that the days around it let expect, near days counting more."""
    factors = [shape[weekday] for weekday in history.weekdays]
    near = [0.5 ** (apart / half_life) for apart in range(len(factors))]
    found = []
    for at, factor in enumerate(factors):
        much = sum(near[abs(at - other)] * one for other, one in enumerate(history.minutes))
        exposure = sum(near[abs(at - other)] * one for other, one in enumerate(factors))
        found.append(factor * much / exposure if exposure > 0 else 0.0)
    return found
