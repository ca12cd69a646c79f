"""Packages of the machine's own Debian or Ubuntu archive: fetched and unpacked, never installed.

The sources, the keys, the proxies are the system's; the package lists and the cache are ours when
the system's are empty, stale or not ours to refresh, so this works for any user.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from greenlane.edges.files import locked
from greenlane.edges.process import Completed, run
from greenlane.edges.registry import (
    TIMEOUT_S,
    Arrived,
    arrived,
    child_environment,
    could_not,
    wrong_hash,
)
from greenlane.model.errors import OutsideError

_SYSTEM_LISTS = Path("/var/lib/apt/lists")

_CONFIGURATION = """\
Dir::State::Lists "{lists}";
Dir::Cache "{cache}";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
APT::Get::AllowUnauthenticated "false";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
"""


@dataclass(frozen=True)
class Archive:
    """The machine's archive. state: a folder of ours for package lists, shared by all who fetch."""

    state: Path
    scratch: Path
    environment: Mapping[str, str]

    def tools_missing(self) -> list[str]:
        """The tools of a Debian machine that this one lacks."""
        path = self.environment.get("PATH")
        return [tool for tool in ("apt-get", "dpkg-deb") if shutil.which(tool, path=path) is None]

    def fetch(self, names: Sequence[str], into: Path) -> Arrived:
        """Fetch the first of these packages that the archive has, checked against what it signed.

        Asks the system's package lists first, then our own, then our own refreshed.
        Raises OutsideError.
        """
        what = " or ".join(names)
        if lacking := self.tools_missing():
            raise OutsideError(
                f"{what} comes from Debian's archive, and this machine has no {' and no '.join(lacking)}",
                fix="use a Debian or Ubuntu machine for what needs it",
                docs="docs/bundles.md#debian",
            )
        into.mkdir(parents=True, exist_ok=True)
        (self.state / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        with locked(self.state / "lock"):
            own = self.state / "lists"
            done = self._first(names, into, _SYSTEM_LISTS)
            if isinstance(done, Completed) and _filled(own):
                done = self._first(names, into, own)
            if isinstance(done, Completed):
                self._update(what, own)
                done = self._first(names, into, own)
        if isinstance(done, Completed):
            raise could_not(what, "Debian", done, fix="look at the machine's apt sources")
        return done

    def _first(self, names: Sequence[str], into: Path, lists: Path) -> Arrived | Completed:
        """The first package that arrives, or how the last one failed."""
        done: Arrived | Completed | None = None
        for name in names:
            done = self._download(name, into, lists)
            if isinstance(done, Arrived):
                return done
        assert done is not None, "no package named"
        return done

    def _download(self, package: str, into: Path, lists: Path) -> Arrived | Completed:
        """One package, and whether it is the one that apt's signed list names."""
        said = self._apt(["download", "--print-uris", package], into, lists)
        named = re.search(r"^'.*?' (\S+) \d+ SHA256:([0-9a-f]{64})", said.out, re.MULTILINE)
        if said.code != 0 or named is None:
            return said
        done = self._apt(["download", package], into, lists)
        path = into / named[1]
        if done.code != 0 or not path.is_file():
            return done
        found = arrived(path, unquote(path.name.split("_")[1]))
        if found.sha256 != named[2]:
            raise wrong_hash(package, "Debian", f"sha256 {named[2]}", f"sha256 {found.sha256}")
        return found

    def _update(self, what: str, lists: Path) -> None:
        done = self._apt(["update"], self.state, lists)
        if done.code != 0 or not _filled(lists):
            raise could_not(what, "Debian", done, fix="look at the machine's apt sources")

    def _apt(self, arguments: Sequence[str], cwd: Path, lists: Path) -> Completed:
        child = child_environment(
            self.environment, self.scratch, LC_ALL="C.UTF-8", DEBIAN_FRONTEND="noninteractive"
        )
        cache = self.state / "cache" / ("system" if lists == _SYSTEM_LISTS else "own")
        (cache / "archives" / "partial").mkdir(parents=True, exist_ok=True)
        ours = self.scratch / "apt.conf"
        ours.write_text(_CONFIGURATION.format(lists=f"{lists}/", cache=f"{cache}/"))
        argv: list[str | Path] = ["apt-get", "--quiet", "--yes", "--config-file", ours, *arguments]
        return run(argv, environment=child, cwd=cwd, timeout_s=TIMEOUT_S)

    def unpack(self, package: Path, root: Path) -> None:
        """Lay the package's files under root. Raises OutsideError."""
        root.mkdir(parents=True, exist_ok=True)
        child = child_environment(self.environment, self.scratch)
        done = run(["dpkg-deb", "--extract", package, root], environment=child, cwd=root, timeout_s=600)
        if done.code != 0:
            raise could_not(package.name, "Debian", done, fix="fetch it again")


def _filled(lists: Path) -> bool:
    return any(lists.glob("*_Packages*"))
