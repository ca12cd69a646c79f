"""What act prints, read back as jobs; its lines here are act's own, shortened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from greenlane.workflows.simulate_act import arguments, labels_in, read
from greenlane.workflows.simulate_events import Facts, event
from greenlane.workflows.simulate_follow import Follower, worth_telling
from greenlane.workflows.simulate_listing import jobs
from greenlane.workflows.simulate_uses import Called

AT = "2026-11-21T18:55:04Z"


def line(job: str, id: str, **more: Any) -> str:
    return json.dumps({"job": job, "jobID": id, "matrix": {}, "msg": "", "time": AT, **more})


def leg(letter: str, number: int, **more: Any) -> str:
    return line(f"checks/leg {letter}-{number}   ", "legs", matrix={"leg": letter}, **more)


LEGS = {"jobs": {"legs": {"name": "leg ${{ matrix.leg }}", "runs-on": "${{ matrix.on }}"}}}


def test_a_leg_whose_steps_went_well_is_no_failure_because_another_is_one() -> None:
    text = "\n".join(
        [
            leg("a", 1, stepID=["0"], stepResult="success", executionTime=2_000_000_000),
            leg("b", 2, stepID=["0"], stepResult="failure"),
            leg("b", 2, jobResult="failure"),
            leg("a", 1, jobResult="failure"),
        ]
    )
    seen, _ = read(text)
    found = {job.name: (job.result, job.duration_s) for job in jobs(seen, LEGS, "x", {})}
    assert found == {"leg a": ("success", 2.0), "leg b": ("failure", 0.0)}


def test_the_steps_inside_of_an_action_count_no_time_of_their_own() -> None:
    seen, _ = read(
        "\n".join(
            [
                line("w/a", "a", stepID=["0", "1"], executionTime=5_000_000_000),
                line("w/a", "a", stepID=["0"], executionTime=6_000_000_000),
            ]
        )
    )
    assert seen[0].spent_s == 6.0


def test_of_a_failure_the_log_of_the_step_itself_is_kept_apart() -> None:
    text = "\n".join(
        [
            line("w/a", "a", stepID=["0"], stage="Main", msg="well"),
            line("w/a", "a", stepID=["1"], stage="Main", msg="LocalRepositoryCache read x"),
            line("w/a", "a", stepID=["1", "0"], stage="Main", msg="it broke\n"),
            line("w/a", "a", stepID=["1"], stage="Main", msg="Failure", stepResult="failure"),
            line("w/a", "a", stepID=["1"], stage="Post", msg="afterwards", stepResult="failure"),
        ]
    )
    [job] = jobs(read(text)[0], {"jobs": {"a": {}}}, "x", {})
    assert job.failed == ("it broke", "Failure")
    assert job.lines == ("well", "it broke", "Failure", "afterwards")


def test_a_job_without_a_line_was_skipped_and_one_without_a_result_failed() -> None:
    seen, _ = read(line("w/a", "a", msg="began"))
    document = {"jobs": {"a": {}, "b": {"name": "the b"}, "c": {"name": "c ${{ github.x }}"}}}
    found = {job.name: job.result for job in jobs(seen, document, "x", {})}
    assert found == {"a": "failure", "the b": "skipped", "c": "skipped"}


def test_two_calls_of_one_workflow_are_told_apart() -> None:
    inner = {"jobs": {"deep": {}}}
    seen, _ = read(
        line("one@0/inner/deep", "deep", jobResult="success")
        + "\n"
        + line("two@1/inner/deep", "deep", jobResult="failure")
    )
    document = {"jobs": {"one": {"uses": "u"}, "two": {"uses": "u"}}}
    called = {
        ("x", "one"): Called(inner, "first", "one@0"),
        ("x", "two"): Called(inner, "second", "two@1"),
    }
    found = {job.name: (job.caller, job.result) for job in jobs(seen, document, "x", called)}
    assert found == {"first / deep": ("one", "success"), "second / deep": ("two", "failure")}


def test_outputs_summaries_and_annotations_are_kept_and_other_lines_are_of_no_job() -> None:
    text = "\n".join(
        [
            line("w/a", "a", command="set-output", stepID=["p"], name="m", arg="[]"),
            line("w/a", "a", command="summary", content="# one\n"),
            line("w/a", "a", command="error", arg="bad", kvPairs={"file": "f", "line": "7"}),
            line("w/a", "a", command="warning", arg="hm", kvPairs={"line": "x"}),
            "no JSON at all",
            "[1]",
        ]
    )
    seen, rest = read(text)
    [job] = jobs(seen, {"jobs": {"a": {}}}, "x", {})
    assert job.outputs == {"p": {"m": "[]"}}
    assert job.summary == "# one\n"
    assert [(one.level, one.message, one.file, one.line) for one in job.annotations] == [
        ("error", "bad", "f", 7),
        ("warning", "hm", "", None),
    ]
    assert rest == ["no JSON at all", "[1]"]


def test_every_label_that_a_job_may_ask_for_is_mapped() -> None:
    document = {
        "jobs": {
            "a": {"runs-on": "ubuntu-24.04"},
            "b": {"runs-on": ["self-hosted", "linux"]},
            "c": {"runs-on": {"labels": "big"}},
            "d": {"runs-on": "${{ matrix.on }}", "strategy": {"matrix": {"on": ["macos-15"]}}},
        }
    }
    assert {"ubuntu-24.04", "self-hosted", "linux", "big", "macos-15"} <= set(labels_in([document]))


def test_no_variable_and_no_secret_stands_in_the_call(tmp_path: Path) -> None:
    facts = Facts("o/n", "b", "main", "a" * 40, "b" * 40, "c" * 40)
    words = arguments(
        event("push", facts),
        tmp_path / "x.yml",
        scratch=tmp_path,
        labels=["ubuntu-24.04"],
        mapped={"o/n@1": tmp_path},
        actor="octocat",
        concurrent=2,
        images={},
    )
    assert "--env" not in words
    assert "-s" not in words
    assert words[words.index("-P") + 1] == "ubuntu-24.04=-self-hosted"
    assert words[words.index("--local-repository") + 1] == f"o/n@1={tmp_path}"


def test_what_is_worth_telling_is_the_end_of_a_job_and_a_step_that_failed() -> None:
    assert list(worth_telling(line("w/a  ", "a", jobResult="success").encode())) == ["  success: w/a"]
    called = line("the-call@3-1/w/a", "a", jobResult="success").encode()
    assert list(worth_telling(called)) == ["  success: the-call-1/w/a"]
    failed = line("w/a", "a", stepResult="failure", stepID=["0"], step="make\nit").encode()
    assert list(worth_telling(failed)) == ["  a step failed: w/a: make"]
    for dull in (b"", b"no JSON", b"[1]", line("w/a", "a", stepResult="success").encode()):
        assert list(worth_telling(dull)) == []


def test_a_follower_tells_all_that_was_written_before_it_is_let_go(tmp_path: Path) -> None:
    path, told = tmp_path / "log", list[str]()
    path.touch()
    with Follower(path, told.append), path.open("a") as handle:
        for name in "abc":
            handle.write(line(f"w/{name}", name, jobResult="success") + "\n")
    assert told == ["  success: w/a", "  success: w/b", "  success: w/c"]
