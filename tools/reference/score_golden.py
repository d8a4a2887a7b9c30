"""Golden scores of three small images: entropy by NumPy, reconstruction loss by torch, with the masks of `pixio data score`; and score files
in Parquet by pyarrow.

The model is the checkpoint of an old run among the test resources of pixio-cli. The forward pass is written with torch.nn.functional
and the random stream of the masks with Python's integers; none of the numbers comes from code of this repository.
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors import safe_open

RESOURCES = pathlib.Path(__file__).parents[2] / "pixio-cli/src/test/resources"
MODEL = RESOURCES / "run-with-earlier-keys/checkpoints/step-10/model.safetensors"
OUT = RESOURCES / "score"
MASKS, SEED = 3, 7
MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
DEVIATION = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
BITS = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def mix(z):
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & BITS
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & BITS
    return z ^ (z >> 31)


def java_hash(text):
    value = 0
    for character in text:
        value = (31 * value + ord(character)) & 0xFFFFFFFF
    return value - (1 << 32) if value >= 1 << 31 else value


def floats(seed, purpose, key, count):
    state = mix((mix((seed + GAMMA) & BITS) + java_hash(purpose)) & BITS)
    state = mix((state + GAMMA + mix((key + GAMMA) & BITS)) & BITS)
    values = []
    for _ in range(count):
        state = (state + GAMMA) & BITS
        values.append((mix(state) >> 40) * 2.0**-24)
    return values


def images():
    """Waves, a step with noise, and a single colour with one bright patch."""
    generator = np.random.default_rng(20)
    y, x = np.mgrid[0:32, 0:32]
    waves = np.stack([127 + 120 * np.sin(x / 5 + c) * np.cos(y / 7 - c) for c in range(3)], axis=-1)
    step = np.where((x + y < 30)[..., None], [30, 80, 160], [200, 140, 60]) + generator.normal(0, 12, (32, 32, 3))
    flat = np.full((32, 32, 3), 90.0)
    flat[8:16, 8:16] = [250, 240, 10]
    return {name: np.clip(np.rint(image), 0, 255).astype(np.uint8) for name, image in
            (("waves", waves), ("step", step), ("flat", flat))}


def entropy(image):
    total = 0.0
    for channel in range(3):
        share = np.bincount(image[..., channel].ravel(), minlength=256) / image[..., channel].size
        share = share[share > 0]
        total -= float((share * np.log2(share)).sum())
    return total / 3


def block(w, name, x, heads):
    width = x.shape[-1]
    h = F.layer_norm(x, (width,), w[name + "norm1.weight"], w[name + "norm1.bias"], 1e-6)
    qkv = F.linear(h, w[name + "attention.qkv.weight"], w[name + "attention.qkv.bias"])
    q, k, v = qkv.view(*x.shape[:2], 3, heads, width // heads).permute(2, 0, 3, 1, 4)
    attended = torch.softmax(q @ k.transpose(-1, -2) / (width // heads) ** 0.5, dim=-1) @ v
    attended = attended.transpose(1, 2).reshape(x.shape)
    x = x + F.linear(attended, w[name + "attention.projection.weight"], w[name + "attention.projection.bias"])
    h = F.layer_norm(x, (width,), w[name + "norm2.weight"], w[name + "norm2.bias"], 1e-6)
    h = F.gelu(F.linear(h, w[name + "mlp.expand.weight"], w[name + "mlp.expand.bias"]))
    return x + F.linear(h, w[name + "mlp.contract.weight"], w[name + "mlp.contract.bias"])


def loss(w, config, image):
    grid, mask = config["grid"], config["mask"]
    patch, classes = grid["patchSize"], config["encoder"]["classTokens"]
    rows, columns = grid["height"] // patch, grid["width"] // patch
    assert mask["cell"] == 1, "cells of one patch are the patches in row order"
    kept = rows * columns - int(rows * columns * mask["ratio"])
    x = ((torch.from_numpy(image).permute(2, 0, 1).double() / 255 - MEAN) / DEVIATION)[None]
    tokens = F.conv2d(x, w["encoder.embedding.weight"], w["encoder.embedding.bias"], stride=patch).flatten(2).mT
    patches = x.view(1, 3, rows, patch, columns, patch).permute(0, 2, 4, 3, 5, 1).reshape(rows * columns, -1)
    losses = []
    for k in range(MASKS):
        order = torch.tensor(floats(SEED, "score mask", k, rows * columns)).argsort()
        keep, hidden = order[:kept], order[kept:]
        positions = w["encoder.positions.table"]
        z = torch.cat([w["encoder.class_tokens"], tokens[:, keep]], 1)
        z = z + torch.cat([positions[:, :classes], positions[:, classes:][:, keep]], 1)
        for i in range(config["encoder"]["depth"]):
            z = block(w, f"encoder.blocks.{i}.", z, config["encoder"]["heads"])
        z = F.layer_norm(z, z.shape[-1:], w["encoder.norm.weight"], w["encoder.norm.bias"], 1e-6)
        z = F.linear(z, w["decoder.embedding.weight"], w["decoder.embedding.bias"])
        full = w["decoder.mask_token"].repeat(1, classes + rows * columns, 1)
        full[:, :classes] = z[:, :classes]
        full[:, classes + keep] = z[:, classes:]
        full = full + w["decoder.positions.table"]
        for i in range(config["decoder"]["depth"]):
            full = block(w, f"decoder.blocks.{i}.", full, config["decoder"]["heads"])
        full = F.layer_norm(full, full.shape[-1:], w["decoder.norm.weight"], w["decoder.norm.bias"], 1e-6)
        predicted = F.linear(full[0, classes + hidden], w["decoder.head.weight"], w["decoder.head.bias"])
        target = patches[hidden]
        target = (target - target.mean(-1, keepdim=True)) / (target.var(-1, keepdim=True) + 1e-6).sqrt()
        losses.append(F.mse_loss(predicted, target).item())
    return sum(losses) / MASKS


def tables():
    """Score files that another program wrote: the names of the official files, and a table that has no names of images."""
    import pyarrow as pa  # pyarrow 26.0.1
    import pyarrow.parquet as pq

    names = ["flat.png", "step.png", "step2.png", "waves.png", "page.jpg"]
    table = pa.table(
        {
            "key": pa.array(range(5)),
            "path": names,
            "histogram_score": [1.5, 6.0, 6.0, 7.0, 7.5],
            "mae_loss": pa.array([0.5, 0.6, 0.7, None, 0.9], pa.float32()),
            "width": pa.array([64, 20, 64, 64, 64], pa.int64()),
            "height": pa.array([64, 64, 64, 64, 64], pa.int64()),
        }
    )
    pq.write_table(table, OUT / "official.parquet", compression="snappy")
    pq.write_table(table.drop_columns(["path"]), OUT / "no-path.parquet")


def main():
    tables()
    with safe_open(MODEL, "pt") as file:
        config = json.loads(file.metadata()["pixio.config"])
        weights = {name: file.get_tensor(name).double() for name in file.keys()}
    OUT.mkdir(exist_ok=True)
    expected = {}
    for name, image in images().items():
        Image.fromarray(image).save(OUT / f"{name}.png")
        expected[f"{name}.png"] = {"entropy": entropy(image), "loss": loss(weights, config, image)}
    text = json.dumps({"masks": MASKS, "seed": SEED, "images": expected}, indent=2) + "\n"
    (OUT / "scores.json").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
