"""A mail catcher: an SMTP server that delivers nothing and shows what it caught over HTTP."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from greenlane.edges.files import write_aside
from greenlane.edges.process import run
from greenlane.model.bundle import Bundle, Platform, Wheel
from greenlane.model.errors import OutsideError
from greenlane.model.service import Context, Launch, Mode, NotReady
from greenlane.model.units import Size

TITLE = "Mail catcher"
PORTS = {"main": 1025, "http": 8025}
VARIABLES = ("SMTP_HOST", "SMTP_PORT", "MAIL_URL")
SECRETS = ()
STAND_IN = None
AIOSMTPD = Bundle(
    name="aiosmtpd",
    version="1.4.6",
    parts=dict.fromkeys(
        Platform,
        (
            Wheel(
                "aiosmtpd",
                "1.4.6",
                "any",
                "72c99179ba5aa9ae0abbda6994668239b64a5ce054471955fe75f581d2592475",
            ),
            Wheel(
                "atpublic",
                "9.0.0",
                "any",
                "449c3c4f0c74df79749d6fe225ba55e2a2fce34b303f0329211e4d6989ed6f6e",
            ),
            Wheel(
                "attrs",
                "26.1.0",
                "any",
                "c647aa4a12dfbad9333ca4e71fe62ddc36f4e63b2d260a37a8b83d2f043ac309",
            ),
        ),
    ),
    programs={},
    licence="Apache-2.0",
)
"""A server's library from the store, where the account that servers run as can read it."""
BUNDLES = (AIOSMTPD,)
_OURS = ("__init__.py", "__main__.py", "mailbox.py", "pages.py", "reading.py", "web.py")


@dataclass(frozen=True)
class Options:
    """The options of a mail catcher."""

    keep: int = 500
    """How many mails are kept; the oldest goes first."""
    keep_size: Size = 100 * 1024**2
    """How much room all mails may take; the oldest goes first."""
    message_size: Size = 25 * 1024**2
    """The largest mail that is accepted."""

    def __post_init__(self) -> None:
        if min(self.keep, self.keep_size, self.message_size) < 1:
            raise ValueError("keep, keep_size and message_size are at least 1")


OPTIONS = Options


def bundles(options: Options) -> tuple[Bundle, ...]:
    return BUNDLES


def needs(options: Options) -> tuple[str, ...]:
    return ()


def prepare(context: Context) -> None:
    """The program, its settings, and the folder for the mails."""
    folder = context.data / "mails"
    folder.mkdir(parents=True, exist_ok=True)
    os.chown(folder, context.account.uid, context.account.gid, follow_symlinks=False)
    program = context.run / "mailcatcher"
    program.mkdir(exist_ok=True)
    source = files("greenlane.services.mailcatcher")
    for name in _OURS:
        write_aside(program / name, source.joinpath(name).read_bytes(), mode=0o600)
    options: Options = context.options
    settings = {
        "smtp_port": context.port,
        "http_port": context.ports["http"],
        "folder": str(folder),
        "durable": context.mode is Mode.DURABLE,
        "count_max": options.keep,
        "bytes_max": options.keep_size,
        "message_bytes_max": options.message_size,
    }
    write_aside(context.run / "settings.json", json.dumps(settings), mode=0o600)


def launch(context: Context) -> Launch:
    return Launch(
        argv=[_python(context), "-s", "-B", "-m", "mailcatcher", str(context.run / "settings.json")],
        environment=_environment(context),
        cwd=context.run,
    )


def ready(context: Context) -> None:
    """SMTP greets and takes a sender and a recipient; HTTP lists the mails."""
    import http.client
    import smtplib

    try:
        with smtplib.SMTP("127.0.0.1", context.port, timeout=5) as smtp:
            smtp.ehlo("greenlane.invalid")
            codes = [smtp.mail("greenlane@example.invalid")[0], smtp.rcpt("nobody@example.invalid")[0]]
        web = http.client.HTTPConnection("127.0.0.1", context.ports["http"], timeout=5)
        web.request("GET", "/api/mails?to=nobody@example.invalid")
        listed = json.loads(web.getresponse().read())
        web.close()
    except (OSError, smtplib.SMTPException, http.client.HTTPException, ValueError) as err:
        raise NotReady(f"{type(err).__name__}: {err}") from err
    if codes != [250, 250] or not isinstance(listed, list):
        raise NotReady(f"SMTP answers {codes}, HTTP {str(listed)[:200]}")


def provision(context: Context) -> None:
    """Nothing: a mailbox is there when a mail comes."""


def variables(context: Context) -> Mapping[str, str]:
    return {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(context.port),
        "MAIL_URL": f"http://127.0.0.1:{context.ports['http']}",
    }


def _environment(context: Context) -> dict[str, str]:
    path = context.environment.get("PATH", "/usr/bin:/bin")
    library = str(context.bundles[AIOSMTPD.name].root)
    return {"PATH": path, "PYTHONPATH": library, "HOME": str(context.run), "PYTHONUNBUFFERED": "1"}


def _python(context: Context) -> str:
    """A Python that the servers' account can run: root's own may lie where nobody else can look."""
    here = getattr(sys, "_base_executable", sys.executable)
    candidates = [here, "/usr/bin/python3", "/usr/local/bin/python3"]
    for candidate in dict.fromkeys(candidates):
        if Path(candidate).exists() and _runs(candidate, context):
            return candidate
    raise OutsideError(
        f"the account {context.account.name} can run no Python 3.10 or newer",
        detail=[f"tried {candidate}" for candidate in candidates],
        fix="install python3 for everyone, or set GREENLANE_USER to an account that can read yours",
        docs="docs/troubleshooting.md#account",
    )


def _runs(program: str, context: Context) -> bool:
    try:
        done = run(
            [program, "-c", "import sys, aiosmtpd.smtp; sys.exit(sys.version_info < (3, 10))"],
            environment=_environment(context),
            cwd=context.run,
            account=context.account,
        )
    except OutsideError:
        return False
    return done.code == 0
