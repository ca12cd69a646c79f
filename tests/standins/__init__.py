"""Servers on the loopback that answer as the outside world would, for tests."""
