"""One small file out of an archive that a stranger may have made. Pure: bytes in, bytes out.

What is not exactly one file of the expected name, stored or deflated, within the limit, is refused with the
reason. Nothing is written anywhere, and no more is unpacked than the limit allows, whatever the archive says
of itself.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile

STORED, DEFLATED = 0, 8
ENCRYPTED = 1


class Unfit(Exception):
    """The archive is not what it should be; its text says why."""


def only_file(archive: bytes, name: str, most_bytes: int) -> bytes:
    """What the one file of that name holds. Raises Unfit."""
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(BytesIO(archive)) as opened:
            entry = _only(opened.infolist(), name, most_bytes)
            with opened.open(entry) as handle:
                data = handle.read(most_bytes + 1)
                is_whole = len(data) <= most_bytes and not handle.read(1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as err:
        raise Unfit("damaged: no archive that can be read") from err
    except (NotImplementedError, RuntimeError, OverflowError) as err:
        raise Unfit("an archive of a kind that nobody uploads") from err
    if not is_whole:
        raise Unfit(f"a bomb: it unpacks to more than the {most_bytes} bytes of a record")
    return data


def _only(entries: list[zipfile.ZipInfo], name: str, most_bytes: int) -> zipfile.ZipInfo:
    if len(entries) != 1 or entries[0].filename != name:
        raise Unfit(f"not exactly one file {name}")
    entry = entries[0]
    if entry.compress_type not in (STORED, DEFLATED) or entry.flag_bits & ENCRYPTED:
        raise Unfit("encrypted, or packed in a way that nobody uploads")
    if entry.file_size > most_bytes:
        raise Unfit(f"a bomb: {entry.file_size} bytes, and a record has at most {most_bytes}")
    return entry
