"""A CI/CD toolkit for GitHub Actions: real services, every gate, and the month's minutes in mind."""

__version__ = "0.1.0"
