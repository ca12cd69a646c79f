"""A repository's workflows looked at from outside: made, checked, tried."""
