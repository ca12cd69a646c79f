"""Whether the totals that a JUnit suite claims agree with the tests that it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from greenlane.gates.readers.junit_xml import FAILED, SKIPPED, Case, Suite, parse

_LEFT_OUT = frozenset({"skipped", "ignored", "disabled", "notrun", "pending", "suppressed"})
_BAD = frozenset({"failed", "failure", "error", "broken"})
_SKIP_CLAIMS = ("skipped", "skip", "skips", "ignored", "disabled")


def is_failed(case: Case) -> bool:
    """By an element, or by an attribute `status` or `result`."""
    return bool(case.has(FAILED)) or bool(_words(case) & _BAD)


def is_skipped(case: Case) -> bool:
    """Not run, whoever decided that."""
    return not is_failed(case) and (bool(case.has(SKIPPED)) or bool(_words(case) & _LEFT_OUT))


def ran(content: bytes) -> int:
    """How many tests of a report ran, skipped ones not counted. Raises Unreadable."""
    return sum(not is_skipped(case) for suite in parse(content).walk() for case in suite.cases)


def disagreements(root: Suite) -> Iterator[str]:
    """A line for each total that no way of counting gives: over its own tests, or with the suites within."""
    for suite in root.walk():
        place = f"line {suite.line}, suite {suite.name[:80]!r}"
        yield from (f"{place}: {line}" for line in _of_one(suite))


def _of_one(suite: Suite) -> Iterator[str]:
    try:
        claims = {name: int(value) for name, value in suite.attributes.items() if name in _CLAIMS}
    except ValueError:
        yield "a total is no number"
        return
    yield from _compare("tests", claims.get("tests"), suite, lambda _case: True)
    wrong = [claims[name] for name in ("failures", "errors") if name in claims]
    if wrong and sum(wrong) not in _failures(suite):
        yield f"it says {sum(wrong)} failures and errors, and holds {max(_failures(suite))}"
    skips = [claims[name] for name in _SKIP_CLAIMS if name in claims]
    if skips and not {max(skips), sum(skips)} & _skips(suite):
        yield f"it says {sum(skips)} skipped, and holds {max(_skips(suite))}"


def _compare(name: str, claimed: int | None, suite: Suite, counts: Callable[[Case], bool]) -> Iterator[str]:
    held = _counts(suite, counts)
    if claimed is not None and claimed not in held:
        yield f"it says {claimed} {name}, and holds {max(held)}"


def _counts(suite: Suite, counts: Callable[[Case], bool]) -> set[int]:
    """Its own, and with all suites within: both are in use."""
    own = sum(1 for case in suite.cases if counts(case))
    return {own, sum(1 for one in suite.walk() for case in one.cases if counts(case))}


def _skips(suite: Suite) -> set[int]:
    """All that did not run, or only those that were disabled, or only the others: some count them apart."""
    return (
        _counts(suite, is_skipped)
        | _counts(suite, _is_disabled)
        | _counts(suite, lambda case: is_skipped(case) and not _is_disabled(case))
    )


def _is_disabled(case: Case) -> bool:
    return is_skipped(case) and bool(_words(case) & {"notrun", "disabled", "suppressed"})


def _failures(suite: Suite) -> set[int]:
    """As tests, or as elements (one test can fail twice), with and without the suites' own."""
    found = set(_counts(suite, is_failed))
    for suites in ([suite], list(suite.walk())):
        own = sum(1 for one in suites for mark in one.marks if mark.kind in FAILED)
        marks = sum(len(case.has(FAILED)) for one in suites for case in one.cases)
        found |= {marks, marks + own, sum(1 for one in suites for case in one.cases if is_failed(case)) + own}
    return found


def _words(case: Case) -> set[str]:
    return {case.attributes.get(name, "").lower() for name in ("status", "result")}


_CLAIMS: Mapping[str, None] = dict.fromkeys(("tests", "failures", "errors", *_SKIP_CLAIMS))
