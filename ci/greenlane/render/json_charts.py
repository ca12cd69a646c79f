"""Charts as JSON's own kinds of values, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, assert_never

from greenlane.model.document import Bars, Chart, Fan, Heat, Meter


def chart(one: Chart) -> dict[str, Any]:
    """A chart with all its figures, under the names that it has in greenlane."""
    about = {"title": one.title, "unit": one.unit}
    match one:
        case Meter():
            return {"block": "meter", **about, **_meter(one)}
        case Fan():
            return {"block": "fan", **about, **_fan(one)}
        case Heat():
            cells = [list(row) for row in one.cells]
            return {
                "block": "heat",
                **about,
                "row_names": list(one.rows),
                "columns": list(one.columns),
                "cells": cells,
            }
        case Bars():
            return {
                "block": "bars",
                **about,
                "part_name": one.part_name,
                "part": list(one.part),
                "bars": [list(bar) for bar in one.bars],
            }
        case _:
            assert_never(one)


def _meter(meter: Meter) -> dict[str, Any]:
    return {
        "value": meter.value,
        "limit": meter.limit,
        "low": meter.low,
        "mid": meter.mid,
        "high": meter.high,
        "marks": [list(mark) for mark in meter.marks],
    }


def _fan(fan: Fan) -> dict[str, Any]:
    return {
        "limit": fan.limit,
        "labels": list(fan.labels),
        "known": list(fan.known),
        "mid": list(fan.mid),
        "bands": [{"name": name, "low": list(low), "high": list(high)} for name, low, high in fan.bands],
    }


def _read_meter(values: Any) -> Meter:
    marks = tuple((name, value) for name, value in values["marks"])
    figures = {name: values[name] for name in ("title", "unit", "value", "limit", "low", "mid", "high")}
    return Meter(marks=marks, **figures)


def _read_fan(values: Any) -> Fan:
    return Fan(
        title=values["title"],
        unit=values["unit"],
        limit=values["limit"],
        labels=tuple(values["labels"]),
        known=tuple(values["known"]),
        mid=tuple(values["mid"]),
        bands=tuple((one["name"], tuple(one["low"]), tuple(one["high"])) for one in values["bands"]),
    )


def _read_heat(values: Any) -> Heat:
    return Heat(
        title=values["title"],
        unit=values["unit"],
        rows=tuple(values["row_names"]),
        columns=tuple(values["columns"]),
        cells=tuple(tuple(row) for row in values["cells"]),
    )


def _read_bars(values: Any) -> Bars:
    return Bars(
        title=values["title"],
        unit=values["unit"],
        bars=tuple((name, value, note) for name, value, note in values["bars"]),
        part=tuple(values["part"]),
        part_name=values["part_name"],
    )


CHARTS: Mapping[str, Callable[[Any], Meter | Fan | Heat | Bars]] = {
    "meter": _read_meter,
    "fan": _read_fan,
    "heat": _read_heat,
    "bars": _read_bars,
}
