"""The overlay's tests belong to the tree that act runs, not to us."""

collect_ignore = ["overlay"]
