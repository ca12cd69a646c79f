"""GitHub's releases and their files, as far as greenlane asks them: drafts, uploads, publishing, the tag.

As at GitHub, publishing makes the tag where there is none and leaves it where there is one; where releases
are immutable, nothing of a published one changes afterwards; an upload that is cut leaves half a file.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

Answer = tuple[Any, int]
NOT_FOUND: Answer = ({"message": "Not Found"}, 404)
CUT = -1
"""In the place of a status: the connection ends without a word."""


@dataclass
class Asset:
    number: int
    name: str
    content: bytes
    state: str = "uploaded"


@dataclass
class Release:
    number: int
    fields: dict[str, Any]
    assets: dict[int, Asset] = field(default_factory=dict)

    @property
    def is_draft(self) -> bool:
        return bool(self.fields["draft"])


@dataclass
class Releases:
    """tags: where each tag stands; annotated: the tag object of those that have one.

    is_hidden: whether the token may not see the repository.
    states_digests: whether files carry a digest. fail_upload_of, corrupt_upload_of, cut_upload_of: a file
    that is refused, changed on the way, or half there when the connection ends.
    """

    url: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    annotated: dict[str, str] = field(default_factory=dict)
    releases: dict[int, Release] = field(default_factory=dict)
    states_digests: bool = True
    is_immutable: bool = True
    is_hidden: bool = False
    fail_upload_of: str = ""
    corrupt_upload_of: str = ""
    cut_upload_of: str = ""
    last: int = 0

    def number(self) -> int:
        self.last += 1
        return self.last

    def draft(self, **fields: Any) -> Release:
        """A draft as somebody makes it by hand."""
        number = self.number()
        defaults = {"draft": True, "body": "", "target_commitish": "main", "prerelease": False}
        self.releases[number] = Release(number, {**defaults, **fields})
        return self.releases[number]

    def hold(self, release: Release, name: str, content: bytes, state: str = "uploaded") -> Asset:
        """Lay a file there."""
        asset = Asset(self.number(), name, content, state)
        release.assets[asset.number] = asset
        return asset

    def answered(self, method: str, parts: list[str], query: dict[str, str], body: bytes) -> Answer:
        """Of everything below releases and git."""
        match method, parts:
            case "GET", ["git", "ref", "tags", tag]:
                return self._ref(tag)
            case "GET", ["git", "tags", sha]:
                target = next((self.tags[tag] for tag, one in self.annotated.items() if one == sha), "")
                return ({"object": {"type": "commit", "sha": target}}, 200) if target else NOT_FOUND
            case "GET", ["releases"] if not self.is_hidden:
                return self._listed(int(query.get("page", "1")), int(query["per_page"]))
            case "POST", ["releases"]:
                return self.show(self.draft(**json.loads(body))), 201
            case _, ["releases", "assets", number]:
                return self._asset(method, int(number))
            case _, ["releases", number, *rest] if int(number) in self.releases:
                return self._release(method, self.releases[int(number)], rest, query, body)
        return NOT_FOUND

    def show(self, release: Release) -> dict[str, Any]:
        base = f"{self.url}/repos/owner/name/releases/{release.number}"
        more = {"id": release.number, "upload_url": f"{base}/assets{{?name,label}}", "html_url": base}
        told = {name: value for name, value in release.fields.items() if name != "make_latest"}
        return told | more

    def show_asset(self, asset: Asset) -> dict[str, Any]:
        digest = f"sha256:{hashlib.sha256(asset.content).hexdigest()}" if self.states_digests else None
        size = len(asset.content)
        return {"id": asset.number, "name": asset.name, "size": size, "state": asset.state, "digest": digest}

    def _ref(self, tag: str) -> Answer:
        if tag not in self.tags:
            return NOT_FOUND
        own = self.annotated.get(tag)
        target = {"type": "tag", "sha": own} if own else {"type": "commit", "sha": self.tags[tag]}
        return {"ref": f"refs/tags/{tag}", "object": target}, 200

    def _listed(self, page: int, per_page: int) -> Answer:
        newest = sorted(self.releases.values(), key=lambda one: -one.number)
        return [self.show(one) for one in newest[(page - 1) * per_page : page * per_page]], 200

    def _asset(self, method: str, number: int) -> Answer:
        found = [(one, one.assets[number]) for one in self.releases.values() if number in one.assets]
        if not found:
            return NOT_FOUND
        release, asset = found[0]
        if method == "GET":
            return asset.content, 200
        if self._is_settled(release):
            return {"message": "Cannot delete asset from an immutable release"}, 422
        del release.assets[number]
        return b"", 204

    def _release(
        self, method: str, release: Release, rest: list[str], query: dict[str, str], body: bytes
    ) -> Answer:
        match method, rest:
            case "GET", []:
                return self.show(release), 200
            case "GET", ["assets"]:
                return [self.show_asset(asset) for asset in release.assets.values()], 200
            case "PATCH", []:
                return self._changed(release, json.loads(body))
            case "DELETE", []:
                del self.releases[release.number]
                return b"", 204
            case "POST", ["assets"]:
                return self._received(release, query["name"], body)
        return NOT_FOUND

    def _changed(self, release: Release, fields: dict[str, Any]) -> Answer:
        if self._is_settled(release) and set(fields) & {"tag_name", "target_commitish"}:
            return {"message": "tag_name cannot be changed when release is immutable"}, 422
        release.fields |= fields
        if not release.is_draft:
            self.tags.setdefault(release.fields["tag_name"], release.fields["target_commitish"])
        return self.show(release), 200

    def _received(self, release: Release, name: str, body: bytes) -> Answer:
        if name == self.fail_upload_of:
            return {"message": "we are having a problem"}, 502
        if self._is_settled(release):
            return {"message": "Cannot upload assets to an immutable release."}, 422
        if name in {asset.name for asset in release.assets.values()}:
            return {"message": "already_exists"}, 422
        if name == self.cut_upload_of:
            # GitHub's words on uploading say starter; its schema of a file says open.
            self.hold(release, name, body[: len(body) // 2], "starter")
            return b"", CUT
        content = body[:-1] if name == self.corrupt_upload_of else body
        return self.show_asset(self.hold(release, name, content)), 201

    def _is_settled(self, release: Release) -> bool:
        return self.is_immutable and not release.is_draft
