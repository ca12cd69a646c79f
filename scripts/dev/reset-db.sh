#!/bin/sh
# Empties the data of the declared services and provisions them anew.
exec "$(dirname -- "$0")/../greenlane" reset "$@"
