"""The frame of every HTML page: one file, no network, nothing allowed that is not ours."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from urllib.parse import quote

from greenlane.model.verdict import Outcome
from greenlane.render import words
from greenlane.render.text import visible

GLYPHS = {
    Outcome.PASS: "M9 17l5 5 10-12",
    Outcome.FAIL: "M10 10l12 12M22 10L10 22",
    Outcome.UNKNOWN: "M11.5 12.5a4.5 4.5 0 1 1 6.5 4c-1.5.8-2 1.5-2 3M16 23v.5",
    Outcome.NOT_RUN: "M9 16h14",
}
"""The signs as strokes in a square of 32."""
ICON_COLOURS = {
    Outcome.PASS: "#14713a",
    Outcome.FAIL: "#bd2c16",
    Outcome.UNKNOWN: "#7a3fb5",
    Outcome.NOT_RUN: "#5b6472",
}


@dataclass(frozen=True)
class Page:
    """title: plain text. body: HTML, every value in it escaped. outcome: for the icon and the colour."""

    title: str
    outcome: Outcome
    body: str


def framed(page: Page) -> str:
    """The whole file. The policy names the digests of our one style and our one script, and nothing else."""
    style, script = (resource("page", end) + resource("charts", end) for end in ("css", "js"))
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{value(words.marked(page.outcome))} · {value(page.title)}</title>\n"
        f'<link rel="icon" href="data:image/svg+xml,{_icon(page.outcome)}">\n'
        f"<style>{style}</style>\n</head>\n"
        f'<body class="{page.outcome.value}">\n{page.body}\n<script>{script}</script>\n</body>\n</html>\n'
    )


def value(text: str) -> str:
    """A value as text or as a quoted attribute: nothing in it is markup, nothing in it acts."""
    return escape(visible(text), quote=True)


def sign(outcome: Outcome) -> str:
    """The sign of an outcome as a picture; the word stands beside it."""
    return (
        f'<svg class="sign {outcome.value}" viewBox="0 0 32 32" aria-hidden="true">'
        f'<circle cx="16" cy="16" r="15"/><path d="{GLYPHS[outcome]}"/></svg>'
    )


@cache
def resource(name: str, end: str) -> str:
    """A file of the folder `page`. end: css or js."""
    return files("greenlane.render").joinpath("page", f"{name}.{end}").read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _icon(outcome: Outcome) -> str:
    return quote(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<circle cx="16" cy="16" r="16" fill="{ICON_COLOURS[outcome]}"/>'
        f'<path d="{GLYPHS[outcome]}" fill="none" stroke="#fff" stroke-width="3.5"/></svg>'
    )
