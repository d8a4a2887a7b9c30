#!/usr/bin/env python3
"""What make-pack.sh does to jars, and how it fills the parts.

    pack.py jars CLASSPATH FOLDER     the jars of a class path, uncompressed and without what the GPU machine has no use for
    pack.py tests CHECKOUT FOLDER
                                      the test classes of its modules, JUnit and AssertJ, also uncompressed
    pack.py parts WORK OUT ARCH LIMIT_MB
                                      lays the items of WORK into OUT/part1 to OUT/part4, with the scripts beside them

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

# Item: the part it travels in. The GPU code and its library are in one part, since they are joined on arrival.
PARTS = {
    "libtorch_cuda.shell.xz": 1,
    "libtorch_cuda.cubins.xz": 1,
    "libtorch_cpu.so.xz": 2,
    "openblas.tar.xz": 1,
    "tests.tar.xz": 4,
    "jre.tar.xz": 3,
    "natives.tar.xz": 4,
    "app.tar.xz": 3,
}
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


def parts(work_folder, out_folder, arch, limit):
    work, out, limit = pathlib.Path(work_folder), pathlib.Path(out_folder), int(limit) * 1_000_000
    here = pathlib.Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for item in PARTS:
        digest.update((work / item).read_bytes())
    lines = [f"pack {digest.hexdigest()[:16]} {arch}"] + [f"{part} {item}" for item, part in PARTS.items()]
    too_large = []
    for part in sorted(set(PARTS.values())):
        folder = out / f"part{part}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in SCRIPTS:
            shutil.copy2(here / name, folder)
        (folder / "pack.txt").write_text("\n".join(lines) + "\n")
        for item, number in PARTS.items():
            if number == part:
                shutil.copy2(work / item, folder)
        if part == 1:  # where the joining is done
            shutil.copy(work / "libzstd.so.1", folder)
        size = sum(file.stat().st_size for file in folder.iterdir())
        print(f"{folder.name}  {size / 1e6:6.1f} MB  " + ", ".join(f"{f.name} {f.stat().st_size / 1e6:.1f}" for f in sorted(folder.glob("*.xz"))))
        if size > limit:
            too_large.append(folder.name)
    if too_large:
        sys.exit(f"pack.py: larger than {limit / 1e6:.0f} MB: {', '.join(too_large)}")


def main():
    commands = {"jars": (jars, 2), "tests": (tests, 2), "parts": (parts, 4)}
    name, *arguments = sys.argv[1:] or [""]
    if name not in commands or len(arguments) != commands[name][1]:
        sys.exit(__doc__)
    commands[name][0](*arguments)


if __name__ == "__main__":
    main()
