"""Tools run side by side, known answers are not asked for again, and no way of seeing nothing is green."""

from __future__ import annotations

import errno
import stat
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from greenlane.edges.git import Repository
from greenlane.gates import catalog
from greenlane.gates.catalog import ruff
from greenlane.gates.looking import Project
from greenlane.gates.running import Run, chosen, run
from greenlane.gates.sparing import Baseline
from greenlane.gates.toolbox import Toolbox
from greenlane.gates.tree import ProjectTree
from greenlane.model.errors import UsageError
from greenlane.model.gates import DeclaredTool, Gates, Ignore, ToolMissing
from greenlane.model.verdict import Outcome, ToolReport
from tests.unit.gates.trial import ENVIRONMENT, Trial

RUFF = """#!/bin/sh
case "$1" in --version) echo "ruff 1.2.3"; exit 0;; esac
printf '%s\\n' "$*" >> "{calls}"
{body}
"""
LOOKED = "[ruff::commands::check][DEBUG] Checked {} files in: 1ms"
CLEAN = """n=0; past=; for one in "$@"; do [ "$past" ] && n=$((n+1)); [ "$one" = -- ] && past=1; done
echo "[ruff::commands::check][DEBUG] Checked $n files in: 1ms" >&2; echo '[]'"""
ITEM = {
    "code": "F401",
    "filename": "a.py",
    "message": "unused",
    "location": {"row": 1, "column": 8},
    "url": "",
    "fix": None,
}


class Own(Toolbox):
    """A toolbox whose programs lie in one folder, whatever else this machine has."""

    folder: Path

    def path(self, name: str) -> Path:
        if not (self.folder / name).exists():
            raise ToolMissing(f"{name} is not installed", fix="greenlane gate --install")
        return self.folder / name


