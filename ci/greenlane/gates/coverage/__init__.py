"""What tests ran, read from the reports of every language, put together and held against limits."""
