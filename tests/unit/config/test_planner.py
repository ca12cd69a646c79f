"""`components:`, `jobs:` and `planner:`: what is written is what is read, and every mistake is told."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from greenlane.cli.config import print_values
from greenlane.config import load
from greenlane.model.declaration import Declaration
from greenlane.model.errors import DeclarationError
from greenlane.model.plan import Component, Deferral, Job, Policy, Until

GOOD = """\
version: 1
components:
  api: {paths: [server/**, "!server/docs/**"], needs: [proto]}
  proto: {paths: [proto/**]}
jobs:
  api-tests: {components: [api], run: [nox -s tests], locks: [uv.lock], valid: 7d, moves: [ubuntu-slim]}
  ios: {run: [flutter test], runner: macos-15, needs: [api-tests], defer: {until: release, within: 3d}}
planner: {wall: 15m, shadow: true}
"""
WRONG = """\
version: 1
components:
  api: {paths: [server/**], needs: [prot]}
  proto: {paths: ["!proto/x", proto/**], needs: [app]}
  app: {paths: ["lib/?.dart", /abs, ../up], needs: [proto]}
  9x: {paths: [a]}
  bad: [a]
jobs:
  t: {components: [apii], run: [nox], needs: [u], defer: {until: nightly, within: 3}}
  u: {run: [x], needs: [t], valid: 7d, runer: x}
planner: {audit: 2, wall: 10}
"""
TOLD = """\
greenlane.yaml:3 components.api.needs[0]: expected one of app, proto; got prot.
  Did you mean proto?   docs/planner.md#components
greenlane.yaml:4 components.proto.paths[0]: expected a glob that takes something in; got !proto/x.
  The order counts: what ! takes out has to be taken in before.   docs/planner.md#components
greenlane.yaml:5 components.app.paths[0]: expected a glob of *, ** and !; got lib/?.dart.
  GitHub and shells read ? + [ ] { } differently: write * or **, or name the files.   \
docs/planner.md#components
greenlane.yaml:5 components.app.paths[1]: expected a path in the repository; got /abs.
  Paths start at the repository's root, such as server/**.   docs/planner.md#components
greenlane.yaml:5 components.app.paths[2]: expected a path in the repository; got ../up.
  Paths start at the repository's root, such as server/**.   docs/planner.md#components
greenlane.yaml:5 components.app.needs: expected an order to go by; got a cycle: app -> proto -> app.
  Remove one of these needs.   docs/planner.md#components
greenlane.yaml:6 components.9x: expected a name of letters, digits, - and _ that begins with a letter, \
60 at most; got 9x.
  docs/planner.md#components
greenlane.yaml:7 components.bad: expected a mapping such as {paths: [server/**]}; got a list.
  docs/planner.md#components
greenlane.yaml:9 jobs.t.components[0]: expected one of 9x, api, app, bad, proto; got apii.
  Did you mean api?   docs/planner.md#jobs
greenlane.yaml:9 jobs.t.needs: expected an order to go by; got a cycle: t -> u -> t.
  Remove one of these needs.   docs/planner.md#jobs
greenlane.yaml:9 jobs.t.defer.within: expected a duration such as 250ms, 30s or 5m (units: ms, s, m, h, d); \
got 3.
  docs/planner.md#jobs
greenlane.yaml:10 jobs.u.runer: expected one of alone, components, defer, definition, environment, locks, \
minutes, moves, needs, reports, run, runner, setup, valid; got runer.
  Did you mean runner?   docs/planner.md#jobs
greenlane.yaml:11 planner.audit: expected a share between 0 and 1; got 2.
  docs/planner.md#policy
greenlane.yaml:11 planner.wall: expected a duration such as 250ms, 30s or 5m (units: ms, s, m, h, d); got 10.
  docs/planner.md#policy
14 mistakes in the declaration."""


def read(folder: Path, text: str) -> Declaration:
    path = folder / "greenlane.yaml"
    path.write_text(text)
    return load(path, kinds={}, environment_name="local", environment={})


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert found.components == (
        Component("api", ("server/**", "!server/docs/**"), ("proto",)),
        Component("proto", ("proto/**",)),
    )
    days = 86400.0
    assert found.jobs == (
        Job(
            "api-tests",
            ("api",),
            ("nox -s tests",),
            locks=("uv.lock",),
            valid_s=7 * days,
            moves=("ubuntu-slim",),
        ),
        Job(
            "ios",
            run=("flutter test",),
            runner="macos-15",
            needs=("api-tests",),
            defer=Deferral(Until.RELEASE, 3 * days),
        ),
    )
    assert found.planner == Policy(wall_s=900.0, shadow=True)


def test_every_mistake_is_told_at_once_where_it_stands(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        read(tmp_path, WRONG)
    assert str(caught.value) == TOLD


def test_without_a_word_there_is_nothing_to_plan(tmp_path: Path) -> None:
    found = read(tmp_path, "version: 1\n")
    assert (found.components, found.jobs, found.planner) == ((), (), Policy())


def test_jobs_are_shown_with_where_each_value_stands(tmp_path: Path) -> None:
    out = io.StringIO()
    print_values(read(tmp_path, GOOD), out, as_json=False)
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert 'jobs.api-tests.valid "7d" greenlane.yaml:6' in lines
    assert 'jobs.ios.defer.within "3d" greenlane.yaml:7' in lines
    assert 'jobs.ios.valid "14d" default' in lines
    assert 'components.api.paths[1] "!server/docs/**" greenlane.yaml:3' in lines
    assert "planner.shadow true greenlane.yaml:8" in lines
