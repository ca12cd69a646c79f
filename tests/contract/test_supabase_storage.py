"""Storage of the Supabase stand-in, live: whole objects, under policies, within config.toml's limits."""

from __future__ import annotations

import secrets

import pytest
import requests

from tests.contract.supabase_api import Api, Person


def test_an_object_goes_up_and_comes_down_whole(ann: Person) -> None:
    content, path = secrets.token_bytes(300_000), f"{ann.id}/nested folder/päper.bin"
    made = ann.api.call(
        "POST", f"/storage/v1/object/papers/{path}", data=content, headers={"Content-Type": "application/pdf"}
    )
    assert made.status_code == 200, made.text
    got = ann.api.call("GET", f"/storage/v1/object/authenticated/papers/{path}")
    assert (got.content, got.headers["Content-Type"]) == (content, "application/pdf")


@pytest.mark.parametrize("field", ["", "file"])
def test_an_upload_in_a_form_is_taken_as_clients_send_it(ann: Person, field: str) -> None:
    path = f"/storage/v1/object/papers/{ann.id}/form.txt"
    form = [("cacheControl", (None, "60")), (field, ("form.txt", b"in a form", "text/plain"))]
    assert ann.api.call("POST", path, files=form).status_code == 200
    got = ann.api.call("GET", path)
    assert (got.content, got.headers["Content-Type"]) == (b"in a form", "text/plain")
    assert got.headers["Cache-Control"] == "max-age=60"


_FILE = ("", "form.txt", "text/plain", b"in a form")


def _form(*parts: tuple[str, str | None, str, bytes]) -> bytes:
    """A form of (field, file name, content type, content), byte for byte."""
    text = b""
    for field, name, kind, content in parts:
        filename = "" if name is None else f'; filename="{name}"'
        head = f'Content-Disposition: form-data; name="{field}"{filename}\r\nContent-Type: {kind}\r\n\r\n'
        text += b"--the-boundary\r\n" + head.encode() + content + b"\r\n"
    return text + b"--the-boundary--\r\n"


_MALFORMED = {
    "no form at all": b"not a form",
    "nothing": b"",
    "a form that breaks off": _form(_FILE)[:-20],
    "an empty form": _form(),
    "no file": _form(("cacheControl", None, "text/plain", b"60")),
    "a newline in a header": _form(("cacheControl", None, "text/plain", b"a\r\nx-upsert: true"), _FILE),
    "a header of no such letters": _form(("cacheControl", None, "text/plain", "\u2603".encode()), _FILE),
    "a long header": _form(("cacheControl", None, "text/plain", b"9" * 600), _FILE),
    "a long content type": _form(("", "form.txt", f"text/{'x' * 600}", b"in a form")),
    "settings in a file": _form(("metadata", "metadata", "text/plain", b"{}"), _FILE),
}


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("body", _MALFORMED.values(), ids=_MALFORMED.keys())
def test_a_malformed_form_is_refused_and_nothing_is_stored(ann: Person, method: str, body: bytes) -> None:
    path = f"/storage/v1/object/papers/{ann.id}/malformed.txt"
    kind = {"Content-Type": "multipart/form-data; boundary=the-boundary"}
    answer = ann.api.call(method, path, data=body, headers=kind)
    assert (answer.status_code, answer.json().get("error")) == (400, "InvalidRequest"), answer.text
    assert ann.api.call("GET", path).json()["error"] == "not_found"


