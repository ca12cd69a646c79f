"""A window's runs against GitHub's own count: split under the cap, read again, or told as cut."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.minutes.listing import Found, TooMany, list_window
from greenlane.model.github import Page, Window
from greenlane.model.jobs import SeenRun

DAY = Window(0, 86399)
SECOND = Window(5, 5)


def run(number: int) -> SeenRun:
    return SeenRun(
        repository="octo-org/app",
        run_id=number,
        attempt=1,
        workflow_id=1,
        path=".github/workflows/ci.yml",
        workflow="CI",
        event="push",
        branch="main",
        actor="ada",
        commit="a" * 40,
        status="completed",
        conclusion="success",
        is_private=True,
        created_at=number,
        started_at=number,
        updated_at=number,
    )


class Lists:
    """Gives these readings, one after another; the last one from then on."""

    def __init__(self, *readings: list[Page[SeenRun]]) -> None:
        self.readings = [*readings]
        self.pages = 0

    def runs(self, repository: str, window: Window | None = None) -> Iterator[Page[SeenRun]]:
        assert repository == "octo-org/app"
        assert window
        reading = self.readings.pop(0) if len(self.readings) > 1 else self.readings[0]
        for page in reading:
            self.pages += 1
            yield page


def page(total: int | None, *numbers: int) -> Page[SeenRun]:
    return Page(tuple(run(number) for number in numbers), total)


def found(lists: Lists, window: Window = DAY) -> tuple[list[int], tuple[int, int | None] | None]:
    """The ids that were found, and how many of how many when it was cut."""
    result = list_window(lists, "octo-org/app", window)
    assert isinstance(result, Found)
    cut = result.truncation
    return sorted(one.run_id for one in result.runs), (cut.listed, cut.total) if cut else None


def test_a_window_that_comes_to_its_count_is_read_once() -> None:
    lists = Lists([page(3, 9, 8), page(3, 7)])
    assert found(lists) == ([7, 8, 9], None)
    assert lists.pages == 2


def test_one_page_tells_that_there_are_too_many() -> None:
    lists = Lists([page(2100, 9, 8), page(2100, 7)])
    result = list_window(lists, "octo-org/app", DAY)
    assert isinstance(result, TooMany)
    assert (len(result.parts), lists.pages) == (3, 1)


def test_exactly_a_thousand_may_be_a_cut_and_is_split() -> None:
    assert isinstance(list_window(Lists([page(1000, 9)]), "octo-org/app", DAY), TooMany)


def test_a_second_with_too_many_runs_is_told_as_cut() -> None:
    numbers = range(1, 1001)
    assert found(Lists([page(1500, *numbers)]), SECOND) == ([*numbers], (1000, 1500))


def test_a_run_that_slips_between_two_pages_is_found_by_reading_again() -> None:
    slipped = [page(4, 9, 8), page(3, 6)]
    assert found(Lists(slipped, [page(3, 8, 7), page(3, 6)])) == ([6, 7, 8, 9], None)


def test_a_run_seen_on_two_pages_is_one() -> None:
    assert found(Lists([page(3, 9, 8), page(4, 8, 7)], [page(4, 10, 9), page(4, 8, 7)]))[0] == [7, 8, 9, 10]


def test_what_never_comes_to_its_count_is_told() -> None:
    lists = Lists([page(5, 9, 8)])
    assert found(lists) == ([8, 9], (2, 5))
    assert lists.pages == 3


def test_a_list_without_a_count_cannot_be_known_whole() -> None:
    assert found(Lists([page(None, 9)])) == ([9], (1, None))
