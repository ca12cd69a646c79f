"""`python -m greenlane` is the command `greenlane`."""

from greenlane.cli.main import entry

entry()
