#!/usr/bin/env python3
"""What make-pack.sh does to jars, and how it fills the parts.

    pack.py jars CLASSPATH FOLDER     the jars of a class path, uncompressed and without what the GPU machine has no use for
    pack.py tests CHECKOUT FOLDER
                                      the test classes of its modules, JUnit and AssertJ, also uncompressed
    pack.py parts WORK OUT ARCH LIMIT_MB TREE [ITEM...]
                                      lays the items of WORK (default: all) into OUT/part1, OUT/part2 ..., cut into pieces, with the
                                      scripts beside them. TREE: bytes of the checkout, which travels with each part

Needs Python 3.8, and strip (binutils) for the libraries in the jars.
"""

import fnmatch
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

# These two travel as files of their own; unpack.py puts them back into their jar.
APART = ("libtorch_cpu.so", "libtorch_cuda.so")

# What is kept of jars with many native libraries, the rest being unused here. Others keep all that is for this platform.
KEPT_NATIVES = {
    "opencv": ["*opencv_core.so*", "*opencv_imgproc.so*", "*opencv_imgcodecs.so*"],
    "openblas": ["libopenblas.so*", "libjniopenblas.so", "libjniopenblas_nolapack.so", "libgcc_s.*", "libquadmath.*", "libgfortran.*"],
    "cuda": ["libjnicu*.so", "libjninccl.so", "libjninvrtc.so"],
    "ffmpeg": [],  # videos are not decoded there; tests of pixio-video have no tag that is run
    "onnxruntime": [],  # 20 MB; exported encoders are not run on the GPU machine
}
# What tests need beside JUnit, which is whole in its console launcher. Tests of the layers of modules and of Kubernetes' manifests, whose
# libraries are large, have no use for a GPU and are not run there.
TEST_LIBRARIES = ("assertj-core-", "byte-buddy-")
NATIVE = re.compile(r"\.(so(\.\d+)*|dll|dylib|jnilib|a|lib|pdb)$|\.dSYM/|/python/cv2")
THIS_PLATFORM = re.compile(r"linux.*(x86[_-]64|amd64|x64)", re.IGNORECASE)

# In the order in which they travel. Those that take long to unpack come first, and those that change with the sources last.
ITEMS = (
    "libtorch_cuda.cubins.xz",
    "libtorch_cuda.shell.xz",
    "libtorch_cpu.so.xz",
    "natives.tar.xz",
    "openblas.tar.xz",
    "jre.tar.xz",
    "tests.tar.xz",
    "app.tar.xz",
)
# What can be brought in one call, with the checkout, and what is left free of it for the names and sizes of files.
CALL = 64 << 20
SPARE = 2 << 20
SCRIPTS = ("unpack.sh", "unpack.py", "fatbin.py", "run.sh", "device-check.sh")


def is_kept(jar, entry):
    if entry.startswith("org/bytedeco/") and re.search(r"/(include|share|lib/cmake|lib/pkgconfig)/", entry):
        return False
    if not NATIVE.search(entry):
        return True
    name = entry.rsplit("/", 1)[-1]
    if not THIS_PLATFORM.search(entry) or name in APART:
        return False
    artifact = re.sub(r"-\d.*", "", jar)
    patterns = KEPT_NATIVES.get(artifact)
    return patterns is None or any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def stripped(data):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "library.so")
        file.write_bytes(data)
        subprocess.run(["strip", "-s", file], check=True)
        return file.read_bytes()


def read_class_path(file):
    return [pathlib.Path(path) for path in pathlib.Path(file).read_text().strip().split(os.pathsep)]


