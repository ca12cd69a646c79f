"""A graph as one SVG file: columns from left to right, a sign and a word for every state, light and dark.

Colour says nothing alone: each state has a sign, a word and a kind of border. Every text is escaped, and cut
to its box; the whole of it is in the tooltip. The same graph makes the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from greenlane.model.graph import Graph, Look
from greenlane.render.graph_drawing import (
    BAND_TOP,
    LINE,
    MARGIN,
    PADDING,
    Picture,
    edges,
    nodes,
    panels,
    sign,
    size,
    text,
    value,
)
from greenlane.render.graph_layers import Layers, layers
from greenlane.render.graph_places import places
from greenlane.render.graph_text import fitted, width, wrapped
from greenlane.render.html_frame import resource
from greenlane.render.html_svg import number
from greenlane.render.text import flat

COLUMN_GAP, BAND_GAP, MOST_MORE = 52.0, 92.0, 44.0
LEAST_WIDTH = 640.0
KEY_ROW = 26.0
TITLE_PX, VERDICT_PX, SMALL_PX = 20, 14, 12


def svg(graph: Graph) -> str:
    """The file, ended by a newline."""
    graph = _sorted(graph)
    found = layers(graph)
    sizes = {node.id: size(node) for node in graph.nodes}
    where = places(found, sizes, _gaps(found))
    inner = max(where.width + 2 * PADDING, LEAST_WIDTH)
    head, top = _head(graph, inner)
    picture = Picture(graph, found, where, sizes, top)
    body = "".join((*panels(picture), "\n", *edges(picture), "\n", *nodes(picture)))
    bottom = top + (BAND_TOP + where.height + PADDING if graph.nodes else 0.0) + 8
    notes = [line for note in graph.notes for line in wrapped(note, inner, SMALL_PX)]
    foot = "".join(text("note", MARGIN, bottom + LINE * at, line) for at, line in enumerate(notes, 1))
    return _framed(graph, inner + 2 * MARGIN, bottom + len(notes) * LINE + MARGIN, f"{head}\n{body}{foot}")


def _framed(graph: Graph, wide: float, height: float, body: str) -> str:
    box = f"{number(wide)} {number(height)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(wide)}" height="{number(height)}" '
        f'viewBox="0 0 {box}" role="graphics-document document" aria-labelledby="title summary">\n'
        f'<title id="title">{value(flat(graph.title))}</title>\n'
        f'<desc id="summary">{value(_summary(graph))}</desc>\n'
        f"<style>\n{resource('graph', 'css')}</style>\n"
        f'<rect class="ground" width="100%" height="100%"/>\n{body}</svg>\n'
    )


def _sorted(graph: Graph) -> Graph:
    """The same graph whoever made it: in order, each edge once, and only between its nodes."""
    found = tuple(sorted(graph.nodes, key=lambda one: (one.band, one.title, one.id)))
    ids = {node.id for node in found}
    kept = {(edge.source, edge.target): edge for edge in graph.edges if {edge.source, edge.target} <= ids}
    return replace(graph, nodes=found, edges=tuple(kept[ends] for ends in sorted(kept)))


def _summary(graph: Graph) -> str:
    """All of it in words, for who cannot see the picture."""
    said = [f"{node.title}: {node.state or node.look.value}" for node in graph.nodes]
    return flat(f"{graph.verdict}. {'; '.join(said)}.")


def _head(graph: Graph, inner: float) -> tuple[str, float]:
    """Title, verdict and keys, and where they end."""
    y = MARGIN + 14
    drawn = [text("title", MARGIN, y, fitted(graph.title, inner, TITLE_PX, bold=True))]
    y += 8
    for line in wrapped(graph.verdict, inner, VERDICT_PX):
        y += 18
        drawn.append(text("verdict", MARGIN, y, line))
    for row in _key_rows(graph, inner):
        y += KEY_ROW
        drawn += [_key(look, MARGIN + x, y, said, inner) for x, look, said in row]
    return "".join(drawn), y + 26


def _key_rows(graph: Graph, inner: float) -> Iterator[list[tuple[float, Look, str]]]:
    """The keys in rows, each with its place from the left."""
    row: list[tuple[float, Look, str]] = []
    x = 0.0
    for look, said in graph.keys:
        wide = width(said, SMALL_PX) + 42
        if row and x + wide > inner:
            yield row
            row, x = [], 0.0
        row.append((x, look, said))
        x += wide
    if row:
        yield row


def _key(look: Look, x: float, y: float, said: str, inner: float) -> str:
    words = text("key", x + 26, y + 4, fitted(said, inner - 26, SMALL_PX))
    return f'<g class="{look.value}">{sign(look, x + 9, y)}</g>{words}'


def _gaps(found: Layers) -> list[float]:
    """Behind each column: wider where many edges go, and between bands."""
    column = {place: at for at, some in enumerate(found.columns) for place in some}
    counts = [0] * len(found.columns)
    for way in found.ways:
        for place in way[:-1]:
            counts[column[place]] += 1
    return [
        (COLUMN_GAP if band == following else BAND_GAP) + min(MOST_MORE, 2.0 * count)
        for count, band, following in zip(counts, found.bands, (*found.bands[1:], -1), strict=False)
    ]
