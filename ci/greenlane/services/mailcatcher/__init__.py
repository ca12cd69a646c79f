"""A mail catcher: takes every mail by SMTP, delivers none, shows them over HTTP.

Copied beside a service's settings and run there by itself (`python -m mailcatcher settings.json`), since
the account that servers run as may not be able to read this package. So: nothing of greenlane is imported.
"""
