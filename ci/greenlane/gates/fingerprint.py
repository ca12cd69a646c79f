"""The same finding has the same fingerprint after its line has moved.

Properties
- It is made of the tool, the rule, the path and the text of the line, spaces aside: moving the line or
  indenting it changes nothing. A finding without a line is known by its message instead.
- Equal lines in one file count through: the second one has a fingerprint of its own, and when one of two
  is mended, the one that remains has the first fingerprint.
- Worked example: `x = eval(a)` at lines 3 and 9 gives two; after a line is put on top they stand at 4 and
  10 and have the same two.
It does not survive a renamed file.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from greenlane.model.finding import Finding


def fingerprinted(findings: Iterable[Finding], line_of: Callable[[str, int], str]) -> tuple[Finding, ...]:
    """The findings, each with its fingerprint, in their order by place.

    line_of: (path, number from 1) -> the text of a line, "" where it cannot be read.
    """
    seen: Counter[str] = Counter()
    done = []
    for finding in sorted(
        findings, key=lambda one: (one.path or "", one.line or 0, one.column or 0, one.order)
    ):
        known_by = _known_by(finding, line_of)
        digest = hashlib.sha256(f"{known_by}\0{seen[known_by]}".encode(errors="surrogatepass")).hexdigest()
        seen[known_by] += 1
        done.append(finding if finding.fingerprint else replace(finding, fingerprint=digest[:32]))
    return tuple(done)


def _known_by(finding: Finding, line_of: Callable[[str, int], str]) -> str:
    text = ""
    if finding.path and finding.line and not finding.commit:
        text = " ".join(line_of(finding.path, finding.line).split())
    parts = (finding.tool, finding.rule, finding.path or "", finding.commit, text or finding.message)
    return "\0".join(parts)
