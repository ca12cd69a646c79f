"""Does a function only pretend? Judged by the text of its one statement, alike in every language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from greenlane.gates.mocks.facts import Placeholder
from greenlane.gates.mocks.words import words


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_STRINGS = re.compile(
    r"'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\$])*`", re.S
)
_CALLED = re.compile(
    r"\b(?:Promise\.resolve|Future\.value|Response\.json|NextResponse\.json|Object\.freeze|Ok|Right|Success"
    r"|jsonify|dict|list|tuple|set|const|new|await|return|null|None|undefined|true|false|True|False|as)\b"
)
_KEYS = re.compile(r"\b[\w$]+\s*:(?!:)|\b[a-z_]\w*\s*=(?!=)")
_TYPES = re.compile(r"\b_?[A-Z][\w$]*(?:\.[a-z]\w*)?")
_TYPE_ARGUMENTS = re.compile(r"<[\w\s,<>?\[\]]*>")
_CALLS = re.compile(r"^[\s\d.,;:+\-(){}\[\]<>?]*$")
_PRETENDS = re.compile(
    r"(?<![A-Za-z])(?:mock|fake|dummy|stub|placeholder|lorem ipsum|john doe|jane doe)(?![A-Za-z])"
    r"|[\w.+-]+@example\.(?:com|org|net)|//(?:www\.|api\.)?example\.(?:com|org|net)|changeme"
    r"|^(?:test|example|sample|demo)[-_](?:token|key|secret|jwt|password|session|user|id|api[-_]key)",
    re.IGNORECASE,
)
_ADMITS = re.compile(
    r"(?<![A-Za-z])(?:mock(?:ed)?|placeholder|dummy|fake|stub(?:bed)?|hard-?coded|canned|lorem ipsum)"
    r"(?![A-Za-z])",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:not?|never|without|instead of|replaces?d?|no longer|unlike|than|avoids?)\b[^.]*\b"
    r"(?:mock|placeholder|dumm|fake|stub|hard)",
    re.IGNORECASE,
)
_TODO = re.compile(r"\b(?:TODO|FIXME|XXX)\b|\bnot (?:yet )?implemented\b", re.IGNORECASE)
_UNIMPLEMENTED = re.compile(
    r"^(?:throw|raise)\b.*(?:NotImplementedE|UnimplementedE|NotImplementedException"
    r"|(?:not (?:yet )?|un)implemented|['\"`(]\s*todo\b)",
    re.IGNORECASE | re.S,
)
_WAITS = re.compile(
    r"^(?:await\s+)?(?:Future(?:<\w+>)?\.delayed|asyncio\.sleep|time\.sleep|sleep|delay|wait|new Promise"
    r"|print|debugPrint|console\.\w+|log(?:ger|ging)?\.?\w*)\s*[<(]"
)
_FOR_PEOPLE = _set(
    "hint placeholder example examples sample label help usage doc docs description template title text "
    "caption schema openapi"
)
_BUILT = re.compile(r"\b[A-Z]\w*(?:\.\w+)?\(")
PROSE_WORDS = 6
TRIVIAL = re.compile(
    r"^(?:null|none|undefined|true|false|-?\d+(?:\.\d+)?|\[\]|\{\}|''|\"\"|)$", re.IGNORECASE
)


def waits(statement: str) -> bool:
    """Whether a statement only waits or logs, as pretended work does before its answer."""
    return bool(_WAITS.match(statement))


def is_unimplemented(statement: str) -> bool:
    """`raise NotImplementedError`, `throw UnimplementedError()`, `throw new Error("not implemented")`."""
    return bool(_UNIMPLEMENTED.match(statement))


def is_constant(expression: str) -> bool:
    """Whether an expression is made of literals and constructors only: nothing is read, nothing is asked."""
    text = _STRINGS.sub(" ", expression)
    if "`" in text or "$" in text:
        return False
    for known in (_CALLED, _TYPE_ARGUMENTS, _KEYS, _TYPES):
        text = known.sub(" ", text)
    return bool(_CALLS.match(text))


def judge(name: str, line: int, owner: str, statement: str, comments: Sequence[str]) -> Placeholder | None:
    """What a function is whose body is this one statement (`return …`, `throw …`), with its comments."""
    if is_unimplemented(statement):
        return Placeholder(name, line, "unimplemented", _short(statement), owner)
    expression = statement.removeprefix("return").strip().rstrip(";")
    if not is_constant(expression) or set(words(name)) & _FOR_PEOPLE:
        return None
    is_solid = not TRIVIAL.match("".join(expression.split()))
    texts = map(_unquoted, _STRINGS.findall(expression))
    pretended = next((text for text in texts if not _is_prose(text) and _PRETENDS.search(text)), "")
    if pretended:
        return Placeholder(name, line, "canned", f'it holds "{_short(pretended)}"', owner, is_solid)
    said = " ".join(" ".join(comments).split())
    if _ADMITS.search(said) and not _DENIES.search(said):
        return Placeholder(name, line, "canned", f'its comment says "{_short(said)}"', owner, is_solid)
    if _TODO.search(said) and not _BUILT.search(expression):
        return Placeholder(name, line, "todo", f'its comment says "{_short(said)}"', owner)
    return None


def _is_prose(text: str) -> bool:
    """A sentence may speak of mock battles; an identifier or a title may not."""
    return len(text.split()) > PROSE_WORDS and not text.lower().startswith("lorem ipsum")


def _unquoted(text: str) -> str:
    return text.strip("'\"`")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
