"""Where a web or Node.js project starts: its manifests, its pages, the conventions of its framework."""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from greenlane.gates.globs import matcher
from greenlane.gates.mocks import jsonc
from greenlane.gates.mocks.facts import Setting
from greenlane.gates.mocks.manifests import Manifests
from greenlane.model.errors import OutsideError
from greenlane.model.gates import Tree

_COMMON = (
    "src/index",
    "src/main",
    "src/server",
    "src/worker",
    "src/app",
    "index",
    "server",
    "app",
    "main",
    "worker",
)
_NEXT = ("page", "layout", "route", "template", "loading", "error", "not-found", "default", "global-error")
FRAMEWORKS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("next",): (
        *(f"{base}app/**/{name}.*" for base in ("", "src/") for name in _NEXT),
        *(
            "pages/**",
            "src/pages/**",
            "middleware.*",
            "src/middleware.*",
            "instrumentation.*",
            "src/instrumentation.*",
        ),
    ),
    ("@sveltejs/kit",): ("src/routes/**/+*", "src/hooks*", "src/service-worker*"),
    ("@builder.io/qwik-city", "@builder.io/qwik", "@qwik.dev/router"): (
        "src/routes/**",
        "src/entry.*",
        "src/root.*",
    ),
    ("nuxt",): ("app.vue", "pages/**", "layouts/**", "plugins/**", "middleware/**", "server/**", "app/**"),
    ("@remix-run/react", "@react-router/dev"): ("app/routes/**", "app/root.*", "app/entry.*", "app/routes.*"),
    ("expo-router",): ("app/**", "src/app/**"),
    ("@angular/core",): ("src/main.*",),
    ("astro",): ("src/pages/**", "src/middleware.*"),
    ("expo", "react-native"): ("App.*", "index.*"),
}
"""Files that a framework starts by their place, by the package that brings it."""
_SCRIPT = re.compile(r"<script\b[^>]*\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_STARTED = re.compile(r"(?:^|[\s=])((?:\./)?[\w./-]+\.[cm]?[jt]sx?)\b")
_BUILT = re.compile(r"^(?:\./)?(?:dist|build|lib|out|es|esm|cjs)/(?:esm/|cjs/|src/)?")


class WebEntries:
    """Entry points; `file` finds the file that a path means."""

    def __init__(
        self, tree: Tree, setting: Setting, manifests: Manifests, file: Callable[[str], str | None]
    ) -> None:
        self._tree = tree
        self._setting = setting
        self._manifests = manifests
        self._file = file

    def found(self, sources: Sequence[str]) -> tuple[str, ...]:
        """All entry points among the sources, ascending."""
        found: set[str] = set()
        for folder in {"", *self._manifests.packages}:
            found.update(self._of_package(folder))
            found.update(self._of_framework(folder, sources))
            found.update(self._of_worker(folder))
        for path in self._tree.files("*.html"):
            found.update(self._of_page(path))
        return tuple(sorted(found & set(sources)))

    def mains(self, folder: str) -> tuple[str, ...]:
        """What a package's manifest says it is, then what is usual, from its folder."""
        manifest = self._manifests.packages.get(folder, {})
        named = [
            text
            for key in ("source", "module", "main", "browser", "exports", "bin")
            for text in _texts(manifest.get(key))
        ]
        return (
            *(way for text in named for way in (text, _BUILT.sub("src/", text), _BUILT.sub("", text))),
            *_COMMON,
        )

    def _of_package(self, folder: str) -> Iterator[str]:
        manifest = self._manifests.packages.get(folder, {})
        scripts = manifest.get("scripts")
        started = [
            name
            for key, command in (scripts if isinstance(scripts, dict) else {}).items()
            if re.match(r"(?:start|serve|prod|server|worker)\b", key) and isinstance(command, str)
            for name in _STARTED.findall(command)
        ]
        for name in (*self.mains(folder), *started, *(_BUILT.sub("src/", one) for one in started)):
            file = self._file(posixpath.normpath(posixpath.join(folder, name)))
            if file:
                yield file

    def _of_framework(self, folder: str, sources: Sequence[str]) -> Iterator[str]:
        for packages, globs in FRAMEWORKS.items():
            if self._manifests.depends_on(folder, *packages):
                is_entry = matcher(tuple(f"/{folder}/{glob}".replace("//", "/") for glob in globs))
                yield from (one for one in sources if is_entry(one))

    def _of_worker(self, folder: str) -> Iterator[str]:
        """Cloudflare's `wrangler` file; Supabase's functions."""
        for name in ("wrangler.toml", "wrangler.json", "wrangler.jsonc"):
            path = posixpath.join(folder, name)
            main = self._setting_of(path).get("main") if path in self._setting.files else None
            file = (
                self._file(posixpath.normpath(posixpath.join(folder, main)))
                if isinstance(main, str)
                else None
            )
            if file:
                yield file
        is_function = matcher((f"/{folder}/supabase/functions/*/index.ts".replace("//", "/"),))
        yield from (one for one in self._setting.files if is_function(one))

    def _setting_of(self, path: str) -> dict[str, Any]:
        try:
            text = self._tree.read(path).decode(errors="replace")
            return tomllib.loads(text) if path.endswith(".toml") else jsonc.read(text)
        except (OutsideError, tomllib.TOMLDecodeError):
            return {}

    def _of_page(self, path: str) -> Iterator[str]:
        try:
            text = self._tree.read(path).decode(errors="replace")
        except OutsideError:
            return
        folder = posixpath.dirname(path)
        for source in _SCRIPT.findall(text):
            if "://" not in source:
                file = self._file(posixpath.normpath(posixpath.join(folder, source.lstrip("/"))))
                if file:
                    yield file


def _texts(value: Any) -> Iterator[str]:
    """Every string in a value of package.json, such as the conditions of `exports`."""
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(one)
