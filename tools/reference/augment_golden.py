"""Golden file for pixio-downstream: the operations of timm's RandAugment (rand-m9-mstd0.5-inc1) on a small image.

Names are OPERATION.MAGNITUDE.SIGN, such as rotate.9.5.-1. The image has smooth parts, edges and noise.
"""

from __future__ import annotations

import numpy
import torch
from PIL import Image
from timm.data import auto_augment

from golden import ROOT, save, versions

FILE = ROOT / "pixio-downstream" / "src" / "test" / "resources" / "golden" / "augment.safetensors"
HEIGHT, WIDTH = 18, 23
OPERATIONS = {
    "auto_contrast": "AutoContrast",
    "equalize": "Equalize",
    "invert": "Invert",
    "rotate": "Rotate",
    "posterize": "PosterizeIncreasing",
    "solarize": "SolarizeIncreasing",
    "solarize_add": "SolarizeAdd",
    "color": "ColorIncreasing",
    "contrast": "ContrastIncreasing",
    "brightness": "BrightnessIncreasing",
    "sharpness": "SharpnessIncreasing",
    "shear_x": "ShearX",
    "shear_y": "ShearY",
    "translate_x": "TranslateXRel",
    "translate_y": "TranslateYRel",
}
SIGNED = ("rotate", "color", "contrast", "brightness", "sharpness", "shear", "translate")
MEAN = tuple(min(255, round(255 * each)) for each in (0.485, 0.456, 0.406))


def image():
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    noise = numpy.random.default_rng(5).integers(-12, 12, (HEIGHT, WIDTH, 3))
    planes = numpy.stack([40 + 7 * x, 200 - 6 * y + 3 * (x > 11), 90 + 60 * ((x + y) % 9 > 4)], -1)
    return numpy.clip(planes + noise, 12, 231).astype(numpy.uint8)


def planes(pixels):
    return torch.from_numpy(numpy.asarray(pixels).transpose(2, 0, 1).copy())


def main():
    original = image()
    tensors = {"image": planes(original)}
    hparams = {"img_mean": MEAN, "interpolation": Image.Resampling.BICUBIC}
    for name, operation in OPERATIONS.items():
        for magnitude in (9.5, 4.2):
            for sign in (1, -1) if name.startswith(SIGNED) else (1,):
                auto_augment.random.random = lambda: 0.9 if sign < 0 else 0.1
                op = auto_augment.AugmentOp(operation, prob=1, magnitude=magnitude, hparams=hparams)
                tensors[f"{name}.{magnitude}.{sign}"] = planes(op(Image.fromarray(original)))
    save(FILE, tensors, **versions("timm", "pillow"))


if __name__ == "__main__":
    main()
