"""Asks pip-audit, and believes only an answer that names every package it was asked about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from greenlane.edges.osv import AdvisoryService
from greenlane.gates.advisories.packages import Package, normalised
from greenlane.gates.advisories.report import Advisory, json_about
from greenlane.gates.advisories.requirements import Requirements
from greenlane.gates.reading import as_list, text
from greenlane.model.gates import Called, Context, Unreadable

TIMEOUT_S = 900.0

_LEFT_OUT = re.compile(r"^[A-Z]+:pip_audit\._service[\w.]*:(?P<said>.*)$", re.MULTILINE)
"""What pip-audit logs when it drops a record that it does not understand, and goes on."""


@dataclass(frozen=True)
class Heard:
    """One answer. packages: as pip-audit names them. skipped: what it left out, and why."""

    packages: tuple[Package, ...]
    advisories: tuple[Advisory, ...]
    skipped: tuple[str, ...]


def ask_about(context: Context, packages: Iterable[Package], name: str, service: AdvisoryService) -> Heard:
    """Ask about exactly these releases, no two of one name. Raises Unreadable when one is not answered."""
    wanted = {package.name: package for package in packages}
    lines = "".join(f"{package.name}=={package.version}\n" for package in wanted.values())
    heard = _ask(context, _written(context, name, lines), service, "--disable-pip", "--no-deps")
    answered = {package.name for package in heard.packages}
    silent = sorted(wanted.keys() - answered - {line.split(":")[0] for line in heard.skipped})
    if silent:
        raise Unreadable(f"pip-audit said nothing about {len(silent)} packages", detail=silent[:20])
    if strange := sorted(answered - wanted.keys()):
        raise Unreadable("pip-audit spoke of packages that nobody asked about", detail=strange[:20])
    return heard


def ask_resolved(context: Context, file: Requirements, name: str, service: AdvisoryService) -> Heard:
    """Let pip work out what a file would install on this machine, and ask about that.

    On a copy, without what lies in the project itself. Raises Unreadable when a package of the file is not in
    the answer; one with a marker may be meant for another machine.
    """
    kept = [line.text for line in file.of("pin", "open", "option")]
    kept += [f"--constraint {context.root / line.file}" for line in file.of("constraint")]
    heard = _ask(context, _written(context, name, "\n".join(kept) + "\n"), service)
    answered = {package.name for package in heard.packages}
    wanted = {line.name for line in file.of("pin", "open") if ";" not in line.text}
    if silent := sorted(wanted - answered):
        raise Unreadable(f"pip-audit said nothing about packages of {file.path}", detail=silent[:20])
    return heard


def _written(context: Context, name: str, content: str) -> Path:
    path = context.scratch / f"{name}.txt"
    path.write_text(content)
    return path


def _ask(context: Context, requirements: Path, service: AdvisoryService, *more: str) -> Heard:
    cache = context.scratch / "pip-audit-cache"
    words = ["--format=json", "--progress-spinner=off", "--desc=on", "--aliases=on", f"--cache-dir={cache}"]
    words += ["--vulnerability-service=osv", f"--osv-url={service.query_url}"]
    words += [f"--timeout={service.timeout_s:.0f}", *more, f"--requirement={requirements}"]
    done = context.run("pip-audit", words, timeout_s=TIMEOUT_S)
    return _heard(done, json_about(done, "pip-audit", service))


def _heard(done: Called, said: Any) -> Heard:
    items = as_list(said.get("dependencies") if isinstance(said, dict) else None, "pip-audit")
    answered = [item for item in items if "skip_reason" not in item]
    advisories = tuple(advisory for item in answered for advisory in _advisories(item))
    if done.code != (1 if advisories else 0):
        raise Unreadable(
            f"pip-audit ended with code {done.code} and {len(advisories)} advisories",
            detail=done.err.splitlines()[-5:],
        )
    skipped = [
        f"{text(item.get('name'))}: {text(item['skip_reason'])}" for item in items if item not in answered
    ]
    dropped = [found["said"] for found in _LEFT_OUT.finditer(done.err)]
    return Heard(tuple(_package(item) for item in answered), advisories, (*skipped, *dropped))


def _package(item: Any) -> Package:
    name, version = item.get("name"), item.get("version")
    if not isinstance(name, str) or not isinstance(version, str) or not isinstance(item.get("vulns"), list):
        raise Unreadable("pip-audit named a package in another shape than this version knows")
    return Package(normalised(name), version)


def _advisories(item: Any) -> Sequence[Advisory]:
    package = _package(item)
    return [
        Advisory(
            package,
            (text(one.get("id")), *sorted(text(name) for name in one.get("aliases") or ())),
            text(one.get("description")),
            tuple(text(version) for version in one.get("fix_versions") or ()),
        )
        for one in as_list(item["vulns"], "pip-audit")
    ]
