"""`greenlane plan` as a person and a workflow meet it: plan, record, and the gate that holds them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from greenlane.cli.main import main
from greenlane.cli.world import World
from tests.unit.gates.trial import ENVIRONMENT, Trial

NOW = 1_763_740_800
DECLARED = """\
version: 1
components:
  proto: {paths: [proto/**]}
  api: {paths: [server/**], needs: [proto]}
  docs: {paths: [docs/**]}
jobs:
  api-tests: {components: [api], run: [nox -s tests], minutes: 4}
  docs: {components: [docs], run: [mkdocs build], minutes: 1}
  ios: {components: [api], run: [flutter test], runner: macos-15, minutes: 12, defer: {until: nightly}}
planner: {shadow: false, audit: 0}
"""
FILES = {"server/a.py": "a\n", "proto/p.proto": "p\n", "docs/d.md": "d\n", "README.md": "r\n"}


class Shop:
    """A repository with a plan. run: the number of the run of GitHub that calls are made in, 0 for none."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.run, self.event = folder, 0, "push"
        self.trial = Trial(folder / "shop")
        self.trial.write({**FILES, "greenlane.yaml": DECLARED})
        self.trial.commit()
        self.more: dict[str, str] = {}
        (folder / "event.json").write_text(json.dumps({"repository": {"default_branch": "main"}}))

    def environment(self) -> dict[str, str]:
        base = {**ENVIRONMENT, "GREENLANE_STATE": str(self.folder / "state"), **self.more}
        if not self.run:
            return base
        return base | {
            "GITHUB_ACTIONS": "true",
            "GITHUB_REPOSITORY": "octo-org/shop",
            "GITHUB_RUN_ID": str(self.run),
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_EVENT_NAME": self.event,
            "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_REF_NAME": "main",
            "GITHUB_REF_TYPE": "branch",
            "GITHUB_SHA": self.trial.git("rev-parse", "HEAD").strip(),
            "GITHUB_SERVER_URL": "https://github.com",
        }

    def call(self, *words: str) -> tuple[int, str, str]:
        """The exit code, the answer, and what was said beside it."""
        out, err = io.StringIO(), io.StringIO()
        world = World(self.environment(), self.trial.root, out, err, clock=lambda: float(NOW))
        return main(list(words), world), out.getvalue(), err.getvalue()

    def choices(self) -> dict[str, str]:
        """What becomes of each job, by a plan that writes nothing."""
        _, said, _ = self.call("plan", "--json", "--passes", "../passes")
        return {one["job"]: one["choice"] for one in json.loads(said)["decisions"]}

    def record(self, *jobs: str) -> None:
        for job in jobs:
            words = ("--job", job, "--seconds", "100", "--passes", "../passes")
            assert self.call("plan", "record", *words)[0] == 0

    def gate(self, *more: str, **results: str) -> tuple[int, str]:
        self.more["NEEDS"] = json.dumps({name: {"result": result} for name, result in results.items()})
        words = ("gate", "plan-result", "--plan", "../plan.json", "--passes", "../passes")
        code, said, _ = self.call(*words, *more, "--matrix", "checks")
        return code, said


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_what_passed_on_the_same_content_is_reused_and_the_rest_runs(shop: Shop) -> None:
    shop.run = 7
    assert set(shop.choices().values()) <= {"run", "pack"}
    shop.record("api-tests", "docs", "ios")
    assert set(shop.choices().values()) == {"reuse"}
    shop.trial.write({"docs/d.md": "changed\n"})
    shop.trial.commit()
    assert shop.choices() == {"api-tests": "reuse", "docs": "run", "ios": "reuse"}
    shop.trial.write({"proto/p.proto": "changed\n"})
    shop.trial.commit()
    found = shop.choices()
    assert found.pop("docs") in {"run", "pack"}
    assert set(found.values()) <= {"run", "pack"}


def test_a_laptop_reads_passes_and_writes_none(shop: Shop) -> None:
    code, _, said = shop.call("plan", "record", "--job", "docs", "--seconds", "9", "--passes", "../passes")
    assert code == 0
    assert said == "docs: not recorded: not in a run of GitHub Actions\n"
    assert not (shop.folder / "passes").exists()


def test_a_reason_goes_down_to_the_component_and_the_run(shop: Shop) -> None:
    shop.run = 7
    shop.record("api-tests")
    shop.trial.write({"proto/p.proto": "changed\n"})
    shop.trial.commit()
    _, said, _ = shop.call("plan", "--explain", "api-tests", "--passes", "../passes")
    assert "component api changed since run 7, which passed" in " ".join(said.split())
    assert "README.md" not in said
    assert "api-tests <- api <- proto" in said


def test_a_reason_and_a_picture_name_what_changed_since_the_run(shop: Shop) -> None:
    shop.run = 7
    shop.record("api-tests")
    shop.trial.write({"proto/p.proto": "changed\n"})
    shop.trial.commit()
    _, said, _ = shop.call("plan", "--explain", "api-tests", "--passes", "../passes")
    assert "proto/p.proto" in said
    shop.call("plan", "--passes", "../passes", "--graph", "../plan.svg")
    drawn = (shop.folder / "plan.svg").read_text()
    assert drawn.count('<g class="changed"><title>component proto') == 1
    assert 'class="edge live"' in drawn


def test_the_gate_lets_pass_exactly_what_the_plan_left_out(shop: Shop) -> None:
    shop.run = 7
    shop.record("docs")
    code, said, _ = shop.call("plan", "--passes", "../passes", "--output", "../plan.json")
    assert code == 0, said
    assert shop.gate(checks="success")[0] == 0
    for result in ("failure", "cancelled", "skipped"):
        code, said = shop.gate(checks=result)
        assert code == 1
        assert said.startswith("✗ FAIL")
    assert shop.gate(other="success")[0] == 1


def test_without_a_plan_the_gate_is_red(shop: Shop) -> None:
    code, said = shop.gate(checks="success")
    assert code == 1
    assert "there is no plan" in said


def test_a_plan_of_other_content_is_red(shop: Shop) -> None:
    shop.run = 7
    shop.call("plan", "--event", "push", "--passes", "../passes", "--output", "../plan.json")
    shop.trial.write({"server/a.py": "changed\n"})
    shop.trial.commit()
    assert shop.gate(checks="success")[0] == 1


def test_a_plan_that_was_meddled_with_is_red(shop: Shop) -> None:
    shop.run = 7
    shop.call("plan", "--event", "push", "--passes", "../passes", "--output", "../plan.json")
    plan = shop.folder / "plan.json"
    plan.write_text(plan.read_text().replace('"choice":"run"', '"choice":"reuse"'))
    code, said = shop.gate(checks="success")
    assert code == 1, said


def test_a_step_gets_its_matrix(shop: Shop) -> None:
    outputs = shop.folder / "outputs"
    shop.more["GITHUB_OUTPUT"] = str(outputs)
    assert shop.call("plan")[0] == 0
    found = dict(line.split("=", 1) for line in outputs.read_text().splitlines())
    assert found["has_jobs"] == "true"
    legs = json.loads(found["matrix"])["include"]
    assert {job for leg in legs for job in leg["jobs"].split()} == {"api-tests", "docs", "ios"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["plan", "--explain", "api-test"], "api-tests"),
        (["plan", "--format", "pdf"], "'pdf' is no format"),
        (["plan", "--revision", "nowhere"], "nowhere"),
        (["plan", "record"], "which job passed"),
        (["plan", "record", "--job", "docs", "--seconds", "1"], "nowhere to keep it"),
        (["plan", "record", "--job", "doc", "--seconds", "1", "--passes", "p"], "no job is named 'doc'"),
        (["gate", "plan-result"], "the plan is not named"),
        (["gate", "plan-result", "--plan", "no.json"], "NEEDS"),
    ],
)
def test_a_mistake_in_the_call_is_told_with_what_to_write(shop: Shop, words: list[str], message: str) -> None:
    code, _, said = shop.call(*words)
    assert code in (2, 3)
    assert message in said
    assert "fix: " in said


def test_a_project_without_jobs_has_nothing_to_plan(shop: Shop) -> None:
    shop.trial.write({"greenlane.yaml": "version: 1\n"})
    shop.trial.commit()
    code, _, said = shop.call("plan")
    assert code == 2
    assert "no job is declared" in said


def test_debts_that_cannot_be_read_are_not_forgotten(shop: Shop) -> None:
    passes = shop.folder / "passes"
    passes.mkdir()
    (passes / "debts.json").write_text('{"kind": "greenlane-plan"')
    code, _, said = shop.call("plan", "--passes", "../passes")
    assert code == 3
    assert "what is owed cannot be read" in said


def test_a_plan_for_another_event_is_red(shop: Shop) -> None:
    shop.run = 7
    shop.call("plan", "--event", "local", "--passes", "../passes", "--output", "../plan.json")
    code, said = shop.gate(checks="success")
    assert code == 1
    assert "the plan is made for this machine, and this is a push" in " ".join(said.split())


def test_a_release_is_one_for_plan_and_gate(shop: Shop) -> None:
    shop.run, shop.event = 7, "workflow_dispatch"
    shop.call("plan", "--event", "release", "--passes", "../passes", "--output", "../plan.json")
    assert shop.gate(checks="success")[0] == 1
    assert shop.gate("--event", "release", checks="success")[0] == 0


def test_a_place_may_be_named_by_a_variable(shop: Shop) -> None:
    """An address with a password does not belong on a command line."""
    shop.run = 7
    shop.record("docs")
    shop.more["GREENLANE_PASSES"] = "../passes"
    _, said, _ = shop.call("plan", "--json")
    assert {one["job"]: one["choice"] for one in json.loads(said)["decisions"]}["docs"] == "reuse"
    assert shop.call("plan", "record", "--job", "ios", "--seconds", "9")[0] == 0
    assert shop.choices()["ios"] == "reuse"


def test_a_plan_bears_the_projects_name(shop: Shop) -> None:
    assert "Plan of shop" in shop.call("plan")[1]
    shop.trial.write({"greenlane.yaml": f"project: Corner Store\n{DECLARED}"})
    shop.trial.commit()
    assert "Plan of Corner Store" in shop.call("plan")[1]
    shop.trial.write({"greenlane.local.yaml": "planner: {shadow: true}\n"})
    assert "Plan of Corner Store" in shop.call("plan")[1], "however the declaration was read"


def test_a_server_that_does_not_answer_makes_everything_run(shop: Shop) -> None:
    shop.more["GREENLANE_PASSES"] = "postgresql://me:hunter2@127.0.0.1:1/passes"
    code, said, err = shop.call("plan", "--json")
    assert code == 0
    plan = json.loads(said)
    assert plan["everything"].startswith("the passes in PostgreSQL cannot be read: no connection")
    assert "hunter2" not in said + err


def test_a_place_that_is_none_is_told_with_what_there_is(shop: Shop) -> None:
    code, _, said = shop.call("plan", "--passes", "redis://:hunter2@127.0.0.1")
    assert code == 2
    assert "passes are kept in no redis" in said
    assert "hunter2" not in said
