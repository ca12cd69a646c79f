"""Files that are there already: they stay, and what they lack is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from greenlane.workflows.init import noxfile, workflow
from greenlane.workflows.init.seen import Left, Real, Sessions
from greenlane.workflows.init.tree import Tree


def declaration_left(path: str, text: str, sections: Mapping[str, str]) -> Left:
    """What of greenlane.yaml's sections is not in it; of one that cannot be read, nothing is said."""
    import yaml

    from greenlane.edges import shallow_yaml

    try:
        found = shallow_yaml.compose(text)
    except yaml.YAMLError:
        return Left(path, "it is there, and cannot be read: greenlane config check")
    names = {key.value for key, _ in found.value} if isinstance(found, yaml.MappingNode) else set()
    lacking = [one for name, one in sections.items() if name not in names]
    return _left(path, "\n".join(lacking))


def noxfile_left(text: str, sessions: Sessions | None, real: Sequence[Real], *, is_foreign: bool) -> Left:
    """What of the sessions is not in it. One of your own needs none of them: jobs call greenlane itself."""
    there = noxfile.defined(text)
    if is_foreign:
        own = ", ".join(sorted(there))
        said = f"; its sessions ({own}) can be jobs: run: [nox -s NAME]" if own else ""
        return Left(noxfile.NAME, f"it is your own, and no job needs it{said}")
    takes_all = "sessions()" in text
    lacking = [one for one in noxfile.names(sessions, real) if one not in there and not takes_all]
    if not lacking:
        return _left(noxfile.NAME, "")
    words = [noxfile.project(sessions, real, 88), *map(noxfile.quoted, lacking)]
    return _left(noxfile.NAME, noxfile.call("take", words, 0, 88) + "\n")


def workflow_left(tree: Tree, pin: workflow.Pin | None) -> Left | None:
    """The workflow's job, where a file of that name does not have it. None when there is no such file."""
    calling = workflow.calling(tree)
    if calling:
        return Left(calling[0], "it calls greenlane's checks")
    if not tree.has(workflow.NAME):
        return None
    return _left(workflow.NAME, f"jobs:\n{workflow.job(pin)}" if pin else "")


def _left(path: str, snippet: str) -> Left:
    return Left(path, "it is there; what it lacks:" if snippet else "it is there, and lacks nothing", snippet)
