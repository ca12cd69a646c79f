"""The buckets of a running server: is it writing, and do they have what was declared?"""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Mapping

from greenlane.edges import s3
from greenlane.model.errors import OutsideError
from greenlane.model.service import Context, NotReady
from greenlane.services.seaweedfs.options import Bucket, Cors, Options
from greenlane.services.seaweedfs.settings import ACCESS_KEY, DOCS


def check(context: Context) -> None:
    """Write an object, read it back and delete it, in the first bucket if one is declared.

    Raises NotReady.
    """
    options: Options = context.options
    name = options.buckets[0].name if options.buckets else f"greenlane-ready-{secrets.token_hex(4)}"
    try:
        _expect(context, "PUT", f"/{name}", {200, 409})
        _write_and_read(context, name)
        if not options.buckets:
            _expect(context, "DELETE", f"/{name}", {204})
    except (OSError, http.client.HTTPException) as err:
        raise NotReady(str(err) or type(err).__name__) from err
    except _Unexpected as err:
        raise NotReady(str(err)) from err


def set_up(context: Context) -> None:
    """Make the buckets that are not there, and give all of them the versioning and CORS declared.

    Raises OutsideError.
    """
    from concurrent.futures import ThreadPoolExecutor

    options: Options = context.options
    if not options.buckets:
        return
    with ThreadPoolExecutor(max_workers=8) as pool:
        for done in [pool.submit(_set_up, context, bucket) for bucket in options.buckets]:
            done.result()


class _Unexpected(Exception):
    """The server answered something else than was asked for."""


def _endpoint(context: Context) -> s3.Endpoint:
    region: str = context.options.region
    return s3.Endpoint("127.0.0.1", context.port, region, ACCESS_KEY, context.secrets["secret_key"])


def _expect(
    context: Context,
    method: str,
    path: str,
    statuses: set[int],
    *,
    query: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> s3.Answer:
    answer = s3.request(_endpoint(context), method, path, query=query, body=body)
    if answer.status not in statuses:
        raise _Unexpected(f"{method} {path} was answered with {answer.text()}")
    return answer


def _write_and_read(context: Context, bucket: str) -> None:
    """Prove that writing works, leaving nothing behind. The first write makes the bucket's volume."""
    path, content = f"/{bucket}/.greenlane-ready-{secrets.token_hex(4)}", secrets.token_bytes(16)
    written = _expect(context, "PUT", path, {200}, body=content)
    try:
        if _expect(context, "GET", path, {200}).body != content:
            raise _Unexpected(f"{path} came back with another content")
    finally:
        version = written.headers.get("x-amz-version-id")
        _expect(context, "DELETE", path, {204}, query={"versionId": version} if version else None)


def _set_up(context: Context, bucket: Bucket) -> None:
    path = f"/{bucket.name}"
    try:
        _expect(context, "PUT", path, {200, 409})
        _set_versioning(context, bucket)
        if bucket.cors:
            _expect(context, "PUT", path, {200}, query={"cors": ""}, body=_cors(bucket.cors))
        else:
            _expect(context, "DELETE", path, {204, 404}, query={"cors": ""})
    except (OSError, http.client.HTTPException, _Unexpected) as err:
        raise OutsideError(
            f"the bucket {bucket.name} cannot be set up: {err}",
            where=f"services.{context.name}.buckets",
            docs=f"{DOCS}#buckets",
        ) from err


def _set_versioning(context: Context, bucket: Bucket) -> None:
    """Enable or suspend it. A bucket that never had versioning is left alone."""
    path, query = f"/{bucket.name}", {"versioning": ""}
    is_on = b"<Status>Enabled</Status>" in _expect(context, "GET", path, {200}, query=query).body
    if is_on != bucket.versioning:
        status = "Enabled" if bucket.versioning else "Suspended"
        body = f"<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>"
        _expect(context, "PUT", path, {200}, query=query, body=body.encode())


def _cors(rules: tuple[Cors, ...]) -> bytes:
    """The rules as S3 takes them."""

    def elements(name: str, values: tuple[str, ...]) -> str:
        return "".join(f"<{name}>{_escaped(value)}</{name}>" for value in values)

    def rule(one: Cors) -> str:
        return (
            "<CORSRule>"
            + elements("AllowedOrigin", one.origins)
            + elements("AllowedMethod", one.methods)
            + elements("AllowedHeader", one.headers)
            + elements("ExposeHeader", one.expose)
            + (f"<MaxAgeSeconds>{int(one.max_age)}</MaxAgeSeconds>" if one.max_age else "")
            + "</CORSRule>"
        )

    return f"<CORSConfiguration>{''.join(map(rule, rules))}</CORSConfiguration>".encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
