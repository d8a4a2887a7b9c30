"""Data loading of lightly's example: Pillow decodes, lightly's MAETransform crops, resizes, flips and normalises, and
torch's DataLoader collates, with `--workers` worker processes.

A round is one pass over the folder. The workers persist between rounds, and the first batch of a round is requested after
its clock has started, so no batch is prepared before.
"""

import argparse
import pathlib
import time

import torch
from lightly.transforms.mae_transform import MAETransform
from PIL import Image
from torch.utils.data import DataLoader, Dataset

import paced


class Folder(Dataset):
    """The images of one flat folder, as torchvision's ImageFolder reads them, but without classes."""

    def __init__(self, folder, transform):
        self.files = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
        self.transform = transform

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        with self.files[index].open("rb") as file:
            return self.transform(Image.open(file).convert("RGB"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--image-size", type=int, default=256)
    options = parser.parse_args()
    torch.manual_seed(0)
    images = Folder(options.data, MAETransform(input_size=options.image_size))
    loader = DataLoader(
        images,
        batch_size=options.batch_size,
        shuffle=True,
        drop_last=True,
        num_workers=options.workers,
        persistent_workers=options.workers > 0,
    )

    def round_():
        loaded = 0
        start = time.perf_counter()
        for views in loader:
            loaded += views[0].shape[0]
        seconds = time.perf_counter() - start
        return {"imagesPerSecond": loaded / seconds, "seconds": seconds}

    round_()  # starts the workers and warms up caches
    about = {"side": "torchvision", "data": str(options.data), "images": len(loader) * options.batch_size}
    about |= {"workers": options.workers, "batchSize": options.batch_size, "imageSize": options.image_size}
    paced.serve(round_, about)


if __name__ == "__main__":
    main()
