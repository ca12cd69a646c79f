"""Mocks: one real find, a clean project in three languages, and the ways to look past everything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

DIRTY: dict[str, str | bytes] = {
    "server/main.py": "from server.mail import FakeMailer\n\nmailer = FakeMailer()\n",
    "server/mail.py": "class FakeMailer:\n    def send(self, to):\n        self.sent.append(to)\n",
}
RULE = "mock-used"
CLEAN: dict[str, str | bytes] = {
    "server/__init__.py": "",
    "server/main.py": "from server.mail import Mailer\n\nmailer = Mailer()\n",
    "server/mail.py": "class Mailer:\n    def send(self, to):\n        self.smtp.send(to)\n",
    "web/package.json": '{"name": "web", "main": "src/index.ts"}\n',
    "web/src/index.ts": "import { send } from './send';\n\nsend();\n",
    "web/src/send.ts": "export const send = () => fetch('/send');\n",
    "pubspec.yaml": "name: app\n",
    "lib/main.dart": "import 'send.dart';\n\nvoid main() => send();\n",
    "lib/send.dart": "void send() => post();\n",
    "test/send_test.dart": "import 'package:mocktail/mocktail.dart';\n\nclass MockSend extends Mock {}\n",
}


def _moved(old: str, new: str) -> Callable[[Path], None]:
    def move(root: Path) -> None:
        (root / old).rename(root / new)

    return move


def _written(path: str, content: bytes) -> Callable[[Path], None]:
    def write(root: Path) -> None:
        (root / path).write_bytes(content)

    return write


def _gone(path: str) -> Callable[[Path], None]:
    def remove(root: Path) -> None:
        (root / path).unlink()

    return remove


BLIND: dict[str, Callable[[Path], None]] = {
    "Python has no entry point": _moved("server/main.py", "server/start.py"),
    "TypeScript has no entry point": _moved("web/src/index.ts", "web/src/other.ts"),
    "Dart has no entry point": _moved("lib/main.dart", "lib/begin.dart"),
    "a Python module that is imported is not there": _gone("server/mail.py"),
    "a TypeScript module that is imported is not there": _gone("web/src/send.ts"),
    "a Dart library that is imported is not there": _gone("lib/send.dart"),
    "a reached Python file is broken": _written("server/mail.py", b"class Mailer(:\n"),
    "a reached TypeScript file is broken": _written("web/src/send.ts", b"export const send = ( => {\n"),
    "a reached Dart file is broken": _written("lib/send.dart", b"void send( {\n"),
    "a reached file is binary": _written("server/mail.py", b"\x7fELF\0\0\0"),
    "a reached file is too large to be source": _written("server/mail.py", b"#" * 5_000_000),
    "a part of production lies behind an alias that nobody declares": _written(
        "web/src/index.ts", b"import { send } from '@hidden/send';\n"
    ),
}
