"""`greenlane services github`: the YAML of a job from the declaration."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import yaml

from greenlane.cli.main import main
from greenlane.cli.world import World

WHOLE = """\
version: 1
project: shop
services:
  db: {type: postgres, version: 17, extensions: [pgtap]}
  second: {type: postgres, prefix: SECOND_}
  redis: {settings: {hz: 20}}
  files: {type: s3, port: 9000, buckets: [{name: media}]}
  mail: {}
"""


def call(folder: Path, declaration: str, *words: str) -> tuple[int, str, str]:
    (folder / "greenlane.yaml").write_text(declaration)
    out, err = io.StringIO(), io.StringIO()
    given = {"GREENLANE_STATE": str(folder / "state"), "GREENLANE_CACHE": str(folder / "cache")}
    return main(["services", *words], World(given, folder, out, err)), out.getvalue(), err.getvalue()


def test_each_service_has_image_health_and_a_port_of_its_own(tmp_path: Path) -> None:
    code, out, err = call(tmp_path, WHOLE, "github", "--image", "files=r.example/s3:1")
    assert code == 0, err
    made = yaml.safe_load(out)["services"]
    assert {name: one["image"] for name, one in made.items()} == {
        "db": "postgres:17",
        "second": "postgres:16",
        "redis": "redis:7.2",
        "files": "r.example/s3:1",
    }
    ports = {name: one["ports"] for name, one in made.items()}
    assert ports["db"] == ["5432:5432"]
    assert ports["second"] == ["5433:5432"]
    assert ports["files"] == ["9000:8333"]
    assert "pg_isready -h 127.0.0.1" in made["db"]["options"]


def test_the_variables_are_those_of_the_embedded_services(tmp_path: Path) -> None:
    _, out, _ = call(tmp_path, WHOLE, "github", "--image", "files=r.example/s3:1")
    variables = yaml.safe_load(out)["env"]
    assert variables["DATABASE_URL"] == "postgresql://app:greenlane-ci@127.0.0.1:5432/app"
    assert variables["SECOND_DATABASE_URL"].endswith("@127.0.0.1:5433/app")
    assert variables["S3_ENDPOINT"] == "http://127.0.0.1:9000"
    assert all(isinstance(value, str) for value in variables.values())


def test_what_is_otherwise_is_said_beside_the_yaml(tmp_path: Path) -> None:
    _, out, err = call(tmp_path, WHOLE, "github", "--image", "files=r.example/s3:1")
    for line in ("db: the image has no pgtap", "redis: `settings`", "mail (mail) is left out"):
        assert line in err
        assert line not in out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["github"], "no public image of S3 starts without arguments"),
        (["github", "mail"], "mail cannot be a container of GitHub"),
        (["github", "db", "--image", "files=x"], "--image: no service is named files"),
        (["github", "--image", "files"], "--image: expected SERVICE=IMAGE"),
    ],
)
def test_what_cannot_be_made_is_refused_with_a_way_out(tmp_path: Path, words: list[str], says: str) -> None:
    code, out, err = call(tmp_path, WHOLE, *words)
    assert (code, out) == (2, "")
    assert says in err


def test_only_those_that_were_asked_for(tmp_path: Path) -> None:
    _, out, err = call(tmp_path, WHOLE, "github", "redis")
    assert list(yaml.safe_load(out)["services"]) == ["redis"]
    assert "mail" not in err


def test_a_project_without_such_a_service_is_told_so(tmp_path: Path) -> None:
    code, _, err = call(tmp_path, "version: 1\nservices:\n  mail: {}\n", "github")
    assert code == 2
    assert "no service is declared that can be a container" in err


def test_a_server_that_never_answers_ends_the_step_with_its_last_answer(tmp_path: Path) -> None:
    declared = "version: 1\nservices:\n  redis: {port: 1}\n"
    code, _, err = call(tmp_path, declared, "prepare", "--wait-s", "0")
    assert code == 3
    assert "last answer:" in err
    assert "services.redis" in err


def test_the_dockerfile_starts_without_arguments(tmp_path: Path) -> None:
    _, out, _ = call(tmp_path, WHOLE, "dockerfile")
    assert "ENTRYPOINT [" in out
    assert "CMD" not in out
