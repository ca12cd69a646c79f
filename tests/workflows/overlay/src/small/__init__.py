"""A package small enough to be checked by every session in a second."""

__version__ = "0.3.0"


def half(number: int) -> int:
    """The half, rounded down."""
    return number // 2
