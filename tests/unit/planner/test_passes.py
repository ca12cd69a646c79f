"""Records of passes: what is written comes back, and nothing else is believed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.model.plan import Part, Pass, Refusal
from greenlane.planner.passes import MOST_BYTES, Expected, decode, doubt, encode
from tests.unit.planner.recorded import APP, DIGEST, NOW, OTHER, passed, resealed, sealed

EXPECTED = Expected(APP, NOW, "api-tests", DIGEST)
HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
NAMES = st.text(min_size=1, max_size=40).filter(str.isprintable)
PASSES = st.builds(
    passed,
    job=NAMES,
    digest=HEX,
    run_id=st.integers(1, 2**63),
    passed_at=st.integers(0, NOW),
    duration_s=st.floats(0, 1e6) | st.integers(0, 10**6),
    tests=st.none() | st.integers(0, 10**6),
    branch=NAMES,
    parts=st.lists(st.builds(Part, st.text(), st.text(), st.text()), max_size=4).map(tuple),
)


def why(data: bytes) -> str:
    """Why a record is refused."""
    read = decode(data, "here")
    assert isinstance(read, Refusal)
    return read.why


@given(PASSES)
def test_what_is_written_comes_back(one: Pass) -> None:
    assert decode(encode(one), "here") == one


def test_a_name_of_undecodable_bytes_comes_back() -> None:
    one = passed(parts=(Part("lock", b"caf\xe9.lock".decode(errors="surrogateescape"), OTHER),))
    assert decode(encode(one), "here") == one


def test_a_record_is_one_line_of_json() -> None:
    text = encode(passed()).decode("ascii")
    assert (text.count("\n"), text[-1]) == (1, "\n")
    assert json.loads(text)["record"]["job"] == "api-tests"


def test_its_origin_is_not_its_own_to_tell() -> None:
    assert decode(encode(passed(origin="the default branch")), "here") == passed()


@given(st.integers(0, len(encode(passed())) - 1))
def test_a_record_cut_anywhere_is_refused(length: int) -> None:
    assert why(encode(passed())[:length])


@given(st.integers(0, len(encode(passed())) - 1), st.integers(1, 255))
def test_a_record_with_any_byte_changed_is_refused(place: int, by: int) -> None:
    data = bytearray(encode(passed()))
    data[place] ^= by
    assert why(bytes(data))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_and_never_crash(data: bytes) -> None:
    assert why(data)


@pytest.mark.parametrize("change", [(b'"run_id":77', b'"run_id":78'), (b'"push"', b'"schedule"')])
def test_an_edit_without_a_new_checksum_is_refused(change: tuple[bytes, bytes]) -> None:
    edited = encode(passed()).replace(*change)
    assert edited != encode(passed())
    assert why(edited) == "truncated, damaged or edited: it is not what its checksum says"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"job": ""}, "job: expected a name"),
        ({"job": "a\x1b[31m"}, "job: expected a name"),
        ({"digest": DIGEST.upper()}, "digest: expected 64 hexadecimal digits"),
        ({"digest": DIGEST[:63]}, "digest: expected 64 hexadecimal digits"),
        ({"run_id": 0}, "run_id: expected a whole number from 1 on"),
        ({"run_id": True}, "run_id: expected a whole number from 1 on"),
        ({"attempt": 0}, "attempt: expected a whole number from 1 on"),
        ({"attempt": 1.0}, "attempt: expected a whole number from 1 on"),
        ({"commit": "main"}, "commit: expected a commit's id"),
        ({"passed_at": -1}, "passed_at: expected Unix seconds"),
        ({"passed_at": 10**15}, "passed_at: expected Unix seconds"),
        ({"duration_s": -0.5}, "duration_s: expected seconds"),
        ({"duration_s": None}, "duration_s: expected seconds"),
        ({"minutes": -1}, "minutes: expected whole minutes"),
        ({"tests": -1}, "tests: expected a whole number from 0 on, or null"),
        ({"tests": "12"}, "tests: expected a whole number from 0 on, or null"),
        ({"url": "javascript:alert(1)"}, "url: expected an http address, or an empty text"),
        ({"url": "https://a b"}, "url: expected an http address, or an empty text"),
        ({"parts": {}}, "parts: expected a list of kind, name and digest"),
        ({"parts": [["lock", "a"]]}, "parts: expected a list of kind, name and digest"),
        ({"parts": [["lock", "a", 1]]}, "parts: expected a list of kind, name and digest"),
        ({"kind": "note"}, "no record of a pass"),
        ({"schema": 2}, "wrong schema: not 1"),
        ({"schema": True}, "wrong schema: not 1"),
        ({"schema": "1"}, "wrong schema: not 1"),
        ({"more": 1}, "'more' is no field of a record"),
    ],
)
def test_a_field_that_holds_what_it_may_not_is_refused_by_name(change: dict[str, Any], told: str) -> None:
    assert why(resealed(encode(passed()), **change)) == told


def test_a_missing_field_is_refused_by_name() -> None:
    content = json.loads(encode(passed()))["record"]
    del content["tests"]
    assert why(sealed(json.dumps(content).encode())) == "'tests' is missing"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"[" * 100_000,
        b'{"kind":' + b"9" * 5000 + b"}",
        b"\xff\xfe",
        b'{"kind":[]}',
    ],
    ids=range(8),
)
def test_no_record_under_a_checksum_that_fits_is_refused(body: bytes) -> None:
    assert why(sealed(body))


@pytest.mark.parametrize("seconds", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b'"61.5"'])
def test_a_duration_that_is_no_number_is_refused(seconds: bytes) -> None:
    body = json.dumps(json.loads(encode(passed()))["record"]).encode()
    assert why(sealed(body.replace(b"61.5", seconds))) == "duration_s: expected seconds"


@pytest.mark.parametrize(
    "data", [b"", b" " + encode(passed()), encode(passed()) + b"\n", encode(passed())[:-1]], ids=range(4)
)
def test_what_stands_around_a_record_is_refused(data: bytes) -> None:
    assert why(data)


def test_a_record_beyond_the_limit_is_refused_unread() -> None:
    assert why(b"[" * (MOST_BYTES + 1)) == f"too long: more than {MOST_BYTES} bytes"


def test_parts_that_make_a_record_too_long_are_left_out() -> None:
    many = tuple(Part("file", f"folder/file-{number}", OTHER) for number in range(20_000))
    read = decode(encode(passed(parts=many)), "here")
    assert read == passed(parts=())


def test_a_pass_of_what_was_asked_for_is_not_doubted() -> None:
    assert doubt(passed(), EXPECTED) == ""


def test_the_case_of_a_repository_is_as_github_takes_it() -> None:
    assert doubt(passed(repository="Octo-Org/App"), EXPECTED) == ""


def test_a_pass_without_counted_tests_is_not_doubted() -> None:
    assert doubt(passed(tests=None), EXPECTED) == ""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"repository": "octo-org/other"}, "foreign: of octo-org/other, not of octo-org/app"),
        ({"job": "lint"}, "foreign: of job lint, filed under api-tests"),
        ({"digest": OTHER}, f"foreign: of content {OTHER[:12]}, filed under {DIGEST[:12]}"),
        ({"attempt": 2}, "attempt 2, and only a first one counts"),
        ({"tests": 0}, "zero tests ran"),
        ({"passed_at": NOW + 301}, "future-dated: it passes 301 s from now"),
        ({"passed_at": NOW - 15 * 86400}, "stale: 15.0 days old, 14.0 are allowed"),
    ],
)
def test_a_pass_of_something_else_is_doubted(change: dict[str, Any], told: str) -> None:
    assert doubt(passed(**change), EXPECTED) == told


@pytest.mark.parametrize("at", [NOW + 300, NOW, NOW - 14 * 86400])
def test_the_ends_of_the_time_allowed_count(at: int) -> None:
    assert doubt(passed(passed_at=at), EXPECTED) == ""
