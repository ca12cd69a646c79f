"""What `greenlane gate --install` lays out: hashes, no addresses."""
