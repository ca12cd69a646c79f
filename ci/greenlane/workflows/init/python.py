"""A Python project -> its component and its jobs: through greenlane's sessions, else by its own tools.

Sessions need a project at the root whose lock or requirements name pytest and coverage. Everywhere else the
project's own manager is called, fetched by pipx, which GitHub's runners bring.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from greenlane.workflows.init.names import Names
from greenlane.workflows.init.python_needs import Needs, needs
from greenlane.workflows.init.seen import Check, Part, Real, Sessions
from greenlane.workflows.init.tree import Tree, at

MANIFESTS = ("pyproject.toml", "setup.py", "requirements.txt")
REPORTS = ".greenlane/reports"
_MANAGERS = {"uv": "uv", "poetry": "Poetry", "pip": "pip"}
_REAL = ("tests/integration", "test/integration", "integration_tests")


def look(
    tree: Tree, folder: str, names: Names, *, has_services: bool, may_have_sessions: bool
) -> Part | None:
    """The project in a folder; None when its manifest is of nothing that is tested or built."""
    found = needs(tree, folder)
    tests, real = _tests(tree, folder, [one for one in tree.homes(*MANIFESTS) if _is_below(one, folder)])
    if not (tests or real or found.is_package or found.files):
        return None
    name = names.take(tree.name if folder == "." else folder, folder, "python")
    if not real and has_services and found.has_client and tests and not tests.endswith("/unit"):
        tests, real = "", tests
    part = _Part(tree, folder, name, found, tests, real if has_services else "")
    if not has_services and real and not tests:
        part.tests = real
    return part.sessions() if may_have_sessions and part.has_all_for_sessions else part.own()


class _Part:
    """One project while it is put together. tests, real: what pytest is given; "" for none."""

    def __init__(self, tree: Tree, folder: str, name: str, found: Needs, tests: str, real: str) -> None:
        self.tree, self.folder, self.name = tree, folder, name
        self.needs, self.tests, self.real = found, tests, real

    @property
    def has_all_for_sessions(self) -> bool:
        """Whether greenlane.nox finds all that its sessions want."""
        from_files = self.needs.manager == "pip" and not self.needs.is_locked and bool(self.needs.files)
        is_filled = self.needs.manager == "uv" or from_files
        has_tools = self.needs.has("pytest") and self.needs.has("coverage", "pytest-cov")
        return self.folder == "." and is_filled and has_tools and bool(self.tests or self.real)

    def sessions(self) -> Part:
        """By the sessions of greenlane."""
        names = ["typecheck"] if is_typed(self.tree, self.needs) else []
        names += ["tests"] if self.tests else []
        names += ["integration"] if self.real else []
        names += ["coverage"]
        names += ["build"] if "build-system" in self.needs.settings else []
        checks = [Check(one, (f"nox -s {one}",), (self.name,)) for one in names if one == "typecheck"]
        if self.tests:
            checks.append(Check("tests", ("nox -s tests",), (self.name,), reports=(f"{REPORTS}/unit.*",)))
        return Part(
            name=self.name,
            folder=".",
            found=self._said(),
            checks=tuple(checks),
            real=(self._measured(),) if self.real else (),
            sessions=Sessions(source(self.tree), self.tests or "tests", self._ignored(), tuple(names)),
            suffix=".py",
        )

    def _measured(self) -> Real:
        return Real(self.real, measured="integration", reports=(f"{REPORTS}/integration.*",))

    def own(self) -> Part:
        """By the project's own tools."""
        checks: tuple[Check, ...] = ()
        real: tuple[Real, ...] = ()
        if self.tests:
            inside = self._inside(self.name, self.tests, self._ignored())
            into = "" if self.folder == "." else f"cd {shlex.quote(self.folder)} && "
            run = tuple(f"{into}{one}" for one in inside)
            checks = (Check(self.name, run, (self.name,), reports=_reports(run, self.name)),)
        if self.real:
            name = f"{self.name}-integration"
            commands = tuple(self._inside(name, self.real, ()))
            real = (Real(commands=commands, folder=self.folder, reports=_reports(commands, name)),)
        return Part(
            name=self.name,
            folder=self.folder,
            found=self._said(),
            checks=checks,
            real=real,
            hints=tuple(self._hints()),
            suffix=".py",
        )

    def _inside(self, report: str, tests: str, more: tuple[str, ...]) -> list[str]:
        """In its folder: what installs, and what tests. report: the name of what pytest leaves."""
        depth = 0 if self.folder == "." else self.folder.count("/") + 1
        path = f"{'../' * depth}{REPORTS}/{report}.junit.xml"
        words = [f"--junitxml={path}", *more, *([] if tests in ("tests", "test") and not more else [tests])]
        pytest = shlex.join(["pytest", *words])
        match self.needs.manager:
            case "uv":
                lines = [f"pipx run uv run {self._uv_words()} {pytest}"]
            case "poetry":
                poetry = f"pipx run poetry=={self.needs.version}" if self.needs.version else "pipx run poetry"
                test = pytest if self.needs.has("pytest") else "python -m unittest discover"
                lines = [f"{poetry} install --no-interaction", f"{poetry} run {test}"]
            case _:
                place = f"{'../' * depth}.greenlane/venv/{self.name}"
                lines = [f"python3 -m venv {place}"]
                lines += [f"{place}/bin/pip install --quiet {self._pip_words()}"]
                lines += [f"{place}/bin/python -m {pytest}"]
        return lines

    def _uv_words(self) -> str:
        words = ["--frozen" if self.needs.is_locked else ""]
        words += [
            "--all-extras" if self.needs.extras else "",
            "--all-groups" if self.needs.has_groups else "",
        ]
        words += ["" if self.needs.has("pytest") else "--with pytest"]
        return " ".join(word for word in words if word)

    def _pip_words(self) -> str:
        words = [f"-r {shlex.quote(one)}" for one in self.needs.files]
        if self.needs.is_package:
            extras = f"[{','.join(self.needs.extras)}]" if self.needs.extras else ""
            words.append(shlex.join(["-e", f".{extras}"]))
        return " ".join([*words, *([] if self.needs.has("pytest") else ["pytest"])])

    def _ignored(self) -> tuple[str, ...]:
        """Arguments that keep tests of real services out of the others."""
        is_inside = bool(self.tests) and any(
            next(self.tree.below(at(self.folder, one)), "")
            for one in _REAL
            if one.startswith(f"{self.tests}/")
        )
        inside = next((one for one in _REAL if one.startswith(f"{self.tests}/")), "")
        return (f"--ignore={inside}",) if is_inside and self.real != self.tests else ()

    def _said(self) -> str:
        where = self.folder if self.folder != "." else source(self.tree)
        parts = [where if where != "." else "the root", self.tests, self.real]
        said = ", ".join(dict.fromkeys(part for part in parts if part and part != "."))
        return f"Python with {_MANAGERS[self.needs.manager]}: {said}"

    def _hints(self) -> list[str]:
        if not self.tests and not self.real:
            return [f"{self.name}: no test was found; a file such as tests/test_it.py becomes a job"]
        lacking = [
            one for one in ("pytest", "coverage") if not self.needs.has(one, f"{one}-cov", "pytest-cov")
        ]
        if self.folder == "." and lacking and self.needs.manager != "poetry":
            named = " and ".join(lacking)
            return [f"{self.name}: name {named} among what its tests need, and coverage is measured and held"]
        return []


