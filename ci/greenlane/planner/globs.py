"""GitHub's globs over the paths of a repository, in their order.

`*` stays within a name, `**` crosses /, names that begin with a dot match like others, a pattern starts at
the root, and what `!` takes out a later pattern may take in again. Paths are bytes, as git keeps them.

    matches(["server/**", "!server/docs/**"], b"server/docs/a.txt")   -> False

`?`, `+`, `[`, `]`, `{`, `}`, `\\` and `@(` are refused: GitHub and shells read them differently.
Only what needs a regular expression imports `re`: that is 2.5 ms.
"""

from __future__ import annotations

from greenlane.model.light import TYPE_CHECKING, Sequence

if TYPE_CHECKING:
    import re

AMBIGUOUS = r"[?+\[\]{}]|[@!*]\(|\\"
DEEP = b"**"
_NO_NAMES = frozenset(("", ".", ".."))
_TOKENS = rb"((?:(?<=/)|\A)\*\*/|\*\*|\*)"
_patterns: dict[str, re.Pattern[bytes]] = {}
"""Made once a glob."""


def encoded(text: str) -> bytes:
    """A path or a glob as git keeps it."""
    return text.encode("utf-8", "surrogateescape")


def decoded(path: bytes) -> str:
    """A path as text; what is not UTF-8 survives the way there and back."""
    return path.decode("utf-8", "surrogateescape")


def plain(glob: str) -> str:
    """The pattern without its sign."""
    return glob.removeprefix("!")


def mistake(glob: str) -> str:
    """Why this glob can mean two things or nothing; "" when it is sound."""
    import re

    text = plain(glob)
    if re.search(AMBIGUOUS, glob):
        return f"{glob!r} is ambiguous: only * and ** and a leading ! are known"
    if not text or "\0" in text or text.startswith(("/", "./")) or text.endswith("/"):
        return f"{glob!r} matches no path: write folder/** for all that lies below a folder"
    if not _NO_NAMES.isdisjoint(text.split("/")):
        return f"{glob!r} matches no path: paths start at the root of the repository"
    return ""


def segments(glob: str) -> tuple[bytes, ...]:
    """The names of a pattern from the root; DEEP for any number of folders, never twice in a row."""
    parts = encoded(plain(glob)).split(b"/")
    if parts.count(DEEP) < 2:
        return tuple(parts)
    found: list[bytes] = []
    for part in parts:
        if not (part == DEEP and found and found[-1] == DEEP):
            found.append(part)
    return tuple(found)


def pattern(glob: str) -> re.Pattern[bytes]:
    """The regular expression of one pattern, over whole paths; its sign does not count."""
    if glob not in _patterns:
        import re

        parts = re.split(_TOKENS, b"/".join(segments(glob)))
        _patterns[glob] = re.compile(b"".join(map(_translated, parts)) + rb"\Z", re.DOTALL)
    return _patterns[glob]


def name_pattern(segment: bytes) -> re.Pattern[bytes]:
    """The regular expression of one name with `*` in it."""
    import re

    return shape_of(b"[^/]*".join(map(re.escape, segment.split(b"*"))) + rb"\Z")


def shape_of(text: bytes) -> re.Pattern[bytes]:
    """A regular expression again, from its text."""
    import re

    return re.compile(text, re.DOTALL)


def matches(globs: Sequence[str], path: bytes) -> bool:
    """Whether the globs, in their order, take this path in: the last one that matches decides."""
    for glob in reversed(globs):
        if pattern(glob).match(path):
            return not glob.startswith("!")
    return False


def _translated(part: bytes) -> bytes:
    import re

    match part:
        case b"**/":
            return b"(?:.*/)?"
        case b"**":
            return b".*"
        case b"*":
            return b"[^/]*"
        case _:
            return re.escape(part)
