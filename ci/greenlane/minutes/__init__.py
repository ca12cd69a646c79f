"""Minutes: what ran, what it counts, what the bill says, where the month ends, what would save some."""
