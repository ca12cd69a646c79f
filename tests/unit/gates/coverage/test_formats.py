"""The readers: right about what is whole, and about what is not, never silent."""

from __future__ import annotations

import contextlib
import json
import time
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.gates.coverage.reading import read
from greenlane.model.gates import Unreadable
from tests.unit.gates.coverage.reports import Ran, cobertura, coveragepy, lcov

RAN = {"a.py": {1: 1, 2: 0, 5: 1}, "b.py": {1: 0}}
BRANCHES = {"a.py": {(1, 2): 1, (1, -1): 0}}


@pytest.mark.parametrize("text", [coveragepy(RAN), lcov(RAN), cobertura(RAN)])
def test_every_format_tells_the_same_of_the_same_run(text: str) -> None:
    report = read(text.encode())
    assert {record.names[0]: dict(record.lines) for record in report.records} == RAN
    assert not report.has_branches
    assert report.has_hits


def test_coveragepy_tells_branches_by_where_they_lead() -> None:
    report = read(coveragepy(RAN, branches=BRANCHES).encode())
    assert report.has_branches
    assert report.records[0].branches == {(1, "->2"): 1, (1, "->exit"): 0}
    assert report.kind == "coverage.py 7.17.3"


def test_coveragepy_with_contexts_and_excluded_lines_is_read() -> None:
    given = json.loads(coveragepy(RAN))
    given["meta"]["show_contexts"] = True
    given["files"]["a.py"]["contexts"] = {"1": ["test_a", "test_b"], "5": [""]}
    given["files"]["a.py"]["excluded_lines"] = [7, 8]
    report = read(json.dumps(given).encode())
    assert report.records[0].lines[1] == 1
    assert report.excluded_lines == 2


def test_lcov_adds_up_several_tests_of_one_file_and_hits_of_one_line() -> None:
    text = lcov(RAN) + lcov(RAN).replace("TN:", "TN:second")
    records = read(text.encode()).records
    assert [record.names[0] for record in records] == ["a.py", "b.py", "a.py", "b.py"]
    twice = read(b"SF:a\nDA:1,2,checksum\nDA:1,3\nLF:1\nLH:1\nend_of_record\n")
    assert twice.records[0].lines == {1: 5}


def test_lcov_branches_never_reached_are_not_taken_and_names_may_hold_commas() -> None:
    text = "SF:a\nDA:1,1\nBRDA:1,0,0,-\nBRDA:1,0,f(a, b),3\nBRDA:1,e1,0,0\nBRF:3\nBRH:1\nend_of_record\n"
    report = read(text.encode())
    assert report.has_branches
    assert report.records[0].branches == {(1, "0,0"): 0, (1, "0,f(a, b)"): 3, (1, "e1,0"): 0}


def test_lcov_that_counts_no_branch_has_measured_them() -> None:
    assert read(b"SF:a\nDA:1,1\nBRF:0\nBRH:0\nend_of_record\n").has_branches


def test_lcov_with_windows_line_ends_and_a_byte_order_mark_is_read() -> None:
    assert read(b"\xef\xbb\xbf" + lcov(RAN).replace("\n", "\r\n").encode()).records[0].names == ("a.py",)


def test_cobertura_tells_where_a_file_may_be() -> None:
    assert read(cobertura(RAN, source="/src").encode()).records[0].names == ("/src/a.py",)
    assert read(cobertura({"/x/a.py": {1: 1}}, source="/src").encode()).records[0].names == ("/x/a.py",)
    two = cobertura(RAN, source="/src</source><source>/lib/")
    assert read(two.encode()).records[0].names == ("/src/a.py", "/lib/a.py")


def test_cobertura_counts_branches_by_condition_coverage() -> None:
    report = read(cobertura({"a.py": {3: 2}}, conditions="33.3% (1/3)").encode())
    assert report.records[0].branches == {(3, "1"): 1, (3, "2"): 0, (3, "3"): 0}
    assert report.has_branches


def test_cobertura_of_two_classes_in_one_file_counts_a_line_once() -> None:
    text = cobertura({"a.py": {1: 1, 2: 0}}).replace(
        "</classes>",
        '<class name="y" filename="a.py"><methods><method><lines><line number="9" hits="0"/></lines></method>'
        '</methods><lines><line number="2" hits="3"/></lines></class></classes>',
    )
    assert read(text.encode()).records[0].lines == {1: 1, 2: 3}


def test_an_outer_document_type_is_taken_and_not_fetched() -> None:
    doctype = '<!DOCTYPE coverage SYSTEM "http://127.0.0.1:9/coverage-04.dtd">\n'
    assert read(cobertura(RAN, doctype=doctype).encode()).records[0].names == ("a.py",)


@pytest.mark.parametrize(
    "entity",
    [
        '<!ENTITY a "b">',
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
        '<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;',
        '<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">',
    ],
)
def test_entities_are_refused(entity: str) -> None:
    text = cobertura(RAN, doctype=f"<!DOCTYPE coverage [{entity}]>")
    with pytest.raises(Unreadable, match="entity"):
        read(text.encode())


