#!/usr/bin/env bash
#
# On the GPU machine, after the last part is unpacked: all of bench/gpu/check, from the checkout that travels with the pack. Without a
# checkout that has it, only whether Pixio runs on the GPU: a minute.
#
#   device-check.sh RESULTS [CHECKOUT [OPTION...]]    RESULTS: a folder for the files.  OPTION: of bench/gpu/check
#
#   PIXIO_GPU_PYTHON   the Python that has PyTorch (default: python3)

set -u
home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
results=${1:?a folder for the results}
mkdir -p "$results" || exit 1
results=$(cd "$results" && pwd -P)
shift
cat "$home/built-from" >"$results/built-from.txt"

if [ -x "${1:-}/bench/gpu/check" ]; then
  checkout=$1
  shift
  exec "$home/run.sh" --in "$checkout" bench/gpu/check --device cuda --out "$results" --python "${PIXIO_GPU_PYTHON:-python3}" \
    --tests "$home/run.sh --tests" "$@"
fi

runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
failed=0
part() { # NAME SECONDS COMMAND...
  local name=$1 limit=$2
  shift 2
  timeout -k 5 "$limit" "$@" >"$results/$name.txt" 2>&1 </dev/null && echo "$name ok" || { echo "$name FAILED: $(tail -n 1 "$results/$name.txt")" && failed=1; }
}

{
  part nvidia-smi 15 nvidia-smi
  part info 45 "$home/run.sh" info --device cuda # the first start unpacks libtorch, 0.8 GB
  for precision in fp32 bf16; do
    part "train-$precision" 60 "$home/run.sh" --debug pretrain --recipe quick --max-steps 5 --device cuda --precision "$precision" \
      --probe-at-end off --no-report --no-tensorboard --out "$runs/$precision"
  done
} >"$results/summary.txt"
cat "$results/summary.txt"
exit "$failed"
