"""Which lines of a Dart, JavaScript or TypeScript file could run, told from its text: an estimate.

Comments and the insides of strings are blanked first, so a brace in them misleads nobody. A line without
any letter or digit (a lone bracket) does not count. What a compiler would know is not known here: where
exactness matters, let the test runner report files that no test imports.
"""

from __future__ import annotations

import re

SPARE = re.compile(
    r"""//[^\n]*
    | /\*.*?\*/
    | '''.*?''' | \"\"\".*?\"\"\"
    | '(?:\\.|[^'\\\n])*' | "(?:\\.|[^"\\\n])*"
    | `(?:\\.|[^`\\])*`""",
    re.DOTALL | re.VERBOSE,
)
WORD = re.compile(r"\w")
TOKEN = re.compile(r"=>|[(){}\[\];]|\w+|\n|[^\s\w]")
BEFORE_CODE = frozenset({")", "async", "sync", "*", "else", "try", "finally", "do"})
DIRECTIVE = re.compile(
    r"""^[ \t]*(?:
      import\b(?!\s*\()[^;]*?(?:;|(?:['"]\s*$))
    | export\s*(?:type\s*)?(?:\*|\{)[^;]*?(?:;|['"]\s*$|\}\s*$)
    | (?:export\s+)?declare\b[^;{]*(?:;|$)
    | (?:export\s+)?type\s+\w[^;]*;
    )""",
    re.MULTILINE | re.VERBOSE,
)
SHAPE = re.compile(
    r"^[ \t]*(?:export\s+)?(?:default\s+)?(?:declare\s+\w+|interface)\s+[^{;]*\{", re.MULTILINE
)


def _blanked(text: str) -> str:
    """The same lines, with comments gone and strings reduced to their quotes and a mark."""
    return SPARE.sub(lambda found: _hollow(found[0]), text)


def _hollow(found: str) -> str:
    if found.startswith("/"):
        return re.sub(r"[^\n]", " ", found)
    return found[0] + re.sub(r"[^\n]", "x", found[1:-1]) + found[-1]


def dart(text: str) -> frozenset[int]:
    """Lines with a word inside function bodies, and those of `=>` expressions, up to their end."""
    found: set[int] = set()
    line, before, arrow = 1, "", -1
    blocks: list[str] = []
    for token in TOKEN.findall(_blanked(text)):
        in_code = "code" in blocks or arrow >= 0
        if token == "\n":
            line += 1
            continue
        if token == "=>" and "code" not in blocks and arrow < 0:
            arrow = len(blocks)
            found.add(line)
        elif token in "({[":
            blocks.append("code" if token == "{" and before in BEFORE_CODE else token)
        elif token in ")}]":
            if blocks:
                blocks.pop()
            arrow = -1 if len(blocks) < arrow else arrow
        elif token in ";," and len(blocks) == arrow:
            arrow = -1
        elif in_code and WORD.match(token):
            found.add(line)
        before = token
    return frozenset(found)


def javascript(text: str) -> frozenset[int]:
    """Lines with a word, but for imports, re-exports, and what exists for the type checker only."""
    clean = DIRECTIVE.sub(lambda found: _without_words(found[0]), _blanked(text))
    for found in reversed(list(SHAPE.finditer(clean))):
        end = _closing(clean, found.end())
        clean = clean[: found.start()] + _without_words(clean[found.start() : end]) + clean[end:]
    return frozenset(number for number, line in enumerate(clean.split("\n"), 1) if WORD.search(line))


def _without_words(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _closing(text: str, start: int) -> int:
    """Where the block that was opened just before `start` ends."""
    depth = 1
    for found in re.finditer(r"[{}]", text[start:]):
        depth += 1 if found[0] == "{" else -1
        if not depth:
            return start + found.end()
    return len(text)
