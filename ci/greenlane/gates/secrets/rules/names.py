"""What any vendor's rule left: random values, or strong passwords, given to a name that promises a secret."""

from __future__ import annotations

from greenlane.gates.secrets.likeness import is_secret_like, is_strong_password
from greenlane.gates.secrets.rule import Named, Rule
from greenlane.model.finding import Severity

_END = r"(?:[_.-]?(?:value|base|dev|stage|staging|prod|production|live|new|old|\d{1,2}))*$"
_NOT = (
    r"public|publishable|anon|csrf|xsrf|nonce|integrity|hash|digest|checksum|salt$|fingerprint|"
    r"cache[_.-]?key|sort[_.-]?key|primary[_.-]?key|foreign[_.-]?key|keyboard|site[_.-]?key|next[_.-]?token|page[_.-]?token"
)

RULES: tuple[Rule, ...] = (
    Named(
        name="random-secret",
        vendor="Generic",
        what="random value with the name of a secret",
        severity=Severity.HIGH,
        given=r"(?:secret|token|passw(?:or)?d|passphrase|pwd|pass|credentials?|"
        r"(?:api|access|private|auth|account|master|encryption|signing|app|application|shared|service|secret|session)"
        rf"[_.-]?key|authorization){_END}",
        not_given=_NOT,
        value=r"[!-~]{16,400}",
        holds=is_secret_like,
        in_text=True,
        revoke="make another value wherever this one is accepted",
        source="of our own: names, randomness, and what placeholders look like",
    ),
    Named(
        name="password",
        vendor="Generic",
        what="password",
        severity=Severity.MEDIUM,
        given=rf"(?:passw(?:or)?d|passphrase|pwd|pass){_END}",
        not_given=_NOT,
        value=r"[!-~]{8,64}",
        holds=is_strong_password,
        chosen=True,
        in_text=True,
        revoke="change the password wherever it is accepted",
        source="of our own: three kinds of characters, eight or more of them, no placeholder",
    ),
)
