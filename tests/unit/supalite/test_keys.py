"""The keys of a stack are tokens that any JWT library reads."""

from __future__ import annotations

import base64
import json

from greenlane.services.supalite.keys import api_key, sign


def test_a_token_has_the_form_of_rfc_7515() -> None:
    token = sign({"iss": "joe"}, "secret")
    head, payload, signature = token.split(".")
    assert json.loads(base64.urlsafe_b64decode(head + "==")) == {"alg": "HS256", "typ": "JWT"}
    assert json.loads(base64.urlsafe_b64decode(payload + "==")) == {"iss": "joe"}
    assert len(base64.urlsafe_b64decode(signature + "==")) == 32


def test_a_known_token_is_reproduced() -> None:
    expected = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoiYW5vbiJ9."
    assert sign({"role": "anon"}, "secret").startswith(expected)


def test_a_stacks_keys_stay_the_same_and_differ_from_each_other() -> None:
    assert api_key("anon", "secret") == api_key("anon", "secret")
    assert len({api_key("anon", "a"), api_key("anon", "b"), api_key("service_role", "a")}) == 3
