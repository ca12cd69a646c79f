"""One Document, many forms. A renderer decides nothing: it only shows, and it escapes every value."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from greenlane.model.document import Document
from greenlane.model.errors import UsageError
from greenlane.model.frozen import frozen


@frozen
class Format:
    """One form. name: as --format takes it; file: what it is called in a folder of reports.

    module, function: where it is made, imported when it is asked for and not before.
    """

    name: str
    about: str
    file: str
    module: str
    function: str


FORMATS = (
    Format("terminal", "plain text for a log; colour on a terminal", "report.txt", "terminal", "terminal"),
    Format("markdown", "a job summary, within its 1 MiB", "summary.md", "markdown", "markdown"),
    Format("html", "one page that opens without a server or a network", "report.html", "html", "html"),
    Format("json", "everything, for programs", "report.json", "json", "json"),
    Format("sarif", "SARIF 2.1.0, for code scanning", "report.sarif", "sarif", "sarif"),
    Format("github", "annotations on a change, the worst first", "annotations.txt", "annotations", "github"),
)


def formats() -> tuple[Format, ...]:
    """Every form there is, in the order of the documentation."""
    return FORMATS


def render(document: Document, name: str) -> str:
    """The document in one form, ready to be written as UTF-8. Raises UsageError for a name that is none.

    The terminal's is plain and 100 columns wide; who knows the terminal calls terminal.terminal itself.
    """
    for one in FORMATS:
        if one.name == name:
            module = importlib.import_module(f"{__name__}.{one.module}")
            made: Callable[[Document], str] = getattr(module, one.function)
            return made(document)
    known = ", ".join(one.name for one in FORMATS)
    raise UsageError(f"{name!r} is no format", fix=f"one of {known}", docs="docs/reports.md")
