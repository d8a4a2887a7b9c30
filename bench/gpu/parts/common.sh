# For the parts of bench/gpu/check, which set ROOT, DEVICE, SHORT, PYTHON, TESTS, and PART_OUT, the folder for a part's files:
# found.txt is the line of the summary, result.txt the table in it. A part exits with 0, with 77 if it has nothing to do, with 75 if it could
# do more in more time, or fails. Its earlier files are there if it exited with 75.

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

# Whether Python has torch, timm and lightly, without importing them.
has_peers() {
  "$PYTHON" -c 'import importlib.metadata as m; [m.version(name) for name in ("torch", "timm", "lightly")]' 2>"$PART_OUT/python.txt"
}

# bench/compare with rows of a GPU: patterns for all of them and, since a compiler takes minutes, for a short check; each with Python's
# libraries and without.
compare_rows() { # ALL ALL-WITHOUT-PEERS SHORT SHORT-WITHOUT-PEERS
  local code rows how='' options=(--device "$DEVICE" --gpu-rows --python "$PYTHON" --out "$PART_OUT/rounds.json" --resume)
  command -v python3 >/dev/null || skip "there is no python3 for bench/compare"
  if [ "$short" = yes ]; then
    options+=(--tiny --round-seconds 0.2 --rounds 2)
    shift 2
  else
    options+=(--round-seconds 1 --rounds 4)
  fi
  read -r -a rows <<<"$1"
  has_peers || { read -r -a rows <<<"$2" && how=", without torch, timm and lightly"; }
  ln -sf rounds.md "$PART_OUT/result.txt" # complete after each row, so that those which were measured count if time runs out
  bench/compare "${options[@]}" --seconds "$((PART_SECONDS - 5))" "${rows[@]}" >/dev/null 2>>"$PART_OUT/progress.txt"
  code=$?
  found "$(grep -cE '^\| (step|embed)[ ,]' "$PART_OUT/rounds.md" 2>/dev/null) comparisons$how$([ "$code" != 75 ] || echo '; more with --resume')$(
    grep -aoE '[0-9]+ of [0-9]+ failed: .*' "$PART_OUT/progress.txt" | tail -n 1 | sed 's/^/; /')"
  case $code in
    0 | 75) exit "$code" ;;
    *) fail "$(tail -n 1 "$PART_OUT/progress.txt")" ;;
  esac
}

# One figure of each line of a metrics file.
figure() { sed -nE "s/.*\"$1\":([^,}]*).*/\1/p" "$2"; }
