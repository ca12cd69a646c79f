"""Who is asking: the access tokens that Supabase Auth signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import jwt
from aiohttp import hdrs, web

from messenger.answers import Refused


@dataclass(frozen=True)
class User:
    """A signed-in user. expires_at: seconds since the epoch. claims: the token's, for the policies."""

    id: UUID
    expires_at: float
    claims: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Verifier:
    """Only HS256 with the project's secret, only role `authenticated`: API keys are no users."""

    secret: str = field(repr=False)

    def verify(self, token: str) -> User:
        """Raises Refused (401)."""
        try:
            claims = jwt.decode(
                token,
                self.secret,
                algorithms=["HS256"],
                audience="authenticated",
                options={"require": ["exp", "sub", "aud"]},
            )
            user = User(UUID(claims["sub"]), float(claims["exp"]), claims)
        except (jwt.InvalidTokenError, ValueError) as err:
            raise Refused(401, "sign in again", {"WWW-Authenticate": "Bearer"}) from err
        if claims.get("role") != "authenticated":
            raise Refused(401, "not a user's token", {"WWW-Authenticate": "Bearer"})
        return user


VERIFIER = web.AppKey("verifier", Verifier)


def user_of(request: web.Request) -> User:
    """The user whose token the request carries. Raises Refused (401)."""
    scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refused(401, "a bearer token is wanted", {"WWW-Authenticate": "Bearer"})
    return request.app[VERIFIER].verify(token.strip())
