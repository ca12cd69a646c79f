"""The servers of the contract tests, and who calls them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.contract.servers import given
from tests.contract.supabase_api import VARIABLES, Api, Person, signed_up


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
