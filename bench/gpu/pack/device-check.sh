#!/usr/bin/env bash
#
# On the GPU machine, after the last part is unpacked: all of bench/gpu/check, from the checkout that travels with the pack. Without a
# checkout that has it, only whether Pixio runs on the GPU: a minute.
#
#   device-check.sh RESULTS [CHECKOUT [OPTION...]]    RESULTS: a folder for the files.  OPTION: of bench/gpu/check, such as --resume
#
# Few files come back from such a machine, so RESULTS gets three: summary.txt, results.tar.gz with all other files, and traces.tar with
# those of the profiler. They are written anew every few seconds, so that they are there if the check is killed. The files themselves
# stay on the machine, for a second call with --resume.
#
#   PIXIO_GPU_PYTHON   the Python that has PyTorch (default: python3)
#   PIXIO_GPU_DEVICE   the device (default: cuda); cpu to try this script
#   PIXIO_GPU_FILES    where the files are collected (default: results beside this script)

set -u
home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
results=${1:?a folder for the results}
mkdir -p "$results" || exit 1
results=$(cd "$results" && pwd -P)
shift
device=${PIXIO_GPU_DEVICE:-cuda}
files=${PIXIO_GPU_FILES:-$home/results}
mkdir -p "$files" || exit 1

# Larger files do not come back, so traces that would make the archive too large stay behind.
most_of_traces=15000000

# A file of its own name is replaced when it is whole.
keep() { mv -f "$scratch/$1" "$results/.$1" && mv -f "$results/.$1" "$results/$1"; }

deliver() {
  local trace size total=0 traces=()
  cp "$files/summary.txt" "$scratch/summary.txt" 2>/dev/null && keep summary.txt
  # Without weights, pixels and pages, which are large and answer nothing here.
  tar -C "$files" -czf "$scratch/results.tar.gz" --exclude='*trace.json*' --exclude=checkpoints --exclude=images --exclude=tensorboard \
    --exclude='*.png' --exclude=report.html . 2>/dev/null
  [ ! -s "$scratch/results.tar.gz" ] || keep results.tar.gz
  while IFS= read -r trace; do
    size=$(stat -c %s "$files/$trace") || continue
    if [ $((total + size)) -gt "$most_of_traces" ]; then continue; fi
    total=$((total + size)) traces+=("$trace")
  done < <(cd "$files" && find . -name '*-trace.json.gz' | sort)
  if [ "${#traces[@]}" != "$delivered" ]; then
    tar -C "$files" -cf "$scratch/traces.tar" "${traces[@]}" && keep traces.tar && delivered=${#traces[@]}
  fi
}

scratch=$(mktemp -d) delivered=0 child=''
ended() {
  [ -z "$child" ] || kill -TERM "$child" 2>/dev/null
  wait
  deliver
  rm -rf "$scratch"
}
trap 'ended; exit 143' INT TERM HUP

# Runs a command whose files are delivered meanwhile.
delivering() {
  local code
  "$@" &
  child=$!
  while kill -0 "$child" 2>/dev/null; do
    for _ in 1 2 3 4 5; do
      sleep 2
      kill -0 "$child" 2>/dev/null || break
    done
    deliver
  done
  wait "$child"
  code=$?
  child=''
  ended
  return "$code"
}

runs_there() {
  local runs failed=0
  runs=$(mktemp -d)
  part() { # NAME SECONDS COMMAND...
    local name=$1 limit=$2
    shift 2
    timeout -k 5 "$limit" "$@" >"$files/$name.txt" 2>&1 </dev/null && echo "$name ok" || { echo "$name FAILED: $(tail -n 1 "$files/$name.txt")" && failed=1; }
  }
  {
    if [ "$device" != cpu ]; then part nvidia-smi 15 nvidia-smi; fi
    part info 45 "$home/run.sh" info --device "$device"
    for precision in fp32 bf16; do
      part "train-$precision" 60 "$home/run.sh" --debug pretrain --recipe quick --max-steps 5 --device "$device" --precision "$precision" \
        --probe-at-end off --no-report --no-tensorboard --out "$runs/$precision"
    done
  } >"$files/summary.txt"
  rm -rf "$runs"
  return "$failed"
}

cp "$home/built-from" "$files/built-from.txt"
if [ -x "${1:-}/bench/gpu/check" ]; then
  checkout=$1
  shift
  delivering "$home/run.sh" --in "$checkout" bench/gpu/check --device "$device" --out "$files" --python "${PIXIO_GPU_PYTHON:-python3}" \
    --tests "$home/run.sh --tests" "$@"
else
  delivering runs_there
fi
code=$?
cat "$results/summary.txt"
exit "$code"
