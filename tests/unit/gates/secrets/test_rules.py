"""What single rules say beyond their true strings and near misses."""

from __future__ import annotations

import pytest

from greenlane.gates.secrets.scan import scan
from tests.unit.gates.secrets.corpus import Drawn


def names(text: str) -> list[str]:
    return [hit.rule.name for hit in scan(text.encode())]


def test_a_cloudflare_token_with_another_checksum_is_a_medium_finding() -> None:
    drawn = Drawn(1)
    assert names(f"it = cfut_{drawn.b62(40)}{drawn.hex(8)}\n") == ["cloudflare-token-unproven"]


def test_an_origin_ca_key() -> None:
    drawn = Drawn(1)
    assert names(f"it = v1.0-{drawn.hex(24)}-{drawn.hex(146)}\n") == ["cloudflare-origin-ca-key"]


def test_an_encrypted_private_key_is_one_of_its_own() -> None:
    assert names(Drawn(1).pem("ENCRYPTED PRIVATE KEY")) == ["encrypted-private-key"]


@pytest.mark.parametrize(
    "header", ["Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00FF\n\n", "Version: GnuPG v2\n\n"]
)
def test_headers_of_a_pem_do_not_hide_the_key(header: str) -> None:
    first, rest = Drawn(1).pem("RSA PRIVATE KEY").split("\n", 1)
    assert names(f"{first}\n{header}{rest}") == ["private-key"]


def test_a_session_token_is_a_finding_and_the_samples_of_documentation_are_not() -> None:
    drawn = Drawn(1)
    assert names(drawn.jwt({"sub": "4f1c", "exp": 1_900_000_000})) == ["jwt"]
    assert names(drawn.jwt({"sub": "1234567890", "name": "John Doe", "iat": 1516239022})) == []
    assert names(drawn.jwt({"sub": "4f1c"}, alg="none")) == []


def test_a_role_is_read_from_the_payload_and_not_from_the_name() -> None:
    drawn = Drawn(1)
    service = drawn.jwt({"iss": "supabase", "role": "service_role"})
    anon = drawn.jwt({"iss": "supabase", "role": "anon"})
    assert names(f"SUPABASE_ANON_KEY={service}\n") == ["supabase-service-role-key"]
    assert names(f"SUPABASE_SERVICE_ROLE_KEY={anon}\n") == []


def test_the_password_of_a_supabase_database_by_name() -> None:
    assert names(f"SUPABASE_DB_PASSWORD={Drawn(1).b62(16)}\n") == ["supabase-database-password"]


@pytest.mark.parametrize("seed", range(5))
def test_a_localhost_url_counts_only_with_a_drawn_password(seed: int) -> None:
    assert names(f"U=postgres://app:{Drawn(seed).b62(20)}@localhost/app\n") == ["database-url-password"]
    assert names("U=postgres://app:app-local@localhost/app\n") == []


def test_two_secrets_on_one_line_are_both_told() -> None:
    drawn = Drawn(1)
    line = f"sk_live_{drawn.b62(24)} {drawn.checked('ghp_')}\n"
    assert names(line) == ["stripe-live-key", "github-token"]


@pytest.mark.parametrize(
    "form",
    [
        "curl -H 'Authorization: Bearer {}' x",
        "--token {}\n",
        "<token>{}</token>",
        "token={}&x=1\n",
        'f(token="{}")',
        "X-Token: {}\r\n",
    ],
)
def test_a_random_value_is_seen_in_every_surrounding(form: str) -> None:
    assert names(form.format(Drawn(4).b62(32))) == ["random-secret"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "token = tokens[0].value_of_2_fields()",
            "key = hashlib.sha256(data).hexdigest()",
            "secret: !Ref Secret1234567890",
        ),
        *(
            "password = config['db']['password1']",
            "api_key=${API_KEY:-default1}",
            "token: {{ .Values.token1 }}",
        ),
    ],
)
def test_code_that_only_fetches_a_secret_is_left_alone(text: str) -> None:
    assert names(f"{text}\n") == []


def test_a_uuid_is_a_secret_only_where_the_name_leaves_no_doubt() -> None:
    value = Drawn(3).uuid()
    assert names(f"HEROKU_API_KEY={value}\n") == ["uuid-secret"]
    assert names(f'"ChangeToken": "{value}"\n') == []
