"""What the plugin decides without a server: names, stock, claims."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.pytest.claims import User, identity, literal, token
from greenlane.pytest.cluster import with_database
from greenlane.pytest.names import lock_key, new_session, owner_of
from greenlane.pytest.stock import Job, Limits, Stock, limits, next_job

LIMITS = Limits(ahead=4, used=10)
COUNTS = st.integers(0, 30)


def stock(**changes: int | bool) -> Stock:
    given: dict[str, int] = {"ready": 0, "cold": 0, "making": 0, "tidying": 0, "used": 0, "wanted": 100}
    return Stock(**{**given, **changes})  # type: ignore[arg-type]  # bool and int share a mapping here


def test_a_name_says_whose_it_is() -> None:
    session = new_session()
    assert owner_of(session.clone(7)) == owner_of(session.template) == str(session)


@pytest.mark.parametrize("name", ["app", "greenlane_test", "greenlane_test_mine", "greenlane_test_1_2_3_x"])
def test_a_database_that_is_not_ours_has_no_owner(name: str) -> None:
    assert owner_of(name) is None


def test_two_sessions_hold_different_locks() -> None:
    assert lock_key(str(new_session())) != lock_key(str(new_session()))
    assert -(2**63) <= lock_key("x") < 2**63


def test_tests_that_wait_come_before_warmth() -> None:
    assert next_job(stock(cold=1, ready=1), LIMITS) is Job.MAKE
    assert next_job(stock(cold=4, ready=4), LIMITS) is Job.WARM


def test_a_full_shelf_leaves_the_machine_to_the_tests() -> None:
    assert next_job(stock(ready=2, making=1), LIMITS) is None
    assert next_job(stock(ready=0, making=3), LIMITS) is Job.MAKE
    assert next_job(stock(ready=4, used=3, tidying=1), LIMITS) is None


def test_space_comes_before_everything() -> None:
    assert next_job(stock(used=11), LIMITS) is Job.DROP


def test_no_more_is_made_than_tests_will_ask_for() -> None:
    assert next_job(stock(ready=1, wanted=1), LIMITS) is None
    assert next_job(stock(making=1, wanted=1), LIMITS) is None


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_at_the_end_only_removing_is_left(ready: int, cold: int, making: int, used: int) -> None:
    job = next_job(stock(ready=ready, cold=cold, making=making, used=used, closing=True), LIMITS)
    assert job is (Job.DROP if used else None)


@given(st.integers(1, 10**10), st.integers(1, 10**11), st.integers(1, 64))
def test_the_limits_keep_to_the_space_unless_it_is_tiny(clone: int, space: int, workers: int) -> None:
    found = limits(clone, space, workers)
    assert found.ahead >= 2
    assert found.used >= 2
    assert (found.ahead + found.used) * clone * workers <= space or found.ahead == 2


def test_the_role_named_wins_over_the_claim() -> None:
    assert identity({"role": "anon"}).role == "anon"
    assert identity({"role": "anon"}, role="editor").claims["role"] == "editor"
    assert identity().role == "authenticated"


def test_a_user_becomes_claims() -> None:
    user = User("1", "a@example.test", "editor", {"tenant": 7})
    claims = {"tenant": 7, "sub": "1", "email": "a@example.test", "role": "editor"}
    assert identity(user).claims == claims


@pytest.mark.parametrize(
    ("value", "quoted"), [("it's", "'it''s'"), ("a\\b", "E'a\\\\b'"), ("a\\'b", "E'a\\\\''b'")]
)
def test_text_is_quoted_for_sql(value: str, quoted: str) -> None:
    assert literal(value) == quoted


def test_a_token_carries_its_claims_and_an_hs256_signature() -> None:
    text = token({"sub": "1"}, "secret", now=1000.0, expires_in_s=60)
    head, body, signature = text.split(".")
    wanted = hmac.new(b"secret", f"{head}.{body}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(signature + "=") == wanted
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    assert claims == {"aud": "authenticated", "iat": 1000, "exp": 1060, "sub": "1"}


def test_only_the_database_of_a_url_changes() -> None:
    url = "postgresql://u:p%40w@[::1]:5432/app?sslmode=disable"
    assert with_database(url, "a b") == "postgresql://u:p%40w@[::1]:5432/a%20b?sslmode=disable"
