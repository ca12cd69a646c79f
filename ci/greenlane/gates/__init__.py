"""Verdicts over what ran, and over what should have run."""
