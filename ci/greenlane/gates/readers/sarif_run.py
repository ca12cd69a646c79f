"""One run of a SARIF log: its tool, its rules, its messages, and whether it came to its end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from greenlane.gates.readers.age import moment
from greenlane.gates.reading import text

Json = Mapping[str, Any]

_LINK_ESCAPE = re.compile(r"\\\[(?=[^\]\n]*\]\()")
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([0-9]+)\}")


def part(value: Any, *names: str) -> dict[str, Any]:
    """The object at the end of the names; empty where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; nothing for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def words(value: Any) -> list[str]:
    """The texts of a list; nothing for anything else."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def at(values: list[dict[str, Any]], index: Any) -> dict[str, Any]:
    """One of a list, as SARIF's indices say it (-1: none)."""
    usable = isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(values)
    return values[index] if usable else {}


@dataclass(frozen=True)
class Run:
    """One element of `runs`."""

    body: Json

    @property
    def tool(self) -> str:
        """As its driver calls itself; "" when the run does not say."""
        return text(part(self.body, "tool", "driver").get("name")).strip()

    @property
    def results(self) -> list[dict[str, Any]] | None:
        """None: the run looked for nothing (SARIF 3.14.23), which is not the same as finding nothing."""
        found = self.body.get("results")
        whole = isinstance(found, list) and all(isinstance(item, dict) for item in found)
        return found if whole else None

    @cached_property
    def invocations(self) -> list[dict[str, Any]]:
        """How the tool was called, as far as the run says it."""
        return items(self.body.get("invocations"))

    @cached_property
    def commits(self) -> list[str]:
        """The commits that the run says it is of."""
        found = [text(one.get("revisionId")) for one in items(self.body.get("versionControlProvenance"))]
        return [commit for commit in found if re.fullmatch(r"[0-9A-Fa-f]{7,64}", commit)]

    @property
    def made_at(self) -> float | None:
        """When the last call of the tool ended, or began."""
        said = [text(one.get("endTimeUtc") or one.get("startTimeUtc")) for one in self.invocations]
        return max((found for found in map(moment, said) if found is not None), default=None)

    def troubles(self) -> Iterator[str]:
        """A line for each sign that the tool did not see all there was."""
        name = self.tool
        if not name:
            yield "a run does not say which tool made it"
        if self.results is None:
            yield f"a run of {name or 'a tool'} has no results, not even an empty list"
        if part(self.body, "externalPropertyFileReferences"):
            yield f"the run of {name} keeps parts of itself in other files, which this version does not read"
        if not isinstance(said := self.body.get("invocations", []), list) or len(said) != len(
            self.invocations
        ):
            yield f"the run of {name} says in a way of its own how it was called"
        for call in self.invocations:
            yield from _trouble(name, call)

    def rule(self, result: Json) -> dict[str, Any]:
        """The description of a result's rule; empty when the run has none."""
        reference = part(result, "rule")
        component = self._component(part(reference, "toolComponent"))
        rules = items(component.get("rules"))
        named = text(result.get("ruleId") or reference.get("id"))
        indexed = at(rules, reference.get("index", result.get("ruleIndex")))
        if indexed and (not named or named == indexed.get("id") or named.startswith(f"{indexed.get('id')}/")):
            return indexed
        return self._by_id.get(named) or self._by_id.get(named.rpartition("/")[0]) or {}

    def rule_name(self, result: Json) -> str:
        """The rule's id; "" when the result has none."""
        named = result.get("ruleId") or part(result, "rule").get("id") or self.rule(result).get("id")
        return text(named)

    def message(self, result: Json) -> str:
        """The text of a result, with its arguments put in."""
        message = part(result, "message")
        said = text(message.get("text") or message.get("markdown"))
        if not said and message.get("id"):
            strings = part(self.rule(result), "messageStrings") or part(
                self.body, "tool", "driver", "globalMessageStrings"
            )
            said = text(part(strings, text(message["id"])).get("text"))
        arguments = message.get("arguments")
        if isinstance(arguments, list) and arguments:
            said = _PLACEHOLDER.sub(lambda found: _filled(found, arguments), said)
        return _LINK_ESCAPE.sub("[", said)

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Any]]:
        tool = part(self.body, "tool")
        components = [part(tool, "driver"), *items(tool.get("extensions"))]
        return {text(rule.get("id")): rule for one in components for rule in items(one.get("rules"))}

    def _component(self, reference: Json) -> dict[str, Any]:
        tool = part(self.body, "tool")
        return at(items(tool.get("extensions")), reference.get("index")) or part(tool, "driver")


def _trouble(name: str, call: Json) -> Iterator[str]:
    if call.get("executionSuccessful") is not True:
        why = text(call.get("exitCodeDescription") or call.get("processStartFailureMessage"))
        yield f"{name} says that it did not run to its end{': ' + why if why else ''}"
    for kind in ("toolExecutionNotifications", "toolConfigurationNotifications"):
        for note in items(call.get(kind)):
            if note.get("level", "warning") == "error":
                yield f"{name} says: {text(part(note, 'message').get('text'))[:300]}"


def _filled(found: re.Match[str], arguments: list[Any]) -> str:
    if found[1] is None:
        return found[0][0]
    index = int(found[1])
    return text(arguments[index]) if index < len(arguments) else found[0]
