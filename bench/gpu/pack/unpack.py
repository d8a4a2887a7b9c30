#!/usr/bin/env python3
"""Unpacks parts of the pack into a folder, and puts the libraries together once all that they need is there.

    unpack.py HOME PART...     PART is a folder part1, part2 ... that make-pack.sh made

Parts may come in any order and in calls of their own. Large files are cut into pieces and unpacked when all of theirs are in. When the
last part is in, HOME/ready is written, and Pixio is started once, since the first start takes longer than others.
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
    """The line that names the pack, and of each item its pieces: part, name and bytes."""
    first, *lines = file.read_text().splitlines()
    items = {}
    for part, name, size in (line.split(" ") for line in lines):
        items.setdefault(name.rsplit(".", 1)[0], []).append((int(part), name, int(size)))
    return first, items


def remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def take(part, home, items):
    """Brings the pieces of a part home."""
    for item, pieces in items.items():
        for _, name, size in pieces:
            source, target = part / name, home / "pieces" / name
            if not source.exists() or target.exists() or (home / "have" / item).exists():
                continue
            if source.stat().st_size != size:
                sys.exit(f"unpack.py: {source} has {source.stat().st_size} bytes, not {size}: bring it again")
            shutil.copyfile(source, f"{target}.new")
            pathlib.Path(f"{target}.new").rename(target)


def is_here(home, item, pieces):
    return not (home / "have" / item).exists() and all((home / "pieces" / name).exists() for _, name, _ in pieces)


def unpack(item, pieces, home):
    """One item: a tar over the folder, or a single file among the pieces."""
    whole = home / "pieces" / item
    with open(whole, "wb") as target:
        for _, name, _ in pieces:
            target.write((home / "pieces" / name).read_bytes())
    if item.endswith(".tar.xz"):
        with tarfile.open(whole, "r:xz") as tar:
            tar.extractall(home, filter="fully_trusted") if hasattr(tarfile, "data_filter") else tar.extractall(home)
    else:
        file = whole.with_suffix("")
        with lzma.open(whole) as source, open(f"{file}.new", "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        pathlib.Path(f"{file}.new").rename(file)
    (home / "have" / item).touch()
    for name in [item] + [name for _, name, _ in pieces]:
        (home / "pieces" / name).unlink()
    return item


def join_cuda(home, arch):
    shell, cubins, library = (home / "pieces" / name for name in ("libtorch_cuda.shell", "libtorch_cuda.cubins", "libtorch_cuda.so"))
    if not library.exists() and shell.exists() and cubins.exists():
        fatbin.join(shell, cubins, library, arch)
        shell.unlink()
        cubins.unlink()


def complete_jar(home):
    """Puts the large libraries into the jar of natives, where JavaCPP looks for them."""
    (jar,) = (home / "lib").glob("pytorch-*-linux-x86_64-gpu.jar")
    folder = "org/bytedeco/pytorch/linux-x86_64-gpu/"
    beside = jar.with_suffix(".new")
    shutil.copyfile(jar, beside)
    with zipfile.ZipFile(beside, "a", zipfile.ZIP_STORED) as out:
        for library in sorted((home / "pieces").glob("*.so")):
            out.write(library, folder + library.name)
    beside.rename(jar)
    shutil.rmtree(home / "pieces")


def install_wheels(home):
    """They are pure Python: to unzip them is to install them."""
    for wheel in sorted((home / "wheels").glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(home / "site")


def start_once(home):
    """JavaCPP unpacks libtorch from its jar, and the files are read into memory: no check has to wait for it."""
    try:
        info = subprocess.run([home / "run.sh", "info"], capture_output=True, text=True, timeout=180)
        print("\n".join((info.stdout + info.stderr).splitlines()[-12:]))
    except (OSError, subprocess.SubprocessError) as e:
        print(f"run.sh info: {e}")


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
        take(part, home, items)
        for name in SCRIPTS:
            shutil.copyfile(part / name, home / name)
            (home / name).chmod(0o755)
    new = {item: pieces for item, pieces in items.items() if is_here(home, item, pieces)}
    with concurrent.futures.ProcessPoolExecutor() as processes:
        for name in processes.map(unpack, new, new.values(), [home] * len(new)):
            print(f"{time.monotonic() - begin:5.1f} s  {name}")
    join_cuda(home, int(pack.split()[-1]))
    left = [(item, pieces) for item, pieces in items.items() if not (home / "have" / item).exists()]
    missing = sorted({part for _, pieces in left for part, name, _ in pieces if not (home / "pieces" / name).exists()})
    if missing:
        print(f"{time.monotonic() - begin:5.1f} s  still to come: {', '.join(f'part{part}' for part in missing)}")
        return
    complete_jar(home)
    install_wheels(home)
    (home / "ready").touch()
    print(f"{time.monotonic() - begin:5.1f} s  complete: {home}/run.sh")
    warn_of_another_gpu(int(pack.split()[-1]))
    start_once(home)
    print(f"{time.monotonic() - begin:5.1f} s  started once")


if __name__ == "__main__":
    main()
