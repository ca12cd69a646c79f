"""What a front end tells about one file, and the protocol that each language satisfies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from greenlane.model.gates import Tree

Kind = Literal["class", "function", "data"]


@dataclass(frozen=True)
class Import:
    """One import as written. names: what `from … import` takes, which may be modules of their own.

    guards: the conditions it stands under, "not …" for an else branch. optional: a failure is caught.
    is_pattern: the target is a glob, and all that matches is meant. is_default: the branch of a conditional
    import for platforms that no condition names.
    """

    line: int
    target: str
    names: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    optional: bool = False
    is_pattern: bool = False
    is_default: bool = False


@dataclass(frozen=True)
class Definition:
    """Something with a mock's name. registered: an annotation hands it to a container."""

    name: str
    line: int
    kind: Kind
    registered: bool = False


@dataclass(frozen=True)
class Use:
    """A mock's name, or a global of a mocking library, where it is used. guards: as for Import."""

    name: str
    line: int
    guards: tuple[str, ...] = ()


@dataclass(frozen=True)
class Placeholder:
    """A function that does nothing real. owner: its class, "" for none; is_solid: it carries data."""

    name: str
    line: int
    kind: Literal["unimplemented", "canned", "todo"]
    evidence: str
    owner: str = ""
    is_solid: bool = False


@dataclass(frozen=True)
class Facts:
    """One file. bases: names that its classes build on. has_tests: it holds tests.

    abstract: its classes that are meant to be built on. globals: uses of a library that nobody imported.
    main: first and last line of what runs only when the file is the program. computed: imports whose name
    is made at run time, as (line, text). unread: where it could not be read, as (line, why).
    """

    imports: tuple[Import, ...] = ()
    definitions: tuple[Definition, ...] = ()
    uses: tuple[Use, ...] = ()
    globals: tuple[Use, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    switches: tuple[Use, ...] = ()
    bases: frozenset[str] = frozenset()
    abstract: frozenset[str] = frozenset()
    computed: tuple[Use, ...] = ()
    has_tests: bool = False
    main: tuple[int, int] | None = None
    unread: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Resolved:
    """Where an import leads: files of the project, or a package outside, or nowhere, with the reason.

    All empty: to something that holds no code (a style sheet, a file made by a generator).
    """

    files: tuple[str, ...] = ()
    package: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Setting:
    """What all front ends may know of the project: its files, and packages that no manifest names."""

    files: frozenset[str]
    external: tuple[str, ...] = ()


class Resolver(Protocol):
    """One language in one project."""

    def resolve(self, path: str, imported: Import) -> Resolved:
        """Where an import in this file leads."""
        ...

    def entries(self) -> tuple[str, ...]:
        """Where production starts by the language's own conventions; files only, ascending."""
        ...

    def sources(self) -> tuple[str, ...]:
        """Files of the language that should be reachable from somewhere: no tests, no settings of tools."""
        ...


class Language(Protocol):
    """A front end: a module with these names."""

    @property
    def TITLE(self) -> str: ...
    @property
    def SUFFIXES(self) -> tuple[str, ...]: ...

    def facts(self, path: str, source: bytes) -> Facts:
        """What one file says. Never raises for what the file holds."""
        ...

    def resolver(self, tree: Tree, setting: Setting) -> Resolver: ...
