"""Golden files of the random resized crop: the cropped box, and the resized pixels.

lightly's MAETransform crops PIL images, so the reference is Pillow's bicubic filter, not torch's. Pillow always
antialiases, reads nothing outside the box, and rounds to bytes twice, after each of its two passes. The order of the passes
matters where a filter overshoots black or white. Up to Pillow 12 the horizontal one was first; Pillow 13 starts with the
vertical one where height shrinks by more than twice as many pixels as width. There both results are stored.
"""

import hashlib
import json
from unittest import mock

import numpy as np
import torch
from PIL import Image
from torchvision.transforms import InterpolationMode, RandomResizedCrop
from torchvision.transforms import functional as F
from torchvision.transforms import v2

from golden import DATA, save, versions

VERSIONS = versions("torch", "torchvision", "pillow", "numpy")
FOLDER = DATA / "crop"
SCALE, RATIO = (0.2, 1.0), (3.0 / 4.0, 4.0 / 3.0)
DRAWS = 20000
SEED = 11

# Width and height differ and are odd where possible, so that swapping them shows.
IMAGES = {"landscape": (160, 120), "portrait": (97, 131), "strip": (201, 64)}

# Top, left, height, width as fractions of the image, and the side of the square output.
CROPS = [
    (0.0, 0.0, 1.0, 1.0, 64),  # the whole image, smaller
    (0.0, 0.0, 1.0, 1.0, 33),  # an odd size
    (0.1, 0.2, 0.5, 0.5, 48),
    (0.5, 0.5, 0.5, 0.5, 32),  # the far corner, where a box off by one would be outside of the image
    (0.3, 0.1, 0.7, 0.4, 40),
    (0.4, 0.4, 0.2, 0.2, 64),  # larger
    (0.0, 0.7, 0.3, 0.3, 56),  # larger or smaller, depending on the image
    (0.25, 0.25, 0.1, 0.6, 32),  # far from square
    (0.6, 0.0, 0.05, 0.05, 32),  # a few pixels, so that every filter tap reaches an edge
    (0.2, 0.3, None, None, 32),  # as large as the output: nothing is resampled
]


