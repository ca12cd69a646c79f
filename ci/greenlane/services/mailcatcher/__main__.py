"""Run the mail catcher: python -m mailcatcher SETTINGS. SETTINGS is a JSON file, see catalog/mail.py."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from .mailbox import Mailbox
from .web import serve


class Catcher:
    """What aiosmtpd calls for each mail. Every recipient is taken, and any user and password."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        recipients = tuple(envelope.rcpt_tos)
        try:
            kept = await asyncio.to_thread(self._mailbox.add, envelope.mail_from or "", recipients, content)
        except OSError as err:
            print(f"a mail was refused: {err.strerror}", flush=True)
            return "452 4.3.1 Insufficient system storage"
        print(f"caught {kept.id}: {kept.size_bytes} bytes for {len(recipients)} recipient(s)", flush=True)
        return f"250 2.0.0 Caught as {kept.id}"


class Protocol(SMTP):
    """SMTP that takes long lines too: programs send them, and other servers let them."""

    line_length_limit = 1024**2


async def _run(path: Path) -> None:
    settings = json.loads(path.read_text(encoding="utf-8"))
    mailbox = Mailbox(
        Path(settings["folder"]),
        durable=settings["durable"],
        count_max=settings["count_max"],
        bytes_max=settings["bytes_max"],
    )
    web = serve(mailbox, settings["http_port"])
    threading.Thread(target=web.serve_forever, daemon=True).start()
    loop = asyncio.get_running_loop()
    catcher = Catcher(mailbox)

    def connection() -> Protocol:
        return Protocol(
            catcher,
            hostname="mail.invalid",
            ident="greenlane mail catcher",
            data_size_limit=settings["message_bytes_max"],
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=lambda *_: AuthResult(success=True),
            timeout=60,
            loop=loop,
        )

    await loop.create_server(connection, "127.0.0.1", settings["smtp_port"])
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    await stopped.wait()
    # What was acknowledged is kept; what is under way is not, and need not be waited for.
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(_run(Path(sys.argv[1])))
