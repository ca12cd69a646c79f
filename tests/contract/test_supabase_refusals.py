"""What the Supabase stand-in refuses, live: each credential that does not hold, at each of its doors."""

from __future__ import annotations

import time
from collections.abc import Mapping

import psycopg
import pytest
import requests

from greenlane.services.supalite.keys import sign
from tests.contract.supabase_api import SEEDED, Api, Person

_FOREIGN_SECRET = "another project's secret, long enough to sign with"


def _token(secret: str, **claims: object) -> str:
    now = int(time.time())
    fixed = {
        "sub": SEEDED,
        "role": "authenticated",
        "aud": "authenticated",
        "iat": now - 10,
        "exp": now + 600,
    }
    return sign({**fixed, **claims}, secret)


def _unsigned(**claims: object) -> str:
    """A token whose head says that it needs no signature, and that has none."""
    _, payload, _ = _token(_FOREIGN_SECRET, **claims).split(".")
    return f"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}."


def _forged(secret: str) -> dict[str, str]:
    head, payload, signature = _token(secret).split(".")
    return {
        "alg none": _unsigned(),
        "alg none as service": _unsigned(role="service_role"),
        "alg none with a signature": f"{_unsigned()}{signature}",
        "expired": _token(secret, exp=int(time.time()) - 60),
        "expired service": _token(secret, role="service_role", exp=int(time.time()) - 60),
        "not valid yet": _token(secret, nbf=int(time.time()) + 600),
        "another secret": _token(_FOREIGN_SECRET),
        "another secret as service": _token(_FOREIGN_SECRET, role="service_role"),
        "another payload": f"{head}.{_token(secret, role='service_role').split('.')[1]}.{signature}",
        "no role": _token(secret, role=None),
        "a role for the server alone": _token(secret, role="supabase_lite"),
        "the superuser": _token(secret, role="postgres"),
        "whoever the server is": _token(secret, role="none"),
        "an empty role": _token(secret, role=""),
        "garbage": "garbage",
        "two parts": f"{head}.{payload}",
    }


_FORGED = tuple(_forged("x" * 43))
_ASKED = ("/rest/v1/profiles", "/auth/v1/user", "/storage/v1/bucket", "/storage/v1/object/papers/x")


@pytest.mark.parametrize("path", _ASKED)
@pytest.mark.parametrize("name", _FORGED)
def test_a_token_that_does_not_hold_is_refused(
    servers: Mapping[str, str], anon: Api, name: str, path: str
) -> None:
    token = _forged(servers["SUPABASE_JWT_SECRET"])[name]
    answer = Api(anon.url, anon.key, token).call("GET", path)
    assert answer.status_code in (401, 403), answer.text
    assert answer.headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("name", _FORGED)
def test_no_token_but_the_two_keys_is_a_key(servers: Mapping[str, str], name: str) -> None:
    token = _forged(servers["SUPABASE_JWT_SECRET"])[name]
    assert Api(servers["SUPABASE_URL"], token).call("GET", "/rest/v1/profiles").status_code == 401


@pytest.mark.parametrize("path", [*_ASKED, "/rest/v1/", "/rest/v1/rpc/whoami", "/auth/v1/settings"])
def test_a_request_without_a_key_is_refused(anon: Api, path: str) -> None:
    for method in ("GET", "POST", "PATCH", "DELETE"):
        assert Api(anon.url, None).call(method, path).status_code == 401


def test_a_users_token_alone_is_no_key(ann: Person) -> None:
    assert Api(ann.api.url, None, ann.api.token).call("GET", "/rest/v1/notes").status_code == 401


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer a b", "bearer", "Token x"])
def test_an_authorization_of_another_form_is_refused(anon: Api, header: str) -> None:
    answer = anon.call("GET", "/rest/v1/profiles", headers={"Authorization": header})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/auth/v1/admin/users"),
        ("POST", "/auth/v1/admin/users"),
        ("DELETE", f"/auth/v1/admin/users/{SEEDED}"),
        ("POST", "/auth/v1/invite"),
        ("POST", "/storage/v1/bucket/avatars/empty"),
    ],
)
def test_what_wants_the_service_role_is_refused_to_others(
    anon: Api, ann: Person, method: str, path: str
) -> None:
    for caller in (anon, ann.api):
        assert caller.call(method, path, json={}).status_code == 403


def _as_spelt(caller: Api, method: str, path: str) -> requests.Response:
    """The answer to a path sent as it is written; requests alone would undo its escapes."""
    request = requests.Request(method, caller.url, headers={"apikey": caller.key}).prepare()
    request.url = caller.url + path
    if caller.token is not None:
        request.headers["Authorization"] = f"Bearer {caller.token}"
    with requests.Session() as session:
        return session.send(request, timeout=20)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/storage/v1/bucket/papers/%65mpty"),
        ("POST", "/storage/v1/%62ucket/papers/empty"),
        ("POST", "/storage/v1/bucket/%70apers/%65%6D%70%74%79?x=%"),
        ("POST", "/storage/v1/bucket/pa%2fpers/%65mpty"),
        ("POST", "/storage/v1/bucket/pa%2fpers%ff/%65mpty"),
        ("GET", "/auth/v1/%61dmin/users"),
        ("GET", "/auth/v1/adm%69n/users%ff"),
        ("POST", "/auth/v1/%69nvite"),
    ],
)
def test_what_wants_the_service_role_is_refused_however_it_is_spelt(
    anon: Api, ann: Person, service: Api, method: str, path: str
) -> None:
    kept = f"/storage/v1/object/papers/{ann.id}/kept.txt"
    assert service.call("POST", kept, data=b"kept", headers={"Content-Type": "text/plain"}).status_code == 200
    for caller in (anon, ann.api):
        assert _as_spelt(caller, method, path).status_code == 403
    assert service.call("GET", kept).content == b"kept"


def test_others_make_and_drop_no_buckets(anon: Api, ann: Person, service: Api) -> None:
    for caller in (anon, ann.api):
        made = caller.call("POST", "/storage/v1/bucket", json={"id": "theirs", "name": "theirs"})
        assert made.json()["statusCode"] == "403"
        assert caller.call("DELETE", "/storage/v1/bucket/avatars").status_code in (400, 403, 404)
        assert caller.call("GET", "/storage/v1/bucket").json() == []
    names = {bucket["id"] for bucket in service.call("GET", "/storage/v1/bucket").json()}
    assert names == {"avatars", "papers", "inbox"}


def test_user_administration_says_that_it_is_missing(service: Api) -> None:
    assert service.call("GET", "/auth/v1/admin/users").status_code == 501


@pytest.mark.parametrize(
    "path", ["/", "/_system", "/_system/info", "/studio", "/rest/v2/x", "/graphql/v1", "/%2e"]
)
def test_an_unknown_path_is_404_and_no_page(service: Api, path: str) -> None:
    answer = service.call("GET", path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json")


def test_lite_connects_as_a_role_that_owns_nothing_and_is_above_nothing(servers: Mapping[str, str]) -> None:
    with psycopg.connect(servers["DATABASE_ADMIN_URL"]) as connection:
        row = connection.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
            " (select count(*) from pg_class where relowner = pg_roles.oid)"
            " from pg_roles where rolname = 'supabase_lite'"
        ).fetchone()
        public = connection.execute(
            "select count(*) from pg_stat_activity where usename = 'supabase_lite'"
        ).fetchone()
    assert row == (False, False, False, False, 0)
    assert public is not None
    assert public[0] >= 1
