"""`greenlane minutes sync`: read what is new at GitHub into the ledger, and say what it took."""

from __future__ import annotations

import argparse

from greenlane.cli.minutes_place import Place, actions, place
from greenlane.cli.world import World
from greenlane.model.errors import ExitCode
