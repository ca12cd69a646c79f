"""What counts as an answer of an advisory service."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from greenlane.edges.osv import VARIABLE, AdvisoryService
from greenlane.model.errors import OutsideError, UsageError

ADDRESS = "https://osv.example"


@contextmanager
def answering(content: Any) -> Iterator[AdvisoryService]:
    """A service that says the same to everything."""
    body = json.dumps(content).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield AdvisoryService(f"http://127.0.0.1:{server.server_address[1]}")
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("tail", ["", "/", "/v1", "/v1/", "/v1/query", "/v1/query/"])
def test_an_address_may_be_that_of_the_question(tail: str) -> None:
    assert AdvisoryService.of("", {VARIABLE: ADDRESS + tail}).address == ADDRESS


@pytest.mark.parametrize("address", ["https://u:p@osv.example", "https://token@osv.example/v1"])
def test_an_address_with_a_password_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        AdvisoryService.of("", {VARIABLE: address})
    assert "osv.example" not in str(caught.value)


def test_the_names_of_each_release_come_in_their_order() -> None:
    with answering({"results": [{"vulns": [{"id": "A"}, {"id": "B"}]}, {}]}) as service:
        assert service.against([("x", "1"), ("y", "2")]) == [("A", "B"), ()]


@pytest.mark.parametrize(
    "result",
    [
        *(None, [], "none", {"vulns": None}, {"vulns": [None]}, {"vulns": [{}]}, {"vulns": {"id": "A"}}),
        {"vulns": [{"id": "A"}], "next_page_token": "more"},
    ],
)
def test_a_result_that_is_odd_or_cut_is_no_answer(result: Any) -> None:
    with answering({"results": [result]}) as service, pytest.raises(OutsideError) as caught:
        service.against([("x", "1")])
    assert "did not answer about 1 packages" in str(caught.value)
