"""Coverage and JUnit of several jobs, merged by the gate."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.cli.test_leg import GREEN, Flow

DECLARED = """\
version: 1
components:
  api: {paths: [api/**]}
  web: {paths: [web/**]}
jobs:
  api: {components: [api], run: [sh leave.sh api], reports: [out/*], minutes: 4, alone: true}
  web: {components: [web], run: [sh leave.sh web], reports: [out/*], minutes: 4, alone: true}
gates:
  tools:
    coverage: {total: 75, reports: [out/*.info]}
planner: {shadow: false, audit: 0}
"""
LEAVE = """\
mkdir -p out
cat > out/lcov.info <<END
TN:
SF:$1/a.py
DA:1,1
DA:2,${HITS:-1}
end_of_record
END
cat > out/junit.xml <<END
<testsuite name="$1"><testcase classname="$1" name="one">${WRONG:-}</testcase></testsuite>
END
"""
PLANNED = {"api", "web"}


class Sharded(Flow):
    """Two jobs that leave files of the same names."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.trial.git("rm", "-rq", "server", "proto", "docs", "test.sh")
        self.trial.write({"greenlane.yaml": DECLARED, "leave.sh": LEAVE, ".gitignore": "out/\n.greenlane/\n"})
        self.trial.write({f"{name}/a.py": "one = 1\ntwo = 2\n" for name in PLANNED})
        self.trial.commit()

    def ran(self, **wrong: dict[str, str]) -> tuple[int, str, dict[str, str]]:
        """A whole run; wrong: variables of a job."""
        self.plan()
        for group in self.planned()["groups"]:
            more = wrong.get(group["name"], {})
            self.more.update(more)
            self.leg(group["name"])
            for name in more:
                del self.more[name]
        stale = self.trial.root / "out"
        for path in stale.glob("*"):
            path.unlink()
        return self.held(GREEN)


@pytest.fixture
def sharded(tmp_path: Path) -> Sharded:
    return Sharded(tmp_path)


def test_reports_of_all_jobs_are_held_as_one_run(sharded: Sharded) -> None:
    code, said, _ = sharded.ran()
    assert code == 0, said
    assert "100.00 % of 75 % wanted (4 of 4)" in said
    assert [path.name[:4] for path in sorted((sharded.trial.root / "out").glob("*.info"))] == ["lcov", "web-"]


def test_what_one_job_does_not_cover_is_missed_in_the_whole(sharded: Sharded) -> None:
    code, said, _ = sharded.ran(api={"HITS": "0"})
    assert code == 0, said
    assert "75.00 % of 75 % wanted (3 of 4)" in said


def test_limits_that_the_whole_misses_are_red(sharded: Sharded) -> None:
    code, said, outputs = sharded.ran(api={"HITS": "0"}, web={"HITS": "0"})
    assert code == 1
    assert "gate coverage" in said
    assert "settled" not in outputs


def test_a_failed_test_in_a_report_is_red_although_its_job_succeeded(sharded: Sharded) -> None:
    code, said, _ = sharded.ran(web={"WRONG": "<failure/>"})
    assert code == 1
    assert "gate tests" in said


def test_reports_of_a_reused_job_are_merged_with_those_of_today(sharded: Sharded) -> None:
    sharded.ran()
    sharded.changes({"api/a.py": "one = 1\ntwo = 2\n# more\n"})
    code, said, _ = sharded.ran(here={"HITS": "0"})
    assert sharded.planned()["groups"][0]["jobs"] == ["api"]
    assert code == 0, said
    assert "75.00 % of 75 % wanted (3 of 4)" in said


def test_reports_of_a_reused_job_that_are_gone_leave_coverage_unknown(sharded: Sharded) -> None:
    sharded.ran()
    sharded.changes({"api/a.py": "one = 1\ntwo = 2\n# more\n"})
    for kept in (sharded.folder / "passes/reports").iterdir():
        kept.unlink()
    code, said, _ = sharded.ran()
    assert code == 3
    assert "web: those of the pass that is reused cannot be had" in said


def test_coverage_that_a_shard_lost_is_red(sharded: Sharded) -> None:
    sharded.changes({"leave.sh": LEAVE.replace("cat > out/lcov.info", "[ $1 = web ] || cat > out/lcov.info")})
    code, said, _ = sharded.ran()
    assert code == 1
    assert "gate coverage" in said


def test_half_a_report_is_told_and_red(sharded: Sharded) -> None:
    sharded.changes({"leave.sh": f"{LEAVE}\nprintf 'SF:' > out/lcov.info\n"})
    code, said, _ = sharded.ran()
    assert code == 1
    assert "out/lcov.info: line 1: a record" in said


def test_reports_that_git_does_not_ignore_contradict_nothing(sharded: Sharded) -> None:
    sharded.changes({".gitignore": ".greenlane/\n"})
    code, said, _ = sharded.ran()
    assert code == 0, said


def test_a_report_named_like_a_file_of_the_commit_leaves_that_as_it_is(sharded: Sharded) -> None:
    sharded.trial.write({"out/lcov.info": "kept\n", ".gitignore": ".greenlane/\n"})
    sharded.trial.commit()
    sharded.plan()
    sharded.legs()
    sharded.trial.write({"out/lcov.info": "kept\n"})
    code, said, _ = sharded.held(GREEN)
    assert (sharded.trial.root / "out/lcov.info").read_text() == "kept\n"
    assert code == 0, said


def test_a_place_that_cannot_be_written_is_told_and_the_verdict_stands(sharded: Sharded) -> None:
    sharded.plan()
    sharded.legs()
    shutil.rmtree(sharded.folder / "passes", ignore_errors=True)
    (sharded.folder / "passes").write_text("no folder")
    code, said, outputs = sharded.held(GREEN)
    assert code == 0, said
    assert "nothing is kept: " in said
    assert outputs == {"keep": "false", "settled": "true"}
