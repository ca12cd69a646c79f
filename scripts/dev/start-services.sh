#!/bin/sh
# Starts the declared services and waits until they are ready.
exec "$(dirname -- "$0")/../greenlane" up "$@"
