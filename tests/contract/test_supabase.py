"""The Supabase stand-in, live: sign-up to password reset by mail, REST under row-level security."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping

import psycopg
import pytest
import requests

from tests.contract.supabase_api import SEEDED, Api, Person, note, person, sign_in


def test_one_signs_up_and_in_and_is_known_by_the_token(anon: Api, ann: Person) -> None:
    session = sign_in(anon, ann.email, ann.password).json()
    user = Api(anon.url, anon.key, session["access_token"]).call("GET", "/auth/v1/user").json()
    assert (user["id"], user["email"], user["role"]) == (ann.id, ann.email, "authenticated")
    assert session["expires_in"] == 1800, "config.toml's jwt_expiry"


def test_a_wrong_password_is_refused(anon: Api, ann: Person) -> None:
    answer = sign_in(anon, ann.email, "not the password")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "invalid_credentials")


def test_a_password_shorter_than_config_toml_wants_is_refused(anon: Api) -> None:
    answer = anon.call("POST", "/auth/v1/signup", json={"email": "short@example.test", "password": "7 chars"})
    assert (answer.status_code, answer.json()["error_code"]) == (422, "weak_password")


def test_an_address_signs_up_once(anon: Api, ann: Person) -> None:
    again = anon.call("POST", "/auth/v1/signup", json={"email": ann.email, "password": "another one"})
    assert (again.status_code, again.json()["error_code"]) == (422, "user_already_exists")


def test_a_refresh_token_brings_a_new_session(anon: Api, ann: Person) -> None:
    answer = anon.call(
        "POST", "/auth/v1/token?grant_type=refresh_token", json={"refresh_token": ann.refresh_token}
    )
    renewed = person(anon, answer.json(), ann.password)
    assert renewed.api.call("GET", "/auth/v1/user").json()["id"] == ann.id
    assert renewed.refresh_token != ann.refresh_token


def test_a_made_up_refresh_token_is_refused(anon: Api) -> None:
    answer = anon.call(
        "POST", "/auth/v1/token?grant_type=refresh_token", json={"refresh_token": secrets.token_hex(16)}
    )
    assert answer.status_code == 400


def test_a_session_that_signed_out_is_over(ann: Person) -> None:
    assert ann.api.call("POST", "/auth/v1/logout").status_code == 204
    assert ann.api.call("GET", "/auth/v1/user").status_code == 403


def test_a_seeded_user_signs_in(anon: Api) -> None:
    assert sign_in(anon, "seeded@example.test", "seeded password").json()["user"]["id"] == SEEDED


def test_a_password_is_reset_by_mail(servers: Mapping[str, str], anon: Api, ann: Person) -> None:
    asked = anon.call(
        "POST",
        "/auth/v1/recover?redirect_to=http://127.0.0.1:3000/reset",
        json={"email": ann.email},
    )
    assert asked.status_code == 200, asked.text
    mail = requests.get(f"{servers['MAIL_URL']}/api/wait", params={"to": ann.email}, timeout=30).json()
    link = next(one for one in mail["links"] if "/auth/v1/verify" in one)
    assert link.startswith(f"{servers['SUPABASE_URL']}/auth/v1/verify?"), "the link leads to this server"
    followed = requests.get(link, allow_redirects=False, timeout=20)
    target, _, fragment = followed.headers["Location"].partition("#")
    assert (followed.status_code, target) == (303, "http://127.0.0.1:3000/reset")
    token = dict(part.split("=", 1) for part in fragment.split("&"))["access_token"]
    changed = Api(anon.url, anon.key, token).call("PUT", "/auth/v1/user", json={"password": "a new password"})
    assert changed.status_code == 200, changed.text
    assert sign_in(anon, ann.email, "a new password").status_code == 200
    assert sign_in(anon, ann.email, ann.password).status_code == 400
    again = requests.get(link, allow_redirects=False, timeout=20)
    assert "error_code=otp_expired" in again.headers["Location"], "the link works once"


def test_asking_to_reset_a_strangers_password_tells_nothing(anon: Api) -> None:
    assert anon.call("POST", "/auth/v1/recover", json={"email": "stranger@example.test"}).status_code == 200


def test_a_trigger_on_auth_users_of_the_projects_own_runs(service: Api, ann: Person) -> None:
    found = service.call("GET", f"/rest/v1/profiles?id=eq.{ann.id}&select=name").json()
    assert found == [{"name": ann.email}]


def test_a_users_rows_are_invisible_to_another(ann: Person, bob: Person) -> None:
    note(ann, "mine")
    assert [row["body"] for row in ann.api.call("GET", "/rest/v1/notes").json()] == ["mine"]
    assert bob.api.call("GET", "/rest/v1/notes").json() == []


def test_inserting_as_another_is_refused(ann: Person, bob: Person) -> None:
    answer = bob.api.call("POST", "/rest/v1/notes", json={"owner": ann.id, "body": "forged"})
    assert (answer.status_code, answer.json()["code"]) == (403, "42501")


@pytest.mark.parametrize(("method", "body"), [("PATCH", {"body": "changed"}), ("DELETE", None)])
def test_another_users_row_is_neither_changed_nor_deleted(
    ann: Person, bob: Person, method: str, body: dict[str, str] | None
) -> None:
    identity = note(ann, "mine")
    answer = bob.api.call(
        method, f"/rest/v1/notes?id=eq.{identity}", json=body, headers={"Prefer": "return=representation"}
    )
    assert (answer.status_code, answer.json()) == (200, [])
    assert ann.api.call("GET", f"/rest/v1/notes?id=eq.{identity}").json()[0]["body"] == "mine"


def test_a_row_cannot_be_given_away(ann: Person, bob: Person) -> None:
    answer = ann.api.call("PATCH", f"/rest/v1/notes?id=eq.{note(ann, 'mine')}", json={"owner": bob.id})
    assert (answer.status_code, answer.json()["code"]) == (403, "42501")


def test_anon_neither_sees_nor_makes_rows_of_users(anon: Api, ann: Person) -> None:
    note(ann, "mine")
    assert anon.call("GET", "/rest/v1/notes").json() == []
    refused = anon.call("POST", "/rest/v1/notes", json={"owner": ann.id, "body": "forged"})
    assert (refused.status_code, refused.json()["code"]) == (401, "42501")


def test_the_service_role_is_above_policies(service: Api, anon: Api) -> None:
    assert service.call("GET", "/rest/v1/internals").json() == [{"id": 1, "secret": "for the service only"}]
    assert anon.call("GET", "/rest/v1/internals").json() == []


def test_a_grant_that_a_migration_took_away_stays_away(anon: Api, ann: Person, service: Api) -> None:
    for caller in (anon, ann.api):
        refused = caller.call("GET", "/rest/v1/ledger")
        assert (refused.status_code in (401, 403), refused.json()["code"]) == (True, "42501")
    assert service.call("GET", "/rest/v1/ledger?id=eq.1").json() == [{"id": 1, "amount": 100}]


def test_no_more_rows_come_than_config_toml_allows(service: Api) -> None:
    assert len(service.call("GET", "/rest/v1/ledger").json()) == 5


def test_a_function_runs_as_its_caller(anon: Api, ann: Person, service: Api) -> None:
    roles = [caller.call("POST", "/rest/v1/rpc/whoami").json() for caller in (anon, ann.api, service)]
    assert roles == ["anon", "authenticated", "service_role"]


def test_the_tables_of_auth_are_not_served(anon: Api, service: Api) -> None:
    for caller in (anon, service):
        answer = caller.call("GET", "/rest/v1/users", headers={"Accept-Profile": "auth"})
        assert (answer.status_code, answer.json()["code"]) == (406, "PGRST106")


def test_a_table_made_while_it_runs_is_served(servers: Mapping[str, str], service: Api) -> None:
    name = f"late_{secrets.token_hex(4)}"
    with psycopg.connect(servers["DATABASE_ADMIN_URL"], autocommit=True) as connection:
        connection.execute(f"create table public.{name} (id int)".encode())
        deadline = time.monotonic() + 60
        while service.call("GET", f"/rest/v1/{name}").status_code != 200:
            assert time.monotonic() < deadline, "the API did not notice the new table within 60 s"
        connection.execute(f"drop table public.{name}".encode())


@pytest.mark.parametrize("setting", ["request.jwt.claim.sub", "request.jwt.claims"])
def test_a_policy_in_plain_sql_finds_the_user_in_either_setting(
    servers: Mapping[str, str], ann: Person, bob: Person, setting: str
) -> None:
    note(ann, "mine")
    value = ann.id if setting.endswith("sub") else f'{{"sub":"{ann.id}","role":"authenticated"}}'
    with psycopg.connect(servers["DATABASE_URL"]) as connection:
        connection.execute("set local role authenticated")
        connection.execute("select set_config(%s, %s, true)", [setting, value])
        row = connection.execute("select auth.uid()::text, (select count(*) from public.profiles)").fetchone()
    assert row is not None
    assert (row[0], row[1] >= 2) == (ann.id, True)
    assert bob.id != ann.id
