"""Lock files: what of one each folder's package depends on, so that another package's bump runs nothing."""
