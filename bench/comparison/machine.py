"""The machine of a comparison: its processor, its versions, and a limit of its instructions."""

import json
import os
import pathlib
import platform
import re
import subprocess
import sys

from comparison.rows import ROOT

# The variables that limit a library's instructions. Those of oneDNN and of libtorch's own kernels hold on both sides; OpenBLAS is
# in Pixio's libtorch, MKL in Python's.
ISAS = {
    "AVX2": {"ATEN_CPU_CAPABILITY": "avx2", "OPENBLAS_CORETYPE": "Haswell", "MKL_ENABLE_INSTRUCTIONS": "AVX2"},
    "AVX512_CORE": {"ATEN_CPU_CAPABILITY": "avx512", "OPENBLAS_CORETYPE": "SkylakeX", "MKL_ENABLE_INSTRUCTIONS": "AVX512"},
    "AVX512_CORE_VNNI": {"ATEN_CPU_CAPABILITY": "avx512", "OPENBLAS_CORETYPE": "SkylakeX", "MKL_ENABLE_INSTRUCTIONS": "AVX512_E1"},
    "AVX512_CORE_BF16": {"ATEN_CPU_CAPABILITY": "avx512", "OPENBLAS_CORETYPE": "Cooperlake", "MKL_ENABLE_INSTRUCTIONS": "AVX512_E3"},
}
WITH_BF16 = ("AVX512_CORE_BF16",)

# Vendor, family, models, name.
GENERATIONS = (
    ("AuthenticAMD", 23, range(0x00, 0x30), "Zen"),
    ("AuthenticAMD", 23, range(0x30, 0x100), "Zen 2"),
    ("AuthenticAMD", 25, range(0x10, 0x20), "Zen 4"),
    ("AuthenticAMD", 25, range(0x60, 0x80), "Zen 4"),
    ("AuthenticAMD", 25, range(0xA0, 0xB0), "Zen 4"),
    ("AuthenticAMD", 25, range(0x00, 0x60), "Zen 3"),
    ("AuthenticAMD", 26, range(0x00, 0x50), "Zen 5"),
    ("AuthenticAMD", 26, range(0x60, 0x80), "Zen 5"),
    ("GenuineIntel", 6, (63,), "Haswell"),
    ("GenuineIntel", 6, (79,), "Broadwell"),
    ("GenuineIntel", 6, (85,), "Skylake or Cascade Lake"),
    ("GenuineIntel", 6, (106, 108), "Ice Lake"),
    ("GenuineIntel", 6, (143,), "Sapphire Rapids"),
    ("GenuineIntel", 6, (207,), "Emerald Rapids"),
    ("GenuineIntel", 6, (173, 174), "Granite Rapids"),
)
WITH_AMX = ("Sapphire Rapids", "Emerald Rapids", "Granite Rapids")
FLAGS = {"avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16"}


def limits(isa):
    """The variables that limit the instructions of both programs; none without a limit."""
    return {"ONEDNN_MAX_CPU_ISA": isa, **ISAS[isa]} if isa else {}


def inherited():
    """Variables of this process that would limit one of the programs: both run without them."""
    names = {"ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "OPENBLAS_L2_SIZE", *ISAS["AVX2"]}
    return {name: os.environ[name] for name in sorted(names) if name in os.environ}


def processor():
    """The processor's name with its generation, since a name such as `AMD EPYC` is that of several."""
    try:
        cpuinfo = pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine(), []
    return describe(cpuinfo)


def describe(cpuinfo):
    """Name and instruction sets by the text of /proc/cpuinfo."""
    first = cpuinfo.split("\n\n")[0]
    fields = dict(re.findall(r"^(.+?)\s*: *(.*)$", first, re.MULTILINE))
    flags = sorted(FLAGS & set(fields.get("flags", "").split()))
    name = re.sub(r"\((R|TM)\)|\b(CPU|Processor)\b|@.*|\d+-Core", "", fields.get("model name", platform.machine()))
    name = " ".join(name.split())
    try:
        vendor, family, model = fields["vendor_id"], int(fields["cpu family"]), int(fields["model"])
    except (KeyError, ValueError):
        return name, flags
    generation = next((g for v, f, models, g in GENERATIONS if v == vendor and f == family and model in models), None)
    if not generation:
        return f"{name}, family {family}, model {model}", flags
    number = f"model {model}" if vendor == "GenuineIntel" else f"family {family}"
    amx = ", without AMX" if generation in WITH_AMX and "amx_bf16" not in flags else ""
    return f"{name}, {number} ({generation}){amx}", flags


def machine(threads, gpu):
    """What a result belongs to."""
    name, flags = processor()
    return {
        "processor": f"{gpu}, beside {name}" if gpu else name,
        "flags": " ".join(flags),
        "cores": os.cpu_count(),
        "threads": threads,
        "system": platform.platform(),
        "commit": commit(),
    }


def commit():
    """The commit of this checkout, with a mark if its sources were changed; or that of the pack which runs here, without git."""
    packed = os.environ.get("PIXIO_COMMIT")
    if packed:
        return packed
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!bench/results")
    return (_git("rev-parse", "--short", "HEAD") or "unknown") + ("-dirty" if changed else "")


def _git(*arguments):
    try:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        return ""


def gpu():
    """The name of the first GPU, by its driver, which answers sooner than PyTorch; none if there is no driver."""
    command = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return None


def peers(python):
    """The versions of the peers, read without importing them, which takes seconds."""
    code = (
        "import importlib.metadata as m, json, sys\n"
        "here = {d.metadata['Name'].lower(): d.version for d in m.distributions() if d.metadata['Name']}\n"
        "print(json.dumps({'python': sys.version.split()[0], 'torch': m.version('torch'), 'timm': m.version('timm'),"
        " 'lightly': m.version('lightly'), **{n: here[n] for n in ('torchvision', 'pillow') if n in here}}))"
    )
    try:
        return json.loads(subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout)
    except (OSError, subprocess.CalledProcessError):
        sys.exit(f"compare: {python} lacks packages of bench/peers/requirements.txt. See bench/compare --help.")
