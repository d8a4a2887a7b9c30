# For the parts of bench/gpu/check, which set ROOT, DEVICE, SHORT, PYTHON, TESTS, and PART_OUT, the folder for a part's files:
# found.txt is the line of the summary, result.txt the table in it. A part exits with 0, with 77 if it has nothing to do, or fails.

set -uo pipefail
cd "$ROOT" || exit 1

[ "$DEVICE" != cpu ] && gpu=yes || gpu=no
[ "$SHORT" = 1 ] && short=yes || short=no

found() { printf '%s\n' "$*" >"$PART_OUT/found.txt"; }

result() { printf '%s\n' "$@" >>"$PART_OUT/result.txt"; }

skip() {
  found "$*"
  exit 77
}

fail() {
  found "$*"
  printf 'FAILED: %s\n' "$*"
  exit 1
}

# The peers need torch, timm and lightly.
require_peers() {
  "$PYTHON" -c 'import torch, timm, lightly' 2>"$PART_OUT/python.txt" ||
    skip "no peers: $PYTHON has no torch, timm and lightly ($(tail -n 1 "$PART_OUT/python.txt"))"
}

# Whether an option is in the help of a command: settings that this version may not have.
has_option() {
  local option=$1
  shift
  ./pixio "$@" --help 2>/dev/null | grep -q -e "$option"
}

# One figure of each line of a metrics file.
figure() { sed -nE "s/.*\"$1\":([^,}]*).*/\1/p" "$2"; }
