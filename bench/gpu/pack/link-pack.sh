#!/usr/bin/env bash
#
# Lays the build of a checkout out as an unpacked pack, by links and with its CPU natives: run.sh and device-check.sh can be tried
# without packing and unpacking a gigabyte.
#
#   link-pack.sh CHECKOUT HOME     CHECKOUT: built with its tests (./mvnw verify, ./pixio --version).  HOME: a new folder
#
#   PIXIO_GPU_DEVICE=cpu HOME/device-check.sh RESULTS COPY --short
#
# COPY is a copy of the checkout without target: run.sh writes there that the pack is its build.

set -euo pipefail
die() {
  printf 'link-pack: %s\n' "$*" >&2
  exit 1
}

[ $# = 2 ] || { sed -n '3,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(cd "$1" && pwd -P) || die "there is no folder $1."
[ -s "$root/target/pixio.stamp" ] || die "$root is not built: ./pixio --version"
mkdir "$2" || die "$2 must be a new folder."
home=$(cd "$2" && pwd -P)

java=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}
ln -s "$java" "$home/jre"
cp "$root/pixio" "$here/run.sh" "$here/device-check.sh" "$home/"
mkdir -p "$home/pixio-dist/src/main" "$home/lib" "$home/tests"
cp -R "$root/pixio-dist/src/main/launcher" "$home/pixio-dist/src/main/"
commit=$(git -C "$root" log -1 --format=%h 2>/dev/null) || commit=unknown
printf 'commit %s by links\n' "$commit" >"$home/built-from"

list() { # FOLDER NAME, jars or folders as lines of standard input: links to them, and their names in a file
  local path
  while IFS= read -r path; do
    ln -s "$path" "$1/${path##*/}"
    printf '%s\n' "${path##*/}"
  done >"$1/$2"
}
sed -n 3p "$root/target/pixio.stamp" | tr ':' '\n' | list "$home/lib" classpath

# The tests of the modules that the program consists of, and what is beside JUnit in their class path. Copies: the console launcher
# does not follow links to folders.
property() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" "$root/pom.xml" | head -n 1; }
for module in "$root"/pixio-*; do
  name=${module##*/}
  [ -d "$module/target/test-classes" ] && grep -q "/$name-[0-9]" "$root/target/pixio.stamp" || continue
  cp -R "$module/target/test-classes" "$home/tests/$name-test-classes"
  printf '%s\n' "$name-test-classes"
done >"$home/tests/classes"
[ -s "$home/tests/classes" ] || die "the tests of $root are not built: ./mvnw verify"
(cd "$root" && sh ./mvnw -B -ntp -q -pl pixio-io dependency:build-classpath "-Dmdep.outputFile=$home/tests/of-maven" \
  dependency:copy "-Dartifact=org.junit.platform:junit-platform-console-standalone:$(property junit.version)" \
  "-DoutputDirectory=$home/tests/console") >&2
{ ls "$home"/tests/console/*.jar && tr ':' '\n' <"$home/tests/of-maven" | grep -E '/(assertj-core|byte-buddy)-[^/]*\.jar$'; } |
  list "$home/tests" classpath
property test.jvm.arguments >"$home/tests/jvm.options"
touch "$home/ready"
