"""The bundles of a stack, fetched before anything is started."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from greenlane.model.bundle import Bundle
from greenlane.model.service import Installed
from greenlane.services import catalog
from greenlane.services.stack import Stack
from greenlane.services.store import Store, current_platform


def install(stack: Stack, report: Callable[[str], None]) -> Mapping[str, Mapping[str, Installed]]:
    """Every bundle of every service, by service and by bundle name. Raises OutsideError."""
    store = Store(stack.cache, environment=stack.environment, report=report)
    platform = current_platform()
    return {
        one.name: {
            bundle.name: store.ensure(bundle, platform)
            for bundle in catalog.kind(one.kind).bundles(one.options)
        }
        for one in stack.services
    }


def installed(stack: Stack) -> Mapping[str, Mapping[str, Installed]]:
    """The bundles of a stack that runs, so that nothing has to be fetched."""
    return install(stack, lambda _: None)


def missing(stack: Stack) -> list[Bundle]:
    """The bundles of a stack that are not in the cache."""
    store = Store(stack.cache, environment=stack.environment, report=lambda _: None)
    from greenlane.services.store.upkeep import Presence

    platform = current_platform()
    wanted = {
        bundle.name: bundle
        for one in stack.services
        for bundle in catalog.kind(one.kind).bundles(one.options)
    }
    return [one for one in wanted.values() if store.look_up(one, platform).presence is not Presence.FETCHED]
