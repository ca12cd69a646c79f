"""Our signer makes what botocore's makes, and an answer is bounded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from unittest import mock

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from greenlane.edges import s3

NOW = datetime(2026, 11, 21, 9, 8, 7, tzinfo=UTC)
ENDPOINT = s3.Endpoint("127.0.0.1", 8333, "eu-central-1", "greenlane", "s3cr3t_with-signs")
KEYS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(
    lambda key: not key.startswith("/") and "." not in key and "//" not in key
)
QUERIES = st.dictionaries(
    st.sampled_from(["versioning", "versionId", "prefix", "max-keys", "cors"]),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12),
)


def by_botocore(method: str, path: str, query: dict[str, str], body: bytes, headers: dict[str, str]) -> str:
    """The Authorization header that botocore gives the same request at the same time."""
    target = f"http://127.0.0.1:8333{s3.target(path, query)}"
    request: Any = AWSRequest(method=method, url=target, data=body, headers=headers)
    request.context["payload_signing_enabled"] = True
    signer = S3SigV4Auth(Credentials(ENDPOINT.access_key, ENDPOINT.secret_key), "s3", ENDPOINT.region)
    with mock.patch("botocore.auth.get_current_datetime", return_value=NOW.replace(tzinfo=None)):
        signer.add_auth(request)
    return str(request.headers["Authorization"])


@given(
    method=st.sampled_from(["GET", "PUT", "DELETE", "HEAD"]),
    key=KEYS,
    query=QUERIES,
    body=st.binary(max_size=40),
)
def test_a_signature_equals_botocores(method: str, key: str, query: dict[str, str], body: bytes) -> None:
    path = f"/media/{key}"
    ours = s3.signed_headers(ENDPOINT, method, path, query, body, {}, NOW)["authorization"]
    assert ours == by_botocore(method, path, query, body, {})


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "image/png", "x-amz-meta-room": "  7   8 "}, {"If-None-Match": "*"}]
)
def test_given_headers_are_signed_as_botocore_signs_them(headers: dict[str, str]) -> None:
    ours = s3.signed_headers(ENDPOINT, "PUT", "/media/x", {}, b"1", headers, NOW)["authorization"]
    assert ours == by_botocore("PUT", "/media/x", {}, b"1", headers)


def test_keys_are_not_shown() -> None:
    assert "s3cr3t" not in repr(ENDPOINT)


def test_an_answer_is_one_line_in_messages() -> None:
    answer = s3.Answer(403, {}, b"<Error>\n  <Code>AccessDenied</Code>\n</Error>")
    assert answer.text() == "403 <Error> <Code>AccessDenied</Code> </Error>"
