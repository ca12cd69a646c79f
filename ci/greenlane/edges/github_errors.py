"""How GitHub's API fails, told as errors a user can act on. No token is ever in one."""

from __future__ import annotations

from datetime import UTC, datetime

from greenlane.model.errors import OutsideError

LAST_SECOND = 253402300799
"""Of the year 9999, the last one that has a name."""
DOCS = "docs/troubleshooting.md#github"


class Refused(OutsideError):
    """GitHub answered with an error that asking again does not change. said: its own words, on one line."""

    def __init__(self, method: str, url: str, status: int, text: str) -> None:
        super().__init__(
            f"GitHub answered {status} to {method} {url}",
            detail=text[:500].splitlines(),
            fix="see its words above; 401 and 403 mean the token may not do this, 404 may mean it as well",
            docs=DOCS,
        )
        self.status = status
        self.said = " ".join(text[:200].split())


class RateLimited(OutsideError):
    """GitHub wants a pause that is longer than we were told to wait. reset_at: Unix seconds."""

    def __init__(self, kind: str, wait_s: float, reset_at: int) -> None:
        until = datetime.fromtimestamp(min(reset_at, LAST_SECOND), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        super().__init__(
            f"GitHub's {kind} rate limit is used up until {until}, {wait_s:.0f} s from now",
            fix="run it again after that; what was read so far is kept",
            docs=DOCS,
        )
        self.reset_at = reset_at


class TooLong(OutsideError):
    """An answer is longer than anything that it could be; it was not read."""

    def __init__(self, url: str, most_bytes: int) -> None:
        super().__init__(
            f"the answer to GET {url} is longer than the {most_bytes} bytes that are read of it",
            fix="look what lies there: it is not what greenlane has put there",
            docs=DOCS,
        )
        self.most_bytes = most_bytes


def no_answer(method: str, url: str, trouble: str, tries: int) -> OutsideError:
    """No whole answer came, however often it was asked for."""
    times = f", {tries} times" if tries > 1 else ""
    return OutsideError(
        f"GitHub did not answer: {method} {url}",
        detail=[f"{trouble}{times}"],
        fix="look at the network and at GitHub's status, then run it again; it goes on where it stopped",
        docs=DOCS,
    )


def elsewhere(what: str, target: str, api: str) -> OutsideError:
    """A redirect or the next page lies on another host, where the token must not go."""
    return OutsideError(
        f"{what} leads to {target}, which is not where {api} lies",
        fix="set GITHUB_API_URL to the address that GitHub itself uses in its links",
        docs=DOCS,
    )


def unreadable(endpoint: str, field: str, expected: str, got: str) -> OutsideError:
    """An answer that is not of the shape that GitHub describes: unknown, and so no number is made of it."""
    return OutsideError(
        f"GitHub's answer to {endpoint} could not be read",
        detail=[f"{field}: expected {expected}; got {got}"],
        fix="run it again; if it stays, report it with these lines",
        docs=DOCS,
    )
