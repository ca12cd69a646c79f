"""Bring a database up to date: migrations in order, each once and whole, then seeds.

Deciding (`plan`) is pure; `status` looks; `apply` acts. See docs/migrations.md.
"""

from greenlane.migrations.migrate import Report, Settle, apply, fingerprint, run_init, run_script, status
from greenlane.migrations.plan import plan

__all__ = ["Report", "Settle", "apply", "fingerprint", "plan", "run_init", "run_script", "status"]
