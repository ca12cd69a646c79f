"""Small files out of an archive that a stranger may have made. Pure: bytes in, bytes out.

An archive with a name twice or with more files than anybody lays there is refused as a whole; a file that is
encrypted, packed in an odd way or longer than its limit is refused by itself, with the reason. Nothing is
written anywhere, and no more is unpacked than the limit allows, whatever the archive says of itself.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile

STORED, DEFLATED = 0, 8
ENCRYPTED = 1
MOST_FILES = 10_000


class Unfit(Exception):
    """The archive, or a file of it, is not what it should be; its text says why."""


class Archive:
    """An archive in memory. Raises Unfit."""

    def __init__(self, data: bytes) -> None:
        import zipfile

        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as err:
            raise Unfit("damaged: no archive that can be read") from err
        if len(entries) > MOST_FILES:
            raise Unfit(f"{len(entries)} files, and at most {MOST_FILES} are kept")
        self._entries = {entry.filename: entry for entry in entries}
        if len(self._entries) < len(entries):
            raise Unfit("damaged: it holds two files of one name")

    @property
    def names(self) -> frozenset[str]:
        """Of its files, as they are spelled there."""
        return frozenset(self._entries)

    def read(self, name: str, most_bytes: int) -> bytes:
        """What a file holds. Raises Unfit, also for one that is not there."""
        import zipfile
        import zlib

        entry = self._fitting(name, most_bytes)
        try:
            with self._zip.open(entry) as handle:
                data = handle.read(most_bytes + 1)
                is_whole = len(data) <= most_bytes and not handle.read(1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as err:
            raise Unfit("damaged: no archive that can be read") from err
        except (NotImplementedError, RuntimeError, OverflowError) as err:
            raise Unfit("an archive of a kind that nobody uploads") from err
        if not is_whole:
            raise Unfit(f"a bomb: it unpacks to more than the {most_bytes} bytes of such a file")
        return data

    def _fitting(self, name: str, most_bytes: int) -> zipfile.ZipInfo:
        entry = self._entries.get(name)
        if entry is None:
            raise Unfit(f"there is no file {name}")
        if entry.compress_type not in (STORED, DEFLATED) or entry.flag_bits & ENCRYPTED:
            raise Unfit("encrypted, or packed in a way that nobody uploads")
        if entry.file_size > most_bytes:
            raise Unfit(f"a bomb: {entry.file_size} bytes, and such a file has at most {most_bytes}")
        return entry
