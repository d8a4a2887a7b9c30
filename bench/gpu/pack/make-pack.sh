#!/usr/bin/env bash
#
# Makes the pack that brings Pixio with the CUDA build of libtorch to a GPU machine without internet.
#
#   make-pack.sh ROOT OUT     ROOT: a checkout of Pixio; it is only read.  OUT: a folder for part1, part2 ... and work
#
#   PACK_JDK        the JDK that builds and of which a run-time image is made, 17 or newer (default: one in /usr/lib/jvm that
#                   needs no graphics libraries of the system, else JAVA_HOME, else that of javac)
#   PACK_ARCH       the GPU's architecture (default: 90, an H100 or H200)
#   PACK_LIMIT_MB   the largest a part may be, in 10^6 bytes (default: 34); with the checkout it is at most 64 MiB in any case
#
# Needs bash, git, python3 with pip, xz, binutils, tar, about 6 GB of disk, and Maven Central and PyPI, or a mirror of them.
# What took long is kept in OUT/work: a second call builds the sources anew if they changed, and little else.

set -euo pipefail
say() { printf 'make-pack (%d s): %s\n' "$SECONDS" "$*"; }
die() {
  printf 'make-pack: %s\n' "$*" >&2
  exit 1
}

[ $# = 2 ] || { sed -n '3,14s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(cd "$1" && pwd -P) || die "there is no folder $1."
[ -x "$root/pixio" ] && [ -f "$root/pom.xml" ] || die "$root is no checkout of Pixio."
mkdir -p "$2/work"
out=$(cd "$2" && pwd -P)
work=$out/work
case $out/ in
  "$root"/*) git -C "$root" check-ignore -q "$work" || die "git does not ignore $2: echo '/${out#"$root"/}/' >>.git/info/exclude" ;;
esac
arch=${PACK_ARCH:-90}
for tool in git python3 xz strip as ld readelf tar; do command -v "$tool" >/dev/null || die "there is no $tool."; done
nice="nice -n 10"

# --- The JDK ----------------------------------------------------------------------------------------------------------

# Debian's JDKs take freetype and others from the system, which the GPU machine may lack; Temurin's bring them.
find_jdk() {
  local home
  for home in "${PACK_JDK:-}" /usr/lib/jvm/*; do
    [ -x "$home/bin/jlink" ] && [ -x "$home/bin/javac" ] || continue
    [ -n "${PACK_JDK:-}" ] || [ -e "$home/lib/libfreetype.so" ] || continue
    jdk=$home && return
  done
  for home in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")"; do
    [ ! -x "$home/bin/jlink" ] || { jdk=$home && return; }
  done
  die "there is no JDK with jlink; name one with PACK_JDK."
}
find_jdk
say "JDK: $jdk"

# --- The program ------------------------------------------------------------------------------------------------------

# A copy is built, with the profile for CUDA, so that the checkout's own build stays as it is.
sources() { (cd "$root" && git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' f; do [ ! -e "$f" ] || printf '%s\0' "$f"; done | LC_ALL=C sort -zu); }
state=$( (cd "$root" && sources | xargs -0 sha256sum) | sha256sum | cut -c 1-16)
property() { sed -n "s:.*<$1>\\(.*\\)</$1>.*:\\1:p" "$root/pom.xml" | head -n 1; }
junit=$(property junit.version)
if [ "$(cat "$work/src.state" 2>/dev/null)" != "$state" ]; then
  say "building with -Pcuda (log: work/build.log)"
  rm -rf "$work/src" "$work/src.state" "$work/app.tar.xz" "$work/tests.tar.xz"
  mkdir "$work/src"
  sources | (cd "$root" && tar -c --null -T -) | tar -x -C "$work/src"
  # The goal writes the class paths of tests; that of the program is written by pixio-bench, as for ./pixio.
  (cd "$work/src" && JAVA_HOME=$jdk $nice sh ./mvnw -B -ntp -Pcuda -DskipExamples -DskipTests -Djacoco.skip -pl pixio-bench -am \
    package dependency:build-classpath -Dmdep.outputFile=target/test-classpath.txt \
    dependency:copy -Dartifact="org.junit.platform:junit-platform-console-standalone:$junit" -DoutputDirectory=target/console) \
    </dev/null >"$work/build.log" 2>&1 || { grep -m 10 '^\[ERROR\]' "$work/build.log" >&2; die "the build failed."; }
  printf '%s\n' "$state" >"$work/src.state"
fi
bench=$(ls "$work"/src/pixio-bench/target/pixio-bench-*.jar | grep -v -e '-sources' -e '-javadoc' -e '-tests' | head -n 1)
printf '%s:%s\n' "$bench" "$(cat "$work/src/pixio-bench/target/classpath.txt")" >"$work/classpath.full"
natives=$(tr ':' '\n' <"$work/classpath.full" | grep '/pytorch-[^/]*-linux-x86_64-gpu\.jar$') || die "the build has no natives for CUDA."

# --- libtorch ---------------------------------------------------------------------------------------------------------

# The large libraries, once for each version of libtorch and each architecture.
version=$(basename "$natives" .jar)-sm_$arch
if [ "$(cat "$work/libtorch.version" 2>/dev/null)" != "$version" ]; then
  rm -f "$work"/libtorch* "$work"/*.raw
  printf '%s\n' "$version" >"$work/libtorch.version"
fi
libzstd=$(ldconfig -p | sed -n 's/.*libzstd\.so\.1 .*x86-64.* => //p' | head -n 1)
[ -n "$libzstd" ] || die "there is no libzstd.so.1 (Debian, Ubuntu: apt install libzstd1)."
cp -L "$libzstd" "$work/libzstd.so.1"

library() { # sets file to a stripped library of the jar
  file=$work/$1
  python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract(sys.argv[2], sys.argv[3])' \
    "$natives" "org/bytedeco/pytorch/linux-x86_64-gpu/$1" "$work/natives"
  strip -s -o "$file" "$work/natives/org/bytedeco/pytorch/linux-x86_64-gpu/$1"
  rm -rf "$work/natives"
}
pack() { # pack FILE.xz OPTION...: standard input to the file, whole or not at all
  local file=$1
  shift
  $nice xz -T1 "$@" -c >"$file.new"
  mv "$file.new" "$file"
}
if [ ! -e "$work/libtorch_cuda.shell.xz" ] || [ ! -e "$work/libtorch_cuda.cubins.xz" ]; then
  library libtorch_cuda.so
  ! readelf -W --dyn-syms "$file" | grep -qE ' UND (curand|cuFile)' || die "libtorch_cuda.so uses cuRAND or cuFile: no stand-ins for them."
  say "libtorch_cuda.so: taking the code for sm_$arch out of it"
  $nice python3 "$here/fatbin.py" split "$file" "$work/shell.raw" "$work/cubins.raw" "$arch"
  say "trying whether it comes together again"
  $nice python3 "$here/fatbin.py" join "$work/shell.raw" "$work/cubins.raw" "$work/again.raw" "$arch"
  $nice python3 "$here/fatbin.py" check "$file" "$work/again.raw" "$arch"
  rm "$file" "$work/again.raw"
  say "packing the library without GPU code"
  pack "$work/libtorch_cuda.shell.xz" -6 <"$work/shell.raw"
  say "packing the GPU code, 751 MB; this takes the longest"
  pack "$work/libtorch_cuda.cubins.xz" --lzma2=preset=6,dict=64MiB <"$work/cubins.raw"
  rm "$work"/*.raw
fi
if [ ! -e "$work/libtorch_cpu.so.xz" ]; then
  library libtorch_cpu.so
  say "packing libtorch_cpu.so"
  pack "$work/libtorch_cpu.so.xz" --x86 --lzma2=preset=6 <"$file"
  rm "$file"
fi

# --- Java -------------------------------------------------------------------------------------------------------------

if [ ! -e "$work/jre.tar.xz" ] || ! cmp -s "$jdk/release" "$work/jre.release"; then
  say "a run-time image of Java"
  rm -rf "$work/jre"
  "$jdk/bin/jlink" --strip-debug --no-header-files --no-man-pages --output "$work/jre" \
    --add-modules java.se,jdk.unsupported,jdk.httpserver,jdk.management,jdk.zipfs,jdk.charsets
  tar -c -C "$work" --owner=0 --group=0 jre | pack "$work/jre.tar.xz" --x86 --lzma2=preset=6,dict=64MiB
  rm -rf "$work/jre"
  cp "$jdk/release" "$work/jre.release"
fi

# --- Jars and wheels ----------------------------------------------------------------------------------------------------

# libtorch_cuda.so names two libraries of which it uses nothing, and PyTorch's newer wheels do not bring the first. Where one is
# missing, an empty library of its name is enough.
make_stand_ins() {
  local name
  for name in libcurand.so.10 libcufile.so.0; do
    mkdir -p "$1/$name"
    printf '' | as -o "$work/empty.o" -
    ld -shared -soname "$name" -o "$1/$name/$name" "$work/empty.o"
  done
  rm "$work/empty.o"
}

# Native libraries change with their versions alone, the rest with each change of the sources.
kinds=$( (tr ':' '\n' <"$work/classpath.full" | sed -n 's/.*\/\(.*-linux-x86_64.*\.jar\)$/\1/p' && cat "$here/pack.py") | sha256sum)
if [ "$(cat "$work/natives.state" 2>/dev/null)" != "$kinds" ]; then
  rm -f "$work"/{natives,openblas,app,tests}.tar.xz
  printf '%s\n' "$kinds" >"$work/natives.state"
fi
if [ ! -e "$work/natives.tar.xz" ] || [ ! -e "$work/openblas.tar.xz" ] || [ ! -e "$work/app.tar.xz" ]; then
  app=$work/app
  rm -rf "$app"
  mkdir -p "$app/lib" "$app/wheels"
  say "jars, the launcher and wheels"
  python3 "$here/pack.py" jars "$work/classpath.full" "$app/lib"
  cp "$work/src/pixio" "$app/pixio"
  mkdir -p "$app/pixio-dist/src/main"
  cp -R "$work/src/pixio-dist/src/main/launcher" "$app/pixio-dist/src/main/" # which it reads
  make_stand_ins "$app/stand-ins"
  changed=$(git -C "$root" status --porcelain --untracked-files=no) # of sources, as bench/compare marks them
  { git -C "$root" log -1 --format="commit %h${changed:+-dirty} of %cd" --date=short && printf 'sources %s\n' "$state"; } >"$app/built-from"
  # lightly, for bench/compare. What else it needs, timm too, is on the GPU machine beside PyTorch.
  python3 -m pip wheel -q --no-deps --disable-pip-version-check -w "$app/wheels" \
    lightly==1.6.0 hydra-core==1.3.2 omegaconf==2.3.0 antlr4-python3-runtime==4.9.3
  take() { # take ITEM JAR...: jars that become an item of their own
    local item=$1
    shift
    if [ ! -e "$work/$item" ]; then
      say "packing $item"
      tar -c --owner=0 --group=0 "$@" | pack "$work/$item" --x86 --lzma2=preset=6,dict=64MiB
    fi
    rm "$@"
  }
  cd "$app"
  take openblas.tar.xz lib/openblas-*-linux-x86_64.jar
  take natives.tar.xz lib/*-linux-x86_64*.jar
  cd "$work"
  if [ ! -e "$work/app.tar.xz" ]; then
    say "packing app.tar.xz"
    tar -c -C "$app" --owner=0 --group=0 . | pack "$work/app.tar.xz" --lzma2=preset=6,dict=64MiB
  fi
  rm -rf "$app"
fi

# --- Tests --------------------------------------------------------------------------------------------------------------

if [ ! -e "$work/tests.tar.xz" ]; then
  say "packing tests.tar.xz"
  rm -rf "$work/tests"
  python3 "$here/pack.py" tests "$work/src" "$work/tests"
  property test.jvm.arguments >"$work/tests/jvm.options"
  tar -c -C "$work" --owner=0 --group=0 tests | pack "$work/tests.tar.xz" --lzma2=preset=6,dict=64MiB
  rm -rf "$work/tests"
fi

# --- The parts ----------------------------------------------------------------------------------------------------------

tree=$( (cd "$root" && sources | xargs -0 stat -c %s) | awk '{ sum += $1 } END { print sum }')
python3 "$here/pack.py" parts "$work" "$out" "$arch" "${PACK_LIMIT_MB:-34}" "$tree"
say "done: $out"
