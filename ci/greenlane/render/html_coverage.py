"""Coverage in HTML: the limits, then each file with a strip of its lines and the ranges that never ran."""

from __future__ import annotations

from collections.abc import Sequence

from greenlane.model.coverage import Coverage, FileCoverage, Threshold
from greenlane.render import words
from greenlane.render.html_frame import sign, value
from greenlane.render.html_table import scrolled
from greenlane.render.text import name

LONG_CHARACTERS = 700
HEAD = (
    ("file", "left"),
    ("lines, first to last", "left"),
    ("covered", "right"),
    ("of", "right"),
    ("never ran", "left"),
)


def coverage_html(coverage: Coverage, label: str) -> str:
    limits = "".join(_limit(one) for one in coverage.thresholds)
    parts = [f'<ul class="limits">{limits}</ul>' if limits else ""]
    changed = words.patch_lacking(coverage)
    if changed:
        parts.append(_files("Changed lines that never ran", changed, f"{label} changed"))
    if coverage.files:
        parts.append(_files("Files, the least covered first", words.least_covered(coverage), label))
    return "\n".join(parts)


def _limit(one: Threshold) -> str:
    outcome = words.held(one)
    wanted = float(one.wanted)
    bar = ""
    if one.found.share is not None:
        bar = (
            '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
            f'<rect class="{outcome.value}" width="{float(one.found.share * 100):.3f}" height="10"/>'
            f'<path class="wanted" d="M{min(wanted, 99.6):.3f} 0v10"/></svg>'
        )
    return (
        f"<li>{sign(outcome)}<div><p><b>{value(name(one.name))}</b> "
        f'<span class="unseen">{outcome.value}: </span>{value(words.found(one))}</p>{bar}</div></li>'
    )


def _files(title: str, files: Sequence[FileCoverage], label: str) -> str:
    rows = "\n".join(_file(file) for file in files)
    head = "".join(f'<th scope="col" class="{side}">{cell}</th>' for cell, side in HEAD)
    table = f"<caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    return scrolled(f'<table class="files">{table}</table>', label)


def _file(file: FileCoverage) -> str:
    count = file.count
    share = float(count.share) if count.share is not None else 1.0
    never = words.never_ran(file)
    if len(never) > LONG_CHARACTERS:
        parts = len(words.gaps(file))
        never_html = f"<details><summary>{words.plural(parts, 'range')}</summary>{value(never)}</details>"
    else:
        never_html = value(never)
    return (
        f'<tr data-file><th scope="row" class="left"><code>{value(name(file.path))}</code></th>'
        f'<td data-sort="{share:.9f}">{_strip(file)}</td>'
        f'<td class="right" data-sort="{share:.9f}">{words.percent(count)}</td>'
        f'<td class="right">{count.total:,}</td><td class="left never">{never_html}</td></tr>'
    )


def _strip(file: FileCoverage) -> str:
    """All lines that could run, side by side; those that never did are marked. The ranges say the same."""
    marks = "".join(f"M{gap.at} 0h{gap.size}v1h-{gap.size}z" for gap in words.gaps(file))
    return (
        f'<svg class="strip" viewBox="0 0 {max(len(file.lines), 1)} 1" preserveAspectRatio="none" '
        f'aria-hidden="true"><path d="{marks}"/></svg>'
    )
