"""Runs a command where the loopback is the only network: unshare -n python3 .ci/offline.py COMMAND …

A new network namespace has a loopback that is down; servers and tests need it up. Root is wanted.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import sys

SIOCGIFFLAGS = 0x8913
SIOCSIFFLAGS = 0x8914
IFF_UP = 0x1


def bring_up(interface: str) -> None:
    """Set the flag UP, as `ip link set lo up` does, where iproute2 may be missing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", interface.encode(), 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(any_socket, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", interface.encode(), flags | IFF_UP))


def main() -> None:
    """Become the command, or end with 2 when there is another network."""
    others = sorted({name for _, name in socket.if_nameindex()} - {"lo"})
    if others:
        sys.exit(f"offline: this is no empty network namespace, it has {', '.join(others)}")
    bring_up("lo")
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
