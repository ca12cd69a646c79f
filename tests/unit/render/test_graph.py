"""A graph as a picture: everything in its place, nothing over another, nothing obeyed."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenlane.model.graph import Edge, Graph, Look, Node
from greenlane.planner.graph import graph
from greenlane.render.graph import svg
from greenlane.render.graph_drawing import GLYPHS
from greenlane.render.graph_layers import layers
from greenlane.render.graph_text import fitted, width, wrapped
from tests.examples import examples
from tests.unit.planner.plans import DECLARED, plan
from tests.unit.render.golden import is_golden
from tests.unit.render.hostile import VALUES, values

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "style", "rect", "text", "g", "circle", "path", "a"}
LETTERS = st.sampled_from("abcdefghij")


@st.composite
def graphs(draw: st.DrawFn, texts: st.SearchStrategy[str] = LETTERS) -> Graph:
    """Of up to ten nodes in two bands, with any edges between them, circles among them."""
    ids = sorted(draw(st.sets(LETTERS)))
    nodes = [
        Node(
            one,
            draw(texts),
            draw(st.sampled_from(Look)),
            draw(st.integers(0, 1)),
            draw(texts),
            tuple(draw(st.lists(texts, max_size=2))),
        )
        for one in ids
    ]
    ends = st.tuples(LETTERS, LETTERS, st.booleans())
    edges = [Edge(*one) for one in draw(st.lists(ends, max_size=20))]
    return Graph(
        draw(texts), draw(texts), ("left", "right"), tuple(nodes), tuple(edges), ((Look.RUN, "runs"),)
    )


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def boxes(text: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every node."""
    found = []
    for one in parsed(text).iter(f"{SVG}rect"):
        if one.get("class") == "box":
            x, y, wide, high = (float(one.get(name, "")) for name in ("x", "y", "width", "height"))
            found.append((x, y, x + wide, y + high))
    return found


def simple(*edges: tuple[str, str], bands: str = "") -> Graph:
    """A graph of these edges; nodes whose names are in `bands` stand in the second band."""
    names = sorted({one for edge in edges for one in edge})
    nodes = tuple(Node(one, one, Look.PART, int(one in bands)) for one in names)
    return Graph("t", "v", ("left", "right"), nodes, tuple(Edge(*one) for one in edges))


def column(found: Graph) -> dict[str, int]:
    return {place.id: at for at, some in enumerate(layers(found).columns) for place in some if place.edge < 0}


def test_a_whole_picture() -> None:
    text = svg(graph(plan(), DECLARED, ("proto",), "messenger"))

    assert is_golden("plan-graph.svg", re.sub(r"(?s)<style>.*</style>\n", "", text))


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
@pytest.mark.unmeasured
def test_no_value_becomes_markup(value: str) -> None:
    node = Node("n", value, Look.RUN, 0, value, (value, value), value, value)
    picture = Graph(value, value, (value,), (node,), (), ((Look.RUN, value),), (value,))
    root = parsed(svg(picture))

    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= ELEMENTS
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on")]
    assert all(one.get("href", "").startswith(("http://", "https://")) for one in root.iter(f"{SVG}a"))


@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(graphs(values))
def test_any_graph_is_one_well_formed_picture_with_all_its_nodes(found: Graph) -> None:
    assert len(boxes(svg(found))) == len(found.nodes)


@settings(max_examples=examples(150), deadline=None)
@given(graphs())
def test_no_box_covers_another_or_leaves_the_picture(found: Graph) -> None:
    text = svg(found)
    _, _, wide, high = (float(one) for one in parsed(text).get("viewBox", "").split())
    drawn = boxes(text)

    for one, other in combinations(drawn, 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
    assert all(one[0] > 0 and one[1] > 0 and one[2] < wide and one[3] < high for one in drawn)


@settings(max_examples=examples(100), deadline=None)
@given(graphs())
def test_the_order_of_nodes_and_edges_changes_nothing(found: Graph) -> None:
    nodes = sorted(found.nodes, key=lambda one: one.id, reverse=True)
    edges = list({(one.source, one.target): one for one in found.edges}.values())
    same = Graph(found.title, found.verdict, found.bands, tuple(nodes), tuple(edges[::-1]), found.keys)

    assert svg(same) == svg(found)


@settings(max_examples=examples(150), deadline=None)
@given(graphs())
def test_an_edge_goes_to_the_right_unless_it_closes_a_circle(found: Graph) -> None:
    ids = {node.id for node in found.nodes}
    edges = tuple(one for one in found.edges if {one.source, one.target} <= ids)
    picture = Graph("t", "v", found.bands, found.nodes, edges)
    made, where = layers(picture), column(picture)

    for edge, way in zip(edges, made.ways, strict=True):
        if way:
            assert [one.id for one in (way[0], way[-1])] == [edge.source, edge.target]
            assert len(way) == where[edge.target] - where[edge.source] + 1 >= 2
    band = {node.id: node.band for node in found.nodes}
    assert all(where[one] < where[other] for one in ids for other in ids if band[one] < band[other])


def test_a_node_stands_next_to_what_needs_it() -> None:
    assert column(simple(("a", "b"), ("b", "c"), ("x", "c"))) == {"a": 0, "b": 1, "x": 1, "c": 2}


def test_all_of_a_band_stands_before_the_next() -> None:
    assert column(simple(("a", "b"), ("b", "j"), ("d", "k"), bands="jk")) == {
        "a": 0,
        "b": 1,
        "d": 1,
        "j": 2,
        "k": 2,
    }


def test_a_circle_is_drawn_and_ends() -> None:
    assert svg(simple(("a", "b"), ("b", "a"))).count('class="edge circle"') == 1


def test_crossings_that_need_not_be_are_not_there() -> None:
    made = layers(simple(("a", "z"), ("b", "y"), ("c", "x")))
    first, second = ([place.id for place in some] for some in made.columns)

    assert [dict(zip("abc", "zyx", strict=True))[one] for one in first] == second


def test_every_look_has_a_sign_a_class_and_a_border_of_its_own() -> None:
    css = svg(simple(("a", "b")))

    assert set(GLYPHS) == set(Look)
    assert len(set(GLYPHS.values())) == len(Look)
    assert all(f".{look.value} " in css for look in Look)


def test_the_picture_says_in_words_what_it_shows() -> None:
    root = parsed(svg(graph(plan(), DECLARED)))
    said = root.findtext(f"{SVG}desc") or ""

    assert all(f"{one.job}: " in said for one in plan().decisions)
    assert root.get("aria-labelledby") == "title summary"


def test_a_job_that_is_reused_leads_to_its_run() -> None:
    (link,) = parsed(svg(graph(plan(), DECLARED))).iter(f"{SVG}a")

    assert link.get("href") == "https://github.com/octo/messenger/actions/runs/4242"


@given(st.text(max_size=60), st.floats(20, 400), st.floats(8, 20))
def test_a_text_is_cut_to_its_room(text: str, room: float, size: float) -> None:
    assert width(fitted(text, room, size), size) <= room
    assert len(wrapped(text, room, size, 2)) <= 2
