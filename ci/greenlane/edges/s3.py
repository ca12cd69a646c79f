"""Requests to an S3 server on this machine, signed with AWS Signature Version 4.

Our own signer over http.client, because botocore or requests cost more to import than a whole
warm start may take (the figures are in docs/services/s3.md). The tests compare every signature
with botocore's. It does not do: TLS, presigned URLs, streamed bodies, virtual-host addresses,
retries; whoever needs those has boto3.
Source: "Create a signed AWS API request", AWS Identity and Access Management user guide.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

ALGORITHM = "AWS4-HMAC-SHA256"
LARGEST_ANSWER_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Endpoint:
    """Where the server listens and whom we come as."""

    host: str
    port: int
    region: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """What the server answered; the body is cut at LARGEST_ANSWER_BYTES."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def text(self) -> str:
        """Status and the beginning of the body on one line, for messages."""
        return " ".join(f"{self.status} {self.body[:300].decode(errors='replace')}".split())


def signed_headers(
    endpoint: Endpoint,
    method: str,
    path: str,
    query: Mapping[str, str],
    body: bytes,
    headers: Mapping[str, str],
    now: datetime,
) -> dict[str, str]:
    """The headers to send: those given, Host, the date, the body's hash, and Authorization.

    path: not yet percent-encoded. now: aware; only its UTC second counts.
    """
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(body).hexdigest()
    sent = {name.lower(): " ".join(value.split()) for name, value in headers.items()}
    sent |= {"host": f"{endpoint.host}:{endpoint.port}", "x-amz-date": stamp, "x-amz-content-sha256": digest}
    names = ";".join(sorted(sent))
    canonical = "\n".join(
        (
            method,
            quote(path, safe="/~"),
            query_string(query),
            *(f"{name}:{sent[name]}" for name in sorted(sent)),
            "",
            names,
            digest,
        )
    )
    scope = f"{stamp[:8]}/{endpoint.region}/s3/aws4_request"
    request_digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{stamp}\n{scope}\n{request_digest}"
    key = f"AWS4{endpoint.secret_key}".encode()
    for word in (*scope.split("/"), to_sign):
        key = hmac.digest(key, word.encode(), "sha256")
    credential = f"{endpoint.access_key}/{scope}"
    sent["authorization"] = (
        f"{ALGORITHM} Credential={credential}, SignedHeaders={names}, Signature={key.hex()}"
    )
    return sent


def query_string(query: Mapping[str, str]) -> str:
    """The query as it is both signed and sent: sorted, encoded, a bare key as `key=`."""
    pairs = sorted((quote(name, safe="~"), quote(value, safe="~")) for name, value in query.items())
    return "&".join(f"{name}={value}" for name, value in pairs)


def target(path: str, query: Mapping[str, str]) -> str:
    """The path and the query as they are sent."""
    return quote(path, safe="/~") + (f"?{query_string(query)}" if query else "")


def request(
    endpoint: Endpoint,
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    timeout_s: float = 10.0,
) -> Answer:
    """One signed request; any status is an answer. Raises OSError or http.client.HTTPException."""
    sent = signed_headers(endpoint, method, path, query or {}, body, headers or {}, datetime.now(UTC))
    connection = http.client.HTTPConnection(endpoint.host, endpoint.port, timeout=timeout_s)
    try:
        connection.request(method, target(path, query or {}), body=body or None, headers=sent)
        response = connection.getresponse()
        return Answer(
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            response.read(LARGEST_ANSWER_BYTES),
        )
    finally:
        connection.close()
