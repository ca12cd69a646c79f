"""Buckets of the tests on an S3 server: made, emptied, removed; those of killed sessions too."""

from __future__ import annotations

import http.client
import itertools
import re
import secrets
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from greenlane.edges import processes, s3
from greenlane.model.errors import OutsideError
from greenlane.pytest.servers import ObjectStore

PREFIX = "greenlane-test"
_NAME = re.compile(rf"{PREFIX}-(?P<pid>[0-9]+)-[0-9a-f]{{8}}-[0-9]+")


@dataclass(frozen=True)
class Bucket:
    """An empty bucket of this test, and how to reach it with any client."""

    name: str
    endpoint: str
    region: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)


class Buckets:
    """The buckets of one pytest process."""

    def __init__(self, store: ObjectStore, pid: int) -> None:
        parts = urlsplit(store.endpoint)
        self._store = store
        self._endpoint = s3.Endpoint(
            parts.hostname or "127.0.0.1", parts.port or 80, store.region, store.access_key, store.secret_key
        )
        self._stem = f"{PREFIX}-{pid}-{secrets.token_hex(4)}"
        self._numbers = itertools.count(1)

    def make(self) -> Bucket:
        """A bucket that did not exist before."""
        name = f"{self._stem}-{next(self._numbers)}"
        self._ask("PUT", name)
        store = self._store
        return Bucket(name, store.endpoint, store.region, store.access_key, store.secret_key)

    def remove(self, name: str) -> None:
        """Abort its uploads, delete every version of every object, and then the bucket itself."""
        for upload in self._listed(name, {"uploads": ""}, {"Upload"}):
            self._ask("DELETE", f"{name}/{upload['Key']}", {"uploadId": upload["UploadId"]}, missing=True)
        for version in self._listed(name, {"versions": ""}, {"Version", "DeleteMarker"}):
            query = {"versionId": version["VersionId"]} if "VersionId" in version else {}
            self._ask("DELETE", f"{name}/{version['Key']}", query, missing=True)
        for entry in self._listed(name, {"list-type": "2"}, {"Contents"}):
            self._ask("DELETE", f"{name}/{entry['Key']}", missing=True)
        self._ask("DELETE", name, missing=True)

    def sweep(self) -> list[str]:
        """Remove the buckets of test processes that are gone; returns their names."""
        names = [entry["Name"] for entry in self._listed("", {}, {"Bucket"})]
        left = [name for name in names if _is_left_behind(name)]
        for name in left:
            self.remove(name)
        return left

    def _listed(self, bucket: str, query: Mapping[str, str], tags: set[str]) -> Iterator[dict[str, str]]:
        """What a listing holds, page after page, until the server says that there is no more."""
        marks: dict[str, str] = {}
        while True:
            answer = self._ask("GET", bucket, {**query, **marks}, missing=True)
            if answer.status == 404:
                return
            root = ElementTree.fromstring(answer.body)  # our own server's answer  # nosec B314
            yield from (_fields(entry) for entry in root.iter() if _tag(entry) in tags)
            following = _next_page(_fields(root))
            if not following or following == marks:
                return
            marks = following

    def _ask(
        self, method: str, path: str, query: Mapping[str, str] | None = None, *, missing: bool = False
    ) -> s3.Answer:
        try:
            answer = s3.request(self._endpoint, method, f"/{path}", query=query)
        except (OSError, http.client.HTTPException) as err:
            raise OutsideError(
                f"the S3 server at {self._store.endpoint} does not answer: {err}",
                fix="is it up? `greenlane status`",
                docs="docs/pytest.md#bucket",
            ) from err
        if answer.status >= 300 and not (missing and answer.status == 404):
            raise OutsideError(f"{method} /{path} on S3: {answer.text()}", docs="docs/pytest.md#bucket")
        return answer


def _is_left_behind(name: str) -> bool:
    """Whether its process is gone. A process that has the number now keeps it: better left than taken."""
    found = _NAME.fullmatch(name)
    return found is not None and processes.identity(int(found["pid"])) is None


def _next_page(said: Mapping[str, str]) -> dict[str, str]:
    if said.get("IsTruncated") != "true":
        return {}
    names = {
        "NextContinuationToken": "continuation-token",
        "NextKeyMarker": "key-marker",
        "NextVersionIdMarker": "version-id-marker",
        "NextUploadIdMarker": "upload-id-marker",
    }
    return {names[name]: value for name, value in said.items() if name in names and value}


def _tag(entry: ElementTree.Element) -> str:
    return entry.tag.rpartition("}")[2]


def _fields(entry: ElementTree.Element) -> dict[str, str]:
    return {_tag(child): child.text or "" for child in entry}
