"""Compares a file of `pixio embed` with timm, torchvision and Pillow, and reads it with other libraries.

    ./pixio embed --weights runs/mine --data photos --out features.parquet --precision fp32
    python tools/reference/embed_check.py --weights runs/mine/checkpoints/step-100/model.safetensors \
        --data photos --features features.parquet

The images are decoded and resized by Pillow, encoded by timm's VisionTransformer, and pooled. Prints the largest cosine
distance and the images per second of this script, loading included; exits with 1 above the limit. Supports Pixio's own
layout of weights, --fit crop, --pool class-mean, patch-mean and patches of any block, and every format.
"""

import argparse
import csv
import json
import pathlib
import sys
import time

import numpy as np
import torch
from PIL import Image, ImageOps
from safetensors import safe_open
from timm.models.vision_transformer import VisionTransformer
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

NAME = "pixio.features"


def read(path):
    """Paths, features [N, ...] and header, read with the library of the format."""
    if path.suffix == ".npy":
        side = json.loads(pathlib.Path(f"{path}.json").read_text())
        return side["paths"], np.load(path), side[NAME]
    if path.suffix == ".parquet":
        import pyarrow.parquet as parquet

        table = parquet.read_table(path)
        features = np.stack(table["features"].to_numpy())
        return table["path"].to_pylist(), features, json.loads(table.schema.metadata[NAME.encode()])
    if path.suffix == ".safetensors":
        with safe_open(path, "np") as file:
            paths = json.loads(bytes(file.get_tensor("paths")))
            return paths, file.get_tensor("features"), json.loads(file.metadata()[NAME])
    header = json.loads(pathlib.Path(f"{path}.json").read_text())[NAME]
    with open(path, newline="", encoding="utf-8") as file:
        if path.suffix == ".csv":
            rows = list(csv.reader(file))[1:]
            return [row[0] for row in rows], np.array([row[1:] for row in rows], dtype=np.float32), header
        rows = [json.loads(line) for line in file]
        return [row["path"] for row in rows], np.array([row["features"] for row in rows], dtype=np.float32), header


def model(path):
    """timm's transformer with the weights of Pixio for Java."""
    names = {
        "attention.qkv": "attn.qkv",
        "attention.projection": "attn.proj",
        "mlp.expand": "mlp.fc1",
        "mlp.contract": "mlp.fc2",
        "embedding": "patch_embed.proj",
    }
    with safe_open(path, "pt") as file:
        config = json.loads(file.metadata()["pixio.config"])
        state = {name[8:]: file.get_tensor(name) for name in file.keys() if name.startswith("encoder.")}
    tokens = state.pop("class_tokens")
    renamed = {"cls_token": tokens[:, :1], "reg_token": tokens[:, 1:], "pos_embed": state.pop("positions.table")}
    for name, tensor in state.items():
        for ours, timms in names.items():
            name = name.replace(ours, timms)
        renamed[name] = tensor
    grid, encoder = config["grid"], config["encoder"]
    vit = VisionTransformer(
        img_size=(grid["height"], grid["width"]),
        patch_size=grid["patchSize"],
        embed_dim=encoder["width"],
        depth=encoder["depth"],
        num_heads=encoder["heads"],
        mlp_ratio=encoder["mlpRatio"],
        num_classes=0,
        global_pool="",
        class_token=True,
        reg_tokens=tokens.shape[1] - 1,
    )
    vit.load_state_dict(renamed, strict=True)
    return vit.eval(), tokens.shape[1]


class Images(Dataset):
    def __init__(self, root, paths, height, width):
        self.files = [root / path for path in paths]
        self.size = (height, width)
        self.rest = transforms.Compose(
            [
                transforms.CenterCrop(self.size),
                transforms.ToTensor(),
                transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
            ]
        )

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        # Upright, as a viewer and Pixio show it; torchvision's own loader ignores the EXIF orientation.
        image = ImageOps.exif_transpose(Image.open(self.files[index])).convert("RGB")
        resize = transforms.Resize(self.resized(image), transforms.InterpolationMode.BICUBIC, antialias=True)
        return self.rest(resize(image))

    def resized(self, image):
        height, width = self.size
        if height == width:
            return height  # the shorter side, by torchvision itself
        # torchvision supports only squares; for other frames the image covers the frame.
        if height * image.width >= width * image.height:
            return height, max(width, height * image.width // image.height)
        return max(height, width * image.height // image.width), width


def pooled(vit, classes, images, origin):
    if images.shape[2:] != vit.patch_embed.img_size:
        vit.set_input_size(tuple(images.shape[2:]))
    tokens = vit.patch_embed(images)
    tokens = vit._pos_embed(tokens)
    for block in vit.blocks[: origin["block"]]:
        tokens = block(tokens)
    if origin["norm"] == "after":
        tokens = vit.norm(tokens)
    return {
        "class-mean": lambda: tokens[:, :classes].mean(1),
        "patch-mean": lambda: tokens[:, classes:].mean(1),
        "patches": lambda: tokens[:, classes:].flatten(1),
    }[origin["pooling"]]()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights", required=True, type=pathlib.Path)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--features", required=True, type=pathlib.Path)
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--first", type=int, help="compare only the first N images")
    parser.add_argument("--limit", type=float, default=1e-4)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    paths, features, header = read(options.features)
    origin = header["origin"]
    height, width = map(int, origin["imageSize"].split("x"))
    assert features.shape == (len(paths), *origin["shape"]), features.shape
    print(f"{options.features}: {features.dtype} {features.shape}, {origin['pooling']} of block {origin['block']} "
          f"{origin['norm']} the norm, {origin['imageSize']}, {origin['precision']}, by Pixio {header['version']}")

    paths, features = paths[: options.first], features[: options.first]
    start = time.perf_counter()
    vit, classes = model(options.weights)
    loader = DataLoader(
        Images(options.data, paths, height, width), batch_size=options.batch_size, num_workers=options.workers
    )
    found = []
    begin = time.perf_counter()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bf16"):
        for images in loader:
            found.append(pooled(vit, classes, images, origin).float())
    seconds = time.perf_counter() - begin
    reference = torch.cat(found).double().numpy()

    ours = features.reshape(len(paths), -1).astype(np.float64)
    unit = lambda rows: rows / np.linalg.norm(rows, axis=1, keepdims=True)
    distances = 1 - (unit(ours) * unit(reference)).sum(1)
    apart = 1 - (unit(reference)[:-1] * unit(reference)[1:]).sum(1)
    worst = int(distances.argmax())
    print(f"against timm, {options.precision}: cosine distance at most {distances.max():.2e} ({paths[worst]}), "
          f"median {np.median(distances):.2e}, above 1e-6 in {(distances > 1e-6).sum()} images; largest difference {np.abs(ours - reference).max():.2e} of values to "
          f"{np.abs(reference).max():.2f}; two different images are {np.median(apart):.2e} apart (median)")
    print(f"timm: {len(paths) / seconds:.2f} images/s ({seconds:.1f} s; {begin - start:.1f} s to load the model)")
    sys.exit(0 if distances.max() <= options.limit else 1)


if __name__ == "__main__":
    main()
