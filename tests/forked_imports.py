"""What the process that forks has imported (tests/forked.py): nothing here is called before a fork."""

import gc
import importlib
import pkgutil

import psutil
import psycopg

import greenlane.cli.main
import greenlane.edges
import greenlane.migrations
import greenlane.services
import tests.faults.ledger_writer
import tests.faults.passes_writer
import tests.forked
import tests.standins.actions_synced

for room in (greenlane.edges, greenlane.migrations, greenlane.services):
    for one in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        if not one.name.endswith("__main__"):
            importlib.import_module(one.name)
for verb in ("bundles", "db", "doctor", "down", "env", "logs", "psql", "reset", "run", "status", "up"):
    importlib.import_module(f"greenlane.cli.{verb}")
__all__ = ["gc", "psutil", "psycopg", "tests"]
gc.freeze()
