"""Components, jobs and decisions as a graph."""

from __future__ import annotations

from dataclasses import replace

from greenlane.model.graph import Edge, Graph, Look, Node
from greenlane.model.plan import Choice, Component, Declared, Job
from greenlane.planner.graph import MOST_COMPONENTS, MOST_JOBS, graph
from tests.unit.planner.plans import DECLARED, key, plan


def node(found: Graph, name: str) -> Node:
    return next(one for one in found.nodes if one.id == name)


def live(found: Graph) -> set[tuple[str, str]]:
    return {(one.source, one.target) for one in found.edges if one.is_live}


def test_every_component_and_every_job_is_a_node_with_what_becomes_of_it() -> None:
    found = graph(plan(), DECLARED)

    assert {one.id for one in found.nodes} == {
        *(f"component {one.name}" for one in DECLARED.components),
        *(f"job {one.name}" for one in DECLARED.jobs),
    }
    assert node(found, "job docs").look is Look.REUSE
    assert node(found, "job api-tests").state == "runs, moved · 3 min"
    assert "checks the whole tree" in node(found, "job lint").lines


def test_edges_lead_from_what_is_needed_to_what_needs_it() -> None:
    edges = set(graph(plan(), DECLARED).edges)

    assert Edge("component proto", "component api") in edges
    assert Edge("component api", "job api-tests") in edges
    assert Edge("job api-tests", "job app-tests") in edges
    assert len(edges) == 2 + 4 + 2


def test_a_change_is_followed_over_all_that_need_it() -> None:
    found = graph(plan(), DECLARED, ("proto",))

    assert node(found, "component proto").look is Look.CHANGED
    assert node(found, "component api").look is Look.PART
    assert live(found) == {
        ("component proto", "component api"),
        ("component proto", "component app"),
        ("component api", "job api-tests"),
        ("component app", "job app-tests"),
        ("component app", "job ios"),
    }


def test_nothing_is_marked_as_changed_when_nobody_looked() -> None:
    found = graph(plan(), DECLARED)

    assert live(found) == set()
    assert Look.CHANGED not in [look for look, _ in found.keys]


def test_the_keys_count_what_is_there_and_name_nothing_else() -> None:
    assert graph(plan(), DECLARED, ("proto",)).keys == (
        (Look.PART, "component"),
        (Look.CHANGED, "changed: 1"),
        (Look.RUN, "runs: 1"),
        (Look.PACK, "runs, packed: 1"),
        (Look.MOVE, "runs, moved: 1"),
        (Look.DEFER, "put off: 1"),
        (Look.REUSE, "reused: 1"),
    )


def test_too_much_for_a_picture_is_left_out_and_counted_what_changed_last_of_all() -> None:
    parts = tuple(Component(f"part-{at:03}", (f"{at}/**",), ("part-199",)[: at < 199]) for at in range(200))
    jobs = tuple(Job(f"job-{at:03}", (f"part-{at:03}",)) for at in range(200))
    one = plan().decisions[2]
    many = tuple(replace(one, job=job.name, key=key(job.name)) for job in jobs)
    red = replace(many[-1], choice=Choice.REFUSE)
    found = graph(replace(plan(), decisions=(*many[:-1], red)), Declared(parts, jobs), ("part-199",))
    bands = [each.band for each in found.nodes]

    assert (bands.count(0), bands.count(1)) == (MOST_COMPONENTS, MOST_JOBS)
    assert node(found, "component part-199").look is Look.CHANGED
    assert node(found, "job job-199").look is Look.REFUSE
    assert found.notes[0] == "Left out, as too much for a picture: 120 more components and 80 more jobs."


def test_needs_that_go_round_in_a_circle_end() -> None:
    declared = Declared((Component("a", ("a/**",), ("b",)), Component("b", ("b/**",), ("a",))), ())

    assert len(live(graph(replace(plan(), decisions=()), declared, ("a",)))) == 2


def test_a_job_that_is_not_declared_any_more_is_still_shown() -> None:
    found = graph(plan(), Declared(DECLARED.components))

    assert node(found, "job docs").look is Look.REUSE
    assert len(found.edges) == 2


def test_shadow_is_said() -> None:
    assert "In shadow: nothing is left out." in graph(replace(plan(), shadow=True), DECLARED).notes


def test_what_was_found_in_files_is_an_edge_as_any_other() -> None:
    found = graph(plan(), DECLARED, ("docs",), uses={"app": {"docs": "app/manual"}})

    assert Edge("component docs", "component app", True) in found.edges
    assert ("component app", "job ios") in live(found)
