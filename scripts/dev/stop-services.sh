#!/bin/sh
# Stops the declared services; their data stay.
exec "$(dirname -- "$0")/../greenlane" down "$@"
