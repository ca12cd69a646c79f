"""`.ci/run`: one red step makes all red, every step runs, and what failed is said once more at the end."""

from __future__ import annotations

import importlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import IO, Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / ".ci"
Run = Callable[[IO[bytes] | None], bool]


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """The modules beside `.ci/run`, which are no package."""
    monkeypatch.syspath_prepend(str(FOLDER))
    yield importlib.import_module
    for name in ("lanes", "pipeline"):
        sys.modules.pop(name, None)


def prints(count: int, *, is_good: bool) -> Run:
    def run(log: IO[bytes] | None) -> bool:
        text = "".join(f"line {number}\n" for number in range(1, count + 1)).encode()
        if log:
            log.write(text)
        return is_good

    return run


def crashes(_: IO[bytes] | None) -> bool:
    raise OSError("no clone")


def test_a_red_step_and_a_crashed_one_stop_no_other(ours: Callable[[str], Any]) -> None:
    lanes, told = ours("lanes"), []
    steps = {
        "red": (prints(1, is_good=False), ()),
        "crashed": (crashes, ()),
        "green": (prints(1, is_good=True), ("red", "crashed")),
    }
    found = lanes.side_by_side(steps, 2, told.append)
    assert {name: one.is_good for name, one in found.items()} == {
        "red": False,
        "crashed": False,
        "green": True,
    }
    assert {one.name for one in told} == set(steps)
    assert "OSError: no clone" in found["crashed"].last


def test_steps_that_wait_for_each_other_are_refused(ours: Callable[[str], Any]) -> None:
    steps = {"a": (prints(1, is_good=True), ("b",)), "b": (prints(1, is_good=True), ("a",))}
    with pytest.raises(ValueError, match="a, b"):
        ours("lanes").side_by_side(steps, 2, lambda _: None)


@pytest.mark.parametrize(("is_good", "lasts"), [(True, []), (False, range(141, 201))])
def test_the_last_lines_of_a_failed_step_are_kept(
    is_good: bool, lasts: range | list[int], ours: Callable[[str], Any]
) -> None:
    found = ours("lanes").side_by_side({"one": (prints(200, is_good=is_good), ())}, 2, lambda _: None)
    assert found["one"].last.splitlines() == [f"line {number}" for number in lasts]


def test_one_lane_keeps_nothing_back_and_says_nothing_again(
    ours: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    pipeline = ours("pipeline")
    step = pipeline.STEPS[0]
    found = ours("lanes").side_by_side({step.name: (crashes, ())}, 1, lambda _: None)
    assert capsys.readouterr().err.count("OSError: no clone") == 1
    assert pipeline.close([(step, found[step.name])], 1.0) == 1
    assert capsys.readouterr().out.rstrip().endswith("all               1.0")


def test_a_signal_that_does_not_wake_the_run_ends_it(ours: Callable[[str], Any]) -> None:
    lanes, over = ours("lanes"), threading.Event()

    def end(*_: object) -> None:
        raise SystemExit(143)

    def signals(_: IO[bytes] | None) -> bool:
        over.wait(0.5)
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR2)
        return over.wait(60)

    before = signal.signal(signal.SIGUSR2, end)
    try:
        with pytest.raises(SystemExit):
            lanes.side_by_side({"one": (signals, ())}, 2, lambda _: None)
        assert not over.is_set()
    finally:
        over.set()
        signal.signal(signal.SIGUSR2, before)


def test_what_failed_is_said_again_below_the_table(
    ours: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    pipeline, lanes = ours("pipeline"), ours("lanes")
    first, second, third = pipeline.STEPS[:3]
    good = lanes.Ended(second.name, True, 2.0, 1.0)
    bad = lanes.Ended(first.name, False, 3.0, 1.0, "FAILED tests/test_a.py")
    assert pipeline.close([(first, bad), (second, good), (third, None)], 5.0) == 1
    table, said = capsys.readouterr().out.split(f"\n== {first.name} FAILED")
    assert said.endswith("FAILED tests/test_a.py\n")
    assert "not run" in table
    assert pipeline.close([(second, good)], 2.0) == 0
    assert pipeline.close([(third, None)], 0.0) == 2
