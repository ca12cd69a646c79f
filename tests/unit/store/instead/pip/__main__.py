"""A pip for the store's tests: knows a folder of wheels and the one call that is made, and starts at once.

The real one takes half a second to import, for each bundle of each test. What it says, and what becomes of
that, is tried with itself: see `REAL` in store_room.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path


def main(words: list[str]) -> int:
    if words == ["--version"]:
        return 0
    assert words[0] == "download", words
    asked = Path(words[words.index("--requirement") + 1]).read_text()
    wanted = re.fullmatch(r"(\S+)==(\S+) --hash=sha256:(\w+)\n", asked)
    assert wanted, asked
    name, version, sha256 = wanted.groups()
    found = list(Path(os.environ["PIP_FIND_LINKS"]).glob(f"{name.replace('-', '_')}-{version}-*.whl"))
    if not found:
        print(f"ERROR: No matching distribution found for {name}=={version}", file=sys.stderr)
        return 1
    assert hashlib.sha256(found[0].read_bytes()).hexdigest() == sha256, (
        "a wrong hash is a matter of the real one"
    )
    shutil.copyfile(found[0], Path(words[words.index("--dest") + 1]) / found[0].name)
    return 0


sys.exit(main(sys.argv[1:]))
