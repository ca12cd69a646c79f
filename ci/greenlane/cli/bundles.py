"""greenlane bundles: what servers there are, which are fetched, fetch them, check them, make room."""

from __future__ import annotations

import argparse
import difflib
import json
from collections.abc import Iterable, Sequence

from greenlane.cli.world import World
from greenlane.model.bundle import Bundle
from greenlane.model.errors import ExitCode, GreenlaneError, UsageError
from greenlane.services.store import Store, current_platform, default_root
from greenlane.services.store.upkeep import Entry, Presence, Removal, carry_out

SUMMARY = "list, fetch, verify and prune the server bundles in the cache"
_DOCS = "docs/bundles.md"


def declared() -> tuple[Bundle, ...]:
    """Every bundle that the catalog may run."""
    from greenlane.services import catalog

    return catalog.bundles()


def configure(parser: argparse.ArgumentParser) -> None:
    """The four verbs below `bundles`."""
    verbs = parser.add_subparsers(dest="bundles_verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="which bundles are declared, and which are fetched")
    listing.add_argument("--json", action="store_true", help="as JSON")
    fetching = verbs.add_parser("fetch", help="fetch bundles, so that servers start offline")
    fetching.add_argument("names", nargs="*", metavar="NAME", help="a bundle's name")
    fetching.add_argument("--all", action="store_true", help="every bundle declared for this platform")
    fetching.add_argument("--verify", action="store_true", help="hash every file, fetch again what differs")
    verbs.add_parser("verify", help="hash every file of every fetched bundle")
    pruning = verbs.add_parser("prune", help="remove what no declaration names, and leftovers")
    pruning.add_argument("--dry-run", action="store_true", help="print the plan, remove nothing")


def run(arguments: argparse.Namespace, world: World) -> int:
    """Carry out one verb. Raises GreenlaneError."""
    store = Store(
        default_root(world.environment),
        environment=world.environment,
        report=lambda line: print(line, file=world.out, flush=True),
    )
    match arguments.bundles_verb:
        case "list":
            return _list(store, world, as_json=arguments.json)
        case "fetch":
            return _fetch(
                store, world, _chosen(arguments.names, every=arguments.all), verify=arguments.verify
            )
        case "verify":
            return _verify(store, world)
        case "prune":
            return _prune(store, world, dry_run=arguments.dry_run)
        case verb:
            raise AssertionError(f"argparse let {verb} through")


def _list(store: Store, world: World, *, as_json: bool) -> int:
    platform = current_platform()
    entries = [store.look_up(bundle, platform) for bundle in declared()]
    if as_json:
        json.dump([_plain(entry) for entry in entries], world.out, indent=2)
        world.out.write("\n")
        return ExitCode.OK
    rows = [("NAME", "VERSION", "REGISTRY", "PLATFORM", "STATE", "SIZE"), *(_row(entry) for entry in entries)]
    for line in _columns(rows):
        print(line, file=world.out)
    print(f"\nin {store.layout.root}", file=world.out)
    return ExitCode.OK


def _state(entry: Entry) -> str:
    if entry.presence is Presence.NOT_AVAILABLE or entry.verified:
        return entry.presence.value
    return f"{entry.presence.value}, unverified"


def _row(entry: Entry) -> tuple[str, ...]:
    size = megabytes(entry.receipt.size_bytes) if entry.receipt else "-"
    registries = "+".join(entry.registries) or "-"
    return (
        entry.bundle.name, entry.bundle.version, registries, entry.platform.value, _state(entry), size,
    )  # fmt: skip


def _plain(entry: Entry) -> dict[str, object]:
    return {
        "name": entry.bundle.name,
        "version": entry.bundle.version,
        "registries": list(entry.registries),
        "platform": entry.platform.value,
        "state": entry.presence.value,
        "verified": entry.verified,
        "size_bytes": entry.receipt.size_bytes if entry.receipt else None,
        "folder": str(entry.receipt.folder) if entry.receipt else None,
        "fetched_at": entry.receipt.fetched_at if entry.receipt else None,
        "licence": entry.bundle.licence,
    }


def _columns(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def megabytes(size_bytes: int) -> str:
    """A size as a person reads it, in MiB."""
    return f"{size_bytes / 2**20:.1f} MiB"


def _chosen(names: Sequence[str], *, every: bool) -> list[Bundle]:
    """The bundles meant. Raises UsageError for an unknown name, or when none is named."""
    known = {bundle.name: bundle for bundle in declared()}
    if every:
        return [bundle for bundle in known.values() if current_platform() in bundle.parts]
    if not names:
        raise UsageError("no bundle is named", fix=f"name one of {', '.join(known)}, or --all", docs=_DOCS)
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"name one of {', '.join(known)}"
            raise UsageError(f"there is no bundle named {name}", fix=hint, docs=_DOCS)
    return [known[name] for name in dict.fromkeys(names)]


def _fetch(store: Store, world: World, bundles: Sequence[Bundle], *, verify: bool) -> int:
    """Fetch each; one that fails does not keep the others from being fetched."""
    platform = current_platform()
    worst = ExitCode.OK
    for bundle in bundles:
        try:
            installed = store.ensure(bundle, platform, verify=verify)
        except GreenlaneError as err:
            print(err, file=world.err, flush=True)
            worst = max(worst, err.code)
        else:
            print(f"{bundle.name} {bundle.version}: {installed.root}", file=world.out, flush=True)
    return worst


def _verify(store: Store, world: World) -> int:
    found = store.installed()
    if not found:
        raise UsageError(
            f"there is nothing to verify in {store.layout.root}",
            fix="greenlane bundles fetch --all",
            docs=_DOCS,
        )
    wrong = 0
    for kept in found:
        differences = store.verify(kept)
        wrong += bool(differences)
        state = f"{len(differences)} differences" if differences else "as it was made"
        print(f"{kept.folder.name}: {kept.files} files, {state}", file=world.out, flush=True)
        for line in differences[:20]:
            print(f"    {line}", file=world.out)
    if wrong:
        print(
            f"  fix: remove the folder, then greenlane bundles fetch\n  see: {_DOCS}#verify", file=world.out
        )
    return ExitCode.FAIL if wrong else ExitCode.OK


def _prune(store: Store, world: World, *, dry_run: bool) -> int:
    plan = store.plan_prune(declared())
    if not plan:
        print(f"nothing to remove in {store.layout.root}", file=world.out)
        return ExitCode.OK
    if dry_run:
        for removal in plan:
            print(_said(removal, "would remove"), file=world.out)
        return ExitCode.OK
    gone = carry_out(store.layout, plan)
    for removal in plan:
        print(_said(removal, "removed" if removal in gone else "left"), file=world.out)
    return ExitCode.OK


def _said(removal: Removal, done: str) -> str:
    size = f" ({megabytes(removal.size_bytes)})" if removal.size_bytes is not None else ""
    if removal.kept:
        return f"keep {removal.folder.name}{size}: {removal.kept}"
    return f"{done} {removal.folder.name}{size}: {removal.reason}"
