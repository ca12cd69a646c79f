"""Names are judged by their words."""

from __future__ import annotations

import pytest

from greenlane.gates.mocks.words import atoms, is_development, is_mock_module, is_switch, negated, weight


@pytest.mark.parametrize(
    "name",
    [
        *(
            "MockAuth",
            "mock_auth",
            "FakeRepo",
            "getMockUser",
            "createStubClient",
            "MOCK_USERS",
            "DummyMailer",
        ),
        *("AuthServiceMock", "UserFake", "_FakeClock", "useMockData", "FakeAccountRepository", "stubs"),
    ],
)
def test_names_of_mocks(name: str) -> None:
    assert weight(name) == "mock"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "mockup",
            "Mockups",
            "stubborn",
            "fakeroot",
            "FakeNewsDetector",
            "isFake",
            "removeDummies",
            "PayStub",
        ),
        *(
            "MockInterview",
            "dummy_variable",
            "StubHub",
            "hammock",
            "Mocktail",
            "fakeReviews",
            "hasStub",
            "user",
        ),
    ],
)
def test_names_that_only_sound_so(name: str) -> None:
    assert weight(name) is None


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("kDebugMode", True),
        ("!kReleaseMode", True),
        ("not kReleaseMode", True),
        ("kReleaseMode", False),
        ("not kDebugMode", False),
        ("process.env.NODE_ENV !== 'production'", True),
        ("process.env.NODE_ENV === 'production'", False),
        ("process.env.NODE_ENV !== 'test'", False),
        ("process.env.NODE_ENV === 'test'", True),
        ("import.meta.env.VITE_USE_MOCKS === 'false'", False),
        ("useMocks", True),
        ("apiKey", False),
        ("not api_key", False),
        ("user.is_active", False),
    ],
)
def test_conditions_of_development(condition: str, expected: bool) -> None:
    assert is_development(condition) is expected


@pytest.mark.parametrize(
    "condition", ["useMocks", "USE_FAKE_AUTH", "config.mock_mode", "env.VITE_USE_MOCKS === '1'"]
)
def test_flags_for_mocks(condition: str) -> None:
    assert is_switch(condition)


@pytest.mark.parametrize("condition", ["isFake", "review.fake", "mockups.length", "stub", "kDebugMode"])
def test_no_flags(condition: str) -> None:
    assert not is_switch(condition)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("lib/mock_auth.dart", True),
        ("src/mocks/users.ts", True),
        ("src/user.mock.ts", True),
        ("app/fakes.py", True),
        ("lib/mockup.dart", False),
        ("app/fake_news.py", False),
        ("app/stubborn.py", False),
        ("lib/src/open_stub.dart", False),
    ],
)
def test_modules_of_mocks(path: str, expected: bool) -> None:
    assert is_mock_module(path) is expected


def test_conditions_come_apart_and_turn_round() -> None:
    assert atoms("kDebugMode &&  useMocks") == ("kDebugMode", "useMocks")
    assert negated(negated("a")) == "a"
    assert negated("!a") == "a"
