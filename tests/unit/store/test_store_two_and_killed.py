"""Two processes at once, and kill -9 at any point: never half a bundle, nothing left behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from store_room import HERE, INSTEAD, Room, pip_environment

from greenlane.model.bundle import Bundle
from greenlane.services.store import receipt

# Ends itself by SIGKILL at the n-th event that touches the disk or starts a process; 0: counts them.
CHILD = """
import os, signal, sys
from pathlib import Path
from greenlane.model.bundle import Wheel
from greenlane.services.store import Store
import greenlane.services.store.build
from store_room import HERE, make_bundle
at, root, sha256 = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
seen, armed = 0, False
EVENTS = {"open", "os.mkdir", "os.rename", "os.chmod", "os.remove", "os.rmdir", "subprocess.Popen"}
def hook(event, arguments):
    global seen
    if armed and event in EVENTS and "__pycache__" not in str(arguments[0]):
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
bundle = make_bundle(Wheel("tiny-server", "1.0", "manylinux_2_17_x86_64", sha256))
store = Store(root, environment=os.environ, report=lambda line: print(line, flush=True))
armed = True
store.ensure(bundle, HERE)
armed = False
print("events", seen)
"""


def start(room: Room, bundle: Bundle, at: int, root: Path, *client: str) -> subprocess.Popen[str]:
    """client: where its pip lies, when that is not the real one."""
    sha256 = getattr(bundle.parts[HERE][0], "sha256", "")
    variables = {
        **pip_environment(room.links, room.folder),
        "PYTHONPATH": os.pathsep.join([*client, *sys.path]),
    }
    argv = [sys.executable, "-c", CHILD, str(at), str(root), sha256]
    return subprocess.Popen(argv, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_at_once_fetch_once_and_both_get_it(room: Room) -> None:
    bundle = room.bundle()
    children = [start(room, bundle, 0, room.root) for _ in range(2)]
    outs = [child.communicate(timeout=120) for child in children]

    assert [child.returncode for child in children] == [0, 0], outs
    said = "".join(out for out, _ in outs)
    assert said.count("fetching tiny-server") == 1
    assert list((room.root / "aside").iterdir()) == []


def points(room: Room, bundle: Bundle, count: int) -> list[int]:
    """Seeded points over all events of one fetch, the last ones always among them."""
    out, err = start(room, bundle, 0, room.folder / "counted", INSTEAD).communicate(timeout=120)
    assert "events" in out, err
    total = int(out.split("events")[1])
    chosen = random.Random(20261121).sample(range(1, total), count)
    return sorted({*chosen, *range(total - 1, total + 1)})


@pytest.mark.parametrize("again", [False, True], ids=["first fetch", "fetch over a damaged one"])
def test_killed_at_any_point_leaves_all_or_nothing_and_the_next_one_clears_up(
    room: Room, again: bool
) -> None:
    bundle, codes = room.bundle(), []
    for at in points(room, bundle, 4):
        if again:
            room.store().ensure(bundle, HERE).programs["serve"].unlink()
        else:
            for kept in room.store().installed():
                kept.folder.rename(room.folder / f"put-away-{at}")
        child = start(room, bundle, at, room.root, INSTEAD)
        child.communicate(timeout=120)
        codes.append(child.returncode)

        for kept in room.store().installed():
            whole = receipt.glance(kept).state is receipt.State.WHOLE
            assert again or (whole and room.store().verify(kept) == []), f"event {at}"

        installed = room.store().ensure(bundle, HERE)
        assert subprocess.check_output([installed.programs["serve"]]) == b"served\n", f"event {at}"
        assert room.store().verify(room.store().installed()[0]) == []
        assert list((room.root / "aside").iterdir()) == [], f"event {at}"
    # One run has a few events more than another, so the last points may lie behind its end.
    assert set(codes) <= {0, -signal.SIGKILL}
    assert codes.count(-signal.SIGKILL) >= 4
