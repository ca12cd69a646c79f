"""A stack: the services of one project in one mode, with all that each may know before it starts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter
from pathlib import Path

from greenlane.edges.process import server_account
from greenlane.model.errors import UsageError
from greenlane.model.service import Account, Context, Declared, Installed, Kind, Mode
from greenlane.services import catalog
from greenlane.services.allotment import Ports, Secrets, Wanted, allot
from greenlane.services.folders import Folders


def with_needs(services: Sequence[Declared], names: Iterable[str]) -> tuple[Declared, ...]:
    """The named services and all that they need, directly or not, in the order they can start.

    No names: all of them. Raises UsageError for a name that is not declared.
    """
    by_name = {one.name: one for one in services}
    asked = list(names) or list(by_name)
    if unknown := [name for name in asked if name not in by_name]:
        raise UsageError(
            f"no service is named {', '.join(unknown)}", fix=f"declared are: {', '.join(by_name) or 'none'}"
        )
    wanted: set[str] = set()
    while asked:
        name = asked.pop()
        if name not in wanted:
            wanted.add(name)
            asked.extend(by_name[name].needs)
    order = TopologicalSorter({name: by_name[name].needs for name in by_name if name in wanted})
    return tuple(by_name[name] for name in order.static_order())


@dataclass(frozen=True)
class Stack:
    """services: in the order they can start. environment: the variables of the user's shell.

    declared: every service of the project, of which `services` may be a part.
    """

    project: Path
    services: tuple[Declared, ...]
    mode: Mode
    environment: Mapping[str, str] = field(repr=False)
    cache: Path
    declared: tuple[Declared, ...] = ()

    @property
    def folders(self) -> Folders:
        return Folders.of(self.project, self.mode, self.environment)

    @property
    def account(self) -> Account:
        return server_account(self.environment)

    def kind(self, name: str) -> Kind:
        """The catalog entry of a service of this stack."""
        return catalog.kind(next(one.kind for one in self.services if one.name == name))

    @property
    def fingerprints(self) -> dict[str, str]:
        """By service: what changes whenever it would have to be started anew to match its declaration."""
        return {
            one.name: hashlib.sha256(repr((str(self.project), one, self.mode)).encode()).hexdigest()[:16]
            for one in self.services
        }

    def including(self, names: Iterable[str]) -> Stack:
        """This stack and also these services, as far as they are still declared."""
        declared = {one.name for one in self.declared}
        wanted = {*(one.name for one in self.services), *(name for name in names if name in declared)}
        return replace(self, services=with_needs(self.declared, sorted(wanted)))

    def allot(self, *, fresh: bool) -> tuple[Ports, Secrets]:
        """The ports and secrets of every service; see allotment.allot.

        Fixed ports hold for the durable stack; the ephemeral one, which may run beside it,
        always has free ones.
        """
        self.folders.make_record()
        durable = self.mode is Mode.DURABLE
        wanted = [
            Wanted(one.name, tuple(kind.PORTS), one.ports if durable else {}, tuple(kind.SECRETS))
            for one in self.services
            for kind in [catalog.kind(one.kind)]
        ]
        return allot(self.folders, wanted, fresh=fresh)

    def contexts(
        self, *, fresh: bool = False, installed: Mapping[str, Mapping[str, Installed]] | None = None
    ) -> dict[str, Context]:
        """What each service may know, in start order. installed: bundles by service and by name.

        Pure but for the ports and secrets that a new service is given.
        """
        ports, secrets = self.allot(fresh=fresh)
        folders, handed = self.folders, dict[str, Mapping[str, str]]()
        contexts: dict[str, Context] = {}
        for one in self.services:
            contexts[one.name] = context = Context(
                name=one.name,
                project=self.project,
                options=one.options,
                mode=self.mode,
                data=folders.data / one.name,
                run=folders.volatile / "run" / one.name,
                ports=ports[one.name],
                secrets=secrets[one.name],
                bundles=(installed or {}).get(one.name, {}),
                peers={name: handed[name] for name in one.needs},
                cache=self.cache,
                account=self.account,
                environment=self.environment,
            )
            handed[one.name] = catalog.kind(one.kind).variables(context)
        return contexts

    def variables(self, contexts: Mapping[str, Context] | None = None) -> dict[str, str]:
        """What all services hand out, prefixed and aliased. Raises UsageError for a name given twice."""
        contexts = contexts or self.contexts()
        origin: dict[str, str] = {}
        handed: dict[str, str] = {}
        for one in self.services:
            for name, value in self._variables_of(one, contexts[one.name]).items():
                if name in handed:
                    raise UsageError(
                        f"{origin[name]} and {one.name} both hand out {name}",
                        where=f"services.{one.name}",
                        fix=f"give one of them a prefix, such as `prefix: {one.name.upper()}_`",
                        docs="docs/configuration.md#prefix",
                    )
                handed[name], origin[name] = value, one.name
        return handed

    def _variables_of(self, one: Declared, context: Context) -> dict[str, str]:
        own = {one.prefix + key: value for key, value in catalog.kind(one.kind).variables(context).items()}
        aliases = {}
        for alias, name in one.aliases.items():
            if one.prefix + name not in own and name not in own:
                raise UsageError(
                    f"{one.name} hands out no {name}",
                    where=f"services.{one.name}.aliases.{alias}",
                    fix=f"it hands out {', '.join(own)}",
                )
            aliases[alias] = own.get(name) or own[one.prefix + name]
        return own | aliases