def _reports(commands: tuple[str, ...], name: str) -> tuple[str, ...]:
    return (f"{REPORTS}/{name}.junit.xml",) if "--junitxml" in commands[-1] else ()


def _is_below(home: str, folder: str) -> bool:
    return home != folder and (folder == "." or home.startswith(f"{folder}/"))


def _tests(tree: Tree, folder: str, others: Sequence[str]) -> tuple[str, str]:
    """What the unit tests are, and those that want real services; "" for none. From the folder.

    others: projects inside it, whose tests are their own.
    """
    start = 0 if folder == "." else len(folder) + 1
    test = re.compile(r"(?:.*/)?(?:test_[^/]*|[^/]*_test)\.py")
    own = (path for path in tree.below(folder) if not path.startswith(tuple(f"{one}/" for one in others)))
    files = [path[start:] for path in own if test.fullmatch(path)]
    files = [path for path in files if not re.search(r"(?:^|/)(?:node_modules|\.[^/]+|site-packages)/", path)]
    real = next((one for one in _REAL if any(path.startswith(f"{one}/") for path in files)), "")
    others = [path for path in files if not real or not path.startswith(f"{real}/")]
    for one in ("tests/unit", "test/unit", "tests", "test"):
        if others and all(path.startswith(f"{one}/") for path in others):
            return one, real
    return ("." if others else ""), real


def is_typed(tree: Tree, found: Needs) -> bool:
    """Whether mypy is configured at the root."""
    if "mypy" in found.settings.get("tool", {}) or tree.first("mypy.ini", ".mypy.ini"):
        return True
    return "[mypy" in (tree.read("setup.cfg") if tree.has("setup.cfg") else "")


def source(tree: Tree) -> str:
    """The folder of the package at the root: below src, beside the manifest, else the whole folder."""
    for base in ("src", "."):
        for one in tree.folders(base):
            package = at(base, one)
            if one not in ("tests", "test", "docs") and tree.has(f"{package}/__init__.py"):
                return package
    return "."
