"""Looking for secrets: rules (a table a vendor), the scan of one text, the git history."""
