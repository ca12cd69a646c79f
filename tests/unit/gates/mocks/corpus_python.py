"""Python: what is a mock in production, and what only sounds like one. Truth by hand, not by the gate."""

from __future__ import annotations

Files = dict[str, str]
MAIN = "app/__main__.py"


def main(text: str, **others: str) -> Files:
    """An entry point with this text, and modules beside it by name (`fakes` is app/fakes.py)."""
    return {
        MAIN: text,
        "app/__init__.py": "",
        **{f"app/{name.replace('__', '/')}.py": more for name, more in others.items()},
    }


AUTH = "class FakeAuth:\n    def login(self):\n        return 'ok'\n"

TRUE: dict[str, tuple[str, Files]] = {
    "unittest.mock, as it is usually imported": (
        "test-library",
        main("from unittest.mock import MagicMock\nclient = MagicMock()"),
    ),
    "mock taken from unittest": ("test-library", main("from unittest import mock\nx = mock.Mock()")),
    "imported in a function": (
        "test-library",
        main("def run():\n    import responses\n    responses.start()"),
    ),
    "moto, a module of it": ("test-library", main("from moto.s3 import mock_s3")),
    "fakeredis three imports away": (
        "test-library",
        main("from app import a", a="from .b import x", b="from . import c\nx = 1", c="import fakeredis"),
    ),
    "faker for names that users see": (
        "test-library",
        main("from faker import Faker\nname = Faker().name()"),
    ),
    "a fake class of another module, made": (
        "mock-used",
        main("from app.services import FakeAuth\nauth = FakeAuth()", services=AUTH),
    ),
    "a fake class, handed to a container": (
        "mock-used",
        main("from app.services import FakeAuth\ncontainer.register('auth', FakeAuth)", services=AUTH),
    ),
    "a fake under another name": (
        "mock-used",
        main("from app.services import FakeAuth as Auth\nauth = Auth()", services=AUTH),
    ),
    "a fake as the default argument": (
        "mock-used",
        main("from app.s import FakeAuth\ndef run(auth=FakeAuth()): ...", s=AUTH),
    ),
    "a fake of FastAPI's Depends": (
        "mock-used",
        main("from app.s import FakeAuth\ndef route(auth=Depends(FakeAuth)): ...", s=AUTH),
    ),
    "a fake as attribute of its module": (
        "mock-used",
        main("from app import s\nauth = s.FakeAuth()", s=AUTH),
    ),
    "a function that makes mock content": (
        "mock-used",
        main("def get_mock_content(p):\n    return [p]\nif not key:\n    x = get_mock_content('/')"),
    ),
    "AuthServiceMock": ("mock-used", main("class AuthServiceMock: ...\nauth = AuthServiceMock()")),
    "a repository in memory": (
        "mock-used",
        main("class InMemoryUserRepository: ...\nrepo = InMemoryUserRepository()"),
    ),
    "a fallback when the library is missing": (
        "mock-module",
        main(
            "try:\n    import stripe\nexcept ImportError:\n    from app import fake_stripe as stripe",
            fake_stripe="def charge(): ...",
        ),
    ),
    "mock data": ("mock-data", main("MOCK_USERS = [{'name': 'a'}]\ndef users():\n    return MOCK_USERS[:5]")),
    "an import from the tests": (
        "test-file",
        main("from tests.helpers import client", **{})
        | {"tests/helpers.py": "client = 1", "tests/__init__.py": ""},
    ),
    "a body that only raises": (
        "not-implemented",
        main("def charge(card):\n    '''Charge.'''\n    raise NotImplementedError"),
    ),
    "a user made up": (
        "canned-answer",
        main("def current_user():\n    return {'id': 'mock-user', 'email': 'mock@example.com'}"),
    ),
    "a token made up": ("canned-answer", main("async def token():\n    return 'fake-token'")),
    "a list under a comment that admits it": (
        "canned-answer",
        main(
            "def plans():\n    # placeholder until billing is there\n    return [{'id': 1, 'name': 'Basic'}]"
        ),
    ),
    "TODO and a constant": (
        "canned-answer",
        main("def is_allowed(user):\n    # TODO: ask the service\n    return True"),
    ),
    "a flag by the environment": (
        "mock-switch",
        main("import os\nif os.environ.get('USE_MOCKS') == '1':\n    from app import a\n", a=""),
    ),
    "a choice by settings": ("mock-switch", main(f"{AUTH}auth = FakeAuth() if settings.DEBUG else Auth()")),
    "a name made at run time": (
        "computed-import",
        main("import importlib, sys\nimportlib.import_module(sys.argv[1])"),
    ),
}

