"""The bundles of a stack, fetched before anything is started."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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
