"""`config show`: every value, its source, and no secret."""

from __future__ import annotations

import io
import json
from pathlib import Path

from greenlane.cli.config import print_values

from .examples import load_text

TEXT = """\
version: 1
project: shop
services:
  redis:
    port: ${REDIS_PORT}
    maxmemory: 64MiB
  postgres:
    password: ${DB_PASSWORD}
    database: ${DB_NAME:-app}
"""
ENVIRONMENT = {"REDIS_PORT": "6380", "DB_PASSWORD": "hunter2"}


def shown(folder: Path, *, as_json: bool) -> str:
    out = io.StringIO()
    print_values(load_text(folder, TEXT, environment=ENVIRONMENT), out, as_json=as_json)
    return out.getvalue()


def test_every_value_is_shown_with_its_source(tmp_path: Path) -> None:
    lines = [" ".join(line.split()) for line in shown(tmp_path, as_json=False).splitlines()]

    assert 'project "shop" greenlane.yaml:2' in lines
    assert "services.redis.ports.main 6380 $REDIS_PORT (greenlane.yaml:5)" in lines
    assert 'services.redis.maxmemory "64MiB" greenlane.yaml:6' in lines
    assert 'services.postgres.database "app" greenlane.yaml:9' in lines
    assert "services.postgres.version 16 default" in lines
    assert 'services.postgres.timeout "30s" default' in lines


def test_a_variable_whose_name_looks_secret_is_masked(tmp_path: Path) -> None:
    for as_json in (False, True):
        assert "hunter2" not in shown(tmp_path, as_json=as_json)
    assert "$DB_PASSWORD" in shown(tmp_path, as_json=False)


def test_json_has_one_record_a_value(tmp_path: Path) -> None:
    records = {record["key"]: record for record in json.loads(shown(tmp_path, as_json=True))}

    assert records["services.postgres.password"] == {
        "key": "services.postgres.password",
        "value": "***",
        "masked": True,
        "source": {
            "file": "greenlane.yaml",
            "line": 8,
            "layer": "greenlane.yaml",
            "variables": ["DB_PASSWORD"],
        },
    }
    assert records["services.postgres.version"]["source"] == {"default": True}


def test_a_section_that_is_written_is_shown_whole(tmp_path: Path) -> None:
    text = (
        "version: 1\ngates:\n  budget: {medium: 2}\n  baseline: known.json\n"
        "minutes:\n  alerts: {at: [80, 95]}\n"
    )
    out = io.StringIO()
    print_values(load_text(tmp_path, text), out, as_json=False)
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert "gates.budget.medium 2 greenlane.yaml:3" in lines
    assert "gates.budget.high 0 default" in lines
    assert 'gates.baseline "known.json" greenlane.yaml:4' in lines
    assert "minutes.alerts.at[1] 95 greenlane.yaml:6" in lines
    assert 'minutes.plan "free" default' in lines