class Site:
    """A project with one Python file, and a ruff of ours."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "bin").mkdir()
        self.trial = Trial(folder / "project").write({"a.py": "import os\n", "b.py": "x = 1\n"})
        self.gates = Gates(tools=())
        self.calls = folder / "calls"

    def ruff(self, body: str) -> None:
        path = self.folder / "bin" / "ruff"
        path.write_text(RUFF.format(calls=self.calls, body=body))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def finding(self, *files: str) -> None:
        """A ruff that finds an unused import in each of these, when it is asked about them."""
        body = (
            "import json, sys\n"
            f"found = [dict({ITEM!r}, filename=name) for name in {files!r} if name in sys.argv]\n"
            "asked = len(sys.argv) - sys.argv.index('--') - 1\n"
            f"print({LOOKED!r}.format(asked), file=sys.stderr)\n"
            "print(json.dumps(found))\n"
            "sys.exit(bool(found))\n"
        )
        (self.folder / "finder.py").write_text(body)
        self.ruff(f'exec "{sys.executable}" -I "{self.folder}/finder.py" "$@"')

    def run(
        self, *, baseline: Baseline | None = None, tools: tuple[str, ...] = ("ruff",), caches: bool = True
    ) -> Run:
        root = self.trial.root
        box = Own(ENVIRONMENT, self.folder / "cache")
        box.folder = self.folder / "bin"
        scratch = self.folder / f"scratch-{len(list(self.folder.iterdir()))}"
        scratch.mkdir()
        project = Project(
            tree=ProjectTree(root, Repository.find(root, ENVIRONMENT)),
            gates=self.gates,
            environment=ENVIRONMENT,
            toolbox=box,
            scratch=scratch,
            caches=self.folder / "answers" if caches else None,
            today=date(2026, 11, 21),
        )
        return run(tools, project, baseline=baseline or Baseline())

    def report(self) -> ToolReport:
        return self.run().gates[0].tools[0]

    def asked(self) -> list[str]:
        """The arguments of every call that looked."""
        return self.calls.read_text().splitlines() if self.calls.exists() else []


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_a_clean_tree_passes_and_says_what_was_looked_at(site: Site) -> None:
    site.ruff(CLEAN)
    report = site.report()
    assert (report.outcome, report.looked_at, report.version) == (Outcome.PASS, 2, "1.2.3")


def test_a_second_run_asks_nothing_and_says_so(site: Site) -> None:
    site.ruff(CLEAN)
    first, second = site.report(), site.report()
    assert len(site.asked()) == 1
    assert first.cached_at is None
    assert second.cached_at is not None
    assert (second.outcome, second.looked_at) == (Outcome.PASS, 2)


def test_after_a_change_only_the_changed_file_is_asked_about(site: Site) -> None:
    site.finding("a.py", "b.py")
    site.run()
    site.trial.write({"b.py": "x = 2\n"})
    report = site.report()
    assert site.asked()[1].endswith("-- b.py")
    assert [one.path for one in report.findings] == ["a.py", "b.py"]
    assert report.cached_at is None
    assert report.facts["unchanged since an earlier run"] == "1 of 2 files"


def test_another_version_or_configuration_asks_anew(site: Site) -> None:
    site.ruff(CLEAN)
    site.run()
    site.trial.write({"pyproject.toml": "[tool.ruff]\n"})
    site.run()
    assert len(site.asked()) == 2
    path = site.folder / "bin" / "ruff"
    path.write_text(path.read_text().replace("1.2.3", "1.2.40"))
    site.run()
    assert len(site.asked()) == 3


def test_an_answer_about_a_file_that_changed_meanwhile_is_not_kept(site: Site) -> None:
    site.ruff(f"echo 'x = 9' > a.py; {CLEAN}")
    site.run()
    site.trial.write({"a.py": "import os\n"})
    site.ruff(CLEAN)
    assert site.report().cached_at is None
    assert len(site.asked()) == 2


def test_nothing_is_kept_or_recalled_when_it_must_not_be(site: Site) -> None:
    site.ruff(CLEAN)
    site.run()
    site.run(caches=False)
    assert len(site.asked()) == 2


@pytest.mark.parametrize(
    "body",
    [
        "exit 0",
        "echo '[]'; exit 1",
        "echo '[]'; exit 2",
        "echo '[{'; exit 1",
        "echo '{}'; exit 0",
        "echo garbage; exit 0",
        "kill -9 $$",
        "printf '\\377\\376'; exit 0",
        "echo '[1]'; exit 1",
        'echo \'[{"code": 1, "location": 3}]\'; exit 1',
    ],
    ids=[
        "silent",
        "1 and nothing",
        "2",
        "half",
        "another shape",
        "garbage",
        "killed",
        "bytes",
        "numbers",
        "odd",
    ],
)
def test_an_answer_that_is_none_is_unknown_and_not_kept(site: Site, body: str) -> None:
    site.ruff(body)
    assert site.report().outcome is Outcome.UNKNOWN
    site.ruff(CLEAN)
    assert site.report().outcome is Outcome.PASS


def test_what_a_tool_quotes_loses_its_passwords(site: Site) -> None:
    site.trial.write({"requirements.txt": "git+https://a-token@example.org/x\n-r https://u:a-password@h/y\n"})
    site.ruff("echo 'cannot read https://u:a-password@example.org/x' >&2; exit 2")
    reports = [report for gate in site.run(tools=("ruff", "pip-audit")).gates for report in gate.tools]
    said = repr([(report.reason, dict(report.facts)) for report in reports])
    assert "https://***@example.org/x" in said
    assert "a-token" not in said
    assert "a-password" not in said


def test_a_missing_program_is_unknown_with_the_command_that_installs_it(site: Site) -> None:
    report = site.report()
    assert (report.outcome, report.remedy) == (Outcome.UNKNOWN, "greenlane gate --install")


def test_a_declared_tool_without_files_is_red_and_an_undeclared_one_not_run(site: Site) -> None:
    site.ruff(CLEAN)
    (site.trial.root / "a.py").unlink()
    (site.trial.root / "b.py").unlink()
    assert site.report().outcome is Outcome.NOT_RUN
    site.gates = Gates(tools=(DeclaredTool("ruff", ruff.Options()),))
    assert site.report().outcome is Outcome.FAIL


def test_a_tool_that_is_off_says_why_and_is_not_green(site: Site) -> None:
    site.ruff(CLEAN)
    site.gates = Gates(off={"ruff": "black is used here"})
    gate = site.run().gates[0]
    assert gate.outcome is Outcome.NOT_RUN
    assert gate.tools[0].reason == "switched off: black is used here"


def test_ignores_that_ended_or_met_nothing_are_told(site: Site) -> None:
    site.finding("a.py")
    ended = Ignore("ruff:F401", "later", date(2026, 11, 20), line=7)
    idle = Ignore("ruff:E501", "long lines", date(2027, 1, 1), line=8)
    held = Ignore("ruff:F401", "generated", date(2027, 1, 1), line=9)
    site.gates = Gates(ignores=(ended, idle))
    found = site.run()
    assert (found.expired, found.unused) == ((ended,), (idle,))
    assert len(found.gates[0].findings) == 1
    site.gates = Gates(ignores=(held,))
    assert site.run().gates[0].findings == ()
    assert site.run().gates[0].tools[0].ignored[0].reason == "generated"


def test_a_baseline_spares_what_it_knows_and_shrinks_by_what_is_gone(site: Site) -> None:
    site.finding("a.py", "b.py")
    before = Baseline.of(site.run().found)
    assert len(before.entries) == 2
    site.finding("a.py")
    site.trial.write({"b.py": "y = 1\n"})
    found = site.run(baseline=before)
    assert found.gates[0].findings == ()
    assert len(found.gates[0].tools[0].known) == 1
    assert len(found.baseline.entries) == 1


def test_an_unknown_answer_shrinks_no_baseline(site: Site) -> None:
    site.finding("a.py")
    before = Baseline.of(site.run().found)
    site.ruff("exit 0")
    site.trial.write({"a.py": "import sys\n"})
    assert site.run(baseline=before).baseline == before


def test_a_name_that_is_neither_gate_nor_tool_is_a_mistake() -> None:
    with pytest.raises(UsageError, match="no gate or tool named rufff"):
        chosen(["lint", "rufff"])
    assert "ruff" in chosen(["lint"])
    assert chosen(["ruff"]) == ("ruff",)


def test_a_file_that_is_a_link_out_of_the_project_is_not_looked_at(site: Site, tmp_path: Path) -> None:
    site.ruff(CLEAN)
    (tmp_path / "outside.py").write_text("")
    (site.trial.root / "link.py").symlink_to(tmp_path / "outside.py")
    (site.trial.root / "loop").symlink_to(site.trial.root)
    assert site.report().looked_at == 2


def test_a_reader_that_breaks_is_unknown_and_the_others_go_on(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.ruff(CLEAN)
    monkeypatch.setattr(ruff, "items", lambda *_words: 1 / 0)
    report = site.report()
    assert report.outcome is Outcome.UNKNOWN
    assert "a bug in greenlane's reading of it: ZeroDivisionError" in report.reason


def test_a_full_disk_is_unknown_and_no_bug(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_words: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    site.ruff(CLEAN)
    monkeypatch.setattr(ruff, "items", full)
    report = site.report()
    assert (report.outcome, report.reason) == (Outcome.UNKNOWN, "the disk is full")


def test_a_report_carries_fingerprints(site: Site) -> None:
    site.finding("a.py")
    (finding,) = site.run().gates[0].findings
    assert len(finding.fingerprint) == 32
    assert replace(finding, fingerprint="") != finding


@pytest.mark.parametrize("name", catalog.names())
def test_the_gate_that_is_read_in_a_tool_s_file_is_the_tool_s(name: str) -> None:
    assert catalog.gate_of(name) == catalog.tool(name).GATE
