"""The listings of an S3 server, in pages, as far as the buckets of tests ask for them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

PAGE = 2
"""Entries a page."""


@dataclass
class State:
    """buckets: their keys and versions; uploads: unfinished ones by bucket. refuses: a status."""

    url: str = ""
    buckets: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    uploads: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    refuses: int = 0


class Handler(BaseHTTPRequestHandler):
    state: State

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def serve(self) -> None:
        state, target = self.state, urlsplit(self.path)
        bucket, _, key = unquote(target.path).lstrip("/").partition("/")
        query = dict(parse_qsl(target.query, keep_blank_values=True))
        if state.refuses:
            self.answer(state.refuses, "<Error><Code>AccessDenied</Code></Error>")
        elif not bucket:
            self.answer(200, "".join(f"<Bucket><Name>{name}</Name></Bucket>" for name in list(state.buckets)))
        elif self.command == "PUT":
            state.buckets[bucket] = []
            self.answer(200, "")
        elif bucket not in state.buckets:
            self.answer(404, "<Error><Code>NoSuchBucket</Code></Error>")
        elif self.command == "DELETE":
            self.delete(bucket, key, query)
        else:
            self.list(bucket, query)

    def delete(self, bucket: str, key: str, query: dict[str, str]) -> None:
        state = self.state
        if not key:
            is_empty = not state.buckets[bucket] and not state.uploads.get(bucket)
            if is_empty:
                del state.buckets[bucket]
            self.answer(204 if is_empty else 409, "")
        elif upload := query.get("uploadId"):
            state.uploads[bucket].remove((key, upload))
            self.answer(204, "")
        else:
            kept = [one for one in state.buckets[bucket] if one != (key, query.get("versionId", one[1]))]
            state.buckets[bucket] = kept
            self.answer(204, "")

    def list(self, bucket: str, query: dict[str, str]) -> None:
        """One page. Marks count what was listed before, as though nothing had gone meanwhile."""
        if "uploads" in query:
            kind, name, mark = "Upload", "UploadId", ("key-marker", "NextKeyMarker")
            entries = self.state.uploads.get(bucket, [])
        elif "versions" in query:
            kind, name, mark = "Version", "VersionId", ("key-marker", "NextKeyMarker")
            entries = self.state.buckets[bucket]
        else:
            kind, name, mark = "Contents", "ETag", ("continuation-token", "NextContinuationToken")
            entries = self.state.buckets[bucket]
        after = query.get(mark[0], "")
        rest = sorted(one for one in entries if one[0] > after)
        page = rest[:PAGE]
        listed = "".join(f"<{kind}><Key>{k}</Key><{name}>{v}</{name}></{kind}>" for k, v in page)
        more = f"<{mark[1]}>{page[-1][0]}</{mark[1]}>" if len(rest) > PAGE else ""
        self.answer(200, f"<IsTruncated>{'true' if more else 'false'}</IsTruncated>{more}{listed}")

    def answer(self, code: int, content: str) -> None:
        body = f'<R xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{content}</R>'.encode()
        self.send_response(code)
        self.send_header("Content-Length", str(0 if code == 204 else len(body)))
        self.end_headers()
        if code != 204:
            self.wfile.write(body)

    do_GET = do_PUT = do_DELETE = serve


@contextmanager
def serving() -> Iterator[State]:
    """Serve on a free port of the loopback until the block ends."""
    state = State()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"state": state}))
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
