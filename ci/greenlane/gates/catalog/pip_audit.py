"""pip-audit: known holes in what requirements files install.

pip-audit says "no known vulnerabilities" when nobody answered it, leaves packages for other systems out
without a word, and stops at two files with two versions of one package. So it is asked about a list of ours:
every package pinned in any file, whatever its marker, and one release that is known to be bad. A file that is
no lock is resolved by pip on top of that.

Severities: by the CVSS vectors of the advisory's OSV records, see gates/advisories/severity.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from greenlane.edges.osv import AdvisoryService
from greenlane.gates.advisories.packages import CANARY, Package, Place, believe, canary_of, rounds
from greenlane.gates.advisories.pip import Heard, ask_about, ask_resolved
from greenlane.gates.advisories.report import Advisory, Judge
from greenlane.gates.advisories.requirements import Requirements, read
from greenlane.model.gates import Context, Program, Tree, Unreadable
from greenlane.model.verdict import Answer

TITLE = "pip-audit (known holes in requirements)"
GATE = "security"
PROGRAMS = (Program("pip-audit", "pip-audit"),)
SCOPE: Literal["file", "tree"] = "tree"
TYPICAL_S = 3.0
FRESH_S = 3600


@dataclass(frozen=True)
class Options:
    """Which files say what is installed, and who is asked."""

    requirements: tuple[str, ...] = ("requirements*.txt", "**/requirements/*.txt")
    """Globs of requirements files."""
    service: str = ""
    """Address of an OSV service; default: GREENLANE_OSV_URL, else the public one."""
    canary: str = CANARY
    """A release with known advisories, as name==version. A service that knows none is not believed."""
    resolve: bool = True
    """Whether pip works out what a file that is no lock would install. It may run setup code of packages."""
    accepted: Mapping[str, str] = field(default_factory=dict)
    """Requirements from a URL or a repository, which no service can be asked about: the name, and why."""
    timeout_s: int = 15
    """How long one silent connection may last, in seconds."""


OPTIONS = Options


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    return tree.files(*options.requirements)


def configuration(options: Options, tree: Tree) -> tuple[str, ...]:
    """The files that these files include, wherever they lie; none when one of them cannot be read."""
    try:
        found = [read(path, tree.read(path)) for path in files(options, tree)]
    except Unreadable:
        return ()
    named = {line.file for one in found for line in one.of("include", "constraint")}
    return tuple(path for path in tree.files() if path in named)


def examine(context: Context, files: Sequence[str]) -> Answer:
    options: Options = context.options
    service = AdvisoryService.of(options.service, context.environment, options.timeout_s)
    found = [read(path, context.tree.read(path)) for path in files]
    places, heard = _pinned(context, found, canary_of(options.canary), service)
    for number, file in enumerate(file for file in found if options.resolve and not file.is_locked):
        answer = ask_resolved(context, file, f"resolved-{number}", service)
        heard.append(answer)
        _place(file, answer.packages, places)
    judge = Judge("pip-audit", service)
    advisories = _distinct(one for answer in heard for one in answer.advisories if one.package in places)
    findings = tuple(judge.finding(one, places[one.package]) for one in advisories)
    unknown = [line for answer in heard for line in answer.skipped]
    unknown += [line for file in found for line in _not_asked(file, files, options)]
    return Answer(
        findings, len(places), "packages", (*unknown, *judge.unknown),
        {"asked": service.address, "canary": f"{options.canary} is known to be bad there, as it must be"},
    )  # fmt: skip


def _pinned(
    context: Context, found: Sequence[Requirements], canary: Package, service: AdvisoryService
) -> tuple[dict[Package, list[Place]], list[Heard]]:
    """Every pinned package with its places, and the answers about them. Raises Unreadable."""
    wanted: dict[Package, list[Place]] = {}
    for line in (line for file in found for line in file.of("pin")):
        if line.package:
            wanted.setdefault(line.package, []).append(line.place)
    places: dict[Package, list[Place]] = {}
    heard: list[Heard] = []
    for number, group in enumerate(rounds({canary, *wanted})):
        answer = ask_about(context, group, f"pinned-{number}", service)
        heard.append(answer)
        asked = {package.name: package for package in group}
        for package in answer.packages:
            if asked[package.name] in wanted:
                places.setdefault(package, []).extend(wanted[asked[package.name]])
    believe(canary, {one.package.name for answer in heard for one in answer.advisories}, service.address)
    return places, heard


def _place(file: Requirements, packages: Sequence[Package], places: dict[Package, list[Place]]) -> None:
    """Give every package that pip chose a place: its line, else the file's first."""
    lines = {line.name: line.place for line in file.of("pin", "open")}
    for package in packages:
        places.setdefault(package, [lines.get(package.name, Place(file.path, 1))])


def _distinct(advisories: Iterator[Advisory]) -> list[Advisory]:
    """Each advisory against each package once, in a stable order."""
    return sorted(
        {(one.package, one.names[0]): one for one in advisories}.values(),
        key=lambda one: (one.package, one.names),
    )


def _not_asked(file: Requirements, files: Sequence[str], options: Options) -> Iterator[str]:
    """What of a file no answer can be about, a line each."""
    if not file.of("pin", "open"):
        yield f"{file.path} names no package"
    if not file.is_locked and not options.resolve:
        yield f"{file.path} is not locked, so what it would install is not known"
    for line in file.of("address"):
        if not options.accepted.get(line.name or line.text):
            yield f"{line.place}: {line.name or line.text} is from an address; no advisory service knows it"
    for line in file.of("include"):
        if line.file not in files:
            yield f"{line.place}: {line.file} is not among the requirements looked at"
    if not file.is_locked:
        for line in file.of("own"):
            yield f"{line.place}: what the project itself needs ({line.text}) is not in a lock"
