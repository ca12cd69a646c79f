"""pip-audit: what is asked, what counts as an answer, and how bad a finding is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates.catalog import pip_audit
from greenlane.model.errors import UsageError
from greenlane.model.finding import Severity
from greenlane.model.gates import Called, Unreadable
from greenlane.model.verdict import Answer
from tests.standins.advisories import Mode, Service, serving, unreachable
from tests.unit.gates.trial import Trial

HASH = "--hash=sha256:" + "a" * 64
HOLE = {
    "id": "CVE-2020-14343",
    "fix_versions": ["5.4"],
    "aliases": ["GHSA-8q59-q68h-6hv4"],
    "description": "d",
}
CANARY = {"id": "CVE-2019-10906", "fix_versions": ["2.10.1"], "aliases": [], "description": "d"}


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with serving() as running:
        yield running


def saying(
    bad: dict[str, Any], *, silent: str = "", skipped: str = "", err: str = "", code: int | None = None
) -> Callable[..., Called]:
    """A pip-audit that answers about every line of its file; bad: name -> advisory."""

    def run(_name: str, words: list[str], **_more: Any) -> Called:
        path = Path(next(word.partition("=")[2] for word in words if word.startswith("--requirement=")))
        items: list[dict[str, Any]] = []
        for line in path.read_text().split():
            name, _, version = line.partition("==")
            if name == skipped:
                items.append({"name": name, "skip_reason": "nobody knows it"})
            elif name != silent and version:
                items.append({"name": name, "version": version, "vulns": [bad[name]] if name in bad else []})
        found = any(item.get("vulns") for item in items)
        out = json.dumps({"dependencies": items, "fixes": []})
        return Called(int(found) if code is None else code, out, err)

    return run


def looked(
    tmp_path: Path,
    service: Service | str,
    run: Callable[..., Called],
    /,
    *,
    files: dict[str, str],
    **options: Any,
) -> Answer:
    address = service if isinstance(service, str) else service.url
    given: dict[str, Any] = {"service": address, "resolve": False, "timeout_s": 30} | options
    return Trial(tmp_path).write(files).examine(pip_audit, pip_audit.OPTIONS(**given), run)


KNOWN = {"jinja2": CANARY}
LOCK = {"requirements.txt": f"idna==3.10 {HASH}\npyyaml==5.3 {HASH}\n"}


def test_packages_that_all_were_answered_and_a_canary_that_was_found_are_an_answer(
    tmp_path: Path, service: Service
) -> None:
    answer = looked(tmp_path, service, saying(KNOWN), files=LOCK)
    assert (answer.findings, answer.looked_at, answer.unit, answer.unknown) == ((), 2, "packages", ())
    assert answer.facts["asked"] == service.url


def test_an_advisory_is_a_finding_with_the_severity_of_its_records(tmp_path: Path, service: Service) -> None:
    files = LOCK | {"requirements/dev.txt": f"\npyyaml==5.3 {HASH}\n"}
    found = looked(tmp_path, service, saying(KNOWN | {"pyyaml": HOLE}), files=files).findings
    assert [(one.rule, one.severity, one.place, one.trace) for one in found] == [
        ("CVE-2020-14343", Severity.CRITICAL, "requirements.txt:2", ("also requirements/dev.txt:2",))
    ]
    assert found[0].fix == "upgrade pyyaml to 5.4, or newer"


def test_the_canary_is_no_finding_of_the_project(tmp_path: Path, service: Service) -> None:
    assert not looked(tmp_path, service, saying(KNOWN), files=LOCK).findings


def test_a_project_that_really_has_the_canarys_release_is_told(tmp_path: Path, service: Service) -> None:
    files = {"requirements.txt": f"jinja2==2.4.1 {HASH}\n"}
    assert len(looked(tmp_path, service, saying(KNOWN), files=files).findings) == 1


def test_an_advisory_without_a_score_is_of_unknown_severity(tmp_path: Path, service: Service) -> None:
    address = service.address(Mode.UNSCORED)
    answer = looked(tmp_path, address, saying(KNOWN | {"pyyaml": HOLE}), files=LOCK)
    assert [one.severity for one in answer.findings] == [Severity.UNKNOWN]
    assert not answer.unknown


def test_a_record_that_cannot_be_fetched_is_unknown_and_the_finding_stays(tmp_path: Path) -> None:
    answer = looked(tmp_path, unreachable(), saying(KNOWN | {"pyyaml": HOLE}), files=LOCK)
    assert [one.severity for one in answer.findings] == [Severity.UNKNOWN]
    assert "the severity of CVE-2020-14343" in answer.unknown[0]


def test_a_service_that_knows_nothing_against_the_canary_is_not_believed(
    tmp_path: Path, service: Service
) -> None:
    with pytest.raises(Unreadable, match="knows nothing against jinja2"):
        looked(tmp_path, service, saying({}), files=LOCK)


def test_a_package_that_was_skipped_is_unknown_by_name(tmp_path: Path, service: Service) -> None:
    answer = looked(tmp_path, service, saying(KNOWN, skipped="idna"), files=LOCK)
    assert answer.unknown == ("idna: nobody knows it",)
    assert answer.looked_at == 1


def test_a_package_that_was_not_answered_is_no_answer_and_named(tmp_path: Path, service: Service) -> None:
    with pytest.raises(Unreadable, match="said nothing about 1 packages") as caught:
        looked(tmp_path, service, saying(KNOWN, silent="idna"), files=LOCK)
    assert caught.value.detail == ("idna",)


def test_a_record_that_pip_audit_dropped_is_unknown(tmp_path: Path, service: Service) -> None:
    log = "WARNING:pip_audit._service.osv:Unsupported OSV schema version: 9.0.0\n"
    answer = looked(tmp_path, service, saying(KNOWN, err=log), files=LOCK)
    assert answer.unknown == ("Unsupported OSV schema version: 9.0.0",)


@pytest.mark.parametrize("code", [0, 2, -9])
def test_a_code_that_does_not_fit_is_no_answer(tmp_path: Path, service: Service, code: int) -> None:
    with pytest.raises(Unreadable, match=f"code {code}"):
        looked(tmp_path, service, saying(KNOWN, code=code), files=LOCK)


@pytest.mark.parametrize(
    "out",
    [
        "",
        "{",
        "[]",
        '{"dependencies": 1}',
        '{"dependencies": []}',
        '{"dependencies": [{"name": "idna"}]}',
        '{"dependencies": [{"name": "idna", "version": "3.10", "vulns": []}]}',
        '{"dependencies": [{"name": "evil", "version": "1", "vulns": []}]}',
    ],
)
def test_what_does_not_name_every_package_is_no_answer(tmp_path: Path, service: Service, out: str) -> None:
    with pytest.raises(Unreadable):
        looked(
            tmp_path, service, lambda *_, **__: Called(0, out, "No known vulnerabilities found"), files=LOCK
        )


def test_what_is_meant_for_another_system_is_asked_about_too(tmp_path: Path, service: Service) -> None:
    files = {"requirements.txt": f"pyyaml==5.3 ; sys_platform == 'nowhere' {HASH}\n"}
    assert looked(tmp_path, service, saying(KNOWN | {"pyyaml": HOLE}), files=files).findings


def test_two_releases_of_one_package_are_asked_about_apart(tmp_path: Path, service: Service) -> None:
    files = LOCK | {"requirements/old.txt": f"idna==3.9 {HASH}\n"}
    assert looked(tmp_path, service, saying(KNOWN), files=files).looked_at == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "requirements.txt names no package"),
        ("idna>=3\n", "requirements.txt is not locked, so what it would install is not known"),
        (f"six==1 {HASH}\nshop @ https://x.invalid/a.whl\n", "requirements.txt:2: shop is from an address; "),
        (
            f"six==1 {HASH}\n-r base.in\n",
            "requirements.txt:2: base.in is not among the requirements looked at",
        ),
        (
            f"six==1 {HASH}\n-e .\n",
            "requirements.txt:2: what the project itself needs (-e .) is not in a lock",
        ),
    ],
)
def test_what_no_answer_can_be_about_is_unknown_by_name(
    tmp_path: Path, service: Service, text: str, told: str
) -> None:
    answer = looked(tmp_path, service, saying(KNOWN), files={"requirements.txt": text})
    assert any(line.startswith(told) for line in answer.unknown)


def test_a_package_from_an_address_may_be_accepted_with_a_reason(tmp_path: Path, service: Service) -> None:
    files = {"requirements.txt": f"six==1 {HASH}\nshop @ https://x.invalid/a.whl\n"}
    assert not looked(tmp_path, service, saying(KNOWN), files=files, accepted={"shop": "ours"}).unknown


def test_a_file_that_is_no_lock_is_resolved(tmp_path: Path, service: Service) -> None:
    def run(name: str, words: list[str], **more: Any) -> Called:
        if "--no-deps" in words:
            return saying(KNOWN)(name, words, **more)
        items = [{"name": name, "version": "5.3", "vulns": [HOLE]} for name in ("shop", "pyyaml")]
        return Called(1, json.dumps({"dependencies": items}), "")

    answer = looked(tmp_path, service, run, files={"requirements.txt": "\nshop>=1\n"}, resolve=True)
    assert [one.place for one in answer.findings] == ["requirements.txt:1", "requirements.txt:2"]
    assert not answer.unknown


def test_a_resolved_file_must_hold_what_it_names(tmp_path: Path, service: Service) -> None:
    with pytest.raises(Unreadable, match=r"packages of requirements\.txt"):
        looked(tmp_path, service, saying(KNOWN), files={"requirements.txt": "shop>=1\n"}, resolve=True)


def test_no_canary_is_a_mistake(tmp_path: Path, service: Service) -> None:
    with pytest.raises(UsageError):
        looked(tmp_path, service, saying(KNOWN), files=LOCK, canary="")


def test_a_summary_with_markup_and_of_any_length_is_kept_in_bounds(tmp_path: Path, service: Service) -> None:
    loud = HOLE | {"description": "<script>" * 10_000, "id": "../../etc"}
    found = looked(tmp_path, service, saying(KNOWN | {"pyyaml": loud}), files=LOCK).findings[0]
    assert len(found.message) < 1000
    assert found.message.startswith("pyyaml 5.3: <script>")
