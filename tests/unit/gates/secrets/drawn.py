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
