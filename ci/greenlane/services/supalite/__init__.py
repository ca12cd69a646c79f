"""Supabase Lite as a service: config.toml, what the database needs, and the server's own files."""
