"""What was found -> the sections of greenlane.yaml: services, components, jobs, gates."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from greenlane.workflows.init.seen import Check, Part, Service
from greenlane.workflows.init.tree import Tree, plain_glob, table

BASELINE = "greenlane-baseline.json"
_DOCUMENTS = ("docs", "doc")
_READING = re.compile(r"README|\.md\b|\bdocs?/")


def services(found: Sequence[Service]) -> dict[str, object]:
    """`services:`; the type is left out where the name says it."""
    return {
        one.name: {**({} if one.name == one.type else {"type": one.type}), **one.options} for one in found
    }


def components(tree: Tree, parts: Sequence[Part], *, has_supabase: bool) -> dict[str, list[str]]:
    """`components:` -> globs; a project whose files cannot be named apart has none."""
    found: dict[str, list[str]] = {}
    for part in parts:
        others = [one.folder for one in parts if one is not part]
        if paths := owned(tree, part, others, has_supabase=has_supabase):
            found[part.name] = paths
    if has_supabase:
        found["supabase"] = ["supabase/**"]
    if found and (documents := _documents(tree, parts)):
        found["docs"] = documents
    return found


def owned(tree: Tree, part: Part, others: Collection[str], *, has_supabase: bool) -> list[str]:
    """The globs of what belongs to a project and to no other."""
    if part.folder != ".":
        inside = [one for one in others if one.startswith(f"{part.folder}/")]
        names = [part.folder, *inside]
        return [f"{part.folder}/**", *(f"!{one}/**" for one in inside)] if all(map(plain_glob, names)) else []
    apart = {*_DOCUMENTS, *(["supabase"] if has_supabase else []), *(one.partition("/")[0] for one in others)}
    folders = [
        one for one in tree.folders() if not one.startswith(".") and one not in apart and plain_glob(one)
    ]
    if folders:
        return [f"{one}/**" for one in folders]
    files = [path for path in tree.files if "/" not in path and path.endswith(part.suffix or "\0")]
    if not [path for path in files if path != "noxfile.py"]:
        return []
    return [f"*{part.suffix}", *(["!noxfile.py"] if part.suffix == ".py" else [])]


def _documents(tree: Tree, parts: Sequence[Part]) -> list[str]:
    """Globs of documents that no job needs; none when a test reads them, and without those of a manifest."""
    if any(_READING.search(tree.read(path)) for path in _tests(tree)):
        return []
    manifests = "\n".join(
        tree.read(path) for path in ("pyproject.toml", "setup.py", "setup.cfg") if tree.has(path)
    )
    folders = [one for one in _DOCUMENTS if one in tree.folders() and f"{one}/" not in manifests]
    folders = [one for one in folders if not any(part.folder.startswith(one) for part in parts)]
    files = [path for path in sorted(tree.files) if "/" not in path and path.endswith(".md")]
    read = [f"!{path}" for path in files if path in manifests and plain_glob(path)]
    own = ["*.md", *read] if len(files) > len(read) else []
    return [*(f"{one}/**" for one in folders), *own]


def _tests(tree: Tree) -> list[str]:
    test = re.compile(r"(?:.*/)?(?:tests?|__tests__|spec)/.*|.*[._](?:test|spec)\.\w+|.*/?test_[^/]*\.py")
    code = (".py", ".js", ".ts", ".tsx", ".mjs", ".dart")
    return [path for path in sorted(tree.files) if path.endswith(code) and test.fullmatch(path)][:2000]


def jobs(checks: Sequence[Check], known: Collection[str]) -> dict[str, dict[str, object]]:
    """`jobs:`; a component that there is not means the whole repository."""
    return {one.name: _job(one, known) for one in checks}


def _job(one: Check, known: Collection[str]) -> dict[str, object]:
    named = all(name in known for name in one.components)
    fields: dict[str, object] = {
        "components": list(one.components) if named else [],
        "run": list(one.run),
        "locks": list(one.locks) if named else [],
        "reports": list(one.reports),
        "setup": one.setup,
        "minutes": one.minutes,
    }
    return {key: value for key, value in fields.items() if value}


def gates(tree: Tree, *, is_measured: bool, is_hidden: bool, mypy: Sequence[str]) -> dict[str, object]:
    """`gates:` -> what this repository does not use is off; what is found today is in a baseline.

    is_hidden: whether nobody can tell where production starts, so that looking for mocks would be unknown.
    mypy: the folders that it looks at where its configuration does not say; none when it is not used.
    """
    tools: dict[str, object] = {}
    if not is_ruff(tree):
        tools["ruff"] = {"off": "nothing here configures ruff"}
    if not is_ruff(tree) or _formats_otherwise(tree):
        tools["ruff-format"] = {"off": "nothing here is laid out by ruff"}
    if not mypy:
        tools["mypy"] = {"off": "nothing here configures mypy"}
    elif not _mypy_says_where(tree):
        tools["mypy"] = {"paths": list(mypy)}
    if is_hidden:
        tools["mocks"] = {"off": "entry_points does not say yet where production starts"}
    if is_measured:
        tools["coverage"] = {"total": 0}
    return {"baseline": BASELINE, **({"tools": tools} if tools else {})}


def is_ruff(tree: Tree) -> bool:
    """Whether ruff is configured anywhere."""
    if any(path.rpartition("/")[2] in ("ruff.toml", ".ruff.toml") for path in tree.files):
        return True
    homes = [path for path in tree.files if path.rpartition("/")[2] == "pyproject.toml"]
    return any("ruff" in table(tree.toml(path).get("tool")) for path in homes)


def line_length(tree: Tree) -> int:
    """As wide as ruff lays the root's files out."""
    settings = table(table(tree.toml("pyproject.toml").get("tool")).get("ruff"))
    wanted = (tree.toml("ruff.toml") or tree.toml(".ruff.toml") or settings).get("line-length")
    return wanted if isinstance(wanted, int) and 40 <= wanted <= 320 else 88


def _formats_otherwise(tree: Tree) -> bool:
    tools = table(tree.toml("pyproject.toml").get("tool"))
    return bool({"black", "yapf"} & set(tools)) or tree.has(".style.yapf")


def _mypy_says_where(tree: Tree) -> bool:
    said = table(table(tree.toml("pyproject.toml").get("tool")).get("mypy"))
    if {"files", "packages", "modules"} & set(said):
        return True
    texts = [tree.read(path) for path in ("mypy.ini", ".mypy.ini", "setup.cfg") if tree.has(path)]
    return any(re.search(r"^(files|packages|modules)\s*=", text, re.MULTILINE) for text in texts)


def notes(names: Mapping[str, object]) -> dict[str, str]:
    """Comments above entries that do not explain themselves."""
    said = {
        "docs": "No job looks at these: a change of them alone runs only what looks at the whole repository.",
        "baseline": "What was there when greenlane came: `greenlane gate --baseline create`, and commit it.",
    }
    return {name: text for name, text in said.items() if name in names}
