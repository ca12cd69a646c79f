"""What the client sends, what it takes for an answer, and whom it shows its token."""

from __future__ import annotations

import io
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.standins.patience import SECRET, client_of
from tests.standins.scripted import Reply, Script, scripted

from greenlane.edges.github_client import Client
from greenlane.edges.github_errors import Refused
from greenlane.model.errors import OutsideError, UsageError


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def other() -> Iterator[Script]:
    with scripted() as script:
        yield script


class Kept(dict[str, tuple[str, bytes]]):
    """Tags in memory."""

    def put(self, url: str, etag: str, body: bytes) -> None:
        self[url] = (etag, body)


def test_a_request_carries_token_version_and_parameters(script: Script) -> None:
    script.says(Reply({"id": 1}))
    assert client_of(script.url).get("repos/o/n", {"a": "b c"}).content == {"id": 1}
    (asked,) = script.asked
    assert (asked.path, asked.query) == ("/repos/o/n", {"a": "b c"})
    assert asked.headers["authorization"] == f"Bearer {SECRET}"
    assert asked.headers["x-github-api-version"] == "2022-11-28"
    assert asked.headers["accept"] == "application/vnd.github+json"


def test_a_netrc_does_not_take_the_place_of_the_token(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    script.says(Reply({}))
    client_of(script.url).get("x")
    assert script.asked[0].headers["authorization"] == f"Bearer {SECRET}"


def test_without_a_token_nothing_is_sent_in_its_place(script: Script) -> None:
    script.says(Reply({}))
    Client(script.url, "").get("x")
    assert "authorization" not in script.asked[0].headers


def test_the_environment_names_the_api_and_the_token(script: Script) -> None:
    script.says(Reply({}))
    environment = {"GITHUB_API_URL": f"{script.url}/", "GITHUB_TOKEN": "one", "GREENLANE_GITHUB_TOKEN": "two"}
    Client.of(environment).get("x")
    assert script.asked[0].path == "/x"
    assert script.asked[0].headers["authorization"] == "Bearer two"


def test_an_environment_that_says_nothing_means_github_itself() -> None:
    assert Client.of({"GITHUB_API_URL": ""}).api == "https://api.github.com"


@pytest.mark.parametrize(
    "address", ["", "ftp://h", "https://", "https://me:pw@h", "http://h:x", "http://[", "http://h?a=b"]
)
def test_an_address_that_is_none_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(UsageError, match="GITHUB_API_URL") as caught:
        Client(address, SECRET)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("end", ["\nmore", "\r\nX-Evil: 1", " x", "é"])
def test_a_token_that_cannot_be_one_is_refused_without_being_repeated(end: str) -> None:
    with pytest.raises(UsageError) as caught:
        Client("https://h", SECRET + end)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_the_line_end_of_a_token_file_is_fine(script: Script) -> None:
    script.says(Reply({}))
    Client(script.url, f"{SECRET}\n").get("x")
    assert script.asked[0].headers["authorization"] == f"Bearer {SECRET}"


def test_a_refusal_carries_githubs_words_and_never_the_token(script: Script) -> None:
    script.says(Reply({"message": f"no, {SECRET}"}, 403))
    with pytest.raises(Refused, match="403 to GET") as caught:
        client_of(script.url).get("x")
    assert caught.value.status == 403
    assert '"no, ***"' in caught.value.said
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_neither_client_nor_wire_shows_the_token(script: Script) -> None:
    script.says(Reply({}))
    client = client_of(script.url)
    client.get("x")
    assert SECRET not in f"{client!r}{client._wire!r}{client._patience!r}"


@pytest.mark.parametrize("body", [b"", b"null"], ids=["no body", "null"])
def test_an_empty_answer_is_unknown(script: Script, body: bytes) -> None:
    script.says(Reply(body))
    with pytest.raises(OutsideError, match="expected JSON; got nothing"):
        client_of(script.url).get("x")


def test_every_request_is_counted_the_vain_ones_too(script: Script) -> None:
    script.says(Reply({}, 500), Reply({}), Reply({}, 404))
    client = client_of(script.url)
    client.get("x")
    with pytest.raises(Refused):
        client.get("y")
    assert client.calls == len(script.asked) == 3


def test_an_answer_is_asked_for_again_by_its_etag(script: Script) -> None:
    script.says(Reply({"n": 1}, headers={"ETag": 'W/"a"'}), Reply(status=304))
    client = client_of(script.url, tags=Kept())
    first, second = client.get("x", revalidate=True), client.get("x", revalidate=True)
    assert (first.content, first.unchanged) == ({"n": 1}, False)
    assert (second.content, second.unchanged) == ({"n": 1}, True)
    assert script.asked[1].headers["if-none-match"] == 'W/"a"'


def test_a_new_answer_takes_the_place_of_the_one_kept(script: Script) -> None:
    script.says(Reply(1, headers={"ETag": "a"}), Reply(2, headers={"ETag": "b"}), Reply(status=304))
    client = client_of(script.url, tags=Kept())
    assert [client.get("x", revalidate=True).content for _ in range(3)] == [1, 2, 2]
    assert script.asked[2].headers["if-none-match"] == "b"


def test_a_kept_answer_that_is_broken_is_read_anew(script: Script) -> None:
    script.says(Reply(status=304), Reply({"n": 1}))
    tags = Kept({f"{script.url}/x": ("a", b'{"n": ')})
    answer = client_of(script.url, tags=tags).get("x", revalidate=True)
    assert (answer.content, answer.unchanged) == ({"n": 1}, False)


def test_unchanged_to_a_question_that_was_not_asked_is_no_answer(script: Script) -> None:
    script.says(Reply(status=304))
    with pytest.raises(OutsideError):
        client_of(script.url).get("x")


def test_a_redirect_on_the_same_host_is_followed_with_the_token(script: Script) -> None:
    script.says(Reply(status=301, headers={"Location": "/repositories/7"}), Reply({"id": 7}))
    assert client_of(script.url).get("repos/o/old").content == {"id": 7}
    assert script.asked[1].path == "/repositories/7"
    assert script.asked[1].headers["authorization"] == f"Bearer {SECRET}"


def test_a_redirect_to_another_host_is_refused(script: Script, other: Script) -> None:
    script.says(Reply(status=302, headers={"Location": f"{other.url}/x?signature=s"}))
    with pytest.raises(OutsideError, match="leads to") as caught:
        client_of(script.url).get("x")
    assert not other.asked
    assert "signature" not in str(caught.value)


@pytest.mark.parametrize("target", ["file:///etc/hostname", "http://h:port/", "//h/x"])
def test_a_redirect_to_nowhere_is_refused(script: Script, target: str) -> None:
    script.says(Reply(status=302, headers={"Location": target}))
    with pytest.raises(OutsideError, match="leads to"):
        client_of(script.url).get("x")


def test_a_redirect_to_what_is_no_url_is_no_answer(script: Script) -> None:
    script.says(*[Reply(status=302, headers={"Location": "http://["})] * 2)
    with pytest.raises(OutsideError, match="ValueError, 2 times"):
        client_of(script.url, tries=2).get("x")


def test_a_redirect_in_a_circle_ends(script: Script) -> None:
    script.says(*[Reply(status=302, headers={"Location": "/x"})] * 12)
    with pytest.raises(OutsideError, match="5 redirects, 2 times"):
        client_of(script.url, tries=2).get("x")


def test_a_change_is_not_made_a_question_by_a_redirect(script: Script) -> None:
    script.says(Reply(status=302, headers={"Location": "/y"}))
    with pytest.raises(OutsideError, match="leads to"):
        client_of(script.url).post("x", {"a": 1})
    assert len(script.asked) == 1


def test_a_change_follows_a_redirect_that_keeps_it(script: Script) -> None:
    script.says(Reply(status=307, headers={"Location": "/y"}), Reply({"id": 1}, 201))
    assert client_of(script.url).post("x", {"a": 1}) == {"id": 1}
    assert [(asked.method, asked.body) for asked in script.asked] == [("POST", b'{"a": 1}')] * 2


def test_a_download_follows_to_another_host_without_the_token(script: Script, other: Script) -> None:
    script.says(Reply(status=302, headers={"Location": f"{other.url}/blob"}))
    other.says(Reply(b"\x00\xff"))
    assert client_of(script.url).download("assets/1") == b"\x00\xff"
    assert "authorization" not in other.asked[0].headers


def test_an_upload_goes_to_no_foreign_host(script: Script, other: Script) -> None:
    with pytest.raises(OutsideError, match="an upload leads to"):
        client_of(script.url).upload(f"{other.url}/x", {}, io.BytesIO(b"1"))
    assert not other.asked


@pytest.mark.parametrize(
    ("api", "url", "is_trusted"),
    [
        ("https://api.github.com", "https://uploads.github.com/x", True),
        ("https://api.octo.ghe.com", "https://uploads.octo.ghe.com/x", True),
        ("https://api.github.com", "https://api.github.com:443/x", True),
        ("https://api.github.com", "http://api.github.com/x", False),
        ("https://api.github.com", "https://api.github.com:8443/x", False),
        ("https://api.github.com", "https://api.github.com.evil.example/x", False),
        ("https://api.github.com", "https://github.com/x", False),
        ("https://ghe.example/api/v3", "https://ghe.example/api/uploads/x", True),
    ],
)
def test_the_token_goes_to_the_api_and_its_uploads_only(api: str, url: str, is_trusted: bool) -> None:
    assert client_of(api)._wire.trusts(url) is is_trusted


def test_changes_are_sent_as_json_and_removals_without_a_body(script: Script) -> None:
    script.says(Reply({"n": 1}), Reply({"n": 2}), Reply(status=204))
    client = client_of(script.url)
    assert (client.post("x", {"a": 1}), client.patch("x/1", {"a": 2})) == ({"n": 1}, {"n": 2})
    client.delete("x/1")
    assert [asked.method for asked in script.asked] == ["POST", "PATCH", "DELETE"]
    assert [asked.body for asked in script.asked] == [b'{"a": 1}', b'{"a": 2}', b""]
