"""Where the imports of TypeScript and JavaScript lead, and where production starts.

Properties
- `./a` is the file, the file with a suffix, `a.ts` for `./a.js`, or the folder's index, in this order.
- An alias of the nearest tsconfig.json comes before packages; `@/` and `~/` mean `src/` where nothing says.
- A bare name is a package of the project, one that a package.json names, or one of Node.js; else it is
  reported, as an alias that only a bundler knows could hide anything.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from greenlane.gates.globs import pattern
from greenlane.gates.mocks.facts import Import, Resolved, Setting
from greenlane.gates.mocks.manifests import Manifests
from greenlane.gates.mocks.places import is_development
from greenlane.gates.mocks.web_entries import WebEntries
from greenlane.model.gates import Tree


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SUFFIXES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte")
_SWAPPED = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
_ASSET = re.compile(
    r"\.(?:css|scss|sass|less|styl|svg|png|jpe?g|gif|webp|avif|ico|json5?|ya?ml|md|mdx|txt|html?|woff2?"
    r"|ttf|wasm|mp[34]|webm|graphql|gql|glsl|pdf|csv|sql|node|d\.ts)$"
)
_GENERATED = re.compile(
    r"(?:^|/)(?:__generated__|generated|\.?gen|\.svelte-kit|\.nuxt|\.next|_generated)(?:/|\.|$)|\$types$"
)
_NODE = _set(
    "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns "
    "domain events fs http http2 https inspector module net os path perf_hooks process punycode querystring "
    "readline repl stream string_decoder sys timers tls trace_events tty url util v8 vm wasi "
    "worker_threads zlib"
)
_PROVIDED = re.compile(
    r"^(?:(?:node|bun|deno|cloudflare|virtual|astro|jsr|npm|https?|data):|(?:bun|@qwik-city-plan)$)"
)
_FRAMEWORK = {
    "$app/": "@sveltejs/kit",
    "$env/": "@sveltejs/kit",
    "$service-worker": "@sveltejs/kit",
    "#": "nuxt",
}
_ALIASES = (("@/", "src/"), ("~/", "src/"), ("$lib/", "src/lib/"), ("@/", ""), ("~/", ""), ("~/", "app/"))


class Modules:
    """facts.Resolver for TypeScript and JavaScript."""

    def __init__(self, tree: Tree, setting: Setting) -> None:
        self._tree = tree
        self._setting = setting
        self._manifests = Manifests(tree)
        self._entries = WebEntries(tree, setting, self._manifests, self._file)

    def sources(self) -> tuple[str, ...]:
        """Scripts that should be reachable."""
        return tuple(
            one for one in self._tree.files(*(f"*{end}" for end in SUFFIXES)) if not is_development(one)
        )

    def entries(self) -> tuple[str, ...]:
        """See web_entries."""
        return self._entries.found(self.sources())

    def resolve(self, path: str, imported: Import) -> Resolved:
        """Where an import leads."""
        target = imported.target.partition("?")[0]
        if imported.is_pattern:
            return self._matching(path, target)
        if target.startswith((".", "/")):
            base = "" if target.startswith("/") else posixpath.dirname(path)
            return self._found(self._at(path, base, target), imported)
        for candidate in self._aliased(path, target):
            file = self._file(candidate)
            if file:
                return Resolved(files=(file,))
        return self._bare(target, imported)

    def _at(self, path: str, base: str, target: str) -> str | None:
        found = self._file(
            posixpath.normpath(posixpath.join(base, target.lstrip("/") if not base else target))
        )
        if found or not target.startswith("/"):
            return found
        return self._file(posixpath.join(self._manifests.above(path), target.lstrip("/")))

    def _found(self, file: str | None, imported: Import) -> Resolved:
        if file:
            return Resolved(files=(file,))
        target = imported.target.partition("?")[0]
        if _ASSET.search(target) or _GENERATED.search(target) or imported.optional:
            return Resolved()
        return Resolved(missing=f"{imported.target}, which is not there")

    def _matching(self, path: str, target: str) -> Resolved:
        plain = target.removeprefix("!")
        bases = [posixpath.dirname(path)] if plain.startswith(".") else ["", self._manifests.above(path)]
        names = [plain] if plain.startswith((".", "/")) else list(self._aliased(path, plain))
        for base in bases:
            for name in names:
                glob = posixpath.normpath(posixpath.join(base, name.lstrip("/")))
                found = tuple(sorted(one for one in self._setting.files if pattern(f"/{glob}").match(one)))
                if found:
                    return Resolved(files=tuple(one for one in found if one.endswith(SUFFIXES)))
        return Resolved()

    def _aliased(self, path: str, target: str) -> Iterator[str]:
        """What an alias turns the name into, the most exact alias first."""
        for alias, places in self._manifests.aliases(path):
            head, star, tail = alias.partition("*")
            if not star and target == alias:
                yield from places
            elif star and target.startswith(head) and target.endswith(tail):
                middle = target[len(head) : len(target) - len(tail)]
                yield from (place.replace("*", middle, 1) for place in places)
        folder = self._manifests.above(path)
        for head, place in _ALIASES:
            if target.startswith(head):
                yield posixpath.join(folder, place + target.removeprefix(head))
        if target.startswith("#"):
            yield from self._subpath(folder, target)

    def _subpath(self, folder: str, target: str) -> Iterator[str]:
        """package.json `imports`."""
        table = self._manifests.packages.get(folder, {}).get("imports")
        for alias, place in (table if isinstance(table, dict) else {}).items():
            head, star, _ = alias.partition("*")
            if isinstance(place, str) and (target.startswith(head) if star else target == alias):
                middle = target.removeprefix(head) if star else ""
                yield posixpath.normpath(posixpath.join(folder, place.replace("*", middle, 1)))

    def _bare(self, target: str, imported: Import) -> Resolved:
        parts = target.split("/")
        name = "/".join(parts[:2]) if target.startswith("@") else parts[0]
        if name in self._manifests.workspaces:
            return self._workspace(name, target.removeprefix(name).lstrip("/"))
        known = name in self._manifests.dependencies or name in self._setting.external or name in _NODE
        needs = next((one for head, one in _FRAMEWORK.items() if target.startswith(head)), "")
        if known or _PROVIDED.match(target) or imported.optional or needs in self._manifests.dependencies:
            return Resolved(package=target)
        if _ASSET.search(target) or _GENERATED.search(target) or target.startswith("@types/"):
            return Resolved()
        return Resolved(package=target, missing=f"{imported.target}, which no package.json names")

    def _workspace(self, name: str, rest: str) -> Resolved:
        """A package of the project, by the source that stands for its build."""
        folder = self._manifests.workspaces[name]
        bases = (rest, f"src/{rest}") if rest else self._entries.mains(folder)
        for base in bases:
            file = self._file(posixpath.normpath(posixpath.join(folder, base)))
            if file:
                return Resolved(files=(file,))
        return Resolved(missing=f"{name}/{rest}".rstrip("/") + ", whose source is not found")

    def _file(self, path: str) -> str | None:
        """The file that a path without its suffix, or with JavaScript's, means."""
        files = self._setting.files
        if path in files:
            return path if path.endswith(SUFFIXES) or path.endswith(".astro") else None
        stem, suffix = posixpath.splitext(path)
        for other in _SWAPPED.get(suffix, ()):
            if stem + other in files:
                return stem + other
        candidates = (*(path + end for end in SUFFIXES), *(f"{path}/index{end}" for end in SUFFIXES))
        return next((one.lstrip("/") for one in candidates if one.lstrip("/") in files), None)
