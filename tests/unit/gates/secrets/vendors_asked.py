"""The vendors that our users asked for. What the fields mean: drawn.py."""

from __future__ import annotations

import base64
import json
import string

from tests.unit.gates.secrets.drawn import Drawn, Vendor


def _service(drawn: Drawn, role: str = "service_role", issuer: str = "supabase") -> str:
    return drawn.jwt(
        {"iss": issuer, "ref": drawn.of(string.ascii_lowercase, 20), "role": role, "exp": 2_500_000_000}
    )


def _sentry(drawn: Drawn) -> str:
    payload = json.dumps({"iat": 1_700_000_000.5, "url": "https://sentry.io", "org": "acme"}).encode()
    return f"sntrys_{base64.b64encode(payload).decode().rstrip('=')}_{drawn.b62(43)}"


def _livekit_id(drawn: Drawn) -> str:
    return "API" + drawn.of("23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 12)


ASKED: tuple[Vendor, ...] = (
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
                lambda _d, v: f"U=postgresql://app:{v}@db.abcdefghijklmnopqrst.supabase.co:5432/app\n",
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
            lambda _d: f"it = SG.{'a' * 22}.{'b' * 43}\n",
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
)
