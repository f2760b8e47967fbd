#!/bin/sh
# Puts a backup where an edge that does not run yet will look for its store.
#
#   restore.sh BACKUP DATA
set -eu
if [ $# -ne 2 ]; then
  echo "usage: restore.sh BACKUP DATA" >&2
  exit 2
fi
backup=$1 data=$2
if [ -d "$data" ] && [ -n "$(ls -A "$data")" ]; then
  echo "restore.sh: $data is not empty; move what is there away first" >&2
  exit 1
fi
if ! (cd "$backup" && sha256sum --check --quiet SHA256SUMS) >&2; then
  echo "restore.sh: $backup is not as it was written; nothing is restored" >&2
  exit 1
fi
mkdir -p "$data"
cp -a "$backup/." "$data/"
rm "$data/SHA256SUMS"
sync
echo "restore.sh: $data"
