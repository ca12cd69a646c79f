"""Which reuses run anyway, at random: what keeps the keys honest.

The draw is a hash of the key and the run's id: the same for everybody who asks again, different in every run,
and nothing that a change can aim at.
"""

from __future__ import annotations

from greenlane.model.sha import sha256

SPAN = 1 << 64


def is_audited(digest: str, seed: str, share: float) -> bool:
    """Whether this reuse is one of the share that runs anyway. seed: of the run; "" for none: never."""
    if not seed or share <= 0:
        return False
    drawn = sha256(f"audit\0{digest}\0{seed}".encode()).digest()[:8]
    return int.from_bytes(drawn, "big") < share * SPAN
