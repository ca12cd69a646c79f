"""A small chat service: rooms, messages in order, files, and who is there."""

__version__ = "0.1.0"