def copy_jar(path, out):
    """Uncompressed, because xz over all of them packs better than each one does."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out / path.name, "w", zipfile.ZIP_STORED) as new:
        for entry in old.infolist():
            if not is_kept(path.name, entry.filename):
                continue
            data = old.read(entry)
            if re.search(r"\.so(\.\d+)*$", entry.filename):
                data = stripped(data)
            kept = zipfile.ZipInfo(entry.filename, entry.date_time)
            kept.external_attr = entry.external_attr
            new.writestr(kept, data)


def write_list(file, names):
    file.write_text("\n".join(names) + "\n")


def describe(out, what):
    print(f"{what}, {sum(file.stat().st_size for file in out.iterdir()):,} bytes uncompressed")


def jars(class_path_file, folder):
    out = pathlib.Path(folder)
    names = []
    for path in read_class_path(class_path_file):
        if path.name in names:
            raise ValueError(f"two jars are named {path.name}")
        names.append(path.name)
        copy_jar(path, out)
    write_list(out / "classpath", names)
    describe(out, f"{len(names)} jars")


def tests(checkout, folder):
    source, out = pathlib.Path(checkout).resolve(), pathlib.Path(folder)
    out.mkdir(parents=True)
    (console,) = (source / "target/console").glob("*.jar")
    libraries, classes = {console.name: console}, []
    for module in sorted(source.glob("pixio-*/target/test-classes")):
        name = f"{module.parents[1].name}-test-classes.jar"
        with zipfile.ZipFile(out / name, "w", zipfile.ZIP_STORED) as jar:
            for file in sorted(module.rglob("*")):
                jar.write(file, file.relative_to(module))
        classes.append(name)
        for path in read_class_path(module.parent / "test-classpath.txt"):
            if path.name.startswith(TEST_LIBRARIES):
                libraries.setdefault(path.name, path)
    for path in libraries.values():
        copy_jar(path, out)
    write_list(out / "classes", classes)
    write_list(out / "classpath", libraries)
    describe(out, f"test classes of {len(classes)} modules, {len(libraries)} libraries")


def room(limit, tree):
    """Bytes of a part: at most the limit, and so few that the checkout travels with it."""
    left = CALL - SPARE - tree
    if left < 4_000_000:
        sys.exit(f"pack.py: the checkout has {tree / 1e6:.1f} MB, which leaves no room for a part in {CALL / 1e6:.1f} MB")
    return min(limit, left)


def cut(files, count, size):
    """Divides the files, one after the other, into count parts of this size: part, file, number of the piece, begin, end."""
    part, free = 1, size
    for file in files:
        at, number, length = 0, 0, file.stat().st_size
        while at < length:
            taken = min(length - at, free) if part < count else length - at
            yield part, file, number, at, at + taken
            at, number, free = at + taken, number + 1, free - taken
            if not free:
                part, free = part + 1, size


def parts(work_folder, out_folder, arch, limit_mb, tree, *items):
    work, out = pathlib.Path(work_folder), pathlib.Path(out_folder)
    here = pathlib.Path(__file__).resolve().parent
    files = [work / item for item in items or ITEMS]
    beside = [here / name for name in SCRIPTS] + [work / "libzstd.so.1"]
    most = room(int(limit_mb) * 1_000_000, int(tree)) - sum(file.stat().st_size for file in beside) - 10_000
    if most <= 0:
        sys.exit(f"pack.py: {limit_mb} MB have no room for the scripts of a part")
    total = sum(file.stat().st_size for file in files)
    count = -(-total // most)
    pieces = list(cut(files, count, -(-total // count)))
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    lines = [f"{part} {file.name}.{number} {end - begin}" for part, file, number, begin, end in pieces]
    digest.update("\n".join(lines).encode())
    lines.insert(0, f"pack {digest.hexdigest()[:16]} {arch}")
    for folder in out.glob("part*"):
        shutil.rmtree(folder)
    for part in range(1, count + 1):
        folder = out / f"part{part}"
        folder.mkdir()
        for file in beside:
            shutil.copy2(file, folder)
        (folder / "pack.txt").write_text("\n".join(lines) + "\n")
        for _, file, number, begin, end in (piece for piece in pieces if piece[0] == part):
            (folder / f"{file.name}.{number}").write_bytes(file.read_bytes()[begin:end])
        size = sum(file.stat().st_size for file in folder.iterdir())
        print(f"part{part}  {size / 1e6:5.1f} MB, with the checkout {(size + int(tree)) / 1e6:.1f} of {CALL / 1e6:.1f}")


def main():
    commands = {"jars": (jars, 2), "tests": (tests, 2), "parts": (parts, 5)}
    name, *arguments = sys.argv[1:] or [""]
    if name not in commands or len(arguments) < commands[name][1] or (len(arguments) > commands[name][1] and name != "parts"):
        sys.exit(__doc__)
    commands[name][0](*arguments)


if __name__ == "__main__":
    main()
