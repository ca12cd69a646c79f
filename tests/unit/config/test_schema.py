"""The JSON Schema says what the loader says, and the published one is current."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from greenlane.cli.config import print_schema
from greenlane.config import schema
from greenlane.gates import catalog as tools
from greenlane.services import catalog

from .examples import KINDS, mistakes

PUBLISHED = Path(__file__).parents[3] / "docs" / "greenlane.schema.json"
SCHEMA = schema(KINDS)

GOOD = [
    "version: 1",
    "version: 1\nservices:",
    "version: 1\nproject: p\nservices: {redis: , s3: {}}",
    "version: 1\nservices: {postgres: {version: 17, settings: {fsync: off, a: 1.5, b: true}, timeout: 5m}}",
    "version: 1\nservices: {db: {type: postgres, ports: {main: 5432}, aliases: {A: B}, prefix: X_}}",
    "version: 1\nservices: {redis: {port: 1, maxmemory: 64MiB}}",
    "version: 1\nservices:\n  redis:\n    port: ${P:-7}\n    append_only: ${Q:-true}\n",
    "version: 1\nservices: {postgres: {migrations: a}}",
    "version: 1\nservices: {postgres: {migrations: {path: a, layout: supabase}}}",
    "version: 1\nservices: {s3: {buckets: [{name: a, cors: [{origins: ['*'], max_age: 10m}]}]}}",
    "version: 1\nservices: {redis: {}}\nenvironments: {ci: {services: {redis: {databases: null}}}, dev: }",
    "version: 1\nservices: {db: {type: postgres}}\nenvironments: {ci: {services: {db: {version: 15}}}}",
]
BAD = [
    "services: {}",
    "version: 2",
    "version: 1\nprojct: a",
    "version: 1\nmonitors: {}",
    "version: 1\nservices: {postgress: {}}",
    "version: 1\nservices: {db: {type: postgress}}",
    "version: 1\nservices: {redis: {databases: yes}}",
    "version: 1\nservices: {redis: {append_only: yes}}",
    "version: 1\nservices: {redis: {maxmemory: 64}}",
    "version: 1\nservices: {redis: {maxmemory: 64MB}}",
    "version: 1\nservices: {postgres: {version: 71}}",
    "version: 1\nservices: {postgres: {timeout: 30}}",
    "version: 1\nservices: {postgres: {migrations: {path: a, layout: flat}}}",
    "version: 1\nservices: {redis: {port: 70000}}",
    "version: 1\nservices: {redis: {ports: {main: x}}}",
    "version: 1\nservices: {redis: {needs: db}}",
    "version: 1\nservices: {redis: {prefix: A-}}",
    "version: 1\nservices: {s3: {buckets: [{}]}}",
    "version: 1\nservices: {s3: {buckets: [{name: a, versoning: true}]}}",
    "version: 1\nservices: {redis: []}",
    "version: 1\nservices: {redis: {}}\nenvironments: {ci: {services: {redis: {databses: 1}}}}",
    "version: 1\nenvironments: {ci: {environments: {}}}",
    "version: 1\nenvironments: []",
]


def as_an_editor_reads_it(text: str) -> Any:
    """The core schema of YAML 1.2: `yes` and `off` are text."""
    return yaml.safe_load(text.replace(" yes", " 'yes'").replace(" off", " 'off'"))


def accepts(text: str) -> bool:
    return bool(Draft202012Validator(SCHEMA).is_valid(as_an_editor_reads_it(text)))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("text", GOOD)
def test_what_the_loader_accepts_the_schema_accepts(tmp_path: Path, text: str) -> None:
    assert mistakes(tmp_path, text) == ()
    assert accepts(text)


@pytest.mark.parametrize("text", BAD)
def test_what_the_loader_refuses_the_schema_refuses(tmp_path: Path, text: str) -> None:
    assert mistakes(tmp_path, text) != ()
    assert not accepts(text)


def test_a_description_is_the_docstring_below_the_field() -> None:
    assert SCHEMA["$defs"]["postgres"]["properties"]["version"]["description"] == "The major version."


def test_the_published_schema_is_current() -> None:
    entries = getattr(catalog, "kinds", dict)()
    out = io.StringIO()
    print_schema({name: entry.OPTIONS for name, entry in entries.items()}, tools.options, out)

    hint = "write it anew: greenlane config schema > docs/greenlane.schema.json"
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == json.loads(out.getvalue()), hint
