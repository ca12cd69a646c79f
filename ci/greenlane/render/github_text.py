"""Values in GitHub's Markdown: they show as they are and never become markup, links, mentions or emoji."""

from __future__ import annotations

import re

from greenlane.render.text import flat, is_address, name, visible

MARKUP = re.compile(r"[&<>|`*_\[\]~\\$^]")
BLOCK_START = re.compile(r"^(\d{1,9})([.)])|^([#=+:-])")
UNSEEN = "&#8203;"
"""A space without width after the character that would start a link. Dependabot and Renovate do the same."""

LINKING = re.compile(
    r"(?<=@)(?=\w)"  # @mention, a@b.c
    r"|(?<=#)(?=\d)"  # #123
    r"|(?<=:)(?=//)"  # https://
    r"|(?<=www)(?=\.)"
    r"|(?<=:)(?=[\w+-]+:)"  # :shortcode:
    r"|(?<=GH)(?=-\d)"
    r"|(?<=mailto:)|(?<=xmpp:)",
    re.IGNORECASE,
)


def prose(text: str) -> str:
    """Running text in one line of Markdown, `<br>` for its line feeds."""
    parts = LINKING.split(visible(text).strip("\n").expandtabs(1))
    escaped = UNSEEN.join(MARKUP.sub(_entity, part) for part in parts)
    return _not_a_block(escaped.strip(" ")).replace("\n", "<br>")


def code(text: str) -> str:
    """A path, a rule, a commit: in `<code>`, where GitHub looks for no mention and no emoji."""
    return f"<code>{_inline(name(text))}</code>" if text else ""


def verbatim(lines: tuple[str, ...]) -> str:
    """Lines as they are, in a block that their own backticks cannot end."""
    kept = [name(line) for line in lines]
    longest = max((len(run) for line in kept for run in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}text", *kept, fence])


def link(text: str, address: str) -> str:
    """The text in `<code>`, linked where the address is one."""
    return f"[{code(text)}]({address_of(address)})" if is_address(address) and text else code(text)


def address_of(address: str) -> str:
    """A checked address as the target of a link."""
    return re.sub(r"[()$]", lambda found: f"%{ord(found.group()):02X}", address).replace("&", "&amp;")


def cell(text: str) -> str:
    """One line of a table's cell."""
    return prose(flat(text))


def _inline(text: str) -> str:
    """As prose, without the breaks that only prose needs: a path is copied as it is."""
    parts = re.split(r"(?<=:)(?=//)|(?<=(?i:www))(?=\.)|(?<=[\w.+-]@)(?=\w)", text)
    return UNSEEN.join(MARKUP.sub(_entity, part) for part in parts)


def _entity(found: re.Match[str]) -> str:
    return {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(found.group(), f"&#{ord(found.group())};")


def _not_a_block(text: str) -> str:
    """The text so that its first characters begin no heading, list or rule."""
    return BLOCK_START.sub(_begun, text)


def _begun(found: re.Match[str]) -> str:
    number, ending, sign = found.groups()
    return f"{number}&#{ord(ending)};" if number else f"&#{ord(sign)};"
