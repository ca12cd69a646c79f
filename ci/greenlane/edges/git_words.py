"""What every call of git is given, so that no configuration, attribute or odd file name can bend it."""

from __future__ import annotations

import os

from greenlane.model.light import Mapping

TIMEOUT_S = 300.0
PLAIN = (
    *("-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
    *("-c", "diff.external=", "-c", "color.ui=false", "-c", "diff.renames=false", "-c", "core.pager=cat"),
    *("-c", "diff.noprefix=false", "-c", "diff.mnemonicPrefix=false", "-c", "diff.ignoreSubmodules=none"),
    *("-c", "log.showSignature=false", "-c", "safe.directory=*"),
    *("-c", "core.checkStat=default", "-c", "core.trustctime=true", "-c", "core.untrackedCache=false"),
    *("-c", "advice.graftFileDeprecated=false"),
)


def cleaned(environment: Mapping[str, str]) -> dict[str, str]:
    """Without what bends git. A relative folder on PATH would be one of the project's: its git is not run."""
    kept = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
    folders = [one for one in kept.get("PATH", os.defpath).split(os.pathsep) if one.startswith(os.sep)]
    return kept | {
        "PATH": os.pathsep.join(folders),
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
    }
