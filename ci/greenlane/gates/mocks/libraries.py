"""The mocking libraries, by language: importing one is a statement about what the code is for."""

from __future__ import annotations

PYTHON = (
    *("unittest.mock", "mock", "asynctest", "pytest_mock", "responses", "requests_mock", "httpretty"),
    *(
        "moto",
        "fakeredis",
        "mongomock",
        "pytest_httpx",
        "respx",
        "aioresponses",
        "vcr",
        "flexmock",
        "doublex",
    ),
    *("faker", "factory", "factory_boy", "mimesis", "pyfakefs", "freezegun", "time_machine", "model_bakery"),
    *(
        "pytest_httpserver",
        "pytest_responses",
        "mockito",
        "mocket",
        "fakeredis_aio",
        "betamax",
        "localstripe",
    ),
)
TYPESCRIPT = (
    *("jest", "@jest/globals", "jest-mock", "jest-mock-extended", "ts-jest", "vitest", "@vitest/spy"),
    *(
        "vitest-mock-extended",
        "vitest-fetch-mock",
        "jest-fetch-mock",
        "fetch-mock",
        "msw",
        "msw-storybook-addon",
    ),
    *(
        "nock",
        "sinon",
        "testdouble",
        "proxyquire",
        "rewire",
        "mockery",
        "ts-mockito",
        "typemoq",
        "ts-auto-mock",
    ),
    *(
        "axios-mock-adapter",
        "mock-socket",
        "mock-fs",
        "memfs",
        "miragejs",
        "mockdate",
        "faker",
        "@faker-js/faker",
    ),
    *("@ngneat/falso", "chance", "casual", "aws-sdk-client-mock", "redis-mock", "ioredis-mock", "pg-mem"),
    *(
        "mongodb-memory-server",
        "stripe-mock",
        "json-server",
        "mockjs",
        "better-mock",
        "timekeeper",
        "undici-mock",
    ),
)
DART = (
    *("mockito", "mocktail", "mocktail_image_network", "fake_async", "fake_cloud_firestore", "faker"),
    *("firebase_auth_mocks", "google_sign_in_mocks", "firebase_storage_mocks", "http_mock_adapter"),
    *("network_image_mock", "nock", "mock_web_server", "mock_data", "bloc_test", "flutter_test", "test"),
    *("shared_preferences_mocks", "mock_supabase_http_client", "faker_dart", "mockingjay"),
)


def library(package: str, names: tuple[str, ...], known: tuple[str, ...], separator: str) -> str:
    """The mocking library that an import of `package` (and `names` from it) means, or ""."""
    for name in (package, *(f"{package}{separator}{one}" for one in names)):
        for entry in known:
            if name == entry or name.startswith(f"{entry}{separator}"):
                return entry
    return ""
