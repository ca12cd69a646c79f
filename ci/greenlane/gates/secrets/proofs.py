"""Formats that prove themselves: checksums, and tokens that say what they are."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any

_BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def base62(number: int, width: int) -> bytes:
    """A number in base 62, digits before capitals before small letters, filled with zeros."""
    digits = bytearray()
    while number:
        number, rest = divmod(number, 62)
        digits.append(_BASE62[rest])
    return bytes(reversed(digits)).rjust(width, b"0")


def has_github_checksum(token: bytes) -> bool:
    """GitHub and npm: after the prefix 30 characters, then their CRC-32 as six digits of base 62."""
    body = token.partition(b"_")[2]
    return base62(zlib.crc32(body[:-6]), 6) == body[-6:]


def has_cloudflare_checksum(token: bytes) -> bool:
    """Cloudflare since 2026: after the prefix 40 characters, then their CRC-32 in hexadecimal."""
    body = token.partition(b"_")[2]
    return b"%08x" % zlib.crc32(body[:-8]) == body[-8:]


def decoded(text: bytes) -> bytes:
    """Base 64 in either alphabet, with or without its padding; b"" when it is none."""
    clean = text.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    try:
        return base64.b64decode(clean + b"=" * (-len(clean) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def mapping(data: bytes) -> dict[str, Any]:
    """A JSON object; {} when it is none."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def claims(token: bytes) -> dict[str, Any]:
    """What a JSON Web Token says, unverified; {} when it is none or is not signed. Source: RFC 7519."""
    parts = token.split(b".")
    if len(parts) != 3 or len(parts[2]) < 20:
        return {}
    head = mapping(decoded(parts[0]))
    if "alg" not in head or str(head["alg"]).lower() == "none":
        return {}
    return mapping(decoded(parts[1]))
