"""Images made on this machine, since none can be pulled: a Debian by debootstrap, and three servers on it.

They start as the public ones do: without arguments, and PostgreSQL with POSTGRES_USER and POSTGRES_PASSWORD.
A Debian that is there already is taken again, for making it takes minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from greenlane.services.backends.github import DOCKERFILE
from greenlane.services.store import Store, current_platform, default_root
from greenlane.services.wheels import SEAWEEDFS

BASE = "greenlane-test/base:1"
IMAGES = {name: f"greenlane-test/{name}:1" for name in ("postgres", "redis", "s3")}
PACKAGES = "postgresql-15,redis-server,redis-tools,ca-certificates"
POSTGRES = f"""\
FROM {BASE}
COPY start /start
EXPOSE 5432
ENTRYPOINT ["/start"]
"""
# As the public image: while the data folder is made, a server answers on the socket only.
START = """\
#!/bin/sh
set -eu
programs=/usr/lib/postgresql/15/bin
printf %s "$POSTGRES_PASSWORD" > /tmp/password
mkdir -p /data
chown postgres /data /tmp/password
as() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
as "$programs/initdb" -D /data -U "$POSTGRES_USER" --auth-host=scram-sha-256 --pwfile=/tmp/password
echo "host all all all scram-sha-256" >> /data/pg_hba.conf
as "$programs/pg_ctl" -D /data -o "-c listen_addresses=''" -w start
as "$programs/pg_ctl" -D /data -w stop
echo "listen_addresses = '*'" >> /data/postgresql.conf
exec setpriv --reuid=postgres --regid=postgres --clear-groups "$programs/postgres" -D /data
"""
REDIS = f"""\
FROM {BASE}
EXPOSE 6379
ENTRYPOINT ["redis-server", "--protected-mode", "no"]
"""


def docker(*words: str, check: bool = True) -> str:
    """What docker says. Raises CalledProcessError."""
    done = subprocess.run(["docker", *words], capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise AssertionError(f"docker {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def is_possible() -> str:
    """Why nothing here can run; "" when it can."""
    if shutil.which("docker") is None:
        return "Docker is not installed (apt-get install docker.io)"
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        return "the Docker Engine does not answer (dockerd)"
    if not _has(BASE) and (shutil.which("debootstrap") is None or os.geteuid()):
        return "debootstrap is not installed, or this is not root"
    return ""


def _has(image: str) -> bool:
    return bool(docker("images", "--quiet", image))


def make() -> Mapping[str, str]:
    """The images by service type."""
    with tempfile.TemporaryDirectory() as folder:
        if not _has(BASE):
            _debian(Path(folder) / "root")
        weed = Store(default_root(os.environ), environment=os.environ, report=print)
        program = weed.ensure(SEAWEEDFS, current_platform()).programs["weed"]
        s3 = DOCKERFILE.replace("FROM chrislusf/seaweedfs:4.48", f"FROM {BASE}\nCOPY weed /usr/bin/weed")
        _build(Path(folder) / "postgres", IMAGES["postgres"], {"Dockerfile": POSTGRES, "start": START})
        _build(Path(folder) / "redis", IMAGES["redis"], {"Dockerfile": REDIS})
        _build(Path(folder) / "s3", IMAGES["s3"], {"Dockerfile": s3}, program)
    return IMAGES


def _debian(root: Path) -> None:
    words = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(root)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    with subprocess.Popen(["tar", "-C", str(root), "-c", "."], stdout=subprocess.PIPE) as tar:
        subprocess.run(["docker", "import", "-", BASE], stdin=tar.stdout, check=True, capture_output=True)


def _build(folder: Path, image: str, files: Mapping[str, str], program: Path | None = None) -> None:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    if program:
        shutil.copy(program, folder / "weed")
    docker("build", "--quiet", "--network=host", "--tag", image, str(folder))
