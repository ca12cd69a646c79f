"""A repository's workflows looked at from outside: run on this machine, checked, written."""