def test_a_form_without_a_boundary_is_refused(ann: Person) -> None:
    path = f"/storage/v1/object/papers/{ann.id}/malformed.txt"
    answer = ann.api.call("POST", path, data=_form(_FILE), headers={"Content-Type": "multipart/form-data"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [{"Content-Type": f"text/{'x' * 600}"}, {"Content-Type": "text/plain", "Cache-Control": "x" * 600}],
    ids=["content type", "cache control"],
)
def test_a_header_too_long_to_keep_is_refused(ann: Person, headers: dict[str, str]) -> None:
    path = f"/storage/v1/object/papers/{ann.id}/long.txt"
    answer = ann.api.call("POST", path, data=b"x", headers=headers)
    assert (answer.status_code, answer.json().get("error")) == (400, "InvalidRequest"), answer.text
    assert ann.api.call("GET", path).json()["error"] == "not_found"


def test_an_empty_file_in_a_form_is_an_empty_object(ann: Person) -> None:
    path = f"/storage/v1/object/papers/{ann.id}/empty.txt"
    assert ann.api.call("POST", path, files=[("", ("empty.txt", b"", "text/plain"))]).status_code == 200
    assert ann.api.call("GET", path).content == b""


def test_a_form_of_another_user_is_refused(ann: Person, bob: Person) -> None:
    form = [("", ("form.txt", b"forged", "text/plain"))]
    answer = bob.api.call("POST", f"/storage/v1/object/papers/{ann.id}/form.txt", files=form)
    assert answer.json()["statusCode"] == "403"


def test_a_link_to_upload_takes_one_object_from_anyone(anon: Api, ann: Person) -> None:
    path = f"papers/{ann.id}/handed-in.txt"
    given = ann.api.call("POST", f"/storage/v1/object/upload/sign/{path}", json={}).json()
    put = requests.put(
        f"{anon.url}/storage/v1{given['url']}",
        data=b"here",
        headers={"Content-Type": "text/plain"},
        timeout=20,
    )
    assert put.status_code == 200, put.text
    assert ann.api.call("GET", f"/storage/v1/object/{path}").content == b"here"
    forged = requests.put(f"{anon.url}/storage/v1{given['url'][:-3]}", data=b"x", timeout=20)
    assert forged.status_code == 400


def test_another_users_object_is_neither_read_nor_written_nor_deleted(ann: Person, bob: Person) -> None:
    path = f"/storage/v1/object/papers/{ann.id}/a.txt"
    assert ann.api.call("POST", path, data=b"mine", headers={"Content-Type": "text/plain"}).status_code == 200
    assert bob.api.call("GET", path).status_code == 400
    forged = bob.api.call("POST", f"/storage/v1/object/papers/{ann.id}/b.txt", data=b"x")
    assert forged.json()["statusCode"] == "403"
    over = bob.api.call("POST", path, data=b"x", headers={"x-upsert": "true"})
    assert over.json()["statusCode"] == "403"
    assert (
        bob.api.call("DELETE", "/storage/v1/object/papers", json={"prefixes": [f"{ann.id}/a.txt"]}).json()
        == []
    )
    assert ann.api.call("GET", path).content == b"mine"


def test_an_object_is_replaced_copied_moved_and_deleted(service: Api) -> None:
    base, name = "/storage/v1/object", secrets.token_hex(4)
    put = {"headers": {"Content-Type": "text/plain", "x-upsert": "true"}}
    for content in (b"first", b"second"):
        assert service.call("POST", f"{base}/inbox/{name}", data=content, **put).status_code == 200
    for verb, source, target in (("copy", name, f"{name}/copy"), ("move", name, f"{name}/moved")):
        body = {"bucketId": "inbox", "sourceKey": source, "destinationKey": target}
        assert service.call("POST", f"{base}/{verb}", json=body).status_code == 200
    gone = service.call("GET", f"{base}/inbox/{name}")
    kept = [service.call("GET", f"{base}/inbox/{name}/{one}").content for one in ("copy", "moved")]
    assert (gone.status_code, kept) == (400, [b"second", b"second"])
    service.call("DELETE", f"{base}/inbox", json={"prefixes": [f"{name}/copy", f"{name}/moved"]})
    assert service.call("GET", f"{base}/inbox/{name}/copy").status_code == 400


def test_a_public_object_needs_no_key_and_a_private_one_does(anon: Api, service: Api, ann: Person) -> None:
    name = f"{ann.id}/{secrets.token_hex(4)}.txt"
    for bucket in ("avatars", "papers"):
        answer = service.call(
            "POST", f"/storage/v1/object/{bucket}/{name}", data=b"hi", headers={"Content-Type": "text/plain"}
        )
        assert answer.status_code == 200, answer.text
    keyless = Api(anon.url, None)
    assert keyless.call("GET", f"/storage/v1/object/public/avatars/{name}").content == b"hi"
    assert keyless.call("GET", f"/storage/v1/object/public/papers/{name}").status_code == 400
    assert keyless.call("GET", f"/storage/v1/object/papers/{name}").status_code == 401


def test_a_signed_link_opens_one_object_for_anyone(anon: Api, ann: Person) -> None:
    path = f"papers/{ann.id}/signed.txt"
    ann.api.call("POST", f"/storage/v1/object/{path}", data=b"hi", headers={"Content-Type": "text/plain"})
    signed = ann.api.call("POST", f"/storage/v1/object/sign/{path}", json={"expiresIn": 60}).json()
    url = f"{anon.url}/storage/v1{signed['signedURL']}"
    assert requests.get(url, timeout=20).content == b"hi"
    assert requests.get(url.replace("signed.txt", "other.txt"), timeout=20).status_code in (400, 403)
    assert requests.get(url[:-3], timeout=20).status_code == 400


@pytest.mark.parametrize(
    ("bucket", "size", "kind"),
    [
        ("avatars", 64 * 1024 + 1, "text/plain"),
        ("papers", 1024**2 + 1, "text/plain"),
        ("avatars", 1, "text/html"),
    ],
    ids=["above the bucket's limit", "above the project's limit", "a type that the bucket does not take"],
)
def test_what_config_toml_does_not_allow_is_not_stored(
    service: Api, bucket: str, size: int, kind: str
) -> None:
    path = f"/storage/v1/object/{bucket}/{secrets.token_hex(4)}"
    answer = service.call("POST", path, data=b"x" * size, headers={"Content-Type": kind})
    assert answer.json()["statusCode"] in ("413", "415"), answer.text
    assert service.call("GET", path).status_code == 400


@pytest.mark.parametrize(
    "name", ["..%2fpapers%2fclimbed", "%2e%2e%2fpapers%2fclimbed", "a%2f..%2f..%2fpapers%2fclimbed"]
)
def test_a_name_that_climbs_leads_nowhere_else(service: Api, name: str) -> None:
    assert service.key
    request = requests.Request("POST", service.url, data=b"x", headers={"apikey": service.key}).prepare()
    request.url = f"{service.url}/storage/v1/object/inbox/{name}"
    with requests.Session() as session:
        assert session.send(request, timeout=20).status_code in (200, 400)
    assert service.call("GET", "/storage/v1/object/papers/climbed").status_code == 400
