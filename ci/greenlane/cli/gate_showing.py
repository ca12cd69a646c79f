"""Where the report of `greenlane gate` goes: a folder, GitHub's summary, and the screen last."""

from __future__ import annotations

from pathlib import Path

from greenlane.cli.screen import screen
from greenlane.cli.world import World
from greenlane.edges.files import write_aside
from greenlane.edges.git import Repository
from greenlane.model.document import Document
from greenlane.model.errors import OutsideError
from greenlane.render import formats, render
from greenlane.render.annotations import github


class Showing:
    """One run's report. root: the project's folder. folder: of `--report`; None: nobody asked.

    Raises OutsideError when the folder cannot be made: before any tool has run.
    """

    def __init__(
        self, world: World, *, root: Path, repository: Repository | None, form: str, folder: Path | None
    ) -> None:
        self.world, self.root, self.repository, self.form, self.folder = world, root, repository, form, folder
        if folder is not None:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as err:
                raise OutsideError(
                    f"no report could be written to {folder}: {err.strerror}",
                    fix="name another folder with --report",
                    docs="docs/reports.md",
                ) from err

    def show(self, made: Document) -> None:
        """Write the report wherever it is wanted."""
        if self.folder is not None:
            for one in formats():
                text = self.annotations(made) if one.name == "github" else render(made, one.name)
                write_aside(self.folder / one.file, text, flush=False)
        self.summarise(made)
        if self.form == "terminal":
            self.world.say(screen(made, self.world).rstrip("\n"))
        elif self.form != "github":
            self.world.say(render(made, self.form).rstrip("\n"))
        if self.form == "github" or (self.form == "terminal" and self.is_on_github):
            self.world.say(self.annotations(made).rstrip("\n"))

    @property
    def is_on_github(self) -> bool:
        """Whether a job of GitHub runs us."""
        return self.world.environment.get("GITHUB_ACTIONS") == "true"

    def summarise(self, made: Document) -> None:
        """Append to the job's summary. Where that fails, the verdict is still the verdict."""
        if not (summary := self.world.environment.get("GITHUB_STEP_SUMMARY")):
            return
        try:
            with Path(summary).open("a", encoding="utf-8") as handle:
                handle.write(render(made, "markdown"))
        except OSError as err:
            self.world.note(f"the job's summary could not be written to {summary}: {err.strerror}")

    def annotations(self, made: Document) -> str:
        """Their paths start from the repository's top, where GitHub looks for them."""
        if self.repository is None:
            return github(made)
        below = self.root.resolve().relative_to(self.repository.top.resolve())
        return github(made, folder=below.as_posix() if below.parts else "")
