"""What an answer says of rate limits, decided without a server."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.edges.github_errors import RateLimited
from greenlane.edges.github_limits import CAP_S, LONGEST_S, backoff_s, limit_of, quota_of

NOW = 1_795_000_000.0
DATE = "Wed, 18 Nov 2026 11:06:40 GMT"


def test_a_date_in_retry_after_is_a_time_to_wait_for() -> None:
    limit = limit_of(429, {"retry-after": "Wed, 18 Nov 2026 11:07:00 GMT", "date": DATE}, "", NOW)
    assert limit is not None
    assert limit.wait_s == 20


def test_a_reset_that_has_passed_is_waited_for_a_second() -> None:
    limit = limit_of(403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}, "", NOW)
    assert limit is not None
    assert (limit.kind, limit.wait_s, limit.reset_at) == ("primary", 1, int(NOW) + 1)


@pytest.mark.parametrize("status", [200, 304, 401, 404, 500, 503])
def test_other_answers_are_about_something_else(status: int) -> None:
    assert limit_of(status, {"retry-after": "5", "x-ratelimit-remaining": "0"}, "rate limit", NOW) is None


def test_a_refusal_with_calls_left_is_no_limit() -> None:
    assert limit_of(403, {"x-ratelimit-remaining": "12"}, "must have admin rights", NOW) is None


@given(
    status=st.sampled_from([403, 429]),
    headers=st.dictionaries(
        st.sampled_from(["retry-after", "x-ratelimit-remaining", "x-ratelimit-reset", "date"]),
        st.one_of(
            st.text(),
            st.sampled_from(["0", "9" * 15, "9" * 40, "-1", "nan", DATE]),
            st.from_regex(r"\w{3}, \d+ \w{3} \d+ \d+:\d+:\d+ .*"),
        ),
    ),
    now=st.floats(0, 2e11),
    earlier=st.integers(0, 10**6),
)
def test_no_header_makes_a_wait_that_cannot_be(
    status: int, headers: dict[str, str], now: float, earlier: int
) -> None:
    limit = limit_of(status, headers, "secondary rate limit", now, earlier)
    assert limit is not None
    assert 1 <= limit.wait_s <= LONGEST_S
    assert "rate limit" in str(RateLimited(limit.kind, limit.wait_s, limit.reset_at))


@given(st.integers(0, 10**9), st.integers())
def test_jitter_is_between_nothing_and_its_cap(failures: int, seed: int) -> None:
    assert 0 <= backoff_s(failures, Random(seed)) <= min(CAP_S, 2.0 ** min(failures, 20))


@pytest.mark.parametrize("missing", ["limit", "remaining", "reset"])
def test_half_a_quota_is_none(missing: str) -> None:
    headers = {f"x-ratelimit-{name}": "5" for name in ("limit", "remaining", "reset") if name != missing}
    assert quota_of(headers) is None
