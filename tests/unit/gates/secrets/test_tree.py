"""The files: what is read, what is told of it, and what bad input does."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates.catalog import secrets
from greenlane.gates.secrets.scan import scan
from greenlane.model.finding import Finding, Severity
from tests.unit.gates.secrets.corpus import Drawn
from tests.unit.gates.trial import Trial

KEY = "sk_live_" + Drawn(5).b62(24)
OTHER = "sk_live_" + Drawn(6).b62(24)
LARGE = 50 * 1024**2
ENTRY: Any = secrets


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path / "project")


def findings(trial: Trial) -> list[Finding]:
    return list(trial.examine(ENTRY).findings)


def test_a_finding_says_vendor_place_length_and_the_prefix_only(trial: Trial) -> None:
    [found] = findings(trial.write({"app/pay.py": f"\nkey = '{KEY}'\n"}))
    assert (found.path, found.line, found.column) == ("app/pay.py", 2, 8)
    assert found.message.startswith("Stripe: ")
    assert "32 characters, begins with sk_l" in found.message
    assert KEY[8:] not in repr(found)


def test_a_password_shows_nothing_of_itself(trial: Trial) -> None:
    word = "Tr0" + "ub4dor&" + "Zx9q"
    [found] = findings(trial.write({"a.py": f"password = '{word}'\n"}))
    assert "begins with" not in found.message
    assert word[:3] not in found.message


def test_a_fingerprint_stays_when_the_line_moves_and_changes_with_the_secret(trial: Trial) -> None:
    [before] = findings(trial.write({"a.py": f"k = '{KEY}'\n"}))
    [moved] = findings(trial.write({"a.py": f"\n\nkey2 = '{KEY}'\n"}))
    [other] = findings(trial.write({"a.py": f"k = '{OTHER}'\n"}))
    assert before.fingerprint == moved.fingerprint != other.fingerprint


def test_the_same_secret_twice_is_two_findings(trial: Trial) -> None:
    found = findings(trial.write({"a.py": f"k = '{KEY}'\nl = '{KEY}'\n"}))
    assert [one.line for one in found] == [1, 2]
    assert found[0].fingerprint != found[1].fingerprint


def test_binary_files_are_read_and_counted(trial: Trial) -> None:
    answer = trial.write({"app.bin": b"\x7fELF\0\0" + KEY.encode() + b"\0"}).examine(ENTRY)
    assert [(one.path, one.line) for one in answer.findings] == [("app.bin", None)]
    assert "binary" in answer.findings[0].message
    assert answer.facts["binary files"] == "1"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_as_text(trial: Trial, encoding: str) -> None:
    mark = "\ufeff".encode(encoding)
    [found] = findings(trial.write({".env.py": mark + f"a=1\r\nKEY={KEY}\r\n".encode(encoding)}))
    assert found.line == 2


def test_a_larger_file_is_unknown_and_not_dropped(trial: Trial) -> None:
    trial.write({"big.txt": "x" * 2000, "a.py": "x = 1\n"})
    answer = trial.examine(ENTRY, secrets.Options(largest=1000))
    assert answer.looked_at == 1
    assert ["big.txt" in line and "2000" in line for line in answer.unknown] == [True]


def test_a_file_that_is_gone_is_unknown(trial: Trial) -> None:
    trial.write({"a.py": "x = 1\n"})
    answer = secrets.examine(trial.context(secrets.Options()), ["a.py", "gone.py"])
    assert answer.looked_at == 1
    assert "gone.py" in answer.unknown[0]


def test_a_tracked_env_file_is_told_and_a_template_is_not(trial: Trial) -> None:
    trial.write(
        {".env": "A=\n", "app/.env.production": "A=\n", ".env.example": "A=\n", ".gitignore": ".env.local\n"}
    )
    trial.commit()
    trial.write({".env.local": "A=1\n"})
    found = [(one.path, one.rule, one.severity) for one in findings(trial)]
    assert found == [
        (".env", "tracked-env-file", Severity.MEDIUM),
        ("app/.env.production", "tracked-env-file", Severity.MEDIUM),
    ]


def test_an_ignored_file_is_nobody_s_business(trial: Trial) -> None:
    trial.write({".gitignore": ".env\n", "a.py": "x = 1\n"})
    trial.commit()
    trial.write({".env": f"K={KEY}\n"})
    assert findings(trial) == []


def test_a_path_with_a_newline_and_a_link_in_a_circle(trial: Trial) -> None:
    trial.write({"a\nb.py": KEY, "<script>.py": KEY})
    (trial.root / "round").symlink_to(trial.root, target_is_directory=True)
    (trial.root / "self").symlink_to("self")
    assert sorted(str(one.path) for one in findings(trial)) == ["<script>.py", "a\nb.py"]


NASTY = (
    *(b"key=", b"password: '", b"eyJhbGciOi.", b"postgres://a:", b"API", b"-----BEGIN ", b"token  ", b"://:"),
    *(b"ghs_eyJa", b"xoxb-a", b"aaa: aaa: b b b\n", b"mysql://a:bbbb@c.", b"eyJaaaaaaaaaa.eyJ"),
    b"-----BEGIN PRIVATE KEY-----\n" + b"aaa: aaa: b b aaa: b " * 12,
)


@pytest.mark.parametrize("unit", NASTY, ids=repr)
@pytest.mark.unmeasured
def test_a_line_made_to_be_slow_takes_time_by_its_length_only(unit: bytes) -> None:
    """Four times the length takes about four times as long: at most eight."""
    short, long = (_seconds(unit * (size // len(unit))) for size in (250_000, 1_000_000))
    assert long < 8 * short + 0.5


def test_fifty_megabytes_in_one_line_take_seconds() -> None:
    assert _seconds(b"x" * LARGE) < 30


def _seconds(data: bytes) -> float:
    """Of the processor, so that a busy machine changes nothing."""
    started = time.process_time()
    scan(data + b" " + KEY.encode())
    return time.process_time() - started


def test_fifty_megabytes_take_a_few_times_their_size() -> None:
    data = (b"some text of a log without anything\n" * (LARGE // 36)) + KEY.encode()
    tracemalloc.start()
    assert len(scan(data)) == 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * LARGE


def test_ten_thousand_secrets_in_one_file_are_all_told() -> None:
    drawn = Drawn(9)
    text = "".join(f"k{n} = 'sk_live_{drawn.b62(24)}'\n" for n in range(10_000)).encode()
    hits = scan(text)
    assert [hit.line for hit in hits] == list(range(1, 10_001))
