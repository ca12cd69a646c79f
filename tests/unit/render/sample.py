"""One Document as a real run leaves it: something of everything that can stand in one."""

from __future__ import annotations

from fractions import Fraction

from greenlane.model.coverage import Count, Coverage, FileCoverage, Threshold
from greenlane.model.document import Covered, Document, Findings, Lines, Paragraph, Section, Table, Tool
from greenlane.model.finding import Finding, Severity
from greenlane.model.verdict import Outcome, Spared

INJECTION = Finding(
    tool="bandit",
    rule="B608",
    severity=Severity.MEDIUM,
    message="Possible SQL injection vector through string-based query construction.",
    path="server/api/search.py",
    line=41,
    column=9,
    docs="https://bandit.readthedocs.io/en/latest/plugins/b608_hardcoded_sql_expressions.html",
    fingerprint="5f1c8a",
)
ADVISORY = Finding(
    tool="pip-audit",
    rule="GHSA-xxxx-yyyy-zzzz",
    severity=Severity.HIGH,
    message="aiohttp 3.9.1: request smuggling through a malformed chunk.",
    path="requirements.txt",
    line=7,
    fix="upgrade aiohttp to 3.10.11",
    docs="https://osv.dev/vulnerability/GHSA-xxxx-yyyy-zzzz",
    fingerprint="77aa01",
)
MOCK = Finding(
    tool="mocks",
    rule="reachable-fake",
    severity=Severity.HIGH,
    message="FakePaymentGateway is reachable in production.",
    path="server/payments/fake.py",
    line=12,
    trace=("server/main.py", "server/payments/__init__.py", "server/payments/fake.py"),
    fingerprint="0badca",
)
UNUSED = Finding(
    tool="ruff",
    rule="F401",
    severity=Severity.WARNING,
    message="`os` imported but unused",
    path="server/api/search.py",
    line=3,
    column=8,
    fix="Remove unused import: `os`",
    docs="https://docs.astral.sh/ruff/rules/unused-import",
    fingerprint="12ab34",
)
LONG_LINE = Finding(
    tool="ruff",
    rule="E501",
    severity=Severity.WARNING,
    message="Line too long (132 > 110)",
    path="app/lib/größe 漢字.py",
    line=88,
    column=111,
    fingerprint="98fe76",
)
COVERAGE = Coverage(
    files=(
        FileCoverage(
            "server/api/search.py",
            {**dict.fromkeys(range(1, 30), 4), 31: 0, 32: 0, 34: 0, 40: 2, 41: 0},
            {(29, "to 31"): 0, (29, "to 40"): 3},
        ),
        FileCoverage("server/main.py", dict.fromkeys(range(1, 21), 1)),
        FileCoverage("app/lib/chat.dart", {number: number % 3 for number in range(1, 31)}),
    ),
    thresholds=(
        Threshold("total", Fraction(80), Count(79_996, 100_000)),
        Threshold("patch", Fraction(90), Count(18, 20)),
        Threshold("component api", Fraction(80), Count(0, 0)),
    ),
    patch={"server/api/search.py": {31: 0, 32: 0, 40: 2}},
)
FOUND = Findings(
    findings=(ADVISORY, INJECTION),
    components=("", "api"),
)
DOCUMENT = Document(
    title="gates of messenger",
    outcome=Outcome.FAIL,
    verdict="3 of 5 gates fail: security, mocks, coverage; 1 is unknown: secrets",
    actions=(
        "Upgrade aiohttp to 3.10.11 in requirements.txt.",
        "Take FakePaymentGateway out of the way from server/main.py.",
        "Fetch the whole history, so that secrets can be looked for in it: git fetch --unshallow",
    ),
    subject=(
        ("project", "messenger"),
        ("commit", "3f786850e387550fdab836ed7e6dc881de23001b"),
        ("work tree", "as committed"),
    ),
    sections=(
        Section(
            "Gates",
            (
                Table(
                    head=("gate", "verdict", "findings", "why"),
                    rows=(
                        ("lint", "pass", "2", "2 warning of 49 allowed"),
                        ("security", "fail", "2", "1 high of 0 allowed"),
                        ("secrets", "unknown", "0", "the history is shallow"),
                        ("mocks", "fail", "1", "1 high of 0 allowed"),
                        ("coverage", "fail", "0", "total is below 80 %"),
                        ("performance", "not-run", "0", "no report is declared"),
                    ),
                    align="llrl",
                    outcomes=(
                        Outcome.PASS,
                        Outcome.FAIL,
                        Outcome.UNKNOWN,
                        Outcome.FAIL,
                        Outcome.FAIL,
                        Outcome.NOT_RUN,
                    ),
                ),
            ),
        ),
        Section(
            "security",
            (
                Paragraph("bandit 1.9.4 looked at 41 files; pip-audit 2.9.0 looked at 63 packages."),
                FOUND,
                Findings(
                    (),
                    kind="ignored",
                    kept=(
                        Spared(
                            Finding("bandit", "B404", Severity.NOTE, "subprocess", "scripts/dev.py", 3),
                            "starts our own programs",
                            "2027-03-01",
                        ),
                    ),
                ),
            ),
            Outcome.FAIL,
        ),
        Section(
            "secrets",
            (
                Paragraph("The history ends at a shallow boundary; commits before it were not looked at."),
                Lines(("git fetch --unshallow", "greenlane gate secrets --history all")),
            ),
            Outcome.UNKNOWN,
        ),
        Section("mocks", (Findings((MOCK,), ("api",)),), Outcome.FAIL),
        Section("lint", (Findings((UNUSED, LONG_LINE), ("api", "app")),), Outcome.PASS),
        Section("coverage", (Covered(COVERAGE),), Outcome.FAIL),
    ),
    tools=(
        Tool("bandit", "1.9.4", Outcome.PASS),
        Tool("mocks", "0.4.0", Outcome.FAIL),
        Tool("pip-audit", "2.9.0", Outcome.FAIL),
        Tool("ruff", "0.17.5", Outcome.PASS),
    ),
    made_at="2026-11-21T12:00:00Z",
)
