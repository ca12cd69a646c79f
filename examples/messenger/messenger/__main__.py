"""python -m messenger: serve until told to stop."""

from __future__ import annotations

import logging
import os
import sys

from aiohttp import web

from messenger.app import build
from messenger.settings import SettingMissing, Settings


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = Settings.read(os.environ)
    except SettingMissing as err:
        print(f"messenger: {err}", file=sys.stderr)
        return 2
    web.run_app(build(settings), host=settings.host, port=settings.port, shutdown_timeout=5.0, access_log=None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
