"""A page as its elements, attributes, links and words; only ours may be in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

VOID = {"meta", "link", "input"}
ELEMENTS = {
    *("html", "head", "meta", "title", "link", "style", "script", "body", "a", "header", "footer", "main"),
    *("nav", "section", "div", "span", "p", "b", "i", "h1", "h2", "dl", "dt", "dd", "ol", "ul", "li", "time"),
    *("svg", "circle", "path", "rect", "form", "fieldset", "legend", "label", "input", "select", "option"),
    *("output", "button", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary"),
    *("code", "pre", "figure", "figcaption", "h3", "line", "text", "desc"),
}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "rel", "href", "class", "id", "tabindex", "role"),
    *("aria-label", "aria-labelledby", "aria-hidden", "aria-live", "viewbox", "preserveaspectratio", "d"),
    *("cx", "cy", "r", "width", "height", "type", "value", "checked", "hidden", "autocomplete", "spellcheck"),
    *("scope", "data-severity", "data-tool", "data-component", "data-file", "data-sort"),
    *("x", "y", "x1", "y1", "x2", "y2", "dx", "dy"),
}


class Outline(HTMLParser):
    """The elements, attributes, links and words of a page. Fails where one is not closed as it was opened."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [found or "" for name, found in attrs if name == "href"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data[:80]}")


def outline(text: str) -> Outline:
    """A page, read to its end."""
    found = Outline()
    found.feed(text)
    found.close()
    assert found.open == []
    return found


def only_ours(text: str) -> Outline:
    """The outline of a page in which no element, attribute or address comes from a value."""
    found = outline(text)
    assert found.elements <= ELEMENTS
    assert found.attributes <= ATTRIBUTES
    assert all(re.match(r"https?://|#(part-\d+|evidence)$|data:image/svg", link) for link in found.links)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text)
    return found


def without_resources(text: str) -> str:
    """A page without its style and script, which have files of their own."""
    text = re.sub(r"(<(style|script)>).*?(</\2>)", r"\1…\3", text, flags=re.DOTALL)
    return re.sub(r"sha256-[\w+/=]+", "sha256-…", text)
