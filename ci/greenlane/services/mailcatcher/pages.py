"""The pages for a person's eye: all of a mail is escaped, its HTML stands in a frame without rights."""

from __future__ import annotations

import html
import time
from collections.abc import Mapping, Sequence
from typing import Any

from .mailbox import Summary

_NOTHING = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
PAGE_POLICY = f"{_NOTHING}; frame-src 'self'"
MAIL_POLICY = f"{_NOTHING}; img-src data:; sandbox"
"""For the HTML of a mail itself: no script, no form, nothing loaded from anywhere, no origin of its own."""

_FRAME = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title><style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ text-align: left; padding: .3rem .6rem .3rem 0; vertical-align: top }}
tr + tr {{ border-top: 1px solid #ddd }} pre {{ white-space: pre-wrap; overflow-wrap: anywhere }}
iframe {{ width: 100%; height: 30rem; border: 1px solid #999; background: white }}
</style><h1>{title}</h1>
{body}
</html>
"""


def index(mails: Sequence[Summary], dropped: int) -> str:
    """The list, newest first."""
    rows = "".join(
        f"<tr><td>{_when(one.received_at)}<td>{_text(one.sender)}<td>{_text(', '.join(one.recipients))}"
        f'<td><a href="/mails/{_text(one.id)}">{_text(one.subject) or "(no subject)"}</a>'
        for one in mails
    )
    given_up = f"<p>{dropped} older ones were given up for want of room." if dropped else ""
    table = f"<table><tr><th>Received<th>From<th>To<th>Subject{rows}</table>" if mails else "<p>No mail yet."
    body = f"<p>Nothing here was delivered to anyone.{given_up}{table}"
    return _FRAME.format(title="Caught mail", body=body)


def mail(summary: Summary, fields: Mapping[str, Any]) -> str:
    """One mail: envelope, headers, links and text as text; its HTML in a frame of its own."""
    headers = "".join(f"<tr><th>{_text(name)}<td>{_text(value)}" for name, value in fields["headers"])
    links = "".join(f"<li>{_text(link)}" for link in fields["links"])
    body = (
        f'<p><a href="/">All mails</a> · <a href="/api/mails/{_text(summary.id)}/raw">as it came</a>'
        f"<table><tr><th>Received<td>{_when(summary.received_at)}<tr><th>Sender<td>{_text(summary.sender)}"
        f"<tr><th>Recipients<td>{_text(', '.join(summary.recipients))}{headers}</table>"
        f"<h2>Text</h2><pre>{_text(fields['text'])}</pre><h2>Links</h2><ul>{links}</ul>"
    )
    if fields["html"]:
        source = f"/mails/{_text(summary.id)}/html"
        body += f'<h2>HTML</h2><iframe sandbox referrerpolicy="no-referrer" src="{source}"></iframe>'
    return _FRAME.format(title=_text(summary.subject) or "(no subject)", body=body)


def _text(value: object) -> str:
    return html.escape(str(value), quote=True)


def _when(moment: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(moment))
