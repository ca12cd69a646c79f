"""Is this the name of a mock? By words, never by letters: `mockup` and `stubborn` are no mocks.

Properties
- A name is judged by its words (`MockAuth`, `mock_auth`, `mock-auth` are the same two).
- A mock leads (`FakeAuth`), follows a verb of making (`getMockUser`) or ends a type (`AuthServiceMock`).
- What acts on fakes (`FakeNewsDetector`, `isFake`), and trades that own the word (`MockInterview`,
  `PayStub`, `dummy_variable`), are not mocks.
- `InMemory…` and `Placeholder…` count only for what stands for a service, and weigh less.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


Weight = Literal["mock", "weak"]

_MOCKS = _set("mock mocks mocked fake fakes faked stub stubs stubbed dummy dummies")
_MAKERS = _set(
    "get create make build use load generate fetch with new return setup set init start register provide "
    "give send seed run install list read save do handle process call the my simple default app"
)
_ACTING_ON = _set(
    "detector detectors classifier detection checker report reports reporter filter scanner finder guard "
    "score scorer policy rule rules flag remover killer alert warning error exception probability ratio rate"
)
_TRADES = {
    "fake": _set("news review reviews"),
    "mock": _set("interview interviews exam exams trial trials draft drafts quiz election turtle"),
    "stub": _set("hub article articles number axle route"),
    "dummy": _set(
        "variable variables encoder encoding input inputs tensor node head tail row column token hand player "
        "load text"
    ),
}
_LOOSE_TRADES = _set("account accounts id ids profile profiles caller followers email emails")
"""Fake accounts are a trade; `FakeAccountRepository` is a fake repository."""
_BEFORE_STUB = _set("pay ticket wage tax check salary cheque grpc service_pb2 async blocking")
_SERVICES = _set(
    "service services repository repositories repo store storage database db client gateway queue backend "
    "adapter dao api auth provider bus broker server datasource source impl implementation"
)
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_FLAGS = _set(
    "use using enable enabled enables mode flag with should api auth data service services backend server "
    "env force allow"
)
_DEVELOPMENT = _set("debug dev development test tests testing demo sandbox e2e storybook local")
_PRODUCTION = _set("prod production release live")
_NAMES = re.compile(r"[A-Za-z_$][\w$]*")
_COMPARED = re.compile(r"(!==?|===?|\bis not\b|\bis\b)\s*['\"]?([A-Za-z0-9_]+)['\"]?\)*\s*$")

_SUSPECT = tuple(
    word.encode()
    for word in (
        *("mock", "fake", "stub", "dumm", "placeholder", "inmemory", "in_memory", "in-memory", "implemented"),
        *("lorem", "example", "todo", "fixme", "xxx", "canned", "hardcoded", "hard-coded", "jest", "vi."),
        *("changeme", "john doe", "jane doe", "test-", "test_", "demo-", "demo_", "sample-", "sample_"),
    )
)


def is_suspect(source: bytes) -> bool:
    """False for a file in which no rule could find anything: only its imports matter."""
    text = source.lower()
    return any(word in text for word in _SUSPECT)


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The words of an identifier or a file's name, in small letters."""
    return tuple(word.lower() for word in _WORDS.findall(name))


@lru_cache(maxsize=65536)
def weight(name: str) -> Weight | None:
    """`mock` for the name of a mock, `weak` for one that may stand for a service, None for any other."""
    found = words(name)
    at = next((index for index, word in enumerate(found) if word in _MOCKS), None)
    if at is None:
        return "weak" if _is_weak(found) else None
    rest = found[at + 1 :]
    if not rest and at:
        return _as_suffix(name, found)
    if at and not (at <= 2 and all(word in _MAKERS for word in found[:at])):
        return None
    return None if _is_a_trade(found[at], rest) else "mock"


def _as_suffix(name: str, found: tuple[str, ...]) -> Weight | None:
    """`AuthServiceMock`, `createStub`; not `isFake`, `payStub`."""
    if found[-1].startswith("stub") and found[-2] in _BEFORE_STUB:
        return None
    is_a_type = name.lstrip("_")[:1].isupper() and not name.isupper()
    made = found[0] in _MAKERS and not found[-1].startswith("stub")
    return "mock" if is_a_type or made else None


def _is_a_trade(word: str, rest: tuple[str, ...]) -> bool:
    singular = "dummy" if word.startswith("dumm") else word.removesuffix("s")
    if not rest or rest[-1] in _ACTING_ON or rest[0] in _TRADES.get(singular, ()):
        return bool(rest)
    return singular == "fake" and rest[0] in _LOOSE_TRADES and rest[-1] not in _SERVICES


def _is_weak(found: tuple[str, ...]) -> bool:
    leads = found[:2] == ("in", "memory") or found[:1] in (("placeholder",), ("inmemory",))
    return leads and found[-1] in _SERVICES


def is_mock_module(path: str) -> bool:
    """`mock_auth.dart`, `fakes/users.py`, `auth.mock.ts`; not `mockup.py`, `fake_news.py`."""
    *folders, name = path.split("/")
    stem = name.rsplit(".", 1)[0]
    found = words(stem)
    if any(folder.strip("_") in ("mock", "mocks", "fake", "fakes", "stubs", "dummies") for folder in folders):
        return True
    if len(found) > 1 and found[-1] in ("mock", "mocks", "fake", "fakes"):
        return found[0] not in ("is", "detect", "remove")
    return weight(stem) == "mock"


def is_switch(condition: str) -> bool:
    """Whether a condition asks a flag for mocks: `useMocks`, `USE_FAKE_AUTH`, `config.mock_mode`."""
    return any(_is_flag(name) for name in _NAMES.findall(condition))


def _is_flag(name: str) -> bool:
    found = words(name)
    return any(word in _MOCKS for word in found) and (
        any(word in _FLAGS for word in found) or (name.isupper() and len(found) > 1)
    )


def is_development(condition: str) -> bool:
    """Whether a condition, as far as its words say, is true in development and tests only."""
    text, is_negated = condition.strip(), False
    while text.startswith(("!", "not ")) and not text.startswith("!="):
        text, is_negated = text.removeprefix("not ").removeprefix("!").strip(), not is_negated
    compared = _COMPARED.search(text)
    if compared:
        operator, value = compared.groups()
        is_negated ^= operator.startswith("!") or operator.endswith("not")
        is_negated ^= value.lower() in ("false", "0")
    found = {word for name in _NAMES.findall(text) for word in words(name)}
    if compared and words(compared.group(2)) and set(words(compared.group(2))) & (_DEVELOPMENT | _PRODUCTION):
        found = set(words(compared.group(2)))
    if found & _PRODUCTION:
        return is_negated
    return bool(found & (_DEVELOPMENT | _MOCKS)) and not is_negated


def negated(condition: str) -> str:
    """The condition of the other branch."""
    text = condition.strip()
    if text.startswith("not "):
        return text.removeprefix("not ")
    if text.startswith("!") and not text.startswith("!=") and "&&" not in text and "||" not in text:
        return text[1:].strip()
    return f"not {text}"


def atoms(condition: str) -> tuple[str, ...]:
    """The parts that must all hold, blanks made one: `kDebugMode && useMocks` are two."""
    text = " ".join(condition.split())
    return tuple(part.strip() for part in re.split(r"\s*&&\s*|\s+and\s+", text) if part.strip())
