"""A repository's workflows, looked at from outside: init, check, simulate."""
