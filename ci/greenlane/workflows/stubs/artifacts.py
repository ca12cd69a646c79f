"""What the stubs of upload-artifact and download-artifact do: artifacts are folders on this machine.

As GitHub: names are unique in a run, patterns and `!` are honoured, what begins with a dot stays behind
unless it is asked for, the root is the deepest folder that all paths share, permissions are lost, and the
retention is written down.
Not done here: other runs' artifacts, and the limit on their size.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

WILD = re.compile(r"[*?\[]")
FORBIDDEN = re.compile(r'["\r\n:<>|*?\\/]')


class Refused(Exception):
    """The real action would fail here."""


def said(name: str) -> str:
    """An input, from the variable of that name."""
    return os.environ.get(name, "").strip()


def is_true(name: str) -> bool:
    """An input that is a boolean."""
    return said(name).lower() == "true"


def output(**values: str) -> None:
    """Set outputs of the step."""
    with Path(os.environ["GITHUB_OUTPUT"]).open("a") as handle:
        handle.writelines(f"{name.replace('_', '-')}={value}\n" for name, value in values.items())


class Pattern:
    """One line of `path:`."""

    def __init__(self, line: str) -> None:
        self.is_exclude = line.startswith("!")
        text = os.path.normpath(Path.cwd() / Path(line.removeprefix("!").strip()).expanduser())
        parts = text.split("/")
        wild = next((at for at, part in enumerate(parts) if WILD.search(part)), len(parts))
        self.root = Path("/".join(parts[:wild]) or "/")
        self._form = re.compile("/".join(map(_part, parts)).replace("/(?:.*)/", "/(?:.*/)?") + r"(?:/.*)?")

    def fits(self, path: Path) -> bool:
        """Whether a file is meant, or lies in a folder that is."""
        return self._form.fullmatch(str(path)) is not None


def _part(part: str) -> str:
    return "(?:.*)" if part == "**" else fnmatch.translate(part)[4:-3].replace(".*", "[^/]*")


def walk(root: Path, *, with_hidden: bool) -> Iterator[Path]:
    """Every file at or below a path."""
    if not with_hidden and root.name.startswith("."):
        return
    if root.is_dir():
        for inner in sorted(root.iterdir()):
            yield from walk(inner, with_hidden=with_hidden)
    elif root.is_file():
        yield root


def chosen(lines: list[str], *, with_hidden: bool) -> tuple[Path, list[Path]]:
    """The root of an upload, and its files."""
    patterns = [Pattern(line) for line in lines]
    roots = [one.root for one in patterns if not one.is_exclude]
    roots = [one for one in roots if not any(one != other and one.is_relative_to(other) for other in roots)]
    found: dict[Path, None] = {}
    for path in (path for root in dict.fromkeys(roots) for path in walk(root, with_hidden=with_hidden)):
        fitting = [one for one in patterns if one.fits(path)]
        if fitting and not fitting[-1].is_exclude:
            found[path] = None
    if len(set(roots)) == 1:
        return (roots[0] if roots[0].is_dir() else roots[0].parent), list(found)
    return Path(os.path.commonpath([str(one) for one in roots] or ["/"])), list(found)


def numbered(store: Path) -> tuple[int, Path]:
    """A new artifact's number and folder, also when two jobs ask at once."""
    for number in range(1, 100_000):
        try:
            (store / str(number)).mkdir()
        except FileExistsError:
            continue
        return number, store / str(number)
    raise Refused("too many artifacts")


def upload(store: Path) -> None:
    """actions/upload-artifact."""
    name, wanted = said("NAME"), said("IF_NO_FILES_FOUND") or "warn"
    if not name or FORBIDDEN.search(name):
        raise Refused(f"The artifact name is not valid: {name}")
    lines = [line.strip() for line in said("FROM").splitlines() if line.strip()]
    root, files = chosen(lines, with_hidden=is_true("INCLUDE_HIDDEN_FILES"))
    if not files:
        if wanted == "error":
            raise Refused(f"No files were found with the provided path: {', '.join(lines)}")
        print(f"::{'warning' if wanted == 'warn' else 'debug'}::No files were found: {', '.join(lines)}")
        return
    store.mkdir(parents=True, exist_ok=True)
    _make_way(store, name)
    number, folder = numbered(store)
    digest = hashlib.sha256()
    for path in files:
        target = folder / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        digest.update(f"{target.relative_to(folder)}\0".encode() + path.read_bytes())
    days = said("RETENTION_DAYS")
    told = {
        "id": number,
        "name": name,
        "retention_days": int(days) if days and days != "0" else None,
        "job": os.environ.get("GITHUB_JOB", ""),
        "digest": f"sha256:{digest.hexdigest()}",
    }
    _claim(store, name, told)
    output(artifact_id=str(number), artifact_digest=digest.hexdigest(), artifact_url=f"file://{folder}")
    print(f"uploaded {name}: {len(files)} files")


def _note(store: Path, name: str) -> Path:
    return store / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"


def _make_way(store: Path, name: str) -> None:
    note = _note(store, name)
    if note.exists() and is_true("OVERWRITE"):
        shutil.rmtree(store / str(json.loads(note.read_bytes())["id"]))
        note.unlink()


def _claim(store: Path, name: str, told: dict[str, object]) -> None:
    """Write down that the name is taken. Raises Refused when it was."""
    try:
        with _note(store, name).open("x") as handle:
            json.dump(told, handle)
    except FileExistsError:
        shutil.rmtree(store / str(told["id"]))
        raise Refused(f"an artifact with this name already exists on the workflow run: {name}") from None


def download(store: Path) -> None:
    """actions/download-artifact."""
    run = said("RUN_ID")
    if run and run != os.environ.get("GITHUB_RUN_ID"):
        raise Refused(f"the stub has no artifacts of another run: {run}")
    kept = [json.loads(note.read_bytes()) for note in sorted(store.glob("*.json"))]
    name, pattern, to = said("NAME"), said("PATTERN"), Path(said("TO") or ".")
    if name:
        kept = [one for one in kept if one["name"] == name]
        if not kept:
            raise Refused(f"Artifact not found for name: {name}")
    elif ids := said("IDS"):
        kept = [one for one in kept if str(one["id"]) in re.split(r"[,\s]+", ids)]
    elif pattern:
        kept = [one for one in kept if fnmatch.fnmatchcase(one["name"], pattern)]
    is_flat = bool(name) or is_true("MERGE_MULTIPLE")
    to.mkdir(parents=True, exist_ok=True)
    for one in sorted(kept, key=lambda one: int(one["id"])):
        target = to if is_flat else to / one["name"]
        shutil.copytree(store / str(one["id"]), target, dirs_exist_ok=True, copy_function=shutil.copyfile)
        print(f"downloaded {one['name']}")
    output(download_path=str(to.resolve()))


def main() -> int:
    """upload or download."""
    try:
        {"upload": upload, "download": download}[sys.argv[1]](Path(os.environ["SIMULATE_ARTIFACTS"]))
    except Refused as err:
        print(f"::error::{err}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
