"""A project's supabase/config.toml: what of it holds here, and what of it this stand-in does not honour."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from greenlane.model.errors import DeclarationError, Problem, UsageError

DOCS = "docs/services/supabase.md#configtoml"
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?(B|KB|KiB|MB|MiB|GB|GiB)", re.IGNORECASE)
_FACTORS = {"B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3, "KIB": 1024, "MIB": 1024**2, "GIB": 1024**3}
_ENV = re.compile(r"env\(([A-Za-z_][A-Za-z0-9_]*)\)")

_BOOLEAN, _NUMBER, _TEXT, _TEXTS = "true or false", "a whole number", "a text in quotes", "a list of texts"
_BYTES = 'a size such as "50MiB"'
_HONOURED: Mapping[str, str] = {
    "project_id": _TEXT,
    "api.schemas": _TEXTS,
    "api.max_rows": _NUMBER,
    "auth.site_url": _TEXT,
    "auth.additional_redirect_urls": _TEXTS,
    "auth.jwt_expiry": _NUMBER,
    "auth.enable_signup": _BOOLEAN,
    "auth.enable_refresh_token_rotation": _BOOLEAN,
    "auth.minimum_password_length": _NUMBER,
    "auth.password_requirements": _TEXT,
    "auth.sessions.timebox": _TEXT,
    "auth.sessions.inactivity_timeout": _TEXT,
    "auth.email.enable_signup": _BOOLEAN,
    "auth.email.enable_confirmations": _BOOLEAN,
    "auth.email.otp_length": _NUMBER,
    "auth.email.otp_expiry": _NUMBER,
    "storage.file_size_limit": _BYTES,
}
_BUCKET: Mapping[str, str] = {"public": _BOOLEAN, "file_size_limit": _BYTES, "allowed_mime_types": _TEXTS}
_ELSEWHERE = re.compile(
    r"(studio|inbucket|local_smtp|db\.migrations|db\.seed)\..*|(\w+\.)*(port|\w+_port)|db\.(major_version|health_timeout)"
    r"|(api|auth|storage)\.enabled|analytics\.(backend|enabled)|edge_runtime\.policy|api\.extra_search_path"
)
"""Settings that lose nothing here: of ports, of Studio, of what the migrations room reads by itself."""


@dataclass(frozen=True)
class Bucket:
    """One `[storage.buckets.NAME]`. size_bytes_max: None means: as the project's."""

    name: str
    public: bool = False
    size_bytes_max: int | None = None
    mime_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Project:
    """What config.toml says. settings: the honoured ones, by dotted key; ignored: keys with no effect."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    buckets: tuple[Bucket, ...] = ()
    ignored: tuple[str, ...] = ()

    def section(self, name: str) -> dict[str, Any]:
        """The settings below `name`, nested again."""
        found: dict[str, Any] = {}
        for key, value in self.settings.items():
            if key.startswith(f"{name}."):
                *path, last = key.removeprefix(f"{name}.").split(".")
                inner = found
                for part in path:
                    inner = inner.setdefault(part, {})
                inner[last] = value
        return found


def read(folder: Path, project: Path, environment: Mapping[str, str]) -> Project:
    """Read config.toml of a Supabase folder; a folder without one is a project with every default.

    environment: where `env(NAME)` is looked up. Raises UsageError, DeclarationError with file and line.
    """
    path = folder / "config.toml"
    shown = path.relative_to(project).as_posix() if path.is_relative_to(project) else path.as_posix()
    if not folder.is_dir():
        raise UsageError("there is no such folder", where=str(shown).removesuffix("/config.toml"), docs=DOCS)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Project()
    except (OSError, UnicodeDecodeError) as err:
        raise UsageError(f"cannot be read: {err}", where=shown, docs=DOCS) from err
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        raise _unreadable(err, text, shown) from err
    return _Reader(text, shown, environment).project(document)


class _Reader:
    """Goes through one document and keeps every mistake it meets."""

    def __init__(self, text: str, shown: str, environment: Mapping[str, str]) -> None:
        self._text, self._shown, self._environment = text, shown, environment
        self._problems: list[Problem] = []

    def project(self, document: Mapping[str, Any]) -> Project:
        settings: dict[str, Any] = {}
        ignored: dict[str, None] = {}
        for key, value in _leaves(document):
            if key in _HONOURED:
                settings[key] = self._checked(key, value, _HONOURED[key])
            elif not key.startswith("storage.buckets.") and _asks(key, value, document):
                ignored[key] = None
        buckets = self._buckets(document)
        if self._problems:
            raise DeclarationError(self._problems)
        return Project(settings, buckets, tuple(ignored))

    def _buckets(self, document: Mapping[str, Any]) -> tuple[Bucket, ...]:
        storage = document.get("storage")
        declared = storage.get("buckets", {}) if isinstance(storage, dict) else {}
        found = []
        for name, options in declared.items() if isinstance(declared, dict) else ():
            if not isinstance(options, dict):
                self._problem(f"storage.buckets.{name}", "a section of its own", options)
                continue
            values = {
                key: self._checked(f"storage.buckets.{name}.{key}", options[key], kind)
                for key, kind in _BUCKET.items()
                if key in options
            }
            mime_types = tuple(values.get("allowed_mime_types") or ())
            found.append(Bucket(name, bool(values.get("public")), values.get("file_size_limit"), mime_types))
        return tuple(found)

    def _checked(self, key: str, value: object, kind: str) -> Any:
        if isinstance(value, str) and (match := _ENV.fullmatch(value)):
            value = self._environment.get(match[1], "")
        if not _fits(value, kind):
            self._problem(key, kind, value)
            return None
        return size_bytes(str(value)) if kind == _BYTES else value

    def _problem(self, key: str, expected: str, got: object) -> None:
        line = _line_of(self._text, key)
        self._problems.append(Problem(self._shown, line, 1, key, expected, repr(got), docs=DOCS))


def size_bytes(text: str) -> int:
    """Bytes of a size as Supabase writes it: "50MiB", "5MB", "500KB"."""
    match = _SIZE.fullmatch(text)
    if not match:
        raise ValueError(text)
    return int(float(match[1]) * _FACTORS[match[2].upper()])


def _fits(value: object, kind: str) -> bool:
    if kind == _BOOLEAN:
        return isinstance(value, bool)
    if kind == _NUMBER:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if kind == _TEXTS:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, str) and (kind != _BYTES or _SIZE.fullmatch(value) is not None)


def _leaves(document: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in document.items():
        key = f"{path}{name}"
        if isinstance(value, dict):
            yield from _leaves(value, f"{key}.")
        else:
            yield key, value


def _asks(key: str, value: object, document: Mapping[str, Any]) -> bool:
    """Whether a setting asks for something: not one that is off or empty, nor one of a part that is off."""
    if value in (False, "", []) or _ELSEWHERE.fullmatch(key):
        return False
    section: Any = document
    for name in key.split(".")[:-1]:
        section = section[name]
        if section.get("enabled") is False:
            return False
    return True


def _unreadable(err: tomllib.TOMLDecodeError, text: str, shown: str) -> UsageError:
    match = re.search(r"at line (\d+), column \d+", str(err))
    line = int(match[1]) if match else text.count("\n") + 1
    what = re.sub(r" \(at .*\)$", "", str(err))
    return UsageError(f"is not valid TOML: {what[:1].lower()}{what[1:]}", where=f"{shown}:{line}", docs=DOCS)


def _line_of(text: str, key: str) -> int:
    """The line that sets a dotted key, or that of its section, or the first."""
    path = key.split(".")
    section: list[str] = []
    best = 1
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            section = [part.strip(" \"'") for part in header[1].split(".")]
            if section == path[: len(section)]:
                best = number
        elif (setting := re.match(r"\s*([^=#]+?)\s*=", line)) and [
            *section,
            *(part.strip(" \"'") for part in setting[1].split(".")),
        ] == path:
            return number
    return best
