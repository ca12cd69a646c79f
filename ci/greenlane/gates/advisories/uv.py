"""Asks uv audit about a folder with a lock, and believes only an answer whose parts agree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from greenlane.edges.osv import AdvisoryService
from greenlane.gates.advisories.packages import Package, normalised
from greenlane.gates.advisories.report import Advisory, json_about
from greenlane.gates.reading import as_list, text
from greenlane.model.gates import Context, Unreadable

TIMEOUT_S = 900.0


@dataclass(frozen=True)
class Heard:
    """One answer of uv's. count: how many packages it looked at. statuses: name, status, reason."""

    count: int
    advisories: tuple[Advisory, ...]
    statuses: tuple[tuple[str, str, str], ...]


def ask(context: Context, folder: Path, service: AdvisoryService) -> Heard:
    words = ["audit", "--frozen", "--no-config", "--output-format=json", "--color=never", "--no-progress"]
    words += ["--no-python-downloads", f"--cache-dir={context.scratch / 'uv-cache'}"]
    words += ["--service-format=osv", f"--service-url={service.address}/"]
    bent = ("UV_NO_DEV", "UV_NO_GROUP", "UV_NO_DEFAULT_GROUPS", "UV_LOCKED", "UV_FROZEN", "UV_PROJECT")
    plain = {name: "" for name in bent if name in context.environment}
    plain |= {"UV_HTTP_TIMEOUT": str(int(service.timeout_s)), "UV_HTTP_RETRIES": "1"}
    done = context.run("uv", words, cwd=folder, timeout_s=TIMEOUT_S, environment=plain)
    heard = _heard(json_about(done, "uv audit", service))
    least, most = bool(heard.advisories), bool(heard.advisories or heard.statuses)
    if not least <= done.code <= most:
        raise Unreadable(
            f"uv audit ended with code {done.code} and {len(heard.advisories)} advisories",
            detail=done.err.splitlines()[-5:],
        )
    return heard


def _heard(said: Any) -> Heard:
    """uv's JSON, whose summary must agree with its lists. Raises Unreadable."""
    summary = said.get("summary") if isinstance(said, dict) else None
    if not isinstance(summary, dict):
        raise Unreadable("uv audit printed JSON without a summary")
    bad = as_list(said.get("vulnerabilities"), "uv audit")
    adverse = as_list(said.get("adverse_statuses"), "uv audit")
    count = summary.get("audited_packages")
    if summary.get("vulnerabilities") != len(bad) or summary.get("adverse_statuses") != len(adverse):
        raise Unreadable("uv audit listed more or less than its summary says")
    if not isinstance(count, int) or isinstance(count, bool):
        raise Unreadable("uv audit did not say how many packages it looked at")
    told = tuple(
        (normalised(text(one.get("name"))), text(one.get("status")), text(one.get("reason")))
        for one in adverse
    )
    return Heard(count, tuple(_advisory(one) for one in bad), told)


def _advisory(item: Any) -> Advisory:
    at = item.get("dependency")
    if not isinstance(at, dict) or not isinstance(item.get("id"), str):
        raise Unreadable("uv audit printed an advisory in another shape than this version knows")
    shown = text(item.get("display_id")) or item["id"]
    names = dict.fromkeys((shown, item["id"], *(text(name) for name in item.get("aliases") or ())))
    return Advisory(
        Package(normalised(text(at.get("name"))), text(at.get("version"))),
        tuple(names),
        text(item.get("summary") or item.get("description")).replace("\n", " "),
        tuple(text(version) for version in item.get("fix_versions") or ()),
        text(item.get("link")),
    )
