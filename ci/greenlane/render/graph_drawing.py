"""The pieces of a drawn graph: signs, boxes, edges, the cards behind the bands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape

from greenlane.model.graph import Edge, Graph, Look, Node
from greenlane.render.graph_layers import Layers, Place
from greenlane.render.graph_places import Places, Size
from greenlane.render.graph_text import fitted, width, wrapped
from greenlane.render.html_svg import number
from greenlane.render.text import is_address, visible

MARGIN, PADDING, BAND_TOP = 28.0, 18.0, 34.0
NARROWEST, WIDEST = 130.0, 280.0
MOST_ROWS = 2
"""Of one line of a node."""
NAME_PX, LINE_PX, LINE = 13.0, 11.5, 16.0
BESIDE_SIGN = 46.0
"""What a box has beside its texts: the sign on the left, some room on the right."""
GLYPHS = {
    Look.PART: "M-4-2.5h8M-4 2.5h8",
    Look.CHANGED: "M0-4.5L4.5 3.5h-9z",
    Look.RUN: "M-2.5-4L4 0l-6.5 4z",
    Look.PACK: "M-4.5-4.5h6v6h-6zM1.5-1.5h3v6h-6v-3",
    Look.MOVE: "M-4.5 0h8.5M.5-3.5L4 0 .5 3.5",
    Look.REUSE: "M-4 .5l3 3 5.5-7",
    Look.DEFER: "M0-4.5V.5l3.5 2.5",
    Look.REFUSE: "M-3.5-3.5l7 7M3.5-3.5l-7 7",
}
"""The signs as strokes in a disc of radius 9."""


@dataclass(frozen=True)
class Picture:
    """A graph with its places. top: where its cards begin."""

    graph: Graph
    layers: Layers
    places: Places
    sizes: dict[str, Size]
    top: float

    @cached_property
    def column(self) -> dict[Place, int]:
        return {place: at for at, column in enumerate(self.layers.columns) for place in column}

    def left(self, place: Place) -> float:
        return MARGIN + PADDING + self.places.x[self.column[place]]

    def right(self, place: Place) -> float:
        return self.left(place) + self.places.widths[self.column[place]]

    def middle(self, place: Place) -> float:
        return self.top + BAND_TOP + self.places.y[place]


def value(one: str) -> str:
    """A value as text or as a quoted attribute."""
    return escape(visible(one), quote=True)


def text(css: str, x: float, y: float, one: str) -> str:
    """A text that was made to fit before; nothing for none."""
    return f'<text class="{css}" x="{number(x)}" y="{number(y)}">{value(one)}</text>' if one else ""


def sign(look: Look, x: float, y: float) -> str:
    """The disc with its sign, around a place."""
    return (
        f'<g transform="translate({number(x)} {number(y)})"><circle class="disc" r="9"/>'
        f'<path class="glyph" d="{GLYPHS[look]}"/></g>'
    )


def size(node: Node) -> Size:
    """The box that a node would like."""
    rows = _rows(node, WIDEST - BESIDE_SIGN)
    wanted = [width(node.title, NAME_PX, bold=True), *(width(row, LINE_PX, bold=True) for _, row in rows)]
    return Size(min(WIDEST, max(NARROWEST, max(wanted) + BESIDE_SIGN)), 34 + LINE * len(rows))


def _rows(node: Node, room: float) -> list[tuple[str, str]]:
    """What stands below a node's name, each row with its class."""
    state = [("state", fitted(node.state, room, LINE_PX, bold=True))] if node.state else []
    lines = [row for line in node.lines if line for row in wrapped(line, room, LINE_PX, MOST_ROWS)]
    return [*state, *(("line", row) for row in lines)]


def panels(picture: Picture) -> Iterator[str]:
    """A card behind each band, with its name."""
    where = picture.places
    for band, title in enumerate(picture.graph.bands):
        columns = [at for at, one in enumerate(picture.layers.bands) if one == band]
        if columns:
            left, last = MARGIN + where.x[columns[0]], columns[-1]
            wide = where.x[last] + where.widths[last] + PADDING * 2 - where.x[columns[0]]
            yield (
                f'<rect class="panel" x="{number(left)}" y="{number(picture.top)}" rx="14" '
                f'width="{number(wide)}" height="{number(where.height + BAND_TOP + PADDING)}"/>'
            )
            said = fitted(title.upper(), wide - PADDING, 11, bold=True)
            yield text("band", left + PADDING, picture.top + 22, said)


def edges(picture: Picture) -> Iterator[str]:
    """The live ones on top of the others."""
    ways = zip(picture.graph.edges, picture.layers.ways, strict=True)
    for edge, way in sorted(ways, key=lambda one: one[0].is_live):
        yield _edge(picture, edge, way) if way else _circle(picture, edge)


def _edge(picture: Picture, edge: Edge, way: tuple[Place, ...]) -> str:
    """A curve from column to column, straight through those that it passes, and its tip."""
    x, y = picture.right(way[0]), picture.middle(way[0])
    path = f"M{number(x)} {number(y)}"
    for place in way[1:]:
        is_last = place is way[-1]
        begin, height = picture.left(place) - (8 if is_last else 0), picture.middle(place)
        bend = number((x + begin) / 2)
        path += f"C{bend} {number(y)} {bend} {number(height)} {number(begin)} {number(height)}"
        x, y = picture.right(place), height
        path += "" if is_last else f"H{number(x)}"
    css = " live" if edge.is_live else ""
    tip = f"M{number(picture.left(way[-1]) - 1)} {number(y)}l-9-4.5v9z"
    return f'<path class="edge{css}" d="{path}"/><path class="tip{css}" d="{tip}"/>'


def _circle(picture: Picture, edge: Edge) -> str:
    """An edge that closes a circle: dotted, and straight."""
    ends = [Place(edge.source), Place(edge.target)]
    path = "L".join(f"{number(picture.left(one))} {number(picture.middle(one))}" for one in ends)
    return f'<path class="edge circle" d="M{path}"/>'


def nodes(picture: Picture) -> Iterator[str]:
    """Each on a line of its own, in a link where it has an address."""
    for node in picture.graph.nodes:
        drawn = _node(picture, node)
        yield f'<a href="{value(node.link)}">{drawn}</a>\n' if is_address(node.link) else f"{drawn}\n"


def _node(picture: Picture, node: Node) -> str:
    place, height = Place(node.id), picture.sizes[node.id].height
    x, y = picture.left(place), picture.middle(place) - height / 2
    wide = picture.right(place) - x
    rows = enumerate(_rows(node, WIDEST - BESIDE_SIGN), 1)
    drawn = "".join(text(css, x + 36, y + 22 + LINE * at, row) for at, (css, row) in rows)
    name = fitted(node.title, wide - BESIDE_SIGN, NAME_PX, bold=True, is_name=True)
    return (
        f'<g class="{node.look.value}"><title>{value(node.more or node.title)}</title>'
        f'<rect class="box" x="{number(x)}" y="{number(y)}" rx="9" '
        f'width="{number(wide)}" height="{number(height)}"/>'
        f"{sign(node.look, x + 19, y + 18)}{text('name', x + 36, y + 22, name)}{drawn}</g>"
    )
