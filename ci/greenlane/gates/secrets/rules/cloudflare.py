"""Cloudflare: tokens and the global key, in the form of 2026 (with a checksum) and before; R2."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.proofs import has_cloudflare_checksum
from greenlane.gates.secrets.rule import Named, Rule, Token
from greenlane.model.finding import Severity

_FORMATS = "Cloudflare's page on token formats (2026)"
_CHECKSUM = (
    f"{_FORMATS}; that the checksum is a CRC-32 of the 40 characters was inferred from a revoked sample"
)
_TOKENS = "Cloudflare dashboard, My Profile or Manage Account, API Tokens: roll it"


def _is_unproven(value: bytes) -> bool:
    return not has_cloudflare_checksum(value) and is_drawn(value.partition(b"_")[2])


RULES: tuple[Rule, ...] = (
    Token(
        name="cloudflare-token",
        vendor="Cloudflare",
        what="API token",
        severity=Severity.CRITICAL,
        anchors=("cfut_", "cfat_"),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>cf[ua]t_[A-Za-z0-9_-]{40}[0-9a-f]{8})(?![A-Za-z0-9_-])",
        holds=has_cloudflare_checksum,
        revoke=_TOKENS,
        source=_CHECKSUM,
    ),
    Token(
        name="cloudflare-global-key",
        vendor="Cloudflare",
        what="global API key, which may do all that its owner may",
        severity=Severity.CRITICAL,
        anchors=("cfk_",),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>cfk_[A-Za-z0-9_-]{40}[0-9a-f]{8})(?![A-Za-z0-9_-])",
        holds=has_cloudflare_checksum,
        revoke=_TOKENS,
        source=_CHECKSUM,
    ),
    Token(
        name="cloudflare-token-unproven",
        vendor="Cloudflare",
        what="credential by its form, with another checksum than we know",
        severity=Severity.MEDIUM,
        anchors=("cfut_", "cfat_", "cfk_"),
        pattern=r"(?<![A-Za-z0-9_])(?P<secret>cf(?:[ua]t|k)_[A-Za-z0-9_-]{40}[0-9a-f]{8})(?![A-Za-z0-9_-])",
        holds=_is_unproven,
        revoke=_TOKENS,
        source=_FORMATS,
    ),
    Token(
        name="cloudflare-origin-ca-key",
        vendor="Cloudflare",
        what="origin CA key",
        severity=Severity.CRITICAL,
        anchors=("v1.0-",),
        pattern=r"(?<![A-Za-z0-9_.-])(?P<secret>v1\.0-[0-9a-f]{24}-[0-9a-f]{146})(?![0-9A-Za-z])",
        holds=lambda value: is_drawn(value[5:]),
        revoke=_TOKENS,
        source="Cloudflare's page on origin CA keys",
    ),
    Named(
        name="cloudflare-token",
        vendor="Cloudflare",
        what="API token",
        severity=Severity.CRITICAL,
        given=r"(?:cloudflare|wrangler|\bcf|_cf).*token",
        not_given=r"turnstile.*site",
        value=r"[A-Za-z0-9_-]{40}",
        holds=is_drawn,
        revoke=_TOKENS,
        source=f"{_FORMATS}: before 2026, 40 characters without a prefix",
    ),
    Named(
        name="cloudflare-token",
        vendor="Cloudflare",
        what="API token",
        severity=Severity.CRITICAL,
        given=r"api[_.-]?token|authorization|^token$",
        value=r"[A-Za-z0-9_-]{40}",
        near=r"cloudflare|wrangler",
        holds=is_drawn,
        revoke=_TOKENS,
        source=f"{_FORMATS}: before 2026, 40 characters without a prefix",
    ),
    Named(
        name="cloudflare-global-key",
        vendor="Cloudflare",
        what="global API key, which may do all that its owner may",
        severity=Severity.CRITICAL,
        given=r"(?:cloudflare|\bcf|_cf).*(?:api|global)[_.-]?(?:api[_.-]?)?key|x-auth-key",
        value=r"[0-9a-f]{37,45}",
        holds=is_drawn,
        revoke="Cloudflare dashboard, My Profile, API Tokens: change the global API key",
        source=f"{_FORMATS}: before 2026, 37 to 45 hexadecimal digits",
    ),
    Named(
        name="cloudflare-r2-secret",
        vendor="Cloudflare",
        what="R2 secret access key",
        severity=Severity.CRITICAL,
        given=r"r2.*secret|secret.*r2",
        value=r"[0-9a-f]{64}",
        holds=is_drawn,
        revoke="Cloudflare dashboard, R2, Manage API tokens",
        source="Cloudflare's page on R2 API tokens: the SHA-256 of the token",
    ),
    Named(
        name="cloudflare-r2-secret",
        vendor="Cloudflare",
        what="R2 secret access key",
        severity=Severity.CRITICAL,
        given=r"secret[_.-]?(?:access[_.-]?)?key",
        value=r"[0-9a-f]{64}",
        near=r"r2\.cloudflarestorage|\br2\b|cloudflare",
        holds=is_drawn,
        revoke="Cloudflare dashboard, R2, Manage API tokens",
        source="Cloudflare's page on R2 API tokens: the SHA-256 of the token",
    ),
)
