"""Lock files of npm trees, one folder each: integrity hashes, no addresses."""
