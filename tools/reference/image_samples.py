"""What the files of image_matrix.py and image_matrix_formats.py have in common: an image, packed samples, tolerances."""

import struct
import zlib

import numpy as np

SEED = 14

# Grey levels. Lossless files may differ by the rounding of 16 bits to 8: the decoder keeps the upper byte, v >> 8, and
# expected is v / 257.
EXACT, ROUNDED = 0, 1


def image(width, height):
    """A gradient with noise, uint8 [h, w, 3]: no two rows or columns alike, no symmetry."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([20 + 210 * x / max(width - 1, 1), 20 + 210 * y / max(height - 1, 1), 240 - 6 * x - 4 * y], -1)
    rgb += np.random.default_rng(SEED).integers(-3, 4, rgb.shape)
    return np.clip(rgb, 0, 255).astype(np.uint8)


def pack(block, bits, order):
    """Samples [h, w, c] as TIFF stores them: rows begin at a byte."""
    if bits == 16:
        return block.astype(order + "u2").tobytes()
    if bits == 8:
        return block.astype("u1").tobytes()
    rows = block.reshape(block.shape[0], -1).astype("u1")
    ones = (rows[..., None] >> np.arange(bits - 1, -1, -1)) & 1
    return np.packbits(ones.reshape(len(rows), -1), axis=1).tobytes()


def chunk(kind, data):
    """A chunk of a PNG file, with its length and checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
