"""Golden files of images with other channels and depths, written by tifffile, OpenCV and Pillow.

The samples follow a formula that RasterDecoderTest repeats, so that only the files are stored. Resized parts are torchvision's, of
floating-point tensors, because it does not clip 16-bit integers.
"""

from __future__ import annotations

import cv2
import numpy
import tifffile
import torch
from PIL import Image
from safetensors.torch import save_file
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

from golden import DATA, IMAGE, versions

FOLDER = IMAGE / "raster"
RESIZED = DATA / "crop" / "rasters.safetensors"
WIDTH, HEIGHT = 21, 17


def samples(channels, dtype):
    c, y, x = numpy.mgrid[0:channels, 0:HEIGHT, 0:WIDTH]
    numbers = c * 9973 + y * 4099 + x * 3341 + 17
    if dtype == numpy.uint8:
        return (numbers % 256).astype(dtype)
    if dtype == numpy.int16:
        return (numbers % 65536 - 32768).astype(dtype)
    if dtype == numpy.float32:
        return ((numbers % 65536 - 20000) / numpy.float32(333)).astype(dtype)
    return (numbers % 65536).astype(dtype)


def write(name, channels, dtype, **options):
    """Planes, or interleaved with planarconfig contig."""
    pixels = samples(channels, dtype)
    photometric = options.pop("photometric", "minisblack")
    if options.get("planarconfig") == "contig":
        pixels = pixels.transpose(1, 2, 0)
    if channels == 1:
        pixels = pixels[0]
        options.pop("planarconfig", None)
    tifffile.imwrite(FOLDER / f"{name}.tif", pixels, photometric=photometric, metadata=None, **options)


def tiffs():
    u8, u16, i16, f32 = numpy.uint8, numpy.uint16, numpy.int16, numpy.float32
    write("grey_u16", 1, u16)
    write("grey_u16_big_endian", 1, u16, byteorder=">")
    write("grey_i16", 1, i16, compression="zlib")
    write("grey_f32", 1, f32)
    write("bands2_u8", 2, u8, planarconfig="contig")
    write("bands4_u16_tiled", 4, u16, planarconfig="contig", tile=(16, 16), compression="zlib", predictor=True)
    write("bands4_f32_predictor", 4, f32, planarconfig="contig", compression="zlib", predictor=True)
    write("bands13_u16", 13, u16, planarconfig="contig", compression="lzw", predictor=True)
    write("bands13_u16_separate", 13, u16, planarconfig="separate", compression="zlib")
    write("bands13_f32_separate_tiled", 13, f32, planarconfig="separate", tile=(16, 16), compression="zstd")
    write("bands13_u8_bigtiff", 13, u8, planarconfig="contig", bigtiff=True)
    write("rgb_u16", 3, u16, planarconfig="contig", photometric="rgb")
    write("rgba_u16", 4, u16, planarconfig="contig", photometric="rgb", extrasamples=["unassalpha"])
    with tifffile.TiffWriter(FOLDER / "pages3_u16.tif") as tiff:
        for page in samples(3, u16):
            tiff.write(page, photometric="minisblack", metadata=None, contiguous=False)
        tiff.write(samples(1, u16)[0, ::2, ::2], photometric="minisblack", metadata=None, subfiletype=1)  # a smaller version


def others():
    u8, u16 = numpy.uint8, numpy.uint16
    cv2.imwrite(str(FOLDER / "grey_u16.png"), samples(1, u16)[0])
    cv2.imwrite(str(FOLDER / "rgb_u16.png"), samples(3, u16).transpose(1, 2, 0)[..., ::-1])
    cv2.imwrite(str(FOLDER / "rgba_u16.png"), samples(4, u16).transpose(1, 2, 0)[..., [2, 1, 0, 3]])
    Image.fromarray(samples(1, u8)[0]).save(FOLDER / "grey_u8.png")
    Image.fromarray(samples(2, u8).transpose(1, 2, 0).copy(), "LA").save(FOLDER / "grey_alpha_u8.png")
    Image.fromarray(samples(4, u8).transpose(1, 2, 0).copy(), "RGBA").save(FOLDER / "rgba_u8.png")
    cv2.imwrite(str(FOLDER / "grey_u16.pgm"), samples(1, u16)[0])
    cv2.imwrite(str(FOLDER / "rgb_u16.ppm"), samples(3, u16).transpose(1, 2, 0)[..., ::-1])


BOXES = [(0, 0, HEIGHT, WIDTH, 8, 8), (3, 5, 11, 13, 9, 7), (2, 1, 9, 6, 24, 20), (16, 20, 1, 1, 4, 4), (0, 0, 17, 4, 3, 16)]


def resized():
    tensors = {}
    for name, channels, dtype in (("u8", 4, numpy.uint8), ("u16", 13, numpy.uint16), ("f32", 2, numpy.float32)):
        image = torch.from_numpy(samples(channels, dtype).astype(numpy.float32))
        for i, (top, left, height, width, rows, columns) in enumerate(BOXES):
            out = F.resized_crop(image, top, left, height, width, [rows, columns], InterpolationMode.BICUBIC, antialias=True)
            if dtype != numpy.float32:
                out = out.round().clamp(0, numpy.iinfo(dtype).max)
            tensors[f"{name}.{i}"] = out.contiguous()
    tensors["boxes"] = torch.tensor(BOXES, dtype=torch.float32)
    save_file(tensors, RESIZED, versions("torch", "torchvision"))


def main():
    FOLDER.mkdir(exist_ok=True)
    tiffs()
    others()
    resized()
    for file in sorted(FOLDER.iterdir()):  # read back what tifffile reads
        if file.suffix == ".tif" and "pages" not in file.name:
            pixels = tifffile.imread(file)
            planes = pixels[None] if pixels.ndim == 2 else pixels if pixels.shape[0] == min(pixels.shape) else pixels.transpose(2, 0, 1)
            assert numpy.array_equal(planes, samples(planes.shape[0], planes.dtype.type)), file


if __name__ == "__main__":
    main()
