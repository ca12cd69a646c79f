"""The one root of every error a user can meet, and the exit codes they end in."""

from __future__ import annotations

from greenlane.model.frozen import frozen
from greenlane.model.light import IntEnum, Sequence


class ExitCode(IntEnum):
    """What a verb's exit code says; the worst wins. Source: docs/reference/exit-codes.md."""

    OK = 0
    FAIL = 1
    CONFIGURATION = 2
    OUTSIDE = 3
    BUG = 70
    INTERRUPTED = 130


class GreenlaneError(Exception):
    """Something a user can act on: what happened, where, the fix, the page that explains it.

    detail: further lines of evidence (the last log lines, the statement), printed as they are.
    """

    code = ExitCode.FAIL

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        fix: str | None = None,
        docs: str | None = None,
        detail: Sequence[str] = (),
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix
        self.docs = docs
        self.detail = tuple(detail)

    def lines(self) -> list[str]:
        """The message as a person reads it: where and what, the evidence, the fix, the page."""
        first = f"{self.where}: {self.what}" if self.where else self.what
        lines = [first, *(f"    {line}" for line in self.detail)]
        if self.fix:
            lines.append(f"  fix: {self.fix}")
        if self.docs:
            lines.append(f"  see: {self.docs}")
        return lines

    def __str__(self) -> str:
        return "\n".join(self.lines())


class UsageError(GreenlaneError):
    """The call or the declaration is off, or nothing ran."""

    code = ExitCode.CONFIGURATION


class OutsideError(GreenlaneError):
    """The outside world did not do its part: a registry, a disk, a port, a server."""

    code = ExitCode.OUTSIDE


@frozen
class Problem:
    """One mistake in a declaration, located. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    key: str
    expected: str
    got: str
    hint: str = ""
    docs: str = ""

    def order(self) -> tuple[str | int, ...]:
        """What to sort by: where it stands first."""
        return self.file, self.line, self.column, self.key, self.expected, self.got, self.hint, self.docs

    def lines(self) -> list[str]:
        """`file:line key: expected …; got ….`, then the hint and the page on a line of their own."""
        first = f"{self.file}:{self.line} {self.key}: expected {self.expected}; got {self.got}."
        rest = "   ".join(part for part in (self.hint, self.docs) if part)
        return [first, f"  {rest}"] if rest else [first]


class DeclarationError(UsageError):
    """Every mistake found in a declaration, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=Problem.order))
        count = len(self.problems)
        super().__init__(f"{count} mistake{'s' if count != 1 else ''} in the declaration")

    def lines(self) -> list[str]:
        return [line for problem in self.problems for line in problem.lines()] + [f"{self.what}."]
