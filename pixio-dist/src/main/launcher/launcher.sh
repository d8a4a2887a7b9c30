# What ./pixio, which runs a checkout, and bin/pixio, which runs an unpacked archive, have in common: finding Java, the environment of
# libtorch, the options of the JVM, the class archive. Each sources this file.
#
# Written for the bash 3.2 of macOS: no associative arrays, no mapfile, no readlink -f.

say() { printf 'pixio: %s\n' "$*" >&2; }

die() {
  say "$@"
  exit 1
}

# Sets real_path to the file behind a chain of symbolic links.
follow_links() {
  local link
  real_path=$1
  while [ -L "$real_path" ]; do
    link=$(readlink "$real_path")
    case $link in
      /*) real_path=$link ;;
      *) real_path=$(dirname "$real_path")/$link ;;
    esac
  done
}

# --- Java -----------------------------------------------------------------------------------------------------------

oldest_java=17
too_old='' # a Java that was found and is too old, for the message

# Sets version to the major version of the Java in a home, from its release file: starting a JVM takes a tenth of a second.
version_of() {
  local line
  version=''
  [ -r "$1/release" ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      JAVA_VERSION=*)
        line=${line#JAVA_VERSION=}
        line=${line//\"/}
        version=${line%%[!0-9]*} # "17.0.15" is 17; "1.8.0_402" is 1, which is too old as well
        ;;
    esac
  done <"$1/release"
  [ -n "$version" ]
}

# Selects a home if it has the tool, java or javac, and is new enough.
try_home() {
  local home=$1 tool=$2
  [ -x "$home/bin/$tool" ] && version_of "$home" || return 1
  if [ "$version" -lt "$oldest_java" ]; then
    too_old="Java $version in $home"
    return 1
  fi
  java_home=$home
  java_version=$version
}

# Selects the home of a java binary. A binary without a release file, such as a shim, is run to get its home.
try_binary() {
  local binary=$1 tool=$2 home
  [ -x "$binary" ] || return 1
  follow_links "$binary"
  home=$(cd "$(dirname "$real_path")/.." && pwd -P) || return 1
  if ! version_of "$home"; then
    # On macOS /usr/bin/java exists without any Java; it would open a dialog.
    [ "$home" != /usr ] || [ ! -x /usr/libexec/java_home ] || return 1
    home=$("$binary" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  fi
  [ -n "$home" ] && try_home "$home" "$tool"
}

# Sets java_home and java_version to the first Java that has the tool; the one that the user named is tried first.
find_java() {
  local tool=$1 home
  if [ -n "${PIXIO_JAVA:-}" ]; then
    if [ -d "$PIXIO_JAVA" ]; then
      try_home "$PIXIO_JAVA" "$tool" && return
    else
      try_binary "$PIXIO_JAVA" "$tool" && return
    fi
    [ "$tool" = javac ] || die "PIXIO_JAVA is $PIXIO_JAVA, which is no Java $oldest_java or newer. Name a Java home or its java."
  fi
  [ -n "${JAVA_HOME:-}" ] && try_home "$JAVA_HOME" "$tool" && return
  home=$(command -v java) && try_binary "$home" "$tool" && return
  for home in /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME:-/}"/.sdkman/candidates/java/*; do
    try_home "$home" "$tool" && return
  done
  return 1
}

no_java() {
  say "$1"
  say "Install one (Debian, Ubuntu: apt install openjdk-17-jdk-headless; macOS: brew install openjdk@21;" \
    "Windows: winget install EclipseAdoptium.Temurin.21.JDK), or name one with PIXIO_JAVA=/path/to/jdk."
  exit 1
}

# --- The environment of libtorch --------------------------------------------------------------------------------------
# Set only if the user has not set them. The numbers were measured on a ViT-S/16 training step on a CPU.
set_environment() {
  # OpenBLAS and libgomp have separate threads, and waiting threads that spin take the cores from working ones: by default a
  # LayerNorm takes 7 ms instead of 0.5 ms and training runs at half speed. Without spinning each operation costs a sleep and
  # a wake-up, 74 us instead of 23 for a small one: a few microseconds of spinning are best.
  : "${GOMP_SPINCOUNT:=2000}"

  # glibc returns large freed blocks, such as activations, to the kernel, and every page faults again in the next step. Keeping
  # them in the heap made training a fifth faster: never mmap a block (under 4 GiB), never trim (under 16 GiB), grow by
  # 256 MiB. This is only address space until it is used, so a short command needs no more memory.
  : "${MALLOC_MMAP_THRESHOLD_:=4294967296}"
  : "${MALLOC_TRIM_THRESHOLD_:=17179869184}"
  : "${MALLOC_TOP_PAD_:=268435456}"

  # A heap for each worker and some for the other threads: workers that share one wait for each other at every tensor, and a small
  # model trains at half the speed. Huge pages where the kernel allows them.
  local processors
  processors=$(getconf _NPROCESSORS_ONLN 2>/dev/null) || processors=1
  : "${MALLOC_ARENA_MAX:=$((processors < 16 ? processors + 2 : 18))}"
  : "${GLIBC_TUNABLES:=glibc.malloc.hugetlb=1}"

  # Pixio reports an unreadable image with its name; OpenCV's message has no name.
  : "${OPENCV_LOG_LEVEL:=OFF}"
  export GOMP_SPINCOUNT MALLOC_MMAP_THRESHOLD_ MALLOC_TRIM_THRESHOLD_ MALLOC_TOP_PAD_ MALLOC_ARENA_MAX GLIBC_TUNABLES
  export OPENCV_LOG_LEVEL

  # Java takes the encoding of file names from the locale; without a locale, as in a container, it cannot open an image whose
  # name is not ASCII.
  case $OSTYPE:${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    linux*: | linux*:C | linux*:POSIX) { export LC_ALL=C.UTF-8; } 2>/dev/null ;; # bash prints a warning where it does not exist
  esac
}

# --- The JVM ----------------------------------------------------------------------------------------------------------

# Sets options to those of every platform and those of this machine.
#   $1 the folder of jvm.options   $2 the script that was started
set_options() {
  local line address_space columns
  options=()
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in '' | '#'*) ;; *) options+=("$line") ;; esac
  done <"$1/jvm.options"
  # The command that 'bench start' measures: a JVM does not know what started it.
  options+=("-Dpixio.launcher=$2")
  # The JVM reserves the address space of its largest heap and of its classes at once, and none of it is left for tensors. Under
  # 'ulimit -v' it would take half of the limit and another gigabyte.
  address_space=$(ulimit -v)
  case $address_space in
    '' | *[!0-9]*) ;; # unlimited
    *) options+=("-Xmx$((address_space / 8))k" -XX:CompressedClassSpaceSize=128m) ;;
  esac
  # The progress bar needs to know whether output is a terminal, and its width; not every JVM version can find out.
  if [ -t 1 ]; then
    columns=$( (stty size </dev/tty) 2>/dev/null | cut -d ' ' -f 2)
    case $columns in '' | 0 | *[!0-9]*) columns=${COLUMNS:-100} ;; esac
    options+=(-Dpixio.terminal=true "-Dpixio.columns=$columns")
  fi
  # JavaCPP's indexers read native memory through sun.misc.Unsafe, for which JDK 24 and newer print four lines of warning.
  [ "$java_version" -lt 23 ] || options+=(--sun-misc-unsafe-memory-access=allow)
  extra=()
  read -r -d '' -a extra <<<"${PIXIO_JAVA_OPTS:-}"
}

# --- The class archive ------------------------------------------------------------------------------------------------
# A training loads five thousand classes. Mapping them from an archive (JEP 350) is a second faster than reading and verifying
# each. An archive is valid for its jars and for one Java, whose path is in its name; another Java starts without an archive.

# Sets archive to the file of the archive in a folder.
name_archive() {
  archive=$1/classes${java_home//[!A-Za-z0-9]/-}.jsa
  # Hides the JVM's messages about classes that it cannot archive and about archives that do not match.
  quiet='-Xlog:cds*=off'
  [ "$java_version" -lt 24 ] || quiet='-Xlog:cds*=off,aot*=off'
}

# Creates the archive from the classes of one training step. If that fails, Pixio starts without an archive.
#   $1 a folder for the training   $2 a log   $3 how often this happens
archive_classes() {
  local run=$1/pixio-archive.$$
  say "preparing for faster starts (once $3, a few seconds)"
  trap 'rm -rf "$run" "$archive.$$"' EXIT
  # Errors go to the log; only the message that explains a long wait is printed.
  "$java_home/bin/java" "${options[@]}" ${extra[@]+"${extra[@]}"} "$quiet" "-XX:ArchiveClassesAtExit=$archive.$$" \
    -cp "$class_path" \
    dev.pixio.cli.Main pretrain --max-steps 1 --device cpu --out "$run" 2>&1 >>"$2" </dev/null |
    tee -a "$2" | grep '^pixio: unpacking ' >&2
  [ "${PIPESTATUS[0]}" != 0 ] || mv -f "$archive.$$" "$archive" 2>/dev/null
  rm -rf "$run" "$archive.$$"
  trap - EXIT
}

# Replaces the script by the command: signals go to the JVM, and its exit code becomes that of the script.
run_pixio() {
  [ ! -s "$archive" ] || options+=("-XX:SharedArchiveFile=$archive" "$quiet")
  exec "$java_home/bin/java" "${options[@]}" ${extra[@]+"${extra[@]}"} -cp "$class_path" dev.pixio.cli.Main "$@"
}
