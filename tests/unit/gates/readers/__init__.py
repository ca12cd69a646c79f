"""The readers of reports."""
