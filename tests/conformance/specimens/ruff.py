"""ruff check."""

DIRTY = {"a.py": "import os\n"}
RULE = "F401"
CLEAN = {"a.py": '"""A module."""\n'}
