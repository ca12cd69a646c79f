"""Forges, registries, clouds, keys, URLs and names. What the fields mean: drawn.py."""

from __future__ import annotations

import base64
from collections.abc import Callable

from tests.unit.gates.secrets.drawn import Drawn, Vendor


def _slack(drawn: Drawn) -> str:
    return f"xoxb-{drawn.of('123456789', 12)}-{drawn.of('123456789', 13)}-{drawn.b62(24)}"


def _pypi(drawn: Drawn) -> str:
    head = b"\x02\x01\x08pypi" + b".org\x02\x24"
    return "pypi-" + base64.urlsafe_b64encode(head).decode().rstrip("=") + drawn.url64(130)


def _key(drawn: Drawn, first: str, kind: str, joint: str) -> str:
    """A key in PEM whose first line is this one."""
    lines = drawn.pem(kind).splitlines()
    return joint.join([lines[0], first, *lines[2:]]) + "\n"


def _in_pem(kind: str, joint: str) -> Callable[[Drawn, str], str]:
    return lambda drawn, first: _key(drawn, first, kind, joint)


def _one_line(drawn: Drawn, first: str) -> str:
    return _key(drawn, first, "PRIVATE KEY", "\\n").strip()


OTHER: tuple[Vendor, ...] = (
    Vendor(
        "GitHub",
        "GITHUB_TOKEN",
        "ghp_",
        (
            ("github-token", "GITHUB_TOKEN", lambda d: d.checked("ghp_")),
            ("github-token", "GH_TOKEN", lambda d: d.checked("gho_")),
            ("github-fine-grained-token", "GITHUB_TOKEN", lambda d: f"github_pat_{d.b62(22)}_{d.b62(59)}"),
            ("github-installation-token", "APP", lambda d: f"ghs_{d.jwt({'iss': '12', 'exp': 9})}"),
        ),
        (
            lambda d: f"GITHUB_TOKEN=ghp_{d.b62(36)}\n",
            lambda d: f"it = {d.checked('ghp_')[:-1]}\n",
            lambda d: f"it = {d.checked('ghp_')}x\n",
            lambda d: f"it = x{d.checked('ghp_')}\n",
            lambda d: f"it = {d.checked('ghx_')}\n",
            lambda d: f"it = github_pat_{d.b62(22)}_{d.b62(58)}\n",
            lambda d: f"it = github_pat_{d.b62(21)}_{d.b62(59)}\n",
            lambda d: f"uses: actions/checkout@{d.hex(40)}\n",
        ),
    ),
    Vendor(
        "npm and PyPI",
        "NPM_TOKEN",
        "npm_",
        (
            ("npm-token", "NPM_TOKEN", lambda d: d.checked("npm_")),
            ("pypi-token", "TWINE_PASSWORD", _pypi),
        ),
        (
            lambda d: f"//registry/:_authToken=npm_{d.b62(36)}\n",
            lambda d: f"it = {d.checked('npm_')[:-1]}\n",
            lambda d: f"it = x{d.checked('npm_')}\n",
            lambda _d: "npm_config_registry=https://registry.example.org\n",
            lambda d: f"it = pypi-AgEIcHlwaS5vcm{d.b62(10)}\n",
            lambda d: f"it = pypi-{d.b62(150)}\n",
            lambda d: f"it = pypi-AgEI{d.b62(150)}\n",
            lambda d: f'"integrity": "sha512-{d.b62(86)}=="\n',
        ),
    ),
    Vendor(
        "Slack and Google",
        "SLACK_BOT_TOKEN",
        "xoxb-",
        (
            ("slack-token", "SLACK_BOT_TOKEN", _slack),
            ("google-api-key", "MAPS", lambda d: f"AIza{d.url64(35)}"),
            ("google-oauth-client-secret", "GOOGLE_CLIENT_SECRET", lambda d: f"GOCSPX-{d.b62(28)}"),
        ),
        (
            lambda d: f"it = xoxb-{d.of('123456789', 12)}-{d.of('123456789', 12)}\n",
            lambda d: f"it = xoxz-{d.of('123456789', 12)}-{d.b62(24)}\n",
            lambda d: f"it = AIza{d.b62(34)}\n",
            lambda d: f"it = AIza{d.b62(36)}\n",
            lambda d: f"it = aiza{d.b62(35)}\n",
            lambda d: f"it = GOCSPX-{d.b62(20)}\n",
            lambda _d: "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX\n",
            lambda d: f"client_id = '{d.of('123456789', 12)}-{d.b62(32).lower()}.apps.example'\n",
        ),
        (
            (
                "slack-webhook",
                lambda _d, v: f"https://hooks.slack.com/services/T0AB12CD3/B0AB12CD3/{v}\n",
                lambda d: d.b62(24),
            ),
            (
                "google-service-account",
                lambda d, v: '{"type": "service_account", "private_key": "' + _one_line(d, v) + '"}\n',
                lambda d: d.b62(64),
            ),
        ),
    ),
    Vendor(
        "AWS",
        "AWS_SECRET_ACCESS_KEY",
        "AKIA",
        (
            (
                "aws-access-key-id",
                "AWS_ACCESS_KEY_ID",
                lambda d: "AKIA" + d.of("ABCDEFGHJKMNPQRSTUVWXYZ234567", 16),
            ),
            ("aws-secret-access-key", "AWS_SECRET_ACCESS_KEY", lambda d: d.b62(40)),
        ),
        (
            lambda _d: "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n",
            lambda _d: "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
            lambda d: f"it = AKIA{d.of('ABCDEFGH2345', 15)}\n",
            lambda d: f"it = AKIA{d.of('ABCDEFGH2345', 17)}\n",
            lambda d: f"it = AKIA{d.of('abcdefgh2345', 16)}\n",
            lambda d: f"it = XAKIA{d.of('ABCDEFGH2345', 16)}\n",
            lambda d: f"it = AKIA{d.of('ABCDEFGH0189', 15)}0\n",
            lambda d: f"arn:aws:iam::{d.of('123456789', 12)}:role/deploy\n",
        ),
    ),
    Vendor(
        "PEM",
        "PRIVATE_KEY",
        "-----BEGIN PRIVATE KEY-----",
        (),
        (
            lambda d: d.pem("PUBLIC KEY"),
            lambda d: d.pem("CERTIFICATE"),
            lambda d: d.pem("RSA PUBLIC KEY"),
            lambda d: d.pem("CERTIFICATE REQUEST"),
            lambda _d: "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
            lambda _d: "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n",
            lambda _d: "-----BEGIN PRIVATE KEY-----\n" + "x" * 64 + "\n-----END PRIVATE KEY-----\n",
            lambda _d: "if text.startswith('-----BEGIN PRIVATE KEY-----'):\n    pass\n",
            lambda d: f"---BEGIN PRIVATE KEY---\n{d.b62(64)}\n",
        ),
        tuple(
            ("private-key", _in_pem(kind, joint), lambda d: d.b62(64))
            for kind, joint in (
                *(("PRIVATE KEY", "\n"), ("RSA PRIVATE KEY", "\n"), ("EC PRIVATE KEY", "\r\n")),
                *(("OPENSSH PRIVATE KEY", "\n"), ("PRIVATE KEY", "\\n")),
            )
        ),
    ),
    Vendor(
        "URLs",
        "DATABASE_URL",
        "postgres://app:",
        (),
        (
            lambda _d: "postgres://app:password@db.example.com/app\n",
            lambda _d: "postgres://app:${PASSWORD}@db.acme.io/app\n",
            lambda _d: "postgres://app:%s@db.acme.io/app\n",
            lambda _d: "postgres://app:<password>@db.acme.io/app\n",
            lambda _d: "postgres://postgres:postgres@localhost:5432/app\n",
            lambda _d: "postgres://app:app@db:5432/app\n",
            lambda _d: "redis://localhost:6379/0\n",
            lambda _d: "redis://:secret@redis:6379/0\n",
            lambda _d: "https://user:pass@example.com/\n",
            lambda d: f"postgres://db.acme.io:5432/app?mail={d.b62(8)}@acme.io\n",
        ),
        (
            (
                "database-url-password",
                lambda _d, v: f"DATABASE_URL=postgresql://app:{v}@db.acme.io:5432/app\n",
                lambda d: d.b62(14),
            ),
            ("database-url-password", lambda _d, v: f"mysql://root:{v}@10.1.2.3/app\n", lambda d: d.b62(14)),
            (
                "database-url-password",
                lambda _d, v: f"redis://:{v}@cache.acme.io:6379\n",
                lambda d: d.b62(20),
            ),
            (
                "web-url-password",
                lambda _d, v: f"git clone https://bot:{v}@git.acme.io/x\n",
                lambda d: d.b62(24),
            ),
        ),
    ),
    Vendor(
        "Names",
        "SESSION_SECRET",
        "",
        (
            ("random-secret", "SESSION_SECRET", lambda d: d.b62(32)),
            ("random-secret", "INTERNAL_API_KEY", lambda d: d.hex(48)),
            ("random-secret", "UPLOAD_TOKEN", lambda d: d.url64(43)),
            ("password", "ADMIN_PASSWORD", lambda d: f"Tr{d.of('2345678', 2)}b!{d.of('ghjkmnpqrs', 5)}"),
        ),
        (
            lambda _d: "max_tokens = 4096\n",
            lambda _d: "password = getpass.getpass()\n",
            lambda _d: "token = request.headers.get('Authorization', '')\n",
            lambda _d: "PASSWORD_RESET_TIMEOUT_SECONDS = 3600\n",
            lambda _d: "secret_key = settings.SECRET_KEY_FROM_ENVIRONMENT\n",
            lambda _d: "password: 'correct horse battery staple'\n",
            lambda _d: "api_key: ApiKeyCredentialProviderV2Factory\n",
            lambda d: f"csrf_token = '{d.b62(32)}'\n",
            lambda d: f"cache_key = '{d.hex(64)}'\n",
            lambda d: f"public_key = '{d.b62(43)}'\n",
            lambda _d: "token_url = 'https://login.acme.io/oauth2/v2.0/token'\n",
            lambda _d: "password_hash = '$2b$12$abcdefghijklmnopqrstuv'\n",
        ),
    ),
)
