"""The steps of .ci/run, two at a time, each with its time; every step runs, and one red makes all red.

Standard library only: it starts on a machine that has Python, git and nothing of ours. As root it also
plays an ordinary user (setpriv, a clone, a home and caches of its own, in a folder with a space and an
umlaut), with a network and without one (unshare -n); without root that step is told as not run.
"""

from __future__ import annotations

import argparse
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO

from lanes import Commands, Ended, ending, side_by_side

ROOT = Path(__file__).resolve().parent.parent
ORDINARY = "nobody"
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
PLAIN = {"NO_COLOR": "1", "PY_COLORS": "0", "TERM": "dumb", "PYTHONUNBUFFERED": "1"}
STEADY = {"GREENLANE_EXAMPLES": "steady"}
"""Hypothesis draws the same examples each time (tests/conftest.py)."""
MEMORY = Path("/dev/shm")
MEMORY_BYTES = 8 * 2**30
"""What has to be free there, and of memory: steps fill 2 GiB."""
COMMANDS = Commands()


@dataclass(frozen=True)
class Place:
    """Where and as whom commands run: a clone, its variables, and the words put before each command.

    log: where what they print goes; None for where this process prints.
    """

    folder: Path
    variables: Mapping[str, str] = field(repr=False)
    before: tuple[str, ...] = ()
    log: IO[bytes] | None = None

    def run(self, *argv: str) -> bool:
        """Run one command to its end; whether it ended well."""
        self.say(f"$ {' '.join(argv)}")
        return COMMANDS.run([*self.before, *argv], self.folder, self.variables, self.log) == 0

    def say(self, line: str) -> None:
        """One line of ours among what the commands print."""
        if self.log is None:
            print(line, flush=True)
        else:
            self.log.write(f"{line}\n".encode())
            self.log.flush()

    def offline(self) -> Place:
        """The same place without a network."""
        cut = ("unshare", "--net", sys.executable, str(ROOT / ".ci" / "offline.py"))
        return replace(self, before=(*cut, *self.before))


@dataclass(frozen=True)
class Step:
    """One thing that must hold. needs_root: what only root can play. after: steps that it waits for."""

    name: str
    about: str
    run: Callable[[Place], bool]
    needs_root: bool = False
    after: tuple[str, ...] = ()


def session(name: str) -> Callable[[Place], bool]:
    """The step that runs one nox session in the given place."""
    return lambda here: here.run("scripts/session", name)


def both(place: Place) -> bool:
    """The two commands that a newcomer types, each on its own.

    What tests cover was measured before, and what they draw at random was tried in full.
    """
    again = replace(
        place, variables={**place.variables, "GREENLANE_MEASURE": "no", "GREENLANE_EXAMPLES": "few"}
    )
    return all([again.run("scripts/test"), again.run("scripts/integration")])


STEPS = (
    Step("tests", "scripts/test", lambda here: here.run("scripts/test")),
    Step("lint", "style, shell scripts, workflows", session("lint")),
    Step("typecheck", "mypy, strict", session("typecheck")),
    Step("security", "the code, its dependencies, secrets", lambda here: audited(here)),
    Step("integration", "scripts/integration", lambda here: here.run("scripts/integration")),
    Step("contract", "every service live, and killed", lambda here: contracts(here)),
    Step("conformance", "every tool of the gates, and every way to see nothing", session("conformance")),
    Step(
        "user",
        "as an ordinary user: set up with a network, then both without one",
        lambda here: as_user(here),
        needs_root=True,
    ),
    Step("browser", "the reports in Chromium", lambda here: in_browser(here), needs_root=True),
    Step("workflows", "our workflows under act", session("workflows")),
    Step("docs", "what the pages name exists", session("docs")),
    Step("build", "wheel and sdist, twice the same, installed", session("build")),
    Step(
        "coverage",
        "what the suites before it have covered",
        session("coverage"),
        after=("tests", "integration", "contract"),
    ),
)
"""Of those that may go, the first one goes: the longest are not left for the end."""


