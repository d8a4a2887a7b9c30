"""Data loading from archives, tables and videos in Python: webdataset, Hugging Face's datasets, PyAV. Pillow decodes, lightly's
MAETransform crops, resizes, flips and normalises, and torch's DataLoader collates, with `--workers` worker processes.

A round is one pass over the images, in random order: of webdataset with a shuffle buffer of 1,000, of videos with each frame
sought by itself. The workers persist between rounds.
"""

import argparse
import io
import pathlib
import time

import torch
from lightly.transforms.mae_transform import MAETransform
from PIL import Image
from torch.utils.data import DataLoader, Dataset

import paced

EVERY = 10  # frames of a video


def shards(options, transform):
    import webdataset as wds

    files = [str(path) for path in sorted(options.data.glob("*.tar"))]
    return (
        wds.WebDataset(files, shardshuffle=len(files), seed=0, empty_check=False)
        .shuffle(1000)
        .decode("pilrgb")
        .to_tuple("jpg")
        .map(lambda sample: transform(sample[0]))
    )


def parquet(options, transform):
    import datasets

    files = [str(path) for path in sorted(options.data.glob("*.parquet"))]
    rows = datasets.load_dataset("parquet", data_files=files, split="train", cache_dir=str(options.data / "cache"))
    rows = rows.cast_column("image", datasets.Image(decode=False))
    rows.set_transform(lambda batch: {"views": [transform(_decoded(image["bytes"])) for image in batch["image"]]})
    return _Views(rows)


class _Views(Dataset):
    """The transformed images alone."""

    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return self.rows[index]["views"]


def _decoded(content):
    return Image.open(io.BytesIO(content)).convert("RGB")


class Frames(Dataset):
    """Every tenth frame of videos. A worker keeps its videos open, seeks the key frame before a frame and decodes up to it."""

    def __init__(self, folder, transform):
        import av

        self.files = sorted(folder.glob("*.mp4"))
        self.transform = transform
        self.frames = []
        self.open = {}
        for number, file in enumerate(self.files):
            with av.open(str(file)) as video:
                stream = video.streams.video[0]
                times = sorted(packet.pts for packet in video.demux(stream) if packet.pts is not None)
            self.frames += [(number, pts) for pts in times[::EVERY]]

    def __len__(self):
        return len(self.frames)

    def __getitem__(self, index):
        import av

        number, pts = self.frames[index]
        if number not in self.open:
            self.open[number] = av.open(str(self.files[number]))
        video = self.open[number]
        stream = video.streams.video[0]
        video.seek(pts, stream=stream, backward=True)
        for frame in video.decode(stream):
            if frame.pts >= pts:
                return self.transform(frame.to_image())
        raise ValueError(f"no frame at {pts} in {self.files[number]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", choices=["shards", "parquet", "video"], required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--image-size", type=int, default=256)
    options = parser.parse_args()
    torch.manual_seed(0)
    transform = MAETransform(input_size=options.image_size)
    if options.source == "video":
        images = Frames(options.data, transform)
    else:
        images = {"shards": shards, "parquet": parquet}[options.source](options, transform)
    loader = DataLoader(
        images,
        batch_size=options.batch_size,
        shuffle=None if options.source == "shards" else True,
        num_workers=options.workers,
        persistent_workers=options.workers > 0,
    )

    def round_():
        loaded = 0
        start = time.perf_counter()
        for views in loader:
            loaded += views[0].shape[0]
        seconds = time.perf_counter() - start
        return {"imagesPerSecond": loaded / seconds, "seconds": seconds, "images": loaded}

    first = round_()  # starts the workers and warms up caches
    about = {"side": options.source, "data": str(options.data), "images": first["images"]}
    about |= {"workers": options.workers, "batchSize": options.batch_size, "imageSize": options.image_size}
    paced.serve(round_, about)


if __name__ == "__main__":
    main()
