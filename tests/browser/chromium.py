"""A Chromium without a window, spoken to over the DevTools protocol: a pair of pipes, JSON ended by NUL.

Nothing but the standard library. The browser has a profile of its own, no network and no background work.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
)


def program() -> str | None:
    """Where Chromium is; None when it is not installed."""
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None)


@contextmanager
def browser(profile: Path, deadline_s: float = 60.0) -> Iterator[Browser]:
    """A running browser, gone with its children afterwards."""
    path = program()
    assert path, "Chromium is not installed"
    to_read, our_end = os.pipe()
    our_read, to_write = os.pipe()

    def as_three_and_four() -> None:
        """The protocol's fixed numbers."""
        spare = [os.dup(to_read), os.dup(to_write)]
        os.dup2(spare[0], 3)
        os.dup2(spare[1], 4)

    child = subprocess.Popen(
        [path, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
        env={"PATH": os.environ["PATH"], "HOME": str(profile), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        close_fds=False,
        preexec_fn=as_three_and_four,
        start_new_session=True,
    )
    os.close(to_read)
    os.close(to_write)
    try:
        yield Browser(our_read, our_end, deadline_s)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, 9)
        child.wait()
        os.close(our_read)
        os.close(our_end)


class Browser:
    """One connection. events: all that the browser told, by session."""

    def __init__(self, reading: int, writing: int, deadline_s: float) -> None:
        self._reading, self._writing, self._deadline_s = reading, writing, deadline_s
        self._number = 0
        self._rest = b""
        self.events: list[Mapping[str, Any]] = []

    def call(self, method: str, session: str | None = None, **params: Any) -> Any:
        """The answer to one command. Fails on the protocol's errors."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        os.write(
            self._writing, json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0"
        )
        answer = self._until(lambda said: said.get("id") == self._number)
        assert "error" not in answer, f"{method}: {answer['error']}"
        return answer["result"]

    def event(self, method: str, session: str) -> Any:
        """The first event of this name, waited for."""
        for said in self.events:
            if said.get("method") == method and said.get("sessionId") == session:
                return said["params"]
        said = self._until(lambda one: one.get("method") == method and one.get("sessionId") == session)
        return said["params"]

    def open(self, address: str, **look: Any) -> Page:
        """A new page, loaded. look: width, height, dark, script (False turns JavaScript off)."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        page.prepare(**look)
        self.call("Page.navigate", session, url=address)
        self.event("Page.loadEventFired", session)
        return page

    def _until(self, fits: Callable[[Mapping[str, Any]], bool]) -> Mapping[str, Any]:
        end = time.monotonic() + self._deadline_s
        while True:
            said = self._next(end)
            if "method" in said:
                self.events.append(said)
            if fits(said):
                return said

    def _next(self, end: float) -> Mapping[str, Any]:
        while b"\0" not in self._rest:
            left = end - time.monotonic()
            ready = select.select([self._reading], [], [], max(left, 0))[0]
            assert ready, f"Chromium did not answer within {self._deadline_s} s; last: {self.events[-3:]}"
            part = os.read(self._reading, 1 << 20)
            assert part, "Chromium ended"
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\0")
        said: Mapping[str, Any] = json.loads(line)
        return said


class Page:
    """One page of a browser."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session

    def prepare(self, width: int = 1280, height: int = 900, dark: bool = False, script: bool = True) -> None:
        """How it looks, and that everything it does is told."""
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        calm = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.call("Emulation.setEmulatedMedia", features=[scheme, calm])
        if not script:
            self.call("Emulation.setScriptExecutionDisabled", value=True)

    def call(self, method: str, **params: Any) -> Any:
        """One command of the protocol for this page."""
        return self._browser.call(method, self._session, **params)

    def value(self, expression: str) -> Any:
        """What a JavaScript expression gives; promises are waited for."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def settled(self) -> None:
        """Two frames later: what was asked for is drawn."""
        self.value(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
        )

    def press(self, key: str, text: str = "", modifiers: int = 0) -> None:
        """One key, down and up. modifiers: 8 is Shift."""
        codes = {"Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40, "ArrowRight": 39, "Home": 36, "End": 35}
        about = {"key": key, "modifiers": modifiers, "windowsVirtualKeyCode": codes.get(key, 0)}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **about)
        self.call("Input.dispatchKeyEvent", type="keyUp", **about)

    def type(self, text: str) -> None:
        """Characters into what has the focus."""
        self.call("Input.insertText", text=text)
        self.settled()

    def picture(self, file: Path) -> None:
        """The page as PNG, in the size of its window."""
        file.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def told(self, method: str) -> list[Any]:
        """The parameters of every event of this name so far."""
        return [
            said["params"]
            for said in self._browser.events
            if said.get("method") == method and said.get("sessionId") == self._session
        ]
