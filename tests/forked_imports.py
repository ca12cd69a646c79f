"""What the process that forks has imported (tests/forked.py), no more: the larger it is, the dearer a fork.

Nothing here is called before a fork.
"""

import gc
import importlib
import pkgutil

import psutil
import requests

import greenlane.cli.main
import greenlane.services
import tests.faults.ledger_writer
import tests.faults.passes_writer
import tests.faults.sync_dying
import tests.forked

VERBS = ("bundles", "down", "env", "logs", "run", "status", "up")

for one in pkgutil.walk_packages(greenlane.services.__path__, "greenlane.services."):
    if not one.name.endswith("__main__"):
        importlib.import_module(one.name)
for verb in VERBS:
    importlib.import_module(f"greenlane.cli.{verb}")
__all__ = ["psutil", "requests", "tests"]
gc.freeze()
