#!/usr/bin/env python3
"""Unpacks parts of the pack into a folder, and puts the libraries together once all that they need is there.

    unpack.py HOME PART...     PART is a folder part1 to part4 that make-pack.sh made

Parts may come in any order and in calls of their own. When the last one is in, HOME/ready is written.
Needs Python 3.8 with lzma alone.
"""

import concurrent.futures
import lzma
import pathlib
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile

import fatbin

SCRIPTS = ("run.sh", "device-check.sh")
MADE = ("jre", "lib", "tests", "stand-ins", "wheels", "site", "pieces", "have", "cache", "target", "pixio", "built-from", "ready")


def read_list(file):
    first, *lines = file.read_text().splitlines()
    return first, {item: part for part, item in (line.split(" ", 1) for line in lines)}


def remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def unpack(item, home):
    """One item: a tar over the folder, or a single file among the pieces."""
    if item.name.endswith(".tar.xz"):
        with tarfile.open(item, "r:xz") as tar:
            tar.extractall(home, filter="fully_trusted") if hasattr(tarfile, "data_filter") else tar.extractall(home)
    else:
        piece = home / "pieces" / item.name[: -len(".xz")]
        with lzma.open(item) as source, open(f"{piece}.new", "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        pathlib.Path(f"{piece}.new").rename(piece)
    (home / "have" / item.name).touch()
    return item.name


def join_cuda(home, arch):
    shell, cubins, library = (home / "pieces" / name for name in ("libtorch_cuda.shell", "libtorch_cuda.cubins", "libtorch_cuda.so"))
    if not library.exists() and shell.exists() and cubins.exists():
        fatbin.join(shell, cubins, library, arch)
        shell.unlink()
        cubins.unlink()


def complete_jar(home):
    """Puts the two large libraries into the jar of natives, where JavaCPP looks for them."""
    (jar,) = (home / "lib").glob("pytorch-*-linux-x86_64-gpu.jar")
    folder = "org/bytedeco/pytorch/linux-x86_64-gpu/"
    beside = jar.with_suffix(".new")
    shutil.copyfile(jar, beside)
    with zipfile.ZipFile(beside, "a", zipfile.ZIP_STORED) as out:
        for name in ("libtorch_cpu.so", "libtorch_cuda.so"):
            out.write(home / "pieces" / name, folder + name)
    beside.rename(jar)
    shutil.rmtree(home / "pieces")


def install_wheels(home):
    """They are pure Python: to unzip them is to install them."""
    for wheel in sorted((home / "wheels").glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(home / "site")


def warn_of_another_gpu(arch):
    """The pack has code for one kind of GPU; libtorch itself would say so at its first operation only."""
    command = ["nvidia-smi", "--query-gpu=name,compute_cap", "--format=csv,noheader"]
    try:
        gpus = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout.splitlines()
    except (OSError, subprocess.SubprocessError):
        return
    for name, capability in (line.rsplit(", ", 1) for line in gpus):
        major, minor = map(int, capability.split("."))
        if major != arch // 10 or minor < arch % 10:
            print(f"{name} is sm_{major}{minor}, and this pack has code for sm_{arch}: make one with PACK_ARCH")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    home, *parts = map(pathlib.Path, sys.argv[1:])
    begin = time.monotonic()
    home.mkdir(parents=True, exist_ok=True)
    pack, items = read_list(parts[0] / "pack.txt")
    if (home / "pack.txt").exists() and read_list(home / "pack.txt")[0] != pack:
        print(f"{home} has parts of another pack; they are removed")
        for name in MADE:
            remove(home / name)
    shutil.copy(parts[0] / "pack.txt", home)
    if (home / "ready").exists():
        print(f"{home} is complete already")
        return
    for name in ("pieces", "have"):
        (home / name).mkdir(exist_ok=True)
    for part in parts:
        if read_list(part / "pack.txt")[0] != pack:
            sys.exit(f"unpack.py: {part} is of another pack")
        for name in SCRIPTS:
            shutil.copyfile(part / name, home / name)
            (home / name).chmod(0o755)
    new = [item for part in parts for item in sorted(part.glob("*.xz")) if not (home / "have" / item.name).exists()]
    with concurrent.futures.ProcessPoolExecutor() as processes:
        for name in processes.map(unpack, new, [home] * len(new)):
            print(f"{time.monotonic() - begin:5.1f} s  {name}")
    join_cuda(home, int(pack.split()[-1]))
    missing = sorted({f"part{part}" for item, part in items.items() if not (home / "have" / item).exists()})
    if missing:
        print(f"{time.monotonic() - begin:5.1f} s  still to come: {', '.join(missing)}")
        return
    complete_jar(home)
    install_wheels(home)
    (home / "ready").touch()
    print(f"{time.monotonic() - begin:5.1f} s  complete: {home}/run.sh")
    warn_of_another_gpu(int(pack.split()[-1]))


if __name__ == "__main__":
    main()
