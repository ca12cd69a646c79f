"""What goes in as SARIF comes out as SARIF, and the official validator has nothing against it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from greenlane.gates.catalog import sarif as reader
from greenlane.gates.fingerprint import fingerprinted
from greenlane.gates.toolbox import Toolbox
from greenlane.model.document import Document, Findings, Section, Tool
from greenlane.model.finding import Finding, Severity
from greenlane.model.verdict import Outcome
from greenlane.render.sarif import sarif
from greenlane.services.store import default_root
from tests.conformance.extras import bandit_that_writes_sarif, multitool
from tests.unit.gates.trial import ENVIRONMENT, Trial
from tests.unit.render.test_sarif import odd_document

SOURCES = {
    "a b#%.py": "import os\nimport subprocess\n\n\ndef f(x):\n    return subprocess.call(x, shell=True)\n",
    "pkg/ü.py": "import sys\nassert 1\nx: int = eval('1')\n",
    ".github/workflows/x.yml": "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
    "      - uses: actions/checkout@v4\n      - run: echo ${{ github.event.head_commit.message }}\n",
}
NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
Row = tuple[str, str, str, str, str | None, int | None]


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    root = tmp_path / "pro ject"
    root.mkdir()
    return Trial(root).write(SOURCES)


def validated(text: str, folder: Path) -> list[tuple[str, str]]:
    """(rule, level) of all that the validator says. It has no network, and exits with 0 whatever it finds."""
    (folder / "log.sarif").write_text(text, encoding="utf-8")
    out = folder / "said.sarif"
    done = subprocess.run(
        [multitool(), "validate", "log.sarif", "--output", out, "--log", "ForceOverwrite"],
        cwd=folder,
        env={
            **ENVIRONMENT,
            **NOWHERE,
            "DOTNET_BUNDLE_EXTRACT_BASE_DIR": str(folder / "net"),
            "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",
        },
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (run,) = json.loads(out.read_bytes().decode("utf-8-sig"))["runs"]
    return [(one["ruleId"], one.get("level", "warning")) for one in run.get("results", [])]


def logs_of_three_tools(trial: Trial) -> dict[str, dict[str, Any]]:
    """Their own words about the same tree."""
    box = Toolbox(ENVIRONMENT, default_root(os.environ))
    root = trial.root
    ruff = box.run("ruff", ["check", "--no-cache", "--isolated", "--output-format=sarif", "."], cwd=root)
    zizmor = box.run("zizmor", ["--offline", "--no-progress", "--format=sarif", "."], cwd=root)
    bandit = subprocess.run(
        [sys.executable, "-m", "bandit", "--quiet", "--recursive", ".", "--format", "sarif"],
        cwd=root,
        env={**ENVIRONMENT, "PYTHONPATH": str(bandit_that_writes_sarif())},
        capture_output=True,
        check=False,
    )
    texts = {"ruff": ruff.out, "zizmor": zizmor.out, "Bandit": bandit.stdout.decode()}
    return {name: json.loads(text) for name, text in texts.items()}


def rows(log: dict[str, Any], root: Path) -> list[Row]:
    """(tool, rule, level, message, file, line) of every result, as the log says them.

    Bandit leaves out the level of what is a warning; none of its rules has one (SARIF 3.27.10).
    """
    found: list[Row] = []
    for run in log["runs"]:
        for result in run["results"]:
            place = result["locations"][0]["physicalLocation"]
            path = unquote(place["artifactLocation"]["uri"]).removeprefix(f"file://{root}/")
            line = place["region"]["startLine"]
            name = run["tool"]["driver"]["name"]
            level = result.get("level", "warning")
            found.append((name, result["ruleId"], level, result["message"]["text"], path, line))
    return sorted(found, key=repr)


def merged(trial: Trial) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """All reports read, and the log that greenlane makes of them."""
    answer = trial.examine(reader, reader.Options(reports=("build/*.sarif",)))
    assert answer.unknown == ()

    def line_of(path: str, number: int) -> str:
        return (trial.root / path).read_text().splitlines()[number - 1]

    findings = fingerprinted(answer.findings, line_of)
    document = Document(
        title="Gates",
        outcome=Outcome.FAIL,
        verdict="gates: RED",
        sections=(Section("security", (Findings(findings),), Outcome.FAIL),),
        tools=(Tool("sarif", "2.1.0", Outcome.FAIL),),
        made_at="2026-11-21T12:00:00+00:00",
    )
    return json.loads(sarif(document)), findings


def test_three_tools_go_in_and_come_out_merged_without_loss(trial: Trial, tmp_path: Path) -> None:
    logs = logs_of_three_tools(trial)
    given = sorted((row for log in logs.values() for row in rows(log, trial.root)), key=repr)
    assert {row[0] for row in given} == {"ruff", "zizmor", "Bandit"}
    trial.write({f"build/{name}.sarif": json.dumps(log) for name, log in logs.items()})
    log, findings = merged(trial)
    assert rows(log, trial.root) == given
    prints = [one["partialFingerprints"]["greenlane/v1"] for run in log["runs"] for one in run["results"]]
    assert sorted(prints) == sorted(finding.fingerprint for finding in findings)
    assert len(set(prints)) == len(given)
    assert {level for _, level in validated(json.dumps(log), tmp_path)} <= {"warning", "note"}


def test_what_greenlane_wrote_is_read_back_as_it_was(trial: Trial) -> None:
    logs = logs_of_three_tools(trial)
    trial.write({f"build/{name}.sarif": json.dumps(log) for name, log in logs.items()})
    log, findings = merged(trial)
    for name in logs:
        (trial.root / f"build/{name}.sarif").unlink()
    trial.write({"build/again.sarif": json.dumps(log)})
    again, findings_again = merged(trial)
    assert rows(again, trial.root) == rows(log, trial.root)
    assert {one.fingerprint for one in findings_again} == {one.fingerprint for one in findings}


def test_the_validator_accepts_whatever_a_document_may_hold(tmp_path: Path) -> None:
    assert {level for _, level in validated(sarif(odd_document()), tmp_path)} <= {"warning", "note"}


def test_the_validator_accepts_a_document_without_tools(tmp_path: Path) -> None:
    nothing = Document("Gates", Outcome.NOT_RUN, "nothing ran")
    assert {level for _, level in validated(sarif(nothing), tmp_path)} <= {"warning", "note"}


def test_the_validator_is_not_blind(tmp_path: Path) -> None:
    log = json.loads(sarif(odd_document()))
    del log["runs"][0]["tool"]
    assert ("JSON1002", "error") in validated(json.dumps(log), tmp_path)


def test_the_severities_of_the_three_are_ours(trial: Trial) -> None:
    logs = logs_of_three_tools(trial)
    trial.write({f"build/{name}.sarif": json.dumps(log) for name, log in logs.items()})
    severities = {"ruff": {"error": Severity.WARNING}}
    answer = trial.examine(reader, reader.Options(reports=("build/*.sarif",), severities=severities))
    by_tool = {one.rule.partition("/")[0]: one.severity for one in answer.findings}
    assert by_tool["ruff"] is Severity.WARNING
