"""The servers of the contract tests, and who calls them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.contract.servers import given
from tests.contract.supabase_api import VARIABLES, Api, Person, signed_up

ON_THEIR_OWN = ("test_bundles", "test_verbs")
"""Files whose tests share nothing: any process may run any of them."""
TOGETHER = {"test_mail": "test_supabase", "test_redis": "test_pgbouncer", "test_s3": "test_pgbouncer"}
"""Files that share the stack of another one, and so its process."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """What shares servers runs in one process."""
    from tests.side_by_side import scheduling

    return scheduling(config, log, _together)


def _together(file: str, _name: str) -> str | None:
    if file.startswith("test_supabase"):
        return "test_supabase"
    return None if file in ON_THEIR_OWN else TOGETHER.get(file, file)


@pytest.fixture
def at_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is durable lies where it does by default, wherever .ci/run has it."""
    monkeypatch.delenv("GREENLANE_STATE", raising=False)


@pytest.fixture(scope="session")
def servers() -> Iterator[Mapping[str, str]]:
    with given("supabase_project", *VARIABLES) as variables:
        yield variables


@pytest.fixture(scope="session")
def anon(servers: Mapping[str, str]) -> Api:
    return Api(servers["SUPABASE_URL"], servers["SUPABASE_ANON_KEY"])


@pytest.fixture(scope="session")
def service(servers: Mapping[str, str]) -> Api:
    return Api(servers["SUPABASE_URL"], servers["SUPABASE_SERVICE_ROLE_KEY"])


@pytest.fixture
def ann(anon: Api) -> Person:
    return signed_up(anon)


@pytest.fixture
def bob(anon: Api) -> Person:
    return signed_up(anon)
