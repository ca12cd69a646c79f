"""Lists are read to their end, and a list that does not come to its own count is not taken for whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.standins.patience import client_of
from tests.standins.scripted import Reply, Script, scripted

from greenlane.edges.github_answers import Fields
from greenlane.edges.github_pages import all_items, pages
from greenlane.model.errors import OutsideError


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted() as script:
        yield script


def listed(numbers: range | list[int], total: int, following: str = "", before: bool = False) -> Reply:
    """A page of `things`. following: the URL of the next page; before: whether an earlier one is linked."""
    links = [f'<{following}>; rel="next"'] * bool(following) + ['<http://h/?page=1>; rel="prev"'] * before
    content = {"total_count": total, "things": [{"id": number} for number in numbers]}
    return Reply(content, headers={"Link": ", ".join(links)} if links else {})


def bare(count: int, first: int = 0) -> Reply:
    return Reply([{"id": first + number} for number in range(count)])


def numbers(script: Script, key: str | None = "things") -> list[list[int]]:
    client = client_of(script.url)
    return [[item.number("id") for item in page.items] for page in pages(client, "l", {"a": "b"}, key=key)]


def whole(script: Script, *, grows: bool = False) -> tuple[int, ...]:
    def number(fields: Fields) -> int:
        return fields.number("id")

    client = client_of(script.url)
    return all_items(client, "l", {}, key="things", parse=number, same=lambda item: item, grows=grows)


def test_links_are_followed_to_the_end(script: Script) -> None:
    script.says(listed([1, 2], 3, f"{script.url}/l?after=x"), listed([3], 3, before=True))
    assert numbers(script) == [[1, 2], [3]]
    assert [asked.query for asked in script.asked] == [{"a": "b", "per_page": "100"}, {"after": "x"}]


def test_the_last_of_linked_pages_ends_a_list_that_counts_more(script: Script) -> None:
    script.says(listed([1, 2], 1500, f"{script.url}/l?page=2"), listed([3], 1500, before=True))
    found = list(pages(client_of(script.url), "l", {}, key="things"))
    assert [page.total_count for page in found] == [1500, 1500]


def test_without_links_pages_are_asked_for_by_number(script: Script) -> None:
    script.says(listed(range(100), 150), listed(range(100, 150), 150))
    assert [len(page) for page in numbers(script)] == [100, 50]
    assert script.asked[1].query == {"a": "b", "per_page": "100", "page": "2"}


def test_one_page_is_one_call(script: Script) -> None:
    script.says(listed([1], 1))
    assert numbers(script) == [[1]]
    assert len(script.asked) == 1


def test_a_page_is_asked_for_when_it_is_wanted(script: Script) -> None:
    script.says(listed([1], 2, f"{script.url}/l?page=2"))
    next(pages(client_of(script.url), "l", {}, key="things"))
    assert len(script.asked) == 1


def test_an_empty_page_ends_a_list_that_counts_more(script: Script) -> None:
    script.says(listed([1], 9), listed([], 9))
    assert numbers(script) == [[1], []]


def test_a_bare_list_goes_on_while_its_pages_are_full(script: Script) -> None:
    script.says(bare(100), bare(100, 100), bare(3, 200))
    assert [len(page) for page in numbers(script, None)] == [100, 100, 3]


def test_a_server_that_repeats_its_page_does_not_hold_us_forever(script: Script) -> None:
    script.says(bare(100), bare(100))
    with pytest.raises(OutsideError, match="page 1 again"):
        numbers(script, None)


def test_links_in_a_circle_end(script: Script) -> None:
    two = f"{script.url}/l?page=2"
    script.says(listed([1], 9, two), listed([2], 9, two))
    with pytest.raises(OutsideError, match="not read yet"):
        numbers(script)


def test_a_link_to_another_host_is_not_followed(script: Script) -> None:
    with scripted() as other:
        script.says(listed([1], 2, f"{other.url}/l?page=2"))
        with pytest.raises(OutsideError, match="the next page leads to"):
            numbers(script)
        assert not other.asked


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ([], "the answer: expected an object; got a list"),
        ({}, "things: expected a list; got nothing"),
        ({"things": []}, "total_count: expected a whole number .*; got nothing"),
        ({"things": [], "total_count": -1}, "total_count: expected a whole number from 0 on; got -1"),
        ({"things": None, "total_count": 0}, "things: expected a list; got null"),
        ({"things": [3], "total_count": 1}, r"things\[0\]: expected an object; got another number"),
    ],
)
def test_a_list_of_another_shape_is_unknown_and_not_empty(script: Script, content: object, why: str) -> None:
    script.says(Reply(content))
    with pytest.raises(OutsideError, match=why):
        numbers(script)


def test_a_bare_list_that_is_none_is_unknown(script: Script) -> None:
    script.says(Reply({"things": []}))
    with pytest.raises(OutsideError, match="expected a list"):
        numbers(script, None)


def test_a_whole_list_of_two_pages(script: Script) -> None:
    script.says(listed(range(100), 120), listed(range(100, 120), 120))
    assert whole(script) == tuple(range(120))


def test_a_list_that_shifts_while_it_is_read_is_read_again(script: Script) -> None:
    """One came on top and one went at the end: an item stands on both pages, and another on none."""
    script.says(listed(range(100), 120), listed(range(99, 119), 120))
    script.says(listed(range(100), 120), listed(range(100, 120), 120))
    assert whole(script) == tuple(range(120))


def test_a_list_whose_count_changes_while_it_is_read_is_read_again(script: Script) -> None:
    script.says(listed(range(100), 120), listed(range(100, 121), 121))
    script.says(listed(range(100), 121), listed(range(100, 121), 121))
    assert len(whole(script)) == 121


def test_an_item_on_two_pages_is_there_once(script: Script) -> None:
    script.says(listed([*range(99), 98], 99))
    assert whole(script) == tuple(range(99))


def test_a_list_that_grows_on_top_is_whole_with_what_it_counted_first(script: Script) -> None:
    """A busy repository makes artifacts all day: a list of many pages never counts twice the same."""
    script.says(listed(range(100), 120), listed(range(99, 120), 121))
    assert whole(script, grows=True) == tuple(range(120))


def test_a_list_that_grows_on_top_and_loses_an_item_is_read_again(script: Script) -> None:
    script.says(listed(range(100), 120), listed(range(101, 120), 119))
    script.says(listed(range(100), 119), listed(range(100, 119), 119))
    assert whole(script, grows=True) == tuple(range(119))


def test_a_list_that_never_comes_to_its_count_is_unknown(script: Script) -> None:
    script.says(*[listed([1], 2), listed([], 2)] * 3)
    with pytest.raises(OutsideError, match="does not come to its own count") as caught:
        whole(script)
    assert caught.value.detail == ("1 found, total_count 2, then 2, in each of 3 readings",)
    assert len(script.asked) == 6
