"""What files said comes back whole for the same path and content, and for nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.gates.catalog import mocks
from greenlane.gates.mocks.facts import Definition, Facts, Import, Placeholder, Use
from greenlane.gates.mocks.kept import KeptFacts
from tests.unit.gates.trial import Trial

FULL = Facts(
    imports=(Import(1, "a\n<b>", ("x", "y"), ("not z",), True, True, True), Import(2, "b")),
    definitions=(Definition("FakeMail", 3, "class", True),),
    uses=(Use("FakeMail", 4, ("DEBUG",)),),
    globals=(Use("jest", 5),),
    placeholders=(Placeholder("send", 6, "canned", "return True", "Mail", True),),
    switches=(Use("if MOCK", 7),),
    bases=frozenset({"A", "B"}),
    abstract=frozenset({"C"}),
    computed=(Use("import_module(\ud800)", 8),),
    has_tests=True,
    main=(9, 10),
    unread=((11, "why"), (12, "not")),
)


@pytest.mark.parametrize("facts", [FULL, Facts()])
def test_facts_come_back_whole(tmp_path: Path, facts: Facts) -> None:
    first = KeptFacts(tmp_path / "f.json")
    first.put("a.py", b"x", facts)
    first.save()
    assert KeptFacts(tmp_path / "f.json").get("a.py", b"x") == facts


def test_another_path_or_content_is_not_known(tmp_path: Path) -> None:
    first = KeptFacts(tmp_path / "f.json")
    first.put("a.py", b"x", FULL)
    first.save()
    second = KeptFacts(tmp_path / "f.json")
    assert second.get("a.p", b"yx") is None
    assert second.get("a.py", b"y") is None


def test_what_was_not_asked_for_is_forgotten(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        one = KeptFacts(tmp_path / "f.json")
        one.put(name, b"", FULL)
        one.save()
    assert KeptFacts(tmp_path / "f.json").get("a.py", b"") is None


@pytest.mark.parametrize(
    "text", ["", "[]", "3", '{"a": 1}', '{"a": {"uses": [[1, 2, 3, 4]]}}', '{"a": {"odd": 1}}', "[" * 9999]
)
def test_a_damaged_file_is_as_if_there_were_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "f.json").write_text(text)
    assert KeptFacts(tmp_path / "f.json").get("a.py", b"") is None


def test_a_mock_that_comes_with_a_change_is_found(tmp_path: Path) -> None:
    trial = Trial(tmp_path / "project").write({"main.py": "import mail\n", "mail.py": "class Mail: ...\n"})
    options = mocks.Options(entry_points=("main.py",))
    assert not trial.examine(mocks, options).findings
    trial.write({"mail.py": "class FakeMail: ...\nmail = FakeMail()\n"})
    assert [one.path for one in trial.examine(mocks, options).findings][:1] == ["mail.py"]
