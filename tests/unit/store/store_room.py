"""A registry in a folder: wheels made on the fly, which pip finds by its own configuration."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from greenlane.model.bundle import Archive, Bundle, Platform, Wheel
from greenlane.services.store import Store

HERE = Platform.LINUX_X86_64
TAG = "manylinux_2_17_x86_64"
PROGRAM = b"#!/bin/sh\necho served\n"
INSTEAD = str(Path(__file__).parent / "instead")
"""Where a pip lies that starts at once."""
REAL = {"PYTHONPATH": ""}
"""Laid over an environment: the real pip, where what it does and says is what is tried."""


def make_wheel(
    links: Path, files: Mapping[str, bytes], *, name: str = "tiny-server", version: str = "1.0"
) -> Wheel:
    """Put a wheel with these files among the links; its declaration."""
    plain = name.replace("-", "_")
    info = f"{plain}-{version}.dist-info"
    links.mkdir(exist_ok=True)
    described = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-{TAG}\n".encode(),
        f"{info}/RECORD": b"",
    }
    path = links / f"{plain}-{version}-py3-none-{TAG}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for entry, content in {**files, **described}.items():
            member = zipfile.ZipInfo(entry)  # of a fixed time, so that the same files have the same hash
            member.external_attr = (0o755 if content.startswith(b"#!") else 0o644) << 16
            archive.writestr(member, content)
    return Wheel(name, version, TAG, hashlib.sha256(path.read_bytes()).hexdigest())


def make_bundle(wheel: Wheel, *, name: str = "tiny", archives: tuple[Archive, ...] = ()) -> Bundle:
    """A bundle of one wheel with one program."""
    return Bundle(
        name=name,
        version=wheel.version,
        parts={HERE: (wheel,)},
        programs={"serve": "tiny/bin/serve"},
        archives=archives,
    )


def pip_environment(links: Path, home: Path) -> dict[str, str]:
    """An environment in which pip, a quick one, knows the folder of links and nothing else."""
    return {
        "PYTHONPATH": INSTEAD,
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_FIND_LINKS": str(links),
    }


@dataclass
class Room:
    """A store below a fresh folder, its registry, and the lines that it reported."""

    folder: Path
    lines: list[str] = field(default_factory=list)

    @property
    def links(self) -> Path:
        return self.folder / "links"

    @property
    def root(self) -> Path:
        return self.folder / "cache"

    def store(self, **environment: str) -> Store:
        """The store; environment is laid over the one in which only the links are known."""
        variables = {**pip_environment(self.links, self.folder), **environment}
        return Store(self.root, environment=variables, report=self.lines.append)

    def bundle(self, **files: bytes) -> Bundle:
        """The tiny bundle, its wheel among the links."""
        content = {"tiny/bin/serve": PROGRAM, "tiny/share/data.txt": b"data\n", **files}
        return make_bundle(make_wheel(self.links, content))

    def said(self, word: str) -> list[str]:
        """The reported lines that hold a word."""
        return [line for line in self.lines if word in line]
