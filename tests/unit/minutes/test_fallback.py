"""Where jobs run: hosted while minutes last, else where a runner is online and idle, else refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.edges.github_actions import Actions
from greenlane.edges.github_client import Client
from greenlane.minutes.fallback import Available, Refusal, decide, output, runs_on
from greenlane.model.budget import BudgetLevel, Standing
from greenlane.model.github import Runner, SeenRepository
from greenlane.model.minutes import Minutes, RunsOn
from tests.standins.actions import Repo, World, broken, serving

SETTINGS = Minutes(fallback=("self-hosted", "linux"))
HOSTED = ("ubuntu-latest",)
OWN = ("self-hosted", "linux")
PUBLIC = SeenRepository("octo-org/app", False, "main", True)
BY_A_USER = SeenRepository("octo-org/app", True, "main", False)
LEVELS: list[BudgetLevel | None] = [*BudgetLevel, None]


@dataclass
class Place:
    """The stand-in, its repository, and what asks it."""

    world: World
    repo: Repo
    actions: Actions


@pytest.fixture
def place() -> Iterator[Place]:
    world = World()
    repo = world.repository("octo-org/app")
    with serving(world) as url:
        yield Place(world, repo, Actions(Client(url, "t0ken", sleep=lambda _: None)))


def stands(level: BudgetLevel | None) -> Standing:
    return Standing(level, Fraction(0), "so it stands")


def ask(
    place: Place,
    level: BudgetLevel | None,
    settings: Minutes = SETTINGS,
    seen: SeenRepository | None = None,
) -> RunsOn | Refusal:
    return runs_on(place.actions, "octo-org/app", stands(level), settings, seen)


def labels(chosen: RunsOn | Refusal) -> tuple[str, ...]:
    assert isinstance(chosen, RunsOn)
    return chosen.labels


def reason(chosen: RunsOn | Refusal) -> str:
    return chosen.reason


def by_owner(world: World, name: str) -> None:
    made = {"id": world.next_number(), "name": name, "status": "online", "busy": False, "labels": OWN}
    world.organization_runners.setdefault("octo-org", []).append(made)


@pytest.mark.parametrize("level", [BudgetLevel.COMFORTABLE, BudgetLevel.TIGHT])
def test_while_there_are_minutes_jobs_run_hosted_and_nobody_is_asked(
    place: Place, level: BudgetLevel
) -> None:
    place.repo.runner("idle")
    assert labels(ask(place, level)) == HOSTED
    assert place.world.requests == []


@pytest.mark.parametrize("level", [BudgetLevel.CRITICAL, BudgetLevel.EXHAUSTED, None])
def test_an_idle_runner_is_taken_when_minutes_are_short_or_unknown(
    place: Place, level: BudgetLevel | None
) -> None:
    place.repo.runner("idle")
    chosen = ask(place, level)
    assert isinstance(chosen, RunsOn)
    assert (chosen.labels, chosen.is_self_hosted) == (OWN, True)
    assert chosen.reason == "idle is online and idle; so it stands"


def test_online_is_not_enough_while_minutes_last(place: Place) -> None:
    place.repo.runner("busy", busy=True)
    chosen = ask(place, BudgetLevel.CRITICAL)
    assert labels(chosen) == HOSTED
    assert "1 runner with self-hosted, linux online, none idle" in reason(chosen)


def test_without_minutes_jobs_wait_for_a_busy_runner(place: Place) -> None:
    place.repo.runner("busy", busy=True)
    chosen = ask(place, BudgetLevel.EXHAUSTED)
    assert labels(chosen) == OWN
    assert "jobs wait for one" in reason(chosen)


def test_an_idle_runner_that_is_offline_is_none(place: Place) -> None:
    place.repo.runner("off", online=False)
    assert labels(ask(place, BudgetLevel.CRITICAL)) == HOSTED
    refused = ask(place, BudgetLevel.EXHAUSTED)
    assert isinstance(refused, Refusal)
    assert "no runner with self-hosted, linux online, 1 offline" in refused.reason


def test_the_idle_one_is_found_on_the_last_page(place: Place) -> None:
    """Trap 6: one page of runners."""
    for number in range(249):
        place.repo.runner(f"busy-{number}", busy=True)
    place.repo.runner("last")
    one_page = place.actions.client.get("repos/octo-org/app/actions/runners", {"per_page": "100"}).content
    assert all(one["busy"] for one in one_page["runners"])
    assert "last is online and idle" in reason(ask(place, BudgetLevel.EXHAUSTED))


def test_a_runner_needs_every_label_in_capitals_or_not(place: Place) -> None:
    place.repo.runner("linux only", "self-hosted", "linux")
    both = Minutes(fallback=("Self-Hosted", "GPU"))
    assert labels(ask(place, BudgetLevel.CRITICAL, both)) == HOSTED
    place.repo.runner("both", "self-hosted", "Linux", "gpu", "more")
    assert labels(ask(place, BudgetLevel.CRITICAL, both)) == ("Self-Hosted", "GPU")


def test_a_runner_of_the_organization_is_found(place: Place) -> None:
    by_owner(place.world, "shared")
    assert "shared is online and idle" in reason(ask(place, BudgetLevel.EXHAUSTED))


def test_the_organization_is_not_asked_when_an_idle_one_is_nearer(place: Place) -> None:
    place.repo.runner("near")
    by_owner(place.world, "shared")
    ask(place, BudgetLevel.EXHAUSTED)
    assert len(place.world.requests) == 1


def test_unknown_availability_is_hosted_while_minutes_last(place: Place) -> None:
    place.world.faults.append(broken("/runners", status=403, times=-1))
    chosen = ask(place, BudgetLevel.CRITICAL)
    assert labels(chosen) == HOSTED
    assert "not everything could be read" in reason(chosen)
    assert "403" in reason(chosen)


def test_unknown_availability_without_minutes_is_refused_with_the_reason(place: Place) -> None:
    place.world.faults.append(broken("/runners", status=403, times=-1))
    refused = ask(place, BudgetLevel.EXHAUSTED)
    assert isinstance(refused, Refusal)
    assert "so it stands" in refused.reason
    assert "403" in refused.reason
    assert "let the token list runners" in refused.fix


def test_one_list_that_cannot_be_read_does_not_hide_the_other(place: Place) -> None:
    place.world.faults.append(broken("/repos/.*/runners", status=403, times=-1))
    by_owner(place.world, "shared")
    assert labels(ask(place, BudgetLevel.EXHAUSTED)) == OWN


def test_a_list_that_cannot_be_read_is_named_beside_what_was_seen(place: Place) -> None:
    place.world.faults.append(broken("/orgs/", status=403, times=-1))
    place.repo.runner("off", online=False)
    refused = reason(ask(place, BudgetLevel.EXHAUSTED))
    assert "no runner with self-hosted, linux online, 1 offline" in refused
    assert "octo-org: GitHub answered 403" in refused


@pytest.mark.parametrize("level", LEVELS)
def test_a_public_repository_runs_hosted_whatever_is_left(place: Place, level: BudgetLevel | None) -> None:
    """Trap 10: it costs nothing there; and strangers' code has no business on one's own machine."""
    place.repo.runner("idle")
    assert labels(ask(place, level, seen=PUBLIC)) == HOSTED
    assert place.world.requests == []


def test_a_repository_of_unknown_visibility_is_taken_for_private(place: Place) -> None:
    assert isinstance(ask(place, BudgetLevel.EXHAUSTED, seen=None), Refusal)


def test_a_user_is_not_asked_for_an_organization_s_runners(place: Place) -> None:
    ask(place, BudgetLevel.EXHAUSTED, seen=BY_A_USER)
    assert [one.target.partition("?")[0] for one in place.world.requests] == [
        "/repos/octo-org/app/actions/runners"
    ]


def test_without_a_declared_runner_nothing_is_asked_and_no_minutes_are_refused(place: Place) -> None:
    place.repo.runner("idle")
    refused = ask(place, BudgetLevel.EXHAUSTED, Minutes())
    assert isinstance(refused, Refusal)
    assert "declare `minutes.fallback`" in refused.fix
    assert labels(ask(place, BudgetLevel.CRITICAL, Minutes())) == HOSTED
    assert place.world.requests == []


def test_a_runner_s_name_does_nothing_in_a_reason() -> None:
    evil = Runner(1, "x\n::error::y\u202e", "online", False, frozenset(OWN))
    said = reason(decide(stands(None), SETTINGS, Available((evil,))))
    assert "\n" not in said
    assert "\u202e" not in said


def test_the_output_is_json_for_a_workflow() -> None:
    assert json.loads(output(RunsOn(OWN, True, ""))) == list(OWN)


RUNNERS = st.lists(
    st.builds(
        Runner,
        runner_id=st.integers(1, 99),
        name=st.just("one"),
        status=st.sampled_from(["online", "offline", "another word"]),
        is_busy=st.booleans(),
        labels=st.frozensets(st.sampled_from(["self-hosted", "linux", "arm64"])),
    ),
    max_size=4,
)


@given(st.sampled_from(LEVELS), RUNNERS)
def test_self_hosted_is_chosen_only_where_a_fitting_runner_is_online(
    level: BudgetLevel | None, runners: list[Runner]
) -> None:
    chosen = decide(stands(level), SETTINGS, Available(tuple(runners)))
    fits = [one for one in runners if one.status == "online" and set(OWN) <= one.labels]
    if isinstance(chosen, RunsOn) and chosen.is_self_hosted:
        assert fits
        assert level is BudgetLevel.EXHAUSTED or any(not one.is_busy for one in fits)
    if isinstance(chosen, Refusal):
        assert level is BudgetLevel.EXHAUSTED
        assert not fits


@given(st.sampled_from(LEVELS), RUNNERS, st.randoms())
def test_the_order_of_the_runners_does_not_change_where_jobs_run(
    level: BudgetLevel | None, runners: list[Runner], random: Random
) -> None:
    shuffled = list(runners)
    random.shuffle(shuffled)
    one = decide(stands(level), SETTINGS, Available(tuple(runners)))
    other = decide(stands(level), SETTINGS, Available(tuple(shuffled)))
    assert one == other
