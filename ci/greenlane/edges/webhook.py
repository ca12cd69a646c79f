"""JSON to an address that is a secret: neither it nor what it answers is ever shown.

Over https only, except on the loopback; redirects are not followed. Sent again after a cut connection, a
time-out, 429 and 5xx, so a receiver may get it twice.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from greenlane.edges import waiting
from greenlane.model.errors import OutsideError, UsageError

DOCS = "docs/minutes-alerts.md#webhook"
TIMEOUT_S = 10.0
TRIES = 4
WRITABLE = re.compile(r"[!-\[\]-~]+")
"""Printable ASCII without the backslash, which two readers of addresses take for two different things."""
LONGEST_WAIT_S = 20.0


class Webhook:
    """An address to post to. name: of the variable that holds it, which messages use instead."""

    def __init__(
        self,
        address: str,
        name: str,
        *,
        sleep: Callable[[float], None] = waiting.sleep,
        chance: Callable[[], float] = random.random,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """Raises UsageError when it is no https address; blanks around it do not matter."""
        self._address = address.strip()
        self.name = name
        self._is_local = _is_loopback(self._address)
        self._sleep, self._chance, self._timeout_s = sleep, chance, timeout_s
        is_allowed = self._is_local or _is_https(self._address)
        if not is_allowed or not WRITABLE.fullmatch(self._address):
            raise UsageError(
                f"{name} holds no https address",
                fix="put the whole address into it, from https:// on; http is for the loopback only",
                docs=DOCS,
            )

    def __repr__(self) -> str:
        return f"Webhook({self.name})"

    def post(self, content: Mapping[str, Any]) -> None:
        """Send it. Raises OutsideError when nobody took it, after four tries."""
        said = ""
        for attempt in range(TRIES):
            status, wait_s, said = self._try(content)
            if status is not None and 200 <= status < 300:
                return
            is_passing = status is None or status == 429 or status >= 500
            if not is_passing or attempt + 1 == TRIES or wait_s > LONGEST_WAIT_S:
                break
            self._sleep(max(wait_s, self._chance() * min(LONGEST_WAIT_S, 2.0**attempt)))
        raise OutsideError(
            f"the webhook of {self.name} did not take it: {said}",
            fix="check the address in that variable; the next run tries again",
            docs=DOCS,
        )

    def _try(self, content: Mapping[str, Any]) -> tuple[int | None, float, str]:
        """The status, None for no answer; how long it asks to wait; both in words."""
        import requests

        with requests.Session() as session:
            session.trust_env = not self._is_local  # a proxy would not find our loopback
            try:
                answer = session.post(
                    self._address, json=content, timeout=self._timeout_s, allow_redirects=False, stream=True
                )
            except (requests.RequestException, UnicodeError, ValueError) as err:
                return None, 0.0, f"no answer ({type(err).__name__})"
            status, after = answer.status_code, answer.headers.get("retry-after", "")
        return status, float(after) if after.isascii() and after.isdigit() else 0.0, f"status {status}"


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname)
    except ValueError:
        return False


def _is_loopback(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
        return urlsplit(address).scheme in ("http", "https") and (
            host == "localhost" or ip_address(host).is_loopback
        )
    except ValueError:
        return False
