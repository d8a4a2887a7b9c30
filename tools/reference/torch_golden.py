"""Golden files of torch.save for the reader of checkpoints, and their values as safetensors.

Each <name>.pth has a <name>.safetensors, with the values that the reader must find, under the names that it must give them.
The format before 1.6 names storages by their address in memory: those two files differ from run to run.
"""

import argparse
import collections
import pathlib
import zipfile

import numpy
import torch
from safetensors.torch import save_file

GOLDEN = pathlib.Path(__file__).parents[2] / "pixio-weights/src/test/resources/golden/checkpoints"


def state(dtype=torch.float32):
    torch.manual_seed(5)
    module = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.LayerNorm(4), torch.nn.Linear(4, 2)).to(dtype)
    return module


def write(name, content, tensors, **how):
    torch.save(content, GOLDEN / f"{name}.pth", **how)
    dense = {key: value.detach().clone(memory_format=torch.contiguous_format) for key, value in tensors.items()}
    save_file(dense, GOLDEN / f"{name}.safetensors")


def training(module):
    """As a training script saves it: model, optimizer with moments, args, epoch, scaler."""
    optimizer = torch.optim.AdamW(module.parameters(), lr=1e-3)
    module(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    args = argparse.Namespace(
        mask_grid=4, model="pixio_tiny", blr=2.5e-5, output_dir=pathlib.PurePosixPath("out/run"), resume="", norm_pix_loss=True,
        device=torch.device("cuda", 0), betas=(0.9, 0.95), seed=None, dist_url="env://", nested=argparse.Namespace(depth=2))
    return {"model": module.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 12, "args": args,
            "scaler": {"scale": 65536.0, "growth_factor": 2.0, "_growth_tracker": 0},
            "best": numpy.float64(0.5), "curve": numpy.arange(3, dtype=numpy.float32), "wide": 2**70}


def lightning(module):
    return {"epoch": 3, "global_step": 40, "pytorch-lightning_version": "2.6.6", "state_dict": module.state_dict(),
            "loops": {"fit_loop": {"state_dict": {}, "epoch_progress": {"total": {"ready": 3}}}},
            "callbacks": {"ModelCheckpoint{'monitor': None}": {"best_model_score": torch.tensor(0.25), "dirpath": "x"}},
            "optimizer_states": [{"state": {}, "param_groups": [{"lr": 0.1, "params": [0, 1]}]}],
            "lr_schedulers": [{"milestones": collections.Counter([3, 5]), "last_epoch": 3}],
            "hparams_name": "kwargs", "hyper_parameters": attribute_dict()}


def attribute_dict():
    from pytorch_lightning.utilities.parsing import AttributeDict

    return AttributeDict(lr=0.1, size=(3, 4), dtype=torch.bfloat16, tags={"a", "b"})


def shared():
    storage = torch.arange(24, dtype=torch.float32)
    grid = storage.view(4, 6)
    return {"whole": storage, "transposed": grid.t(), "columns": grid[:, 1:6:2], "row": grid[2], "scalar": grid[1, 1],
            "empty": torch.zeros(0, 7), "parameter": torch.nn.Parameter(grid[:2, :3])}


def kinds():
    torch.manual_seed(6)
    numbers = torch.randn(2, 3) * 4
    names = "float64 float16 bfloat16 int64 int32 int16 int8 uint8 float8_e4m3fn float8_e5m2 uint16 complex64"
    tensors = {name: numbers.abs().to(getattr(torch, name)) for name in names.split()}
    tensors["bool"] = numbers > 0
    return tensors


def attribute():
    """A tensor with an attribute of its own is rebuilt by way of its type."""
    tensor = torch.arange(6, dtype=torch.float32).view(2, 3)
    tensor.origin = "here"
    return {"weight": tensor}


def prefixed(prefix, module):
    return {prefix + key: value for key, value in module.state_dict().items()}


def main():
    GOLDEN.mkdir(parents=True, exist_ok=True)
    module = state()
    plain = module.state_dict()
    write("bare", plain, plain)
    write("legacy", plain, plain, _use_new_zipfile_serialization=False)
    write("training", training(module), plain)
    write("lightning", lightning(module), plain)
    write("parallel", {"state_dict": prefixed("module.", module)}, plain)
    write("teacher", {"student": {"a": torch.zeros(1)}, "teacher": plain}, plain)
    write("shared", shared(), shared())
    write("shared_legacy", shared(), shared(), _use_new_zipfile_serialization=False)
    write("kinds", kinds(), kinds())
    write("attribute", attribute(), attribute())
    half = state(torch.bfloat16).state_dict()
    write("half", {"model_state_dict": half}, half)
    for protocol in (3, 4, 5):
        write(f"protocol{protocol}", training(state()), plain, pickle_protocol=protocol)
    for file in sorted(GOLDEN.glob("*.pth")):
        torch.load(file, weights_only=False)
        kind = "zip" if zipfile.is_zipfile(file) else "legacy"
        print(f"{file.name:20} {kind:6} {file.stat().st_size:6} bytes")


if __name__ == "__main__":
    main()
