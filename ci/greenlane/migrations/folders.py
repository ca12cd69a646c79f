"""Read a source's files: migrations in a folder, seeds by glob, Supabase's config.toml."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from greenlane.migrations.plan import key
from greenlane.model.errors import UsageError
from greenlane.model.migration import DOCS, Command, Folder, Layout, Script, Seed, SeedScript, Source

_PLAIN = re.compile(r"[Vv]?(\d+(?:\.\d+)*)(?![\d])[_\-. ]*(.*)\.sql", re.DOTALL)
_SUPABASE = re.compile(r"(\d+)_(.*)\.sql", re.DOTALL)


@dataclass(frozen=True)
class Reading:
    """What lies in the folders now. fingerprint: None when it cannot be known beforehand."""

    scripts: tuple[Script, ...]
    seeds: tuple[SeedScript, ...]
    notes: tuple[str, ...]
    fingerprint: str | None


def read(source: Source) -> Reading:
    """Read every file once. Raises UsageError with the file's name."""
    scripts: tuple[Script, ...] = ()
    seeds: tuple[SeedScript, ...] = ()
    notes: list[str] = []
    if isinstance(source.migrations, Folder):
        folder = source.migrations
        scripts = _scripts(folder, source.project, notes)
        if folder.layout is Layout.SUPABASE:
            seeds = _supabase_seeds(folder.path, source.project, notes)
    seeds += tuple(script for seed in source.seeds for script in _seed(seed, source.project))
    _refuse_twice(seeds)
    return Reading(scripts, seeds, tuple(notes), _fingerprint(source, scripts, seeds))


def read_script(path: Path, project: Path, *, version: str = "", name: str = "") -> Script:
    """One file, its line ends made LF and its byte order mark removed, so that neither changes the sum."""
    place = shown(path, project)
    try:
        data = path.read_bytes().replace(b"\r\n", b"\n")
    except OSError as err:
        raise UsageError(f"cannot be read: {err.strerror}", where=place, docs=f"{DOCS}#files") from err
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise _undecodable(place, data.count(b"\n", 0, err.start) + 1, "is not UTF-8") from err
    if "\0" in text:
        raise _undecodable(place, text.count("\n", 0, text.index("\0")) + 1, "holds a zero byte")
    return Script(version, name or path.name, place, hashlib.sha256(text.encode()).hexdigest(), text)


def _undecodable(place: str, line: int, what: str) -> UsageError:
    return UsageError(what, where=f"{place}:{line}", fix="save the file as UTF-8", docs=f"{DOCS}#files")


def _scripts(folder: Folder, project: Path, notes: list[str]) -> tuple[Script, ...]:
    supabase = folder.layout is Layout.SUPABASE
    path = folder.path / "migrations" if supabase else folder.path
    if not path.is_dir():
        if supabase and folder.path.is_dir():
            notes.append(f"{shown(path, project)} is not there: no migrations")
            return ()
        raise UsageError(
            "there is no such folder",
            where=shown(path, project),
            fix="make it, or correct `migrations:` in greenlane.yaml",
            docs=f"{DOCS}#files",
        )
    found = []
    for file in sorted(path.glob("*.sql")):
        match = (_SUPABASE if supabase else _PLAIN).fullmatch(file.name)
        if match:
            found.append(read_script(file, project, version=match[1], name=match[2]))
        elif supabase:
            notes.append(f"{shown(file, project)} is skipped: its name is not <timestamp>_name.sql")
        else:
            raise UsageError(
                "has no number to say where in the order it belongs",
                where=shown(file, project),
                fix="name it like 0007_what_it_does.sql, or move it out of the folder",
                docs=f"{DOCS}#files",
            )
    if not found:
        notes.append(f"{shown(path, project)} holds no migration")
    return tuple(sorted(found, key=lambda script: (key(script.version), script.file)))


def _seed(seed: Seed, project: Path) -> Iterable[SeedScript]:
    paths = matches(project, seed.file, setting="seeds")
    return [_seed_script(path, project, seed.role, seed.claims) for path in paths]


def _seed_script(path: Path, project: Path, role: str | None, claims: Mapping[str, object]) -> SeedScript:
    script = read_script(path, project)
    if role is None and not claims:
        return SeedScript(script.file, script, role, claims)
    whom = json.dumps([role, claims], sort_keys=True, default=str)
    digest = hashlib.sha256(f"{script.sha256} {whom}".encode()).hexdigest()
    named = Script(script.version, script.name, script.file, digest, script.text)
    return SeedScript(f"{script.file} as {role}" if role else script.file, named, role, claims)


def _supabase_seeds(folder: Path, project: Path, notes: list[str]) -> tuple[SeedScript, ...]:
    section = _seed_section(folder / "config.toml", project)
    if section.get("enabled", True) is False:
        return ()
    patterns = section.get("sql_paths", ["./seed.sql"])
    if isinstance(patterns, str):
        patterns = [patterns]
    paths: dict[Path, None] = {}
    for pattern in patterns:
        found = _matches(folder, str(pattern))
        if not found and "sql_paths" in section:
            notes.append(f"{shown(folder / 'config.toml', project)}: no file matches the seed path {pattern}")
        paths.update(dict.fromkeys(found))
    return tuple(_seed_script(path, project, None, {}) for path in paths)


def _seed_section(path: Path, project: Path) -> dict[str, Any]:
    try:
        section: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise UsageError(
            f"is not valid TOML: {err}", where=shown(path, project), docs=f"{DOCS}#files"
        ) from err
    for name in ("db", "seed"):
        section = section.get(name, {}) if isinstance(section, dict) else {}
    return section if isinstance(section, dict) else {}


def _refuse_twice(seeds: Iterable[SeedScript]) -> None:
    seen: set[str] = set()
    for seed in seeds:
        if seed.name in seen:
            raise UsageError("is listed twice", where=f"seed {seed.name}", docs=f"{DOCS}#seeds")
        seen.add(seed.name)


def matches(project: Path, pattern: str, *, setting: str) -> list[Path]:
    """The files that a path or glob of a setting names, in the order of names. Raises UsageError for none."""
    if found := _matches(project, pattern):
        return found
    raise UsageError(
        "there is no such file",
        where=pattern,
        fix=f"correct `{setting}:` in greenlane.yaml; paths start at the folder of that file",
        docs=f"{DOCS}#files",
    )


def _matches(folder: Path, pattern: str) -> list[Path]:
    """The files that a relative path or glob names, in the order of their names."""
    literal = folder / pattern
    if literal.is_file():
        return [literal]
    if Path(pattern).is_absolute():
        return []
    return sorted(path for path in folder.glob(pattern) if path.is_file())


def shown(path: Path, project: Path) -> str:
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else path.as_posix()


def _fingerprint(source: Source, scripts: Iterable[Script], seeds: Iterable[SeedScript]) -> str | None:
    parts: list[object] = ["greenlane-1"]
    if isinstance(source.migrations, Command):
        files = {path for pattern in source.migrations.files for path in _matches(source.project, pattern)}
        if not files:
            return None
        sums = [
            (shown(path, source.project), hashlib.sha256(path.read_bytes()).hexdigest())
            for path in sorted(files)
        ]
        parts += [source.migrations.argv, sums]
    elif source.migrations:
        parts.append(source.migrations.layout)
    parts += [[(script.version, script.name, script.sha256) for script in scripts]]
    parts += [[(seed.name, seed.script.sha256) for seed in seeds]]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