def contracts(here: Place) -> bool:
    """The servers' data lies among what is temporary, but for tests that name its own place.

    A data folder is a thousand files: where they are made on a disk, that is half of the kernel's time.
    """
    state = {"GREENLANE_STATE": str(Path(here.variables["TMPDIR"], "state"))}
    return replace(here, variables={**here.variables, **state}).run("scripts/session", "contract")


def audited(here: Place) -> bool:
    """The gates of security, all of them required; a stand-in on this machine answers for advisories.

    It proves that every locked package was asked about, not that the live service knows nothing.
    """
    asked = ("-m", "tests.standins.advisories", "--", "env", "GREENLANE_ADVISORIES=required")
    return here.run("scripts/bootstrap") and here.run(
        ".venv/bin/python", *asked, "scripts/session", "security"
    )


def in_browser(here: Place) -> bool:
    """The browser comes from Debian, once."""
    if not shutil.which("chromium"):
        quiet = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0")
        if not here.run(*quiet, "update") or not here.run(
            *quiet, "install", "--yes", "--no-install-recommends", "chromium"
        ):
            return False
    return here.run("scripts/session", "browser")


def as_user(here: Place) -> bool:
    """Both commands in a fresh clone of an ordinary user's.

    With a network, both only set up and try one file: all of them run right after, without one.
    """
    with ordinary_clone(here) as place:
        online = (
            ("scripts/integration", "--", "-k", "test_presence"),
            ("scripts/test", "--", "-n0", "tests/unit/test_frame.py"),
        )
        return all([*(place.run(*words) for words in online), both(place.offline())])


@contextmanager
def temporary() -> Iterator[dict[str, str]]:
    """Variables that name a folder for all that is temporary, gone afterwards.

    In memory where there is room: many small files take a third less of the kernel's time there. What a
    server that is killed had written is there as on a disk, for the system lives on.
    """
    # A short name: paths of sockets have 107 bytes.
    base = Path(tempfile.mkdtemp(prefix="g", dir=MEMORY if is_roomy(MEMORY) else None))
    try:
        base.chmod(0o1777)  # servers run as another account than root
        tempfile.tempdir = str(base)
        yield {"TMPDIR": str(base)}
    finally:
        tempfile.tempdir = None
        shutil.rmtree(base, ignore_errors=True)


