"""Programs of single tests: locks with hashes and without addresses."""
