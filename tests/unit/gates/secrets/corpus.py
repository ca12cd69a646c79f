"""Strings that are secrets by their form, and strings that only look so, made up anew by a seed.

Nothing here is anyone's: the random parts are drawn when the module is asked, so that the repository holds no
text that a scanner would take for a secret. For each vendor: ten true texts, each in another surrounding, and
thirty near misses or more.
"""

from __future__ import annotations

import base64
import json
import random
import string
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from greenlane.gates.secrets.proofs import base62

SURROUNDINGS: tuple[str, ...] = (
    "{name}={value}\n",
    "export {name}='{value}'\n",
    '{lower}: "{value}"\n',
    '{{"other": 1, "{name}": "{value}"}}\n',
    '{name} = "{value}"  # set by hand\n',
    "const {lower}: string = '{value}';\n",
    'os.environ.setdefault("{name}", "{value}")\n',
    "# deploy\nlower: 1\n\n      - {name}={value}\n",
    "final {lower} = '{value}';\n",
    "const key = process.env.{name} || '{value}'\n",
)


@dataclass(frozen=True)
class Secret:
    """A text with one secret in it. rule: which rule has to say so; value: the secret itself."""

    rule: str
    text: str
    value: str


class Drawn:
    """Random parts, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def of(self, alphabet: str, size: int) -> str:
        """So many characters of an alphabet."""
        return "".join(self.random.choices(alphabet, k=size))

    def hex(self, size: int) -> str:
        return self.of("0123456789abcdef", size)

    def b62(self, size: int) -> str:
        """Letters and digits, of which a few are sure to be digits."""
        return self.of(string.ascii_letters + string.digits, size - 3) + self.of(string.digits, 2) + "q"

    def url64(self, size: int) -> str:
        return self.of(string.ascii_letters + string.digits + "-_", size - 4) + self.b62(4)

    def checked(self, prefix: str) -> str:
        """A token as GitHub and npm make them."""
        body = self.b62(30)
        return prefix + body + base62(zlib.crc32(body.encode()), 6).decode()

    def cloudflare(self, prefix: str) -> str:
        body = self.b62(40)
        return prefix + body + f"{zlib.crc32(body.encode()):08x}"

    def jwt(self, claims: dict[str, object], alg: str = "HS256") -> str:
        parts = [
            json.dumps(part, separators=(",", ":")).encode() for part in ({"alg": alg, "typ": "JWT"}, claims)
        ]
        text = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts]
        return ".".join([*text, self.url64(43)])

    def uuid(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def pem(self, kind: str, joint: str = "\n") -> str:
        body = [self.b62(64) for _ in range(6)]
        return joint.join([f"-----BEGIN {kind}-----", *body, f"-----END {kind}-----", ""])


Maker = Callable[[Drawn], str]


@dataclass(frozen=True)
class Vendor:
    """How a vendor's secrets are made. shapes: rule -> the names it goes by, and the value.

    texts: whole texts for what needs more than a name. close: near misses of its own.
    prefix: what its tokens begin with, "" for what has no form.
    """

    name: str
    variable: str
    prefix: str
    shapes: tuple[tuple[str, str, Maker], ...]
    close: tuple[Maker, ...]
    texts: tuple[tuple[str, Callable[[Drawn, str], str], Maker], ...] = ()

    def secrets(self, seed: int = 1, count: int = 10) -> list[Secret]:
        """True texts, the kinds in turn and each in another surrounding."""
        drawn = Drawn(seed)
        found = []
        for number in range(count):
            kinds = (*self.shapes, *self.texts)
            kind = kinds[number % len(kinds)]
            if kind in self.texts:
                rule, text, maker = self.texts[number % len(kinds) - len(self.shapes)]
                value = maker(drawn)
                found.append(Secret(rule, text(drawn, value), value))
            else:
                rule, variable, maker = self.shapes[number % len(kinds)]
                value = maker(drawn)
                form = SURROUNDINGS[number % len(SURROUNDINGS)]
                text_in = form.format(name=variable, lower=variable.lower(), value=value)
                found.append(Secret(rule, text_in, value))
        return found

    def near_misses(self, seed: int = 2) -> list[str]:
        """Texts in which there is no secret, though each is a step away from one."""
        drawn = Drawn(seed)
        name, prefix = self.variable, self.prefix
        common = [
            f"{name}=\n",
            f"{name}=changeme\n",
            f"{name}=your-{name.lower()}\n",
            f"{name}=${{{name}}}\n",
            f"{name}=${name}\n",
            f'{name} = os.environ["{name}"]\n',
            f"const key = process.env.{name}\n",
            f"{name}: ${{{{ secrets.{name} }}}}\n",
            f"{name}: <put yours here>\n",
            f'"{name}": null\n',
            f"{name}: string\n",
            f"{name}={prefix}{'x' * 40}\n",
            f"{name}={prefix}EXAMPLE{'0' * 20}\n",
            f"{name}={prefix}0123456789abcdef0123456789abcdef0123456789abcdef\n",
            f"{name}={prefix}" + "abcd" * 12 + "\n",
            f'{name} = f"{prefix}{{value}}"\n',
            f"{name} = '{prefix}...'\n",
            f"{name}={prefix}{drawn.b62(4)}************\n",
            f"{name}_URL=https://example.org/{name.lower()}\n",
            f"{name}_ID={drawn.uuid()}\n",
            f"{name.lower()}_sha256 = '{drawn.hex(64)}'\n",
            f"grep -q '{prefix}[A-Za-z0-9]' settings.py  # {name}\n",
        ]
        return common + [make(drawn) for make in self.close]


def _service(drawn: Drawn, role: str = "service_role", issuer: str = "supabase") -> str:
    return drawn.jwt(
        {"iss": issuer, "ref": drawn.of(string.ascii_lowercase, 20), "role": role, "exp": 2_500_000_000}
    )


def _sentry(drawn: Drawn) -> str:
    payload = json.dumps({"iat": 1_700_000_000.5, "url": "https://sentry.io", "org": "acme"}).encode()
    return f"sntrys_{base64.b64encode(payload).decode().rstrip('=')}_{drawn.b62(43)}"


def _slack(drawn: Drawn) -> str:
    return f"xoxb-{drawn.of('123456789', 12)}-{drawn.of('123456789', 13)}-{drawn.b62(24)}"


def _pypi(drawn: Drawn) -> str:
    head = b"\x02\x01\x08pypi.org\x02\x24"
    return "pypi-" + base64.urlsafe_b64encode(head).decode().rstrip("=") + drawn.url64(130)


def _livekit_id(drawn: Drawn) -> str:
    return "API" + drawn.of("23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 12)


def _database(drawn: Drawn, password: str, host: str) -> str:
    return f"DATABASE_URL=postgresql://app:{password}@{host}:5432/app\n"


VENDORS: tuple[Vendor, ...] = (
    Vendor(
        "Supabase",
        "SUPABASE_SECRET_KEY",
        "sb_secret_",
        (
            ("supabase-secret-key", "SUPABASE_SECRET_KEY", lambda d: f"sb_secret_{d.url64(22)}_{d.b62(8)}"),
            ("supabase-service-role-key", "SUPABASE_SERVICE_ROLE_KEY", _service),
            ("supabase-access-token", "SUPABASE_ACCESS_TOKEN", lambda d: f"sbp_{d.hex(40)}"),
            ("supabase-jwt-secret", "SUPABASE_JWT_SECRET", lambda d: d.b62(40)),
        ),
        (
            lambda d: f"SUPABASE_ANON_KEY={_service(d, 'anon')}\n",
            lambda d: f"SUPABASE_KEY='{_service(d, 'anon')}'\n",
            lambda d: f"SUPABASE_KEY='{_service(d, 'anon', 'supabase-demo')}'\n",
            lambda d: f"SUPABASE_SERVICE_ROLE_KEY={_service(d, issuer='supabase-demo')}\n",
            lambda d: f"SUPABASE_KEY=sb_publishable_{d.url64(22)}_{d.b62(8)}\n",
            lambda d: f"it = sbp_{d.hex(39)}\n",
            lambda d: f"it = sbp_{d.hex(41)}\n",
            lambda d: f"it = sbp_{d.of('GHIJKL', 40)}\n",
            lambda d: f"it = xsb_secret_{d.url64(22)}_{d.b62(8)}\n",
            lambda d: f"it = sb-secret-{d.url64(22)}_{d.b62(8)}\n",
            lambda _d: (
                "postgresql://postgres:[YOUR-PASSWORD]@db.abcdefghijklmnopqrst.supabase.co:5432/postgres\n"
            ),
            lambda _d: (
                "postgresql://postgres:${DB_PASSWORD}@db.abcdefghijklmnopqrst.supabase.co:5432/postgres\n"
            ),
            lambda _d: "postgresql://postgres@db.abcdefghijklmnopqrst.supabase.co:5432/postgres\n",
            lambda _d: "postgresql://postgres:postgres@127.0.0.1:54322/postgres\n",
        ),
        (
            (
                "supabase-database-url",
                lambda d, v: _database(d, v, "db.abcdefghijklmnopqrst.supabase.co"),
                lambda d: d.b62(16),
            ),
        ),
    ),
    Vendor(
        "LiveKit",
        "LIVEKIT_API_SECRET",
        "",
        (("livekit-api-secret", "LIVEKIT_API_SECRET", lambda d: d.b62(43)),),
        (
            lambda d: f"LIVEKIT_API_KEY={_livekit_id(d)}\n",
            lambda d: f"keys:\n  {_livekit_id(d)}: changeme\n",
            lambda d: f"keys:\n  {_livekit_id(d)}: {'secret' * 7}\n",
            lambda _d: "keys:\n  devkey: secret\n",
            lambda _d: "LIVEKIT_URL=wss://project.livekit.cloud\n",
            lambda d: f"livekit participant PA_{d.b62(12)}\n",
            lambda d: f"livekit room RM_{d.b62(12)}\n",
            lambda d: f"{_livekit_id(d)}: {d.b62(20)}\n",
            lambda d: f"{_livekit_id(d)} is a key of livekit\n",
        ),
        (("livekit-key-pair", lambda d, v: f"keys:\n  {_livekit_id(d)}: {v}\n", lambda d: d.b62(44)),),
    ),
    Vendor(
        "Cloudflare",
        "CLOUDFLARE_API_TOKEN",
        "cfut_",
        (
            ("cloudflare-token", "TOKEN", lambda d: d.cloudflare("cfut_")),
            ("cloudflare-token", "CF_ACCOUNT", lambda d: d.cloudflare("cfat_")),
            ("cloudflare-global-key", "CF_KEY", lambda d: d.cloudflare("cfk_")),
            ("cloudflare-token", "CLOUDFLARE_API_TOKEN", lambda d: d.b62(40)),
            ("cloudflare-global-key", "CLOUDFLARE_API_KEY", lambda d: d.hex(37)),
            ("cloudflare-r2-secret", "R2_SECRET_ACCESS_KEY", lambda d: d.hex(64)),
        ),
        (
            lambda d: f"CLOUDFLARE_ACCOUNT_ID={d.hex(32)}\n",
            lambda d: f"CLOUDFLARE_ZONE_ID={d.hex(32)}\n",
            lambda d: f"R2_ACCESS_KEY_ID={d.hex(32)}\n",
            lambda d: f"it = {d.cloudflare('cfut_')[:-1]}\n",
            lambda d: f"it = {d.cloudflare('cfut_')}0\n",
            lambda d: f"it = x{d.cloudflare('cfut_')}\n",
            lambda d: f"it = {d.cloudflare('cfat_').upper()}\n",
            lambda d: f"database_id = '{d.uuid()}'  # cloudflare d1\n",
        ),
    ),
    Vendor(
        "Builder.io",
        "BUILDER_PRIVATE_KEY",
        "bpk-",
        (
            ("builder-io-private-key", "BUILDER_PRIVATE_KEY", lambda d: f"bpk-{d.hex(32)}"),
            ("builder-io-private-key", "BUILDERIO_PRIVATE_API_KEY", lambda d: d.hex(32)),
        ),
        (
            lambda d: f"BUILDER_PUBLIC_KEY={d.hex(32)}\n",
            lambda d: f"BUILDER_PUBLIC_API_KEY={d.hex(32)}\n",
            lambda d: f"builder.init('{d.hex(32)}')\n",
            lambda d: f"it = bpk-{d.hex(31)}\n",
            lambda d: f"it = bpk-{d.hex(33)}\n",
            lambda d: f"it = react-native-bpk-{d.hex(32)}\n",
            lambda d: f"it = BPK-{d.hex(32)}\n",
            lambda _d: "import x from 'bpk-component-icon'\n",
        ),
    ),
    Vendor(
        "Sentry",
        "SENTRY_AUTH_TOKEN",
        "sntrys_",
        (
            ("sentry-organisation-token", "SENTRY_AUTH_TOKEN", _sentry),
            ("sentry-user-token", "SENTRY_AUTH_TOKEN", lambda d: f"sntryu_{d.hex(64)}"),
            ("sentry-legacy-token", "SENTRY_AUTH_TOKEN", lambda d: d.hex(64)),
        ),
        (
            lambda d: f"SENTRY_DSN=https://{d.hex(32)}@o123456.ingest.sentry.io/4501\n",
            lambda d: f'dsn: "https://{d.hex(32)}@o1.ingest.de.sentry.io/1"\n',
            lambda d: f"it = sntryu_{d.hex(63)}\n",
            lambda d: f"it = sntryu_{d.hex(65)}\n",
            lambda d: f"it = x{_sentry(d)}\n",
            lambda d: f"it = sntrys_eyJ{d.b62(60)}_{d.b62(43)}\n",
            lambda d: f"it = sntrys_{d.b62(43)}\n",
            lambda d: f"SENTRY_RELEASE={d.hex(40)}\n",
        ),
    ),
    Vendor(
        "Stripe",
        "STRIPE_SECRET_KEY",
        "sk_live_",
        (
            ("stripe-live-key", "STRIPE_SECRET_KEY", lambda d: f"sk_live_{d.b62(24)}"),
            ("stripe-live-key", "STRIPE_KEY", lambda d: f"rk_live_{d.b62(99)}"),
            ("stripe-webhook-secret", "STRIPE_WEBHOOK_SECRET", lambda d: f"whsec_{d.b62(32)}"),
            ("stripe-test-key", "STRIPE_SECRET_KEY", lambda d: f"sk_test_{d.b62(24)}"),
        ),
        (
            lambda d: f"STRIPE_KEY=pk_live_{d.b62(24)}\n",
            lambda d: f"STRIPE_KEY=pk_test_{d.b62(24)}\n",
            lambda d: f"price = 'price_{d.b62(24)}'\n",
            lambda d: f"it = sk_live_{d.b62(12)}\n",
            lambda d: f"it = xsk_live_{d.b62(24)}\n",
            lambda d: f"it = SK_LIVE_{d.b62(24)}\n",
            lambda d: f"it = sk-live-{d.b62(24)}\n",
            lambda d: f"it = whsec_{d.b62(12)}\n",
        ),
    ),
    Vendor(
        "Twilio",
        "TWILIO_AUTH_TOKEN",
        "",
        (
            ("twilio-auth-token", "TWILIO_AUTH_TOKEN", lambda d: d.hex(32)),
            ("twilio-api-key-secret", "TWILIO_API_KEY_SECRET", lambda d: d.b62(32)),
        ),
        (
            lambda d: f"TWILIO_ACCOUNT_SID=AC{d.hex(32)}\n",
            lambda d: f"TWILIO_API_KEY=SK{d.hex(32)}\n",
            lambda d: f"TWILIO_VERIFY_SERVICE=VA{d.hex(32)}\n",
            lambda d: f"new Client('AC{d.hex(32)}', process.env.TOKEN)\n",
            lambda d: f"new Client('AC{d.hex(32)}', '{'0' * 32}')\n",
            lambda d: f"AC{d.hex(31)}: {d.hex(32)}\n",
            lambda d: f"commit {d.hex(32)} of twilio\n",
            lambda d: f"it = MAC{d.hex(32)}: {d.hex(32)}\n",
        ),
        (
            ("twilio-auth-token", lambda d, v: f"new Client('AC{d.hex(32)}', '{v}')\n", lambda d: d.hex(32)),
            (
                "twilio-auth-token",
                lambda d, v: f"curl -u AC{d.hex(32)}:{v} https://api\n",
                lambda d: d.hex(32),
            ),
        ),
    ),
    Vendor(
        "SendGrid",
        "SENDGRID_API_KEY",
        "SG.",
        (("sendgrid-api-key", "SENDGRID_API_KEY", lambda d: f"SG.{d.url64(22)}.{d.url64(43)}"),),
        (
            lambda d: f"it = SG.{d.b62(21)}.{d.b62(43)}\n",
            lambda d: f"it = SG.{d.b62(22)}.{d.b62(42)}\n",
            lambda d: f"it = SG.{d.b62(22)}.{d.b62(44)}\n",
            lambda d: f"it = sg.{d.b62(22)}.{d.b62(43)}\n",
            lambda d: f"it = MSG.{d.b62(22)}.{d.b62(43)}\n",
            lambda d: f"it = SG-{d.b62(22)}.{d.b62(43)}\n",
            lambda d: f"it = SG.{'a' * 22}.{'b' * 43}\n",
            lambda d: f"template = 'd-{d.hex(32)}'  # sendgrid\n",
        ),
    ),
    Vendor(
        "Datadog",
        "DD_API_KEY",
        "",
        (
            ("datadog-api-key", "DD_API_KEY", lambda d: d.hex(32)),
            ("datadog-api-key", "DATADOG_API_KEY", lambda d: d.hex(32)),
            ("datadog-application-key", "DD_APP_KEY", lambda d: d.hex(40)),
            ("datadog-application-key", "DD_APP", lambda d: f"ddapp_{d.b62(34)}"),
        ),
        (
            lambda d: f"DD_CLIENT_TOKEN=pub{d.hex(32)}\n",
            lambda d: f"DD_GIT_COMMIT_SHA={d.hex(40)}\n",
            lambda d: f"clientToken: 'pub{d.hex(32)}'  // datadog\n",
            lambda d: f"it = ddapp_{d.b62(33)}\n",
            lambda d: f"it = ddapp_{d.b62(35)}\n",
            lambda d: f"applicationId: '{d.uuid()}'  // datadog\n",
            lambda d: f"datadog dashboard {d.hex(32)}\n",
            lambda _d: "DD_SITE=datadoghq.eu\n",
        ),
    ),
    Vendor(
        "WhatsApp",
        "WHATSAPP_ACCESS_TOKEN",
        "EAA",
        (
            ("whatsapp-access-token", "WHATSAPP_TOKEN", lambda d: f"EAA{d.b62(190)}"),
            ("whatsapp-app-secret", "WHATSAPP_APP_SECRET", lambda d: d.hex(32)),
        ),
        (
            lambda d: f"it = EAA{d.b62(40)}\n",
            lambda d: f"it = xEAA{d.b62(190)}\n",
            lambda d: f"it = EAA{d.b62(90)}+{d.b62(90)}\n",
            lambda d: f"it = EAA{d.b62(90)}=={d.b62(90)}\n",
            lambda d: f"it = eaa{d.b62(190)}\n",
            lambda d: f"WHATSAPP_PHONE_NUMBER_ID={d.of('123456789', 15)}\n",
            lambda d: f"WHATSAPP_BUSINESS_ID={d.of('123456789', 15)}\n",
            lambda d: f"it = EAA{d.of(string.ascii_letters, 30) * 5}\n",
        ),
    ),
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
            ("private-key", lambda d, v, kind=kind, joint=joint: _key(d, v, kind, joint), lambda d: d.b62(64))
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
                lambda d, v: _database(d, v, "db.acme.io"),
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


def _key(drawn: Drawn, first: str, kind: str, joint: str) -> str:
    """A key in PEM whose first line is this one."""
    lines = drawn.pem(kind).splitlines()
    return joint.join([lines[0], first, *lines[2:]]) + "\n"


def _one_line(drawn: Drawn, first: str) -> str:
    return _key(drawn, first, "PRIVATE KEY", "\\n").strip()
