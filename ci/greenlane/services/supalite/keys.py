"""The two API keys of a stack: tokens signed with its secret, as hosted Supabase's legacy keys are."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Literal

ISSUED_AT = 1_700_000_000
EXPIRES_AT = 2_500_000_000
"""Fixed, so that the keys of a stack stay the same from one start to the next. The year 2049."""


def api_key(role: Literal["anon", "service_role"], secret: str) -> str:
    """The API key that stands for a role."""
    return sign({"iss": "supabase", "role": role, "iat": ISSUED_AT, "exp": EXPIRES_AT}, secret)


def sign(claims: Mapping[str, object], secret: str) -> str:
    """The claims as a JSON Web Token signed with HMAC-SHA-256. Source: RFC 7515, RFC 7519."""
    head = {"alg": "HS256", "typ": "JWT"}
    text = ".".join(_encoded(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    return f"{text}.{_encoded(hmac.digest(secret.encode(), text.encode(), hashlib.sha256))}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
