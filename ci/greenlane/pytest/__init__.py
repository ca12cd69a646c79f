"""The fixtures for consumers' tests. pytest loads `plugin` in every run: nothing heavy at its import."""
