"""Enlarges photographs for `bench load` and load.py: writes a folder of 2048 x 1536 JPEG files.

    bench/peers/enlarge.py FOLDER OUT [--count 64] [--size 2048x1536] [--quality 90] [--grain 0]

Enlarging adds no detail, so the files are smaller, and faster to decode, than a camera's of that size. `--grain 3`
adds noise of three grey levels, as from a sensor, and brings them to a camera's megabyte. Seeded: the same images
give the same files.
"""

import argparse
import pathlib

import numpy
from PIL import Image, ImageOps


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=64)
    parser.add_argument("--size", default="2048x1536")
    parser.add_argument("--quality", type=int, default=90)
    parser.add_argument("--grain", type=float, default=0)
    options = parser.parse_args()
    size = tuple(int(side) for side in options.size.split("x"))
    options.out.mkdir(parents=True, exist_ok=True)
    files = sorted(path for path in options.folder.iterdir() if path.suffix.lower() in (".jpg", ".jpeg"))
    for number, path in enumerate(files[: options.count]):
        with Image.open(path) as photo:
            large = ImageOps.fit(ImageOps.exif_transpose(photo).convert("RGB"), size, Image.Resampling.LANCZOS)
        if options.grain > 0:
            noise = numpy.random.default_rng(number).normal(0, options.grain, (size[1], size[0], 1))
            large = Image.fromarray((numpy.asarray(large) + noise).round().clip(0, 255).astype(numpy.uint8))
        large.save(options.out / f"{path.stem}.jpg", quality=options.quality)


main()
