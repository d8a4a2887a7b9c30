"""Shared by the scripts of this folder: the location of golden files, and how they are written."""

import json
import struct
from importlib.metadata import version
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "pixio-model" / "src" / "test" / "resources" / "golden"
WEIGHTS = ROOT / "pixio-weights" / "src" / "test" / "resources" / "golden"
DATA = ROOT / "pixio-data" / "src" / "test" / "resources" / "golden"
IMAGE = ROOT / "pixio-image" / "src" / "test" / "resources" / "golden"

# Golden files are part of every clone, so none may grow unnoticed.
LARGEST_FILE = 1 << 20

DTYPES = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64", torch.uint8: "U8"}


def versions(*packages):
    return {package: version(package) for package in packages}


def save(path, tensors, **metadata):
    """Writes a safetensors file whose bytes depend on nothing but its contents.

    The safetensors package puts metadata in the order of a hash map, which differs between runs; then a re-run would
    show as a change where there is none.
    """
    tensors = {name: tensor.detach().contiguous() for name, tensor in tensors.items()}
    # Wide types first, as the package does, so that every tensor lies at a multiple of its element's size.
    tensors = dict(sorted(tensors.items(), key=lambda item: (-item[1].element_size(), item[0])))
    header = {"__metadata__": {key: as_text(value) for key, value in metadata.items()}}
    offset = 0
    for name, tensor in tensors.items():
        size = tensor.numel() * tensor.element_size()
        header[name] = {
            "dtype": DTYPES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + size],
        }
        offset += size
    encoded = json.dumps(header, separators=(",", ":")).encode()
    encoded += b" " * (-len(encoded) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(encoded)))
        file.write(encoded)
        for tensor in tensors.values():
            file.write(tensor.numpy().tobytes())
    check(path, tensors)


def check(path, tensors):
    """Reads the file back with the safetensors package, to check the format independently of the writer above."""
    from safetensors.torch import load_file

    loaded = load_file(path)
    assert loaded.keys() == tensors.keys(), path
    for name, tensor in tensors.items():
        assert torch.equal(loaded[name], tensor) and loaded[name].dtype == tensor.dtype, (path, name)
    size = path.stat().st_size
    assert size < LARGEST_FILE, (path, size)
    print(f"{size:>8} bytes  {len(tensors):>4} tensors  {path.relative_to(ROOT)}")


def as_text(value):
    """Safetensors allows only strings in its metadata; other values are stored as JSON."""
    return value if isinstance(value, str) else json.dumps(value)
