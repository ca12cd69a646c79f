"""Sign-up, sign-in and a new password by mail, all by Supabase Auth; the service takes its tokens."""

from __future__ import annotations

import os
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import aiohttp
from service import Server

OLD, NEW = "the old pass phrase", "the new pass phrase"


async def auth(http: aiohttp.ClientSession, path: str, body: object, token: str | None = None) -> tuple[int, Any]:
    """POST to Supabase Auth, or PUT when it is about the signed-in user."""
    headers = {"apikey": os.environ["SUPABASE_ANON_KEY"]}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    url = f"{os.environ['SUPABASE_URL']}/auth/v1/{path}"
    async with http.request("PUT" if token else "POST", url, json=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def sign_in(http: aiohttp.ClientSession, email: str, password: str) -> tuple[int, Any]:
    return await auth(http, "token?grant_type=password", {"email": email, "password": password})


async def profile(http: aiohttp.ClientSession, server: Server, token: str) -> dict[str, Any]:
    async with http.get(f"{server.url}/profile", headers={"Authorization": f"Bearer {token}"}) as answer:
        assert answer.status == 200, await answer.text()
        found: dict[str, Any] = await answer.json()
        return found


async def link_in_mail(http: aiohttp.ClientSession, email: str) -> str:
    """The link of the next mail to that address."""
    async with http.get(f"{os.environ['MAIL_URL']}/api/wait", params={"to": email, "timeout": "10"}) as answer:
        assert answer.status == 200, await answer.text()
        mail = await answer.json()
    found = re.search(r"https?://\S+/verify\?\S+", mail["text"])
    assert found, mail["text"]
    return found[0]


async def token_behind(http: aiohttp.ClientSession, link: str) -> str:
    """What a browser does with the link: it is sent on, with a session in the address's fragment."""
    async with http.get(link, allow_redirects=False) as answer:
        assert answer.status in {302, 303}, await answer.text()
        fragment = parse_qs(urlsplit(answer.headers["Location"]).fragment)
    assert fragment["type"] == ["recovery"]
    return fragment["access_token"][0]


async def test_from_sign_up_to_a_new_password_by_mail(http: aiohttp.ClientSession, server: Server) -> None:
    email = f"ada-{uuid4()}@example.com"
    status, session = await auth(
        http, "signup", {"email": email, "password": OLD, "data": {"display_name": "Ada Lovelace"}}
    )
    assert status == 200, session
    ada = await profile(http, server, session["access_token"])
    assert (ada["id"], ada["display_name"]) == (session["user"]["id"], "Ada Lovelace")

    assert (await sign_in(http, email, OLD))[0] == 200
    assert (await sign_in(http, email, NEW))[0] == 400

    assert (await auth(http, "recover", {"email": email}))[0] == 200
    link = await link_in_mail(http, email)
    recovered = await token_behind(http, link)
    assert (await auth(http, "user", {"password": NEW}, recovered))[0] == 200

    assert (await sign_in(http, email, OLD))[0] == 400
    status, session = await sign_in(http, email, NEW)
    assert status == 200
    assert (await profile(http, server, session["access_token"]))["id"] == ada["id"]

    async with http.get(link, allow_redirects=False) as again:
        assert "access_token" not in again.headers.get("Location", "")


async def test_a_user_renames_only_oneself(http: aiohttp.ClientSession, server: Server) -> None:
    sessions = []
    for name in ("Grace", "Alan"):
        body = {"email": f"{name}-{uuid4()}@example.com", "password": OLD, "data": {"display_name": name}}
        sessions.append((await auth(http, "signup", body))[1])
    grace, alan = (session["access_token"] for session in sessions)
    headers = {"Authorization": f"Bearer {grace}"}
    async with http.patch(f"{server.url}/profile", json={"display_name": "Hopper"}, headers=headers) as answer:
        assert answer.status == 200
    assert (await profile(http, server, grace))["display_name"] == "Hopper"
    assert (await profile(http, server, alan))["display_name"] == "Alan"


async def test_the_same_address_signs_up_once(http: aiohttp.ClientSession) -> None:
    body = {"email": f"once-{uuid4()}@example.com", "password": OLD}
    assert (await auth(http, "signup", body))[0] == 200
    assert (await auth(http, "signup", body))[0] == 422


async def test_a_password_too_short_is_refused(http: aiohttp.ClientSession) -> None:
    assert (await auth(http, "signup", {"email": f"short-{uuid4()}@example.com", "password": "short"}))[0] == 422
