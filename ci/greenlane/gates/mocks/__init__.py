"""Mocks and placeholders that production reaches: facts of files, their graph, the rules."""
