"""Mistakes in `minutes:`: all of them in one pass, each at the very value, with what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.config import load
from greenlane.model.errors import DeclarationError
from greenlane.model.minutes import Alerts, Minutes

TEN = """\
version: 1
minutes:
  plan: fre
  included: -1
  cycle_day: 32
  reserve: 1h
  repositories: [octo/app, app]
  account: octo/app
  alerts: {at: [50, 0], overrun: 75, webhook: "https://hooks.example/T0/secret"}
  budgets: 3
"""
TOLD = """\
greenlane.yaml:3 minutes.plan: expected one of free, pro, team, enterprise; got fre.
  Did you mean free?   docs/minutes.md
greenlane.yaml:4 minutes.included: expected a whole number of minutes from 0; got -1.
  docs/minutes.md
greenlane.yaml:5 minutes.cycle_day: expected a day of the month from 1 to 31; got 32.
  docs/minutes.md
greenlane.yaml:6 minutes.reserve: expected a whole number; got 1h.
  docs/minutes.md
greenlane.yaml:7 minutes.repositories[1]: expected a repository as owner/name; got app.
  Such as octo-org/app.   docs/minutes.md
greenlane.yaml:8 minutes.account: expected the name of a user or an organization; got octo/app.
  docs/minutes.md
greenlane.yaml:9 minutes.alerts.at[1]: expected percents from 1, such as [50, 75, 90]; got 0.
  Write 75 for 75 %.   docs/minutes.md
greenlane.yaml:9 minutes.alerts.overrun: expected a probability between 0 and 1; got 75.
  Write 0.5 for a chance of one in two.   docs/minutes.md
greenlane.yaml:9 minutes.alerts.webhook: expected the name of an environment variable; got an address.
  Put the address into a variable: it is a secret, and this file is not.   docs/minutes.md
greenlane.yaml:10 minutes.budgets: expected one of account, alerts, cycle_day, fallback, hosted, included, \
plan, repositories, reserve; got budgets.
  docs/minutes.md
10 mistakes in the declaration."""


def read(folder: Path, text: str) -> Minutes:
    path = folder / "greenlane.yaml"
    path.write_text(text)
    return load(path, kinds={}, environment_name="local", environment={}).minutes


def test_every_mistake_is_told_at_once_where_it_stands(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        read(tmp_path, TEN)
    assert str(caught.value) == TOLD


def test_an_address_that_was_written_for_its_variable_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        read(tmp_path, TEN)
    assert "hooks.example" not in str(caught.value)


@pytest.mark.parametrize("text", ["version: 1\n", "version: 1\nminutes:\n", "version: 1\nminutes: {}\n"])
def test_without_a_word_it_is_the_free_plan(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == Minutes(plan="free", included=None)


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "version: 1\nminutes:\n  plan: team\n  reserve: 90\n  repositories: [octo/app]\n"
        "  alerts: {at: [80], overrun: 0.2, issue: true, webhook: HOOK}\n  fallback: [self-hosted, linux]\n",
    )
    alerts = Alerts(at=(80,), overrun=0.2, issue=True, webhook="HOOK")
    repositories, fallback = ("octo/app",), ("self-hosted", "linux")
    assert found == Minutes(
        plan="team", reserve=90, repositories=repositories, alerts=alerts, fallback=fallback
    )


def test_a_list_for_the_section_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"minutes: expected a mapping such as \{plan: free\}"):
        read(tmp_path, "version: 1\nminutes: [free]\n")