def test_image(width, height, seed):
    """A gradient, stripes of every width, sharp edges for ringing, and a patch of noise; small as a PNG."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    red = 255 * x / (width - 1)
    green = 127.5 * (1 + np.sin(x * x / width / 2))
    blue = 255 * (((x // 5 + y // 7) % 2) == 0)
    pixels = np.stack([red, green, blue], axis=-1)
    pixels[height // 2 :, :, 1] = (255 * y / (height - 1))[height // 2 :]
    noisy = (slice(height // 4, 3 * height // 4), slice(width // 2, 5 * width // 6))
    pixels[noisy] = random.integers(0, 256, pixels[noisy].shape)
    return Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8))


def box_in(size, top, left, height, width, side):
    """Whole pixels, at least one, inside the image."""
    rows = side if height is None else max(1, round(height * size[1]))
    columns = side if width is None else max(1, round(width * size[0]))
    return min(round(top * size[1]), size[1] - rows), min(round(left * size[0]), size[0] - columns), rows, columns


def write_crops():
    tensors, pixels, vertical_first = {}, {}, []
    for number, (name, size) in enumerate(IMAGES.items()):
        image = test_image(*size, seed=SEED + number)
        path = FOLDER / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path, optimize=True)
        assert path.stat().st_size < 60_000, path
        assert np.array_equal(np.asarray(Image.open(path)), np.asarray(image)), path
        # Distinguishes a wrong decoding from a wrong resizing.
        pixels[name] = {"size": list(size), "sha256_of_rgb": hashlib.sha256(image.tobytes()).hexdigest()}
        boxes = [box_in(size, *crop) for crop in CROPS]
        tensors[f"{name}.boxes"] = torch.tensor(boxes)
        for k, (box, crop) in enumerate(zip(boxes, CROPS)):
            side = crop[-1]
            out = F.resized_crop(image, *box, [side, side], InterpolationMode.BICUBIC, antialias=True)
            tensors[f"{name}.{k}"] = F.pil_to_tensor(out)
            horizontal_first = in_single_passes(F.crop(image, *box), side, horizontal_first=True)
            if np.array_equal(out, horizontal_first):
                continue
            assert np.array_equal(out, in_single_passes(F.crop(image, *box), side, horizontal_first=False)), (name, k)
            vertical_first.append(f"{name}.{k}")
            tensors[f"{name}.{k}.horizontal_first"] = F.pil_to_tensor(horizontal_first)
    save(
        FOLDER / "crops.safetensors",
        tensors,
        versions=VERSIONS,
        seed=str(SEED),
        box_columns=["top", "left", "height", "width"],
        pictures=pixels,
        vertical_first=vertical_first,
    )


def in_single_passes(image, side, horizontal_first):
    """Pillow skips the pass along a side that keeps its length, so each of two calls makes one pass."""
    between = (side, image.height) if horizontal_first else (image.width, side)
    return image.resize(between, Image.Resampling.BICUBIC).resize((side, side), Image.Resampling.BICUBIC)


def fallback(width, height):
    """The centre crop that follows ten boxes which do not fit; a box larger than any image never does."""
    never_fits = [1e4, 1e4]
    return list(RandomResizedCrop.get_params(Image.new("L", (width, height)), never_fits, RATIO))


def statistics(width, height):
    image = Image.new("L", (width, height))
    torch.manual_seed(SEED)
    # Only a box that fits draws its position, which distinguishes it from the fall-back.
    with mock.patch("torch.randint", wraps=torch.randint) as placed:
        boxes = torch.tensor([RandomResizedCrop.get_params(image, SCALE, RATIO) for _ in range(DRAWS)]).double()
        placed_boxes = placed.call_count // 2
    top, left, rows, columns = boxes.unbind(dim=1)
    values = {
        "area_fraction": rows * columns / (width * height),
        "log_aspect": (columns / rows).log(),
        "top_fraction": top / (height - rows).clamp(min=1),
        "left_fraction": left / (width - columns).clamp(min=1),
    }
    quantiles = torch.tensor([0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99], dtype=torch.float64)
    return {
        "width": width,
        "height": height,
        "draws": DRAWS,
        "fallback_share": (DRAWS - placed_boxes) / DRAWS,
        **{
            name: {
                "mean": value.mean().item(),
                "standard_deviation": value.std().item(),
                "quantiles": dict(zip(map(str, quantiles.tolist()), value.quantile(quantiles).tolist())),
            }
            for name, value in values.items()
        },
    }


def check_that_both_torchvision_generations_agree():
    """lightly uses torchvision's v2 transforms where they exist; the static method used here is of v1."""
    image, transform = Image.new("L", (300, 100)), v2.RandomResizedCrop(32, scale=SCALE, ratio=RATIO)
    for seed in range(200):
        torch.manual_seed(seed)
        old = RandomResizedCrop.get_params(image, SCALE, RATIO)
        torch.manual_seed(seed)
        new = transform.make_params([image])
        assert old == (new["top"], new["left"], new["height"], new["width"]), seed


def write_statistics():
    path = FOLDER / "crop_statistics.json"
    # At 300 x 100 some boxes fit and some do not.
    sizes = [(500, 375), (375, 500), (300, 100), (20, 2000), (2000, 20)]
    extremes = [*sizes, (640, 480), (400, 299), (299, 400), (100, 300), (1, 1), (1, 1000), (1000, 1), (3, 2), (2, 3)]
    content = {
        "versions": VERSIONS,
        "seed": SEED,
        "scale": SCALE,
        "ratio": RATIO,
        "statistics": [statistics(*size) for size in sizes],
        "fallback_boxes": [
            dict(zip(("width", "height", "top", "left", "box_height", "box_width"), (*size, *fallback(*size))))
            for size in extremes
        ],
    }
    path.write_text(json.dumps(content, indent=2) + "\n")
    assert json.loads(path.read_text())["seed"] == SEED
    print(f"{path.stat().st_size:>8} bytes  {path.name}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    check_that_both_torchvision_generations_agree()
    write_crops()
    write_statistics()
