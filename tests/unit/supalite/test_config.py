"""config.toml of a Supabase project: what holds, what is not honoured, and mistakes with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.model.errors import DeclarationError, GreenlaneError, UsageError
from greenlane.services.supalite.config import Bucket, Project, read, size_bytes


def _read(tmp_path: Path, text: str, **environment: str) -> Project:
    folder = tmp_path / "supabase"
    folder.mkdir()
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return read(folder, tmp_path, environment)


def _mistake(tmp_path: Path, text: str) -> str:
    with pytest.raises(GreenlaneError) as caught:
        _read(tmp_path, text)
    return "\n".join(caught.value.lines())


def test_a_folder_without_one_has_every_default(tmp_path: Path) -> None:
    (tmp_path / "supabase").mkdir()
    assert read(tmp_path / "supabase", tmp_path, {}) == Project()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="supabase: there is no such folder"):
        read(tmp_path / "supabase", tmp_path, {})


def test_honoured_settings_come_nested_again(tmp_path: Path) -> None:
    project = _read(tmp_path, "[auth]\njwt_expiry = 60\n[auth.email]\notp_length = 8\n[api]\nmax_rows = 5\n")
    assert project.section("auth") == {"jwt_expiry": 60, "email": {"otp_length": 8}}
    assert project.section("api") == {"max_rows": 5}
    assert project.ignored == ()


def test_buckets_are_read_with_their_limits(tmp_path: Path) -> None:
    limits = 'file_size_limit = "5MB"\nallowed_mime_types = ["image/png"]'
    text = f"[storage.buckets.a]\npublic = true\n{limits}\n[storage.buckets.b]\n"
    assert _read(tmp_path, text).buckets == (Bucket("a", True, 5_000_000, ("image/png",)), Bucket("b"))


def test_a_value_may_come_from_the_environment(tmp_path: Path) -> None:
    text = '[auth]\nsite_url = "env(SITE)"\n'
    assert _read(tmp_path, text, SITE="http://127.0.0.1:1").section("auth") == {
        "site_url": "http://127.0.0.1:1"
    }


def test_what_asks_for_something_missing_is_listed_and_what_is_off_is_not(tmp_path: Path) -> None:
    text = (
        "[auth]\nenable_anonymous_sign_ins = true\nenable_manual_linking = false\n"
        "[auth.mfa.totp]\nenroll_enabled = true\n[auth.sms.twilio]\nenabled = false\naccount_sid = 'x'\n"
        "[realtime]\nenabled = true\n[studio]\nenabled = true\nport = 1\n[db]\nport = 5\nmajor_version = 16\n"
    )
    expected = ("auth.enable_anonymous_sign_ins", "auth.mfa.totp.enroll_enabled", "realtime.enabled")
    assert _read(tmp_path, text).ignored == expected


def test_broken_toml_is_located(tmp_path: Path) -> None:
    assert _mistake(tmp_path, "[auth]\n\nsite_url = \n").startswith(
        "supabase/config.toml:3: is not valid TOML: "
    )


def test_every_wrong_value_is_located_in_one_pass(tmp_path: Path) -> None:
    bucket = '[storage.buckets.a]\npublic = "yes"\nfile_size_limit = "5 elephants"\n'
    text = f'[api]\nmax_rows = "many"\n\n[auth]\nenable_signup = 1\n{bucket}'
    lines = _mistake(tmp_path, text).splitlines()
    located = [line.partition(": expected")[0] for line in lines if ": expected" in line]
    assert located == [
        "supabase/config.toml:2 api.max_rows",
        "supabase/config.toml:5 auth.enable_signup",
        "supabase/config.toml:7 storage.buckets.a.public",
        "supabase/config.toml:8 storage.buckets.a.file_size_limit",
    ]


def test_a_bucket_that_is_no_section_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError):
        _read(tmp_path, "[storage.buckets]\na = true\n")


@pytest.mark.parametrize(
    ("text", "size"), [("50MiB", 52_428_800), ("500KB", 500_000), ("1.5 GiB", 1_610_612_736), ("7B", 7)]
)
def test_sizes_are_read_as_supabase_writes_them(text: str, size: int) -> None:
    assert size_bytes(text) == size
