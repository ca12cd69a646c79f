"""Private keys in PEM, also as one line with \\n in it. Public keys and certificates are no secrets."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_drawn
from greenlane.gates.secrets.rule import Rule, Token
from greenlane.model.finding import Severity

_BREAK = r"(?:\\+r|\\+n|\s|[\"'`+,;])"
_HEADERS = r"(?:[A-Za-z-]{3,20}: [^\n\\]{1,80}(?:\n|\\n|\s)+)*"
_BODY = r"(?P<secret>[A-Za-z0-9+/]{40,128})"

RULES: tuple[Rule, ...] = (
    Token(
        name="private-key",
        vendor="PEM",
        what="private key",
        severity=Severity.CRITICAL,
        anchors=("-----BEGIN ",),
        pattern=r"-----BEGIN (?:RSA |EC |DSA |OPENSSH |PGP )?PRIVATE KEY(?: BLOCK)?-----"
        rf"{_BREAK}{{1,40}}{_HEADERS}{_BODY}",
        holds=is_drawn,
        revoke="make another pair wherever its public half is trusted",
        source="RFC 7468, RFC 1421; OpenSSH's PROTOCOL.key",
    ),
    Token(
        name="encrypted-private-key",
        vendor="PEM",
        what="private key, as safe as its pass phrase",
        severity=Severity.MEDIUM,
        anchors=("-----BEGIN ENCRYPTED PRIVATE KEY-----",),
        pattern=rf"-----BEGIN ENCRYPTED PRIVATE KEY-----{_BREAK}{{1,40}}{_HEADERS}{_BODY}",
        holds=is_drawn,
        revoke="make another pair wherever its public half is trusted",
        source="RFC 5958, RFC 7468",
    ),
)
