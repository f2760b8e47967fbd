#!/bin/sh
# Copies the store of a running edge, as it is at one moment.
#
#   backup.sh DATA TARGET PID
#
# The process is stopped while the files are copied, as long as that takes; requests wait. The copy is what a power cut at
# that moment would have left, and opening it recovers what was acknowledged, as after a power cut.
set -eu
if [ $# -ne 3 ]; then
  echo "usage: backup.sh DATA TARGET PID" >&2
  exit 2
fi
data=$1 target=$2 process=$3
if [ ! -d "$data/ledger" ]; then
  echo "backup.sh: $data holds no store" >&2
  exit 1
fi
if [ -e "$target" ]; then
  echo "backup.sh: $target is there already; a backup is never written over" >&2
  exit 1
fi
kill -STOP "$process"
trap 'kill -CONT "$process"' EXIT
trap 'exit 1' HUP INT TERM
# Where the file system can, only what changes later is copied.
cp -a --reflink=auto "$data" "$target.part"
kill -CONT "$process"
trap - EXIT
# Its name says that it is whole.
sync
mv "$target.part" "$target"
(cd "$target" && find . -type f ! -name SHA256SUMS -exec sha256sum {} +) > "$target.sums"
mv "$target.sums" "$target/SHA256SUMS"
echo "backup.sh: $target"
