"""A project in Python, Dart and TypeScript with a report of each, and the ways to see none of it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

RULE = "coverage-total"
OPTIONS = {"reports": ["coverage.json", "coverage/lcov.info", "coverage/web.xml"], "total": 80}

SOURCES = {
    "server/app.py": "def twice(number):\n    return 2 * number\n\n\nFOUR = twice(2)\n",
    "lib/app.dart": "int twice(int number) {\n  return 2 * number;\n}\n",
    "web/app.ts": "export const two = 2\nexport const four = 2 * two\n",
}


def _python(*covered: int) -> str:
    missing = sorted({1, 2, 5} - {*covered})
    summary = {"num_statements": 3, "covered_lines": len(covered)}
    file = {
        "executed_lines": list(covered),
        "missing_lines": missing,
        "excluded_lines": [],
        "summary": summary,
    }
    meta = {"format": 3, "version": "7.17.3", "branch_coverage": False, "show_contexts": False}
    return json.dumps({"meta": meta, "files": {"server/app.py": file}, "totals": summary})


LCOV = "TN:\nSF:lib/app.dart\nDA:2,1\nLF:1\nLH:1\nend_of_record\n"
XML = (
    '<?xml version="1.0"?>\n<coverage lines-valid="2"><sources/><packages><package name="web"><classes>'
    '<class name="app" filename="web/app.ts"><methods/><lines><line number="1" hits="1"/>'
    '<line number="2" hits="1"/></lines></class></classes></package></packages></coverage>\n'
)
CLEAN = SOURCES | {"coverage.json": _python(1, 2, 5), "coverage/lcov.info": LCOV, "coverage/web.xml": XML}
DIRTY = CLEAN | {"coverage.json": _python(1)}


def prepare(root: Path) -> None:
    """The tests ran after the last change."""
    for name in ("coverage.json", "coverage/lcov.info", "coverage/web.xml"):
        os.utime(root / name)


def _rewritten(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def blind(root: Path) -> None:
        (root / name).write_bytes(change((root / name).read_bytes()))

    return blind


def _added(name: str, content: str) -> Callable[[Path], None]:
    def blind(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
        prepare(root)

    return blind


def _older(root: Path) -> None:
    written = (root / "coverage.json").stat().st_mtime_ns
    os.utime(root / "server/app.py", ns=(written + 10**9, written + 10**9))


def _stamped(commit: str, changes: str, *, digest: bool = True) -> Callable[[Path], None]:
    def blind(root: Path) -> None:
        sha256 = hashlib.sha256((root / "coverage.json").read_bytes()).hexdigest() if digest else "0" * 64
        stamp = {"schema": 1, "commit": commit, "changes": changes, "sha256": sha256}
        (root / "coverage.json.greenlane.json").write_text(json.dumps(stamp))

    return blind


BLIND: dict[str, Callable[[Path], None]] = {
    "coverage.py's report is absent": lambda root: (root / "coverage.json").unlink(),
    "lcov's report is absent": lambda root: (root / "coverage/lcov.info").unlink(),
    "coverage.py's report is empty": _rewritten("coverage.json", lambda _: b""),
    "coverage.py's report is cut in half": _rewritten("coverage.json", lambda data: data[: len(data) // 2]),
    "lcov's report is cut in half": _rewritten("coverage/lcov.info", lambda data: data[: len(data) // 2]),
    "Cobertura's report is cut in half": _rewritten("coverage/web.xml", lambda data: data[: len(data) // 2]),
    "the report is garbage": _rewritten("coverage.json", lambda _: bytes(range(256))),
    "the report is of another tool": _rewritten("coverage.json", lambda _: b'{"results": []}'),
    "the report holds no file": _rewritten("coverage/lcov.info", lambda _: b"TN:\n"),
    "no test ran": _rewritten(
        "coverage/lcov.info", lambda data: data.replace(b",1", b",0").replace(b"LH:1", b"LH:0")
    ),
    "the sums do not agree": _rewritten("coverage/lcov.info", lambda data: data.replace(b"LF:1", b"LF:2")),
    "the report is of another checkout": _rewritten(
        "coverage/lcov.info", lambda data: data.replace(b"SF:lib", b"SF:/ci/app/lib")
    ),
    "the report names a file that is gone": _rewritten(
        "coverage/lcov.info", lambda data: data.replace(b"app.dart", b"old.dart")
    ),
    "the report is of a longer file": _rewritten(
        "coverage.json", lambda data: data.replace(b"[1, 2, 5]", b"[1, 2, 9]")
    ),
    "the report counts a blank line": _rewritten(
        "coverage.json", lambda data: data.replace(b"[1, 2, 5]", b"[1, 2, 3]")
    ),
    "a source is newer than the report": _older,
    "the stamp is of another commit": _stamped("0" * 40, ""),
    "the stamp is of another report": _stamped("0" * 40, "", digest=False),
    "the stamp is broken": _added("coverage.json.greenlane.json", "{"),
    "the report holds an entity": _rewritten(
        "coverage/web.xml",
        lambda data: data.replace(b"<coverage ", b'<!DOCTYPE coverage [<!ENTITY a "b">]><coverage '),
    ),
    "the ratchet is broken": _added("greenlane-coverage.json", '{"schema": 1, "scopes": {"total": 80}}'),
    "files that no test imports": _added("server/more.py", "x = 1\n" * 9),
}
