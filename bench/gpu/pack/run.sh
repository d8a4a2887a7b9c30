#!/usr/bin/env bash
#
# On the GPU machine: runs Pixio from the unpacked pack, on the CUDA libraries that PyTorch brought there with pip.
#
#   run.sh ARGUMENT...               as ./pixio ARGUMENT...: run.sh info --device cuda, run.sh pretrain --device cuda
#   run.sh --in CHECKOUT COMMAND...  a command in a checkout whose ./pixio is to be this one, and Python to have lightly:
#                                    run.sh --in . bench/compare --device cuda --python "$(command -v python3)" step-bf16
#   run.sh --tests TAG... [-- OPTION...]
#                                    the tests of the project with one of these JUnit tags; options are those of JUnit's
#                                    console launcher, such as --reports-dir or --include-package
#
#   PIXIO_GPU_PYTHON   the Python that has PyTorch (default: python3)
#   PIXIO_JAVA_OPTS    options for the JVM, as for ./pixio

set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)

die() {
  printf 'run.sh: %s\n' "$*" >&2
  exit 1
}

case $home in
  *[[:space:]:]*) die "class paths and options of Java are divided at spaces and colons, as in '$home'; unpack into another folder (PIXIO_GPU_HOME)." ;;
esac
[ -e "$home/ready" ] || die "the pack in $home is not complete; unpack the parts that are missing."

# Every nvidia/*/lib and nvidia/*/lib64 on Python's path.
find_cuda='
import glob, os, sys
found = [d for p in sys.path if p for lib in ("lib", "lib64") for d in sorted(glob.glob(os.path.join(p, "nvidia", "*", lib)))]
print(":".join(dict.fromkeys(found)))
'
cuda=$("${PIXIO_GPU_PYTHON:-python3}" -c "$find_cuda") || die "there is no ${PIXIO_GPU_PYTHON:-python3}."
[ -n "$cuda" ] || printf 'run.sh: %s has no CUDA libraries (nvidia/*/lib); the system has to.\n' "${PIXIO_GPU_PYTHON:-python3}" >&2

# Libraries that libtorch_cuda.so names and uses nothing of, if this machine lacks them.
is_in_cuda() {
  local folder IFS=:
  for folder in $cuda ${LD_LIBRARY_PATH:-}; do
    [ ! -e "$folder/$1" ] || return 0
  done
  return 1
}
stand_ins=''
for file in "$home"/stand-ins/*/*; do
  name=${file##*/}
  [ ! -e "$file" ] || is_in_cuda "$name" || ldconfig -p 2>/dev/null | grep -qF "$name " || stand_ins=$stand_ins:${file%/*}
done

# The pack's own libraries are not in there: Python's torch has others of the same names, and finds its own.
export LD_LIBRARY_PATH=$cuda${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}$stand_ins
export PIXIO_JAVA=$home/jre PIXIO_SKIP_BUILD=1
export PIXIO_JAVA_OPTS="-Dorg.bytedeco.javacpp.cachedir=$home/cache ${PIXIO_JAVA_OPTS:-}"

# Sets class_path to the jars that a file names, in the folder of the file.
read_class_path() {
  local folder=${1%/*} jar
  class_path=''
  while IFS= read -r jar; do class_path=$class_path:$folder/$jar; done <"$1"
  class_path=${class_path#:}
}

# Tells the launcher of a checkout that it is built, and where.
write_stamp() {
  local class_path
  read_class_path "$home/lib/classpath"
  mkdir -p "$1/target"
  printf '%s\n' "$1" -Pcuda "$class_path" >"$1/target/pixio.stamp.$$"
  mv "$1/target/pixio.stamp.$$" "$1/target/pixio.stamp"
}

# The environment and the options are those of the build, in the parent POM.
run_tests() {
  local tags=() class_path tests libraries options=() extra=() scratch code=0
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    tags+=("--include-tag=$1")
    shift
  done
  [ "${#tags[@]}" -gt 0 ] || die "--tests wants a tag: run.sh --tests cuda"
  [ $# = 0 ] || shift
  read_class_path "$home/tests/classes"
  tests=$class_path
  read_class_path "$home/tests/classpath"
  libraries=$tests:$class_path
  read_class_path "$home/lib/classpath"
  read -r -d '' -a options <"$home/tests/jvm.options" || true
  read -r -d '' -a extra <<<"$PIXIO_JAVA_OPTS" || true
  scratch=$(mktemp -d)
  export GOMP_SPINCOUNT=2000 MALLOC_ARENA_MAX=4 OPENCV_LOG_LEVEL=SILENT XDG_CACHE_HOME=$scratch
  "$home/jre/bin/java" "${options[@]}" "${extra[@]}" -cp "$libraries:$class_path" org.junit.platform.console.ConsoleLauncher \
    execute --disable-banner --disable-ansi-colors --scan-class-path="$tests" "${tags[@]}" "$@" || code=$?
  rm -rf "$scratch"
  exit "$code"
}

case ${1:-} in
  --in)
    [ $# -gt 2 ] || die "--in wants a checkout and a command."
    checkout=$(cd "$2" && pwd -P) || die "there is no folder $2."
    [ -x "$checkout/pixio" ] || die "$checkout has no ./pixio."
    shift 2
    write_stamp "$checkout"
    # In the place of git, for the files of results.
    PIXIO_COMMIT=$(sed -n '1s/^commit \([^ ]*\).*/\1/p' "$home/built-from" 2>/dev/null) && export PIXIO_COMMIT
    export PYTHONPATH=$home/site${PYTHONPATH:+:$PYTHONPATH}
    cd "$checkout"
    exec "$@"
    ;;
  --tests)
    shift
    run_tests "$@"
    ;;
esac
write_stamp "$home"
exec bash "$home/pixio" "$@"
