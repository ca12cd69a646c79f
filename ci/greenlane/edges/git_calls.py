"""git, asked in a way that no configuration, attribute or odd file name can bend.

Every call: no pager, no prompt, no hooks or file monitors, no external diff or text conversion, names
unquoted and ended by NUL, nobody's GIT_* variables, no grafts, no replacements, no trust in times alone.
What git cannot say is an OutsideError, never "".
"""

from __future__ import annotations

from contextlib import contextmanager

from greenlane.edges.git_words import PLAIN, TIMEOUT_S
from greenlane.model.errors import OutsideError
from greenlane.model.frozen import frozen
from greenlane.model.light import TYPE_CHECKING, Iterable, Iterator, Mapping, Sequence

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path
    from typing import IO


@frozen
class Blob:
    """An object of the store. kind: git's word for it, or "missing"; content: None when it was not read."""

    name: str
    kind: str
    size: int
    content: bytes | None

    def __repr__(self) -> str:
        """Without the content, which may be long."""
        return f"Blob(name={self.name!r}, kind={self.kind!r}, size={self.size!r})"


class Git:
    """git in one folder."""

    def __init__(self, folder: str | Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = environment

    def run(self, *words: str, stdin: bytes | None = None, ok: Sequence[int] = (0,)) -> bytes:
        """What git prints. Raises OutsideError with its own words when it ends otherwise than `ok`."""
        done = call(words, self._folder, self._environment, stdin)
        if done.returncode not in ok:
            raise refused(words, done)
        return done.stdout

    def fields(self, *words: str) -> Iterator[bytes]:
        """What git prints, field by field while it prints it, for output of -z: each ends with a NUL."""
        left = b""
        for chunk in self._chunks(words):
            *whole, left = (left + chunk).split(b"\0")
            yield from whole
        if left:
            yield left

    def objects(self, names: Iterable[str], largest: int) -> Iterator[Blob]:
        """The content of objects by full hash, in that order, each as soon as git has it.

        One that is not here comes as missing, one of more than `largest` bytes without its content.
        """
        import tempfile

        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{name}\n" for name in names).encode())
            asked.seek(0)
            with self._streaming(("cat-file", "--batch", "--buffer"), asked) as out:
                for head in iter(out.readline, b""):
                    yield _blob(head.decode().split(), out, largest)

    def _chunks(self, words: Sequence[str]) -> Iterator[bytes]:
        from subprocess import DEVNULL

        with self._streaming(words, DEVNULL) as out:
            yield from iter(lambda: out.read(1 << 20), b"")

    @contextmanager
    def _streaming(self, words: Sequence[str], stdin: IO[bytes] | int) -> Iterator[IO[bytes]]:
        """git's output while it runs. Raises OutsideError afterwards, when it ended badly.

        What a partial clone has not is not fetched: that would be a call over the network for every object.
        """
        import subprocess
        import tempfile

        with tempfile.TemporaryFile() as said:
            child = subprocess.Popen(
                ["git", *PLAIN, *words],
                cwd=self._folder,
                env={**self._environment, "GIT_NO_LAZY_FETCH": "1"},
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=said,
            )
            is_read = False
            try:
                assert child.stdout
                yield child.stdout
                is_read = True
            finally:
                if not is_read:
                    child.kill()
                assert child.stdout
                child.stdout.close()
                child.wait()
            if child.returncode:
                said.seek(0)
                raise refused(words, subprocess.CompletedProcess(words, child.returncode, b"", said.read()))


def _blob(head: Sequence[str], out: IO[bytes], largest: int) -> Blob:
    """One answer of cat-file: `hash kind size`, the content, a line's end; or `hash missing`."""
    if len(head) != 3:
        return Blob(head[0] if head else "", "missing", 0, None)
    name, kind, size = head[0], head[1], int(head[2])
    if size <= largest:
        content = out.read(size)
        if len(content) != size or out.read(1) != b"\n":
            raise OutsideError(f"git cat-file broke off within {name}")
        return Blob(name, kind, size, content)
    left = size + 1
    while left:
        chunk = out.read(min(left, 1 << 20))
        if not chunk:
            raise OutsideError(f"git cat-file broke off within {name}")
        left -= len(chunk)
    return Blob(name, kind, size, None)


def call(
    words: Sequence[str], cwd: str | Path, environment: Mapping[str, str], stdin: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    import subprocess

    from greenlane.edges import waiting

    try:
        argv = ["git", *PLAIN, *words]
        return waiting.run(argv, given=stdin, timeout_s=TIMEOUT_S, cwd=cwd, env=dict(environment))
    except OSError as err:
        what = "git is not installed" if isinstance(err, FileNotFoundError) else f"git: {err.strerror}"
        raise OutsideError(what, fix="install git", docs="docs/troubleshooting.md#git") from err
    except subprocess.TimeoutExpired as err:
        raise OutsideError(f"git {words[0]} did not end within {TIMEOUT_S:.0f} s") from err


def refused(words: Sequence[str], done: subprocess.CompletedProcess[bytes]) -> OutsideError:
    return OutsideError(
        f"git {words[0]} ended with code {done.returncode}",
        detail=done.stderr.decode(errors="replace").splitlines()[-5:],
    )
