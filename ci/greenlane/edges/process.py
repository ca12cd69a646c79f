"""Child processes: run one and wait, with its output bounded and no secret in its argv."""

from __future__ import annotations

import os
import pwd
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from greenlane.edges import waiting
from greenlane.edges.processes import MARKER
from greenlane.model.errors import OutsideError
from greenlane.model.service import Account


@dataclass(frozen=True)
class Completed:
    """A child that ended: exit code (negative: the signal), and what it printed, decoded."""

    argv: tuple[str, ...]
    code: int
    out: str
    err: str

    def tail(self, lines: int = 20) -> list[str]:
        """The last lines that it printed, standard error last."""
        return (self.out.splitlines() + self.err.splitlines())[-lines:]


def server_account(environment: Mapping[str, str]) -> Account:
    """Whom servers run as: oneself, or, as root, GREENLANE_USER, the user behind sudo, or nobody.

    Servers refuse root. Raises OutsideError when the account named does not exist.
    """
    if os.geteuid() != 0:
        try:
            entry = pwd.getpwuid(os.geteuid())
        except KeyError as err:
            raise OutsideError(
                f"this account (uid {os.geteuid()}) has no entry in /etc/passwd, and PostgreSQL needs one",
                fix="add one, or call greenlane as an account that has one",
                docs="docs/troubleshooting.md#account",
            ) from err
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    name = environment.get("GREENLANE_USER") or environment.get("SUDO_USER") or "nobody"
    if name == "root":
        name = "nobody"
    try:
        entry = pwd.getpwnam(name)
    except KeyError as err:
        raise OutsideError(
            f"servers do not run as root, and there is no account named {name}",
            fix="set GREENLANE_USER to an unprivileged account of this machine",
            docs="docs/troubleshooting.md#account",
        ) from err
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def drop(account: Account) -> dict[str, Any]:
    """The arguments with which subprocess starts a child as that account; none when it is us."""
    if os.geteuid() != 0 or account.uid == 0:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": ()}


def _mark() -> dict[str, str]:
    return {MARKER: os.environ[MARKER]} if MARKER in os.environ else {}


def run(
    argv: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    cwd: Path,
    account: Account | None = None,
    stdin: str | bytes | None = None,
    timeout_s: float = 60.0,
) -> Completed:
    """Run a program to its end. Any exit code is an answer; not starting or not ending is an error.

    environment: the whole environment of the child, but for the mark of the stack that this process
    works for, if any: what a killed supervisor was running is found by it. Raises OutsideError.
    """
    words = tuple(str(word) for word in argv)
    try:
        done = waiting.run(
            words,
            given=stdin.encode() if isinstance(stdin, str) else stdin,
            timeout_s=timeout_s,
            env={**environment, **_mark()},
            cwd=cwd,
            **(drop(account) if account else {}),
        )
    except FileNotFoundError as err:
        raise OutsideError(f"the program {words[0]} is not there", fix="greenlane doctor") from err
    except PermissionError as err:
        raise OutsideError(f"{words[0]} may not be run: {err.strerror}") from err
    except subprocess.TimeoutExpired as err:
        raise OutsideError(
            f"{shlex.join(words[:2])} did not end within {timeout_s:.0f} s",
            detail=(err.stderr or err.output or b"").decode(errors="replace").splitlines()[-20:],
        ) from err
    return Completed(
        words, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    )
