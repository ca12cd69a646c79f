"""A generated repository for bench/plan.py: packages that need each other, as every tool there reads them.

Package n needs n // 4, and every third one n // 7 too, so a change reaches a handful of others, rarely most.
Two commits: all files, then `changed` of them touched, each in another package. The same numbers give the
same commits.
"""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NAMED = ("-c", "user.name=bench", "-c", "user.email=bench@example.org")
DATE = "1795000000 +0000"
IGNORED = "node_modules\n.nx\n.turbo\n.moon/cache\n"
PER_FOLDER = 12


@dataclass(frozen=True)
class Shape:
    """How big: files, packages, and jobs over as many packages each. changed: files of the second commit."""

    files: int
    packages: int
    jobs: int
    changed: int = 10

    @property
    def name(self) -> str:
        return f"{self.files // 1000}k/{self.packages}"


def package(number: int) -> str:
    """Its name."""
    return f"p{number:04}"


def needs(number: int) -> tuple[str, ...]:
    """What it needs; all of lower numbers, so there is no circle."""
    wanted = {number // 4} | ({number // 7} if number % 3 == 0 else set())
    return tuple(package(one) for one in sorted(wanted) if one < number)


def touched(shape: Shape) -> tuple[str, ...]:
    """The packages that the second commit changes."""
    drawn = random.Random(shape.packages).sample(range(shape.packages), shape.changed)
    return tuple(package(one) for one in sorted(drawn))


def affected(shape: Shape) -> frozenset[str]:
    """Those and all that need them, however far: what every right answer names."""
    found = set(touched(shape))
    for number in range(shape.packages):
        if found.intersection(needs(number)):
            found.add(package(number))
    return frozenset(found)


def make(folder: Path, shape: Shape) -> None:
    """The repository with its work tree."""
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
    commands = b"".join(_commits(shape))
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, input=commands, check=True)
    subprocess.run(["git", *NAMED, "reset", "-q", "--hard", "main"], cwd=folder, check=True)
    subprocess.run(["git", "gc", "-q"], cwd=folder, check=True)


def declaration(shape: Shape) -> str:
    """greenlane.yaml: a component a package, and jobs that check some of them each."""
    lines = ["version: 1", "components:"]
    for number in range(shape.packages):
        wanted = f", needs: [{', '.join(needs(number))}]" if needs(number) else ""
        lines.append(f"  {package(number)}: {{paths: [packages/{package(number)}/**]{wanted}}}")
    lines.append("jobs:")
    each = shape.packages // shape.jobs
    for number in range(shape.jobs):
        names = ", ".join(package(number * each + one) for one in range(each))
        lines.append(f"  j{number:04}: {{components: [{names}], run: [make {number}], minutes: 2}}")
    return "\n".join([*lines, "planner: {shadow: false, audit: 0}", ""])


def filters(shape: Shape) -> str:
    """The same for paths-filter, which knows no needs: each package lists the folders of all it needs."""
    lines = []
    for number in range(shape.packages):
        folders = [f"packages/{one}/**" for one in sorted(closure(number))]
        lines.append(f"{package(number)}: {json.dumps(folders)}")
    return "\n".join([*lines, ""])


def closure(number: int) -> set[str]:
    """A package and all that it needs, however far."""
    found = {package(number)}
    for name in needs(number):
        found |= closure(int(name[1:]))
    return found


def _commits(shape: Shape) -> Iterator[bytes]:
    yield _commit("begin")
    for path, content in _files(shape):
        yield _modify(path, content)
    yield _commit("change")
    for name in touched(shape):
        yield _modify(f"packages/{name}/src/a/f0001.js", f"export const f = '{name} changed'\n")


def _files(shape: Shape) -> Iterator[tuple[str, str]]:
    yield "greenlane.yaml", declaration(shape)
    yield ".gitignore", IGNORED
    yield (
        "package.json",
        _json(name="bench", private=True, packageManager="npm@10.8.2", workspaces=["packages/*"]),
    )
    yield "package-lock.json", _json(name="bench", lockfileVersion=3, requires=True, packages=_locked(shape))
    yield "turbo.json", _json(tasks={"build": {"dependsOn": ["^build"]}})
    yield "nx.json", _json(defaultBase="main")
    yield ".moon/workspace.yml", "projects: ['packages/*']\nvcs: {defaultBranch: main}\n"
    for number in range(shape.packages):
        yield from _package(number, shape.files // shape.packages)


def _package(number: int, files: int) -> Iterator[tuple[str, str]]:
    name = package(number)
    scripts = {"build": f"echo {name}"}
    wanted = dict.fromkeys(needs(number), "*")
    root = f"packages/{name}"
    yield f"{root}/package.json", _json(name=name, version="1.0.0", scripts=scripts, dependencies=wanted)
    tasks = {"build": {"command": f"echo {name}"}}
    yield f"{root}/moon.yml", _json(dependsOn=list(needs(number)), tasks=tasks)
    for one in range(files - 2):
        place = chr(ord("a") + one // PER_FOLDER)
        yield f"{root}/src/{place}/f{one:04}.js", f"export const f = '{name} {one}'\n"


def _locked(shape: Shape) -> dict[str, object]:
    """What npm would write: a folder a package, and a link to each."""
    names = [package(number) for number in range(shape.packages)]
    folders = {
        f"packages/{name}": {"version": "1.0.0", "dependencies": dict.fromkeys(needs(number), "*")}
        for number, name in enumerate(names)
    }
    links = {f"node_modules/{name}": {"resolved": f"packages/{name}", "link": True} for name in names}
    return {"": {"name": "bench", "workspaces": ["packages/*"]}, **links, **folders}


def _json(**content: object) -> str:
    return json.dumps(content, indent=1) + "\n"


def _commit(message: str) -> bytes:
    words = ["commit refs/heads/main", f"committer bench <bench@example.org> {DATE}", f"data {len(message)}"]
    return "\n".join([*words, message, ""]).encode()


def _modify(path: str, content: str) -> bytes:
    data = content.encode()
    return b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(data), data)
