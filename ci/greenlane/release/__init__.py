"""From a commit to a draft release: version, notes, checksums, publication."""
