"""SeaweedFS behind the catalog entry s3: its options, what it is told, and its buckets."""