CONTRADICTIONS = {
    "a line that ran and did not": coveragepy(RAN).replace('"missing_lines": [2]', '"missing_lines": [1]'),
    "a summary of another file": coveragepy(RAN).replace('"num_statements": 3', '"num_statements": 4'),
    "totals of other files": coveragepy(RAN).replace('"num_statements": 4', '"num_statements": 9'),
    "branches that do not add up": coveragepy(RAN, branches=BRANCHES).replace(
        '"num_branches": 2', '"num_branches": 3'
    ),
    "line zero": coveragepy(RAN).replace('"missing_lines": [2]', '"missing_lines": [0]'),
    "line zero in lcov": lcov({"a": {0: 1}}),
    "line zero in Cobertura": cobertura({"a": {0: 1}}),
    "a line that is a truth value": coveragepy(RAN).replace(
        '"missing_lines": [2]', '"missing_lines": [true]'
    ),
    "JSON of another tool": '{"a.ts": {"path": "a.ts", "statementMap": {}}}',
    "JSON that is deep": '{"files": ' + "[" * 100_000,
    "LF that disagrees": lcov(RAN).replace("LF:3", "LF:4"),
    "LH that disagrees": lcov(RAN).replace("LH:2", "LH:3"),
    "BRH that disagrees": lcov(RAN, branches=BRANCHES).replace("BRH:1", "BRH:2"),
    "a line before its file": "TN:\nDA:1,1\nend_of_record\n",
    "an end before its file": "TN:\nend_of_record\n",
    "a record within a record": "SF:a\nDA:1,1\nSF:b\nend_of_record\n",
    "a record that does not end": "SF:a\nDA:1,1\n",
    "a record without a name": "SF:\nDA:1,1\nend_of_record\n",
    "hits that are negative": "SF:a\nDA:1,-1\nend_of_record\n",
    "hits that are no number": "SF:a\nDA:1,x\nend_of_record\n",
    "a keyword nobody knows": "SF:a\nDA:1,1\nXX:1\nend_of_record\n",
    "text": "TN: is how this begins\nand this is how it goes on\n",
    "more branches taken than there are": cobertura(RAN, conditions="150% (3/2)"),
    "a billion branches": cobertura(RAN, conditions="0% (0/999999999)"),
    "lines lost": cobertura(RAN).replace('lines-valid="4"', 'lines-valid="5"'),
    "XML of another tool": "<testsuite/>",
    "XML that is deep": "<coverage>" + "<a>" * 1000,
    "XML without a number": cobertura(RAN).replace('number="5"', ""),
    "nothing": "",
    "white space": " \n\t\n",
    "no file in JSON": coveragepy({}),
    "no file in lcov": "TN:\n",
    "no file in XML": cobertura({}),
    "files without lines": lcov({"a.py": {}}),
    "HTML": "<!DOCTYPE html><html><body>404</body></html>",
    "plain text": "Name  Stmts  Miss  Cover\n",
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_what_contradicts_itself_or_is_something_else_is_refused(name: str) -> None:
    with pytest.raises(Unreadable):
        read(CONTRADICTIONS[name].encode())


def test_binary_is_refused() -> None:
    with pytest.raises(Unreadable, match="binary"):
        read(b"SQLite format 3\0" + bytes(range(256)))


WHOLE = [coveragepy(RAN, branches=BRANCHES), lcov(RAN, branches=BRANCHES), cobertura(RAN, source="/src")]


@settings(deadline=None)
@given(st.sampled_from(WHOLE), st.floats(0, 1))
def test_a_report_cut_anywhere_is_refused_or_holds_fewer_files(text: str, where: float) -> None:
    cut = text[: int(len(text.rstrip()) * where)]
    try:
        report = read(cut.encode())
    except Unreadable:
        return
    whole = read(text.encode()).records
    assert report.records == whole[: len(report.records)]


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_report_or_refused(data: bytes) -> None:
    for start in (b"", b"{", b"<", b"SF:a\n"):
        with contextlib.suppress(Unreadable):
            assert read(start + data).records


@pytest.mark.parametrize("written", [lcov, cobertura, coveragepy])
@pytest.mark.unmeasured
def test_a_large_report_takes_seconds(written: Callable[[Ran], str]) -> None:
    data = written({f"src/{n}.py": dict.fromkeys(range(1, 1001), 1) for n in range(100)}).encode()
    started = time.process_time()
    report = read(data)
    assert len(report.records) == 100
    assert time.process_time() - started < 4


@pytest.mark.unmeasured
def test_a_line_told_forty_thousand_times_is_read_in_little_memory() -> None:
    data = b"SF:a\n" + b"DA:1,1\n" * 40_000 + b"end_of_record\n"
    tracemalloc.start()
    assert read(data).records[0].lines == {1: 40_000}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30 * len(data)
