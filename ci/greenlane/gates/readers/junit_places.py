"""Where a failed test stands: by the attributes of the report, by its class, or by what the failure says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from greenlane.gates.readers.junit_xml import FAILED, Case, Suite
from greenlane.gates.readers.places import Places

_MENTION = re.compile(r"(?<![^\s:()'\"<>])([^\s:()'\"<>]++)[: ]([0-9]{1,7})(?![0-9])")
_DOTTED = re.compile(r"[\w$]+(\.[\w$]+)*")
_READ_CHARS = 8_000


class TestPlaces:
    """Looks up the places of one report's tests."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def note(self, suite: Suite, case: Case) -> None:
        """Look a test's file up, so that a report of another project is noticed when all its tests passed."""
        name = _file(suite, case)
        if name:
            self._places.path(name)

    def of(self, suite: Suite, case: Case) -> tuple[str | None, int | None]:
        """(path, line), as far as known."""
        name = _file(suite, case)
        path = self._places.path(name) if name else self._by_class(case.attributes.get("classname", ""))
        if name and (line := _line(suite, case)):
            return path, line
        said = [mark.text for mark in case.has(FAILED)] + [
            mark.attributes.get("message", "") for mark in case.has(FAILED)
        ]
        return self._mentioned(path, said)

    def _mentioned(self, path: str | None, texts: list[str]) -> tuple[str | None, int | None]:
        """The first line that the failure names in this file, or else in any file of the project."""
        found = [one for text in texts for one in _mentions(text)]
        if path is None:
            for name, line in found:
                here = self._places.path_if_here(name)
                if here:
                    return here, line
            return None, None
        for name, line in found:
            if self._places.path_if_here(name) == path or path.endswith(f"/{name}"):
                return path, line
        return path, None

    def _by_class(self, name: str) -> str | None:
        """`tests.test_a.TestX` is tests/test_a.py; `org.example.ATest` is src/…/org/example/ATest.java."""
        if not _DOTTED.fullmatch(name):
            return None
        parts = name.split(".")
        for count in range(len(parts), 0, -1):
            stem = "/".join(parts[:count])
            found = [path for path in self._stems[parts[count - 1]] if _ends(path, stem)]
            if len(found) == 1:
                return found[0]
        return None

    @cached_property
    def _stems(self) -> defaultdict[str, list[str]]:
        stems: defaultdict[str, list[str]] = defaultdict(list)
        for path in self._places.files:
            name = path.rpartition("/")[2]
            if "." in name:
                stems[name.partition(".")[0]].append(path)
        return stems


def _ends(path: str, stem: str) -> bool:
    plain = path.rpartition(".")[0]
    return plain == stem or plain.endswith(f"/{stem}")


def _file(suite: Suite, case: Case) -> str:
    for owner in (case.attributes, suite.attributes):
        for name in ("file", "filepath"):
            if owner.get(name):
                return owner[name]
    return ""


def _line(suite: Suite, case: Case) -> int | None:
    """From 1. pytest counts from 0 (its suite is called "pytest")."""
    written = case.attributes.get("line", "")
    if not written.isascii() or not written.isdigit():
        return None
    return int(written[:9]) + (suite.name == "pytest") or None


def _mentions(text: str) -> Iterator[tuple[str, int]]:
    """Every `name:12` and `name 12`, at the beginning and at the end of a text."""
    shown = text if len(text) <= 2 * _READ_CHARS else text[:_READ_CHARS] + "\n" + text[-_READ_CHARS:]
    for found in _MENTION.finditer(shown):
        yield found[1], int(found[2])