def is_roomy(folder: Path) -> bool:
    """Whether it is in memory, has room, and programs may run there."""
    try:
        kinds = dict(line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines())
        space = os.statvfs(folder)
        known = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
        available = int(known["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return False
    is_memory = kinds.get(str(folder)) == "tmpfs" and not space.f_flag & os.ST_NOEXEC
    return is_memory and min(space.f_bavail * space.f_frsize, available) >= MEMORY_BYTES


@contextmanager
def ordinary_clone(here: Place) -> Iterator[Place]:
    """A clone of HEAD that belongs to an ordinary account, with a home of its own, gone afterwards."""
    account = pwd.getpwnam(ORDINARY)
    base = Path(tempfile.mkdtemp(prefix="user-"))
    try:
        base.chmod(0o755)
        folder = base / "grün lane"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder)], check=True)
        home = base / "home"
        (home / "tmp").mkdir(parents=True)
        subprocess.run(["chown", "-R", f"{account.pw_uid}:{account.pw_gid}", folder, home], check=True)
        variables = variables_of(home) | {"TMPDIR": str(home / "tmp")}
        yield Place(folder, variables, become(account), here.log)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def become(account: pwd.struct_passwd) -> tuple[str, ...]:
    """The words that run a command as this account, with no way back."""
    ids = (f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")
    return ("setpriv", *ids, "--inh-caps=-all", "--no-new-privs", "--")


def variables_of(home: Path) -> dict[str, str]:
    """The variables of an ordinary user: the machine's, without what leads back to root's folders."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_", "SUDO_", "GREENLANE_")) and "/root" not in value
    }
    own = {"HOME": str(home), "USER": ORDINARY, "LOGNAME": ORDINARY, "PATH": SYSTEM_PATH}
    return quick(kept) | PLAIN | STEADY | own


def quick(variables: Mapping[str, str]) -> dict[str, str]:
    """Without what makes every Python compile every module again."""
    return {name: value for name, value in variables.items() if name != "PYTHONDONTWRITEBYTECODE"}


def perform(steps: tuple[Step, ...], lanes: int) -> int:
    """Run the steps and close with a table of their times. 1 when one failed, 2 when none ran."""
    with temporary() as variables:
        return performed(Place(ROOT, quick(os.environ) | PLAIN | STEADY | variables), steps, lanes)


def performed(here: Place, steps: tuple[Step, ...], lanes: int) -> int:
    """As `perform`, there."""
    began = time.monotonic()
    can = [step for step in steps if not step.needs_root or os.geteuid() == 0]
    # Once, before two want it at the same time. With uv, as actions/setup has it: a session's environment
    # takes one processor second instead of thirteen. The ordinary user's are made by pip.
    if len(can) > 1 and not here.run("scripts/bootstrap", "--fetch-uv"):
        return 1
    runs = {one.name: (partial(started, one, here), one.after) for one in can}
    with ending(COMMANDS):
        found = side_by_side(runs, min(lanes, len(can)), told)
    results = [(step, found.get(step.name)) for step in steps]
    return close(results, time.monotonic() - began)


def started(step: Step, here: Place, log: IO[bytes] | None) -> bool:
    """Run one step, with its name before what it prints."""
    place = replace(here, log=log)
    place.say(f"== {step.name}: {step.about}")
    return step.run(place)


def told(ended: Ended) -> None:
    """Say how a step ended."""
    print(f"== {ended.name}: {outcome(ended)} after {ended.seconds:.1f} s", flush=True)


def outcome(ended: Ended | None) -> str:
    """None: it did not run."""
    return "not run (wants root)" if ended is None else "ok" if ended.is_good else "FAILED"


def close(results: list[tuple[Step, Ended | None]], seconds: float) -> int:
    """Print what each step came to, the sum, how long all took, and again how the failed ones ended."""
    none = Ended("", False, 0.0, 0.0)
    print("\nstep          seconds  processor  outcome")
    for step, ended in results:
        row = ended or none
        print(f"{step.name:<12} {row.seconds:>8.1f} {row.processor_s:>10.1f}  {outcome(ended)}")
    ran = [ended for _, ended in results if ended]
    print(f"{'sum':<12} {sum(one.seconds for one in ran):>8.1f} {sum(one.processor_s for one in ran):>10.1f}")
    print(f"{'all':<12} {seconds:>8.1f}")
    failed = [ended for ended in ran if not ended.is_good]
    for ended in [one for one in failed if one.last]:
        print(
            f"\n== {ended.name} FAILED, and these are its last lines (all of them are above):\n{ended.last}"
        )
    return 1 if failed else 0 if ran else 2


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog=".ci/run", description="Everything that must hold, two steps at a time."
    )
    names = [step.name for step in STEPS]
    parser.add_argument("--only", metavar="STEP", choices=names, action="append", help=", ".join(names))
    parser.add_argument(
        "--lanes",
        type=int,
        default=2,
        metavar="N",
        help="steps at once (default: 2; 1 shows them live)",
    )
    parser.add_argument("--list", action="store_true", help="name the steps and end")
    arguments = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)  # whoever started us in the background had them ignored
    signal.signal(
        signal.SIGCHLD, signal.SIG_DFL
    )  # where it is ignored, no exit code is known, and 0 is assumed
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the ordinary user's clone goes too
    if arguments.list:
        for step in STEPS:
            print(f"{step.name:<12} {step.about}")
        return 0
    chosen = tuple(step for step in STEPS if step.name in (arguments.only or names))
    return perform(chosen, max(1, arguments.lanes))


if __name__ == "__main__":
    sys.exit(main())
