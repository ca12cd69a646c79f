"""Texts and repositories by number, and numbers by text; what was looked up last is remembered, no more."""

from __future__ import annotations

import json
import sqlite3
from functools import lru_cache

from greenlane.model.jobs import Free, Machine

_REMEMBERED = 8192


class Texts:
    """For reading: what a number stands for never changes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.text = lru_cache(_REMEMBERED)(self._text)
        self.labels = lru_cache(_REMEMBERED)(self._labels)
        self.repository = lru_cache(_REMEMBERED)(self._repository)
        self.machine = lru_cache(lambda number: Machine(self._text(number)))
        self.free = lru_cache(lambda number: Free(self._text(number)))

    def _text(self, number: int) -> str:
        return str(self._connection.execute("SELECT text FROM text WHERE id = ?", (number,)).fetchone()[0])

    def _labels(self, number: int) -> tuple[str, ...]:
        return tuple(json.loads(self._text(number)))

    def _repository(self, number: int) -> str:
        found = self._connection.execute("SELECT name FROM repository WHERE id = ?", (number,)).fetchone()
        return str(found[0])


class Numbers:
    """For writing, within one transaction: a text that is new gets a number."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.text = lru_cache(_REMEMBERED)(self._text)
        self.repository = lru_cache(_REMEMBERED)(self._repository)

    def _text(self, text: str) -> int:
        found = self._connection.execute("SELECT id FROM text WHERE text = ?", (text,)).fetchone()
        if found is None:
            made = self._connection.execute("INSERT INTO text (text) VALUES (?)", (text,)).lastrowid
            return int(made or 0)
        return int(found[0])

    def _repository(self, name: str) -> int:
        found = self._connection.execute("SELECT id FROM repository WHERE name = ?", (name,)).fetchone()
        if found is None:
            made = self._connection.execute("INSERT INTO repository (name) VALUES (?)", (name,)).lastrowid
            return int(made or 0)
        return int(found[0])
