#!/bin/sh
# Asks every declared service whether it answers; not 0 when one does not.
exec "$(dirname -- "$0")/greenlane" status --check "$@"