NEAR: dict[str, Files] = {
    "the project's own responses": main(
        "from app import responses\nfrom app.responses import ok", responses="ok = 1"
    ),
    "a top-level module called mock of the tests only": main("x = 1") | {"tests/mock.py": "import responses"},
    "the tests use mocks": main("x = 1")
    | {"tests/test_a.py": "from unittest import mock\nclass FakeA: ...\nFakeA()"},
    "for the type checker only": main(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from unittest.mock import Mock"
    ),
    "a detector of fake news": main("class FakeNewsDetector: ...\nd = FakeNewsDetector()"),
    "a classifier of fake accounts": main("class FakeAccountClassifier: ...\nFakeAccountClassifier()"),
    "a question about fakes": main("def is_fake(review):\n    return review.score < 1\nis_fake(r)"),
    "mock-ups of a designer": main(
        "class MockupRenderer: ...\nMockupRenderer()\nmockups = [1]\nprint(mockups)"
    ),
    "fakeroot": main("def run_fakeroot(): ...\nrun_fakeroot()"),
    "stubborn retries": main("class StubbornClient: ...\nStubbornClient()"),
    "mock interviews": main(
        "class MockInterview: ...\nMockInterview()\ndef create_mock_interview(): ...\ncreate_mock_interview()"
    ),
    "pay stubs": main("class PayStub: ...\nPayStub()\ndef make_pay_stub(): ...\nmake_pay_stub()"),
    "stubs of gRPC": main(
        "from app import users_pb2_grpc\nstub = users_pb2_grpc.UsersStub(channel)\nstub.Get()",
        users_pb2_grpc="class UsersStub:\n    def __init__(self, channel): ...\n",
    ),
    "dummy variables of statistics": main("def get_dummy_variables(df): ...\nget_dummy_variables(df)"),
    "an input for tracing a model": main("dummy_input = [1, 2]\nexport(model, dummy_input)"),
    "an abstract method": main(
        "from abc import ABC, abstractmethod\nclass Store(ABC):\n    @abstractmethod\n    def get(self):\n        raise NotImplementedError"
    ),
    "a base that others build on": main(
        "class Store:\n    def get(self):\n        raise NotImplementedError\nclass Disk(Store):\n    def get(self):\n        return open('x')"
    ),
    "a protocol": main(
        "from typing import Protocol\nclass Store(Protocol):\n    def get(self):\n        raise NotImplementedError"
    ),
    "an operator that is refused": main(
        "class A:\n    def __lt__(self, other):\n        raise NotImplementedError"
    ),
    "a branch that is not there yet": main(
        "def f(x):\n    if x:\n        return g(x)\n    raise NotImplementedError(x)"
    ),
    "a cache in memory": main("class InMemoryCache: ...\ncache = InMemoryCache()"),
    "a text for an empty field": main(
        "PLACEHOLDER = 'name@example.com'\ndef placeholder():\n    return 'name@example.com'"
    ),
    "an example in the docs": main("def example():\n    '''Mock.'''\n    return {'email': 'a@example.com'}"),
    "a comment that says what it is not": main(
        "def limits():\n    # real limits, not a mock\n    return [1, 2]"
    ),
    "a constant that is a constant": main("def version():\n    return '1.2.3'\ndef empty():\n    return []"),
    "a TODO beside real work": main("def users(db):\n    # TODO: page\n    return db.query('select')"),
    "a demo at the end of a module": main(
        "from app import b", b="class FakeAuth: ...\nif __name__ == '__main__':\n    FakeAuth()"
    ),
    "a fake that nobody uses": main("from app import s", s=AUTH),
    "laboratory results": main(
        "from app import test_results", test_results="def latest():\n    return db.all()"
    ),
    "an unused test of the package": main("x = 1")
    | {"app/fakes.py": AUTH, "app/test_a.py": "import app.fakes"},
    "mock in a string": main("print('no mock, no fake')\nHELP = 'unittest.mock'"),
    "every plugin of a folder": main(
        "import importlib\ndef load(n):\n    return importlib.import_module(f'app.plugins.{n}')",
        plugins__a="x = 1",
    ),
}
