"""Golden files of Pillow's resizing, for the resizing without torch.

The result of Pillow and torchvision is stored as a hash, because it must be bit-identical. Images are noise of black, white
and grey, so that filters overshoot everywhere and every rounding matters.
"""

import hashlib

import numpy as np
from PIL import Image
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

from golden import IMAGE, versions

FOLDER = IMAGE / "resize"
BICUBIC = InterpolationMode.BICUBIC
SEED = 13

# Width and height.
IMAGES = {"landscape": (61, 46), "portrait": (37, 53), "tower": (19, 90), "dot": (1, 1), "line": (64, 1)}

# Parts as fractions of the image (top, left, height, width), and height and width of the result.
RESIZES = [
    (0, 0, 1, 1, 32, 32),
    (0, 0, 1, 1, 17, 23),
    (0, 0, 1, 1, 100, 80),
    (0, 0, 1, 1, 7, 90),  # smaller and larger
    (0, 0, 1, 1, 90, 7),
    (0.3, 0.2, 0.6, 0.5, 16, 16),
    (0.5, 0.5, 0.5, 0.5, 9, 11),
    (0, 0, 1, 1, 1, 1),
]

# Height and width of the frame, and the length that the shorter side is resized to.
FRAMES = [(16, 16, 16), (32, 32, 32), (28, 28, 32), (24, 16, 24), (48, 64, 64)]


def digest(image):
    return hashlib.sha256(np.asarray(image.convert("RGB")).tobytes()).hexdigest()


def images():
    random = np.random.default_rng(SEED)
    for name, (width, height) in IMAGES.items():
        pixels = random.choice([0, 0, 60, 128, 255, 255], (height, width, 3)).astype(np.uint8)
        image = Image.fromarray(pixels)
        image.save(FOLDER / f"{name}.png", optimize=True)
        yield name, image


def box_in(image, top, left, height, width):
    rows, columns = max(1, round(height * image.height)), max(1, round(width * image.width))
    return min(round(top * image.height), image.height - rows), min(round(left * image.width), image.width - columns), rows, columns


def framed(image, height, width, short):
    """Resize and CenterCrop; for a rectangular frame, with the sides computed for torchvision."""
    if height == width:
        return F.center_crop(F.resize(image, short, BICUBIC), [height, width])
    scale = max(height / image.height, width / image.width)
    if height * image.width >= width * image.height:
        size = [height, max(width, int(height * image.width / image.height))]
    else:
        size = [max(height, int(width * image.height / image.width)), width]
    assert scale > 0
    return F.center_crop(F.resize(image, size, BICUBIC), [height, width])


def letterboxed(image, height, width, colour):
    scale = min(height / image.height, width / image.width)
    rows = max(1, min(height, int(np.floor(image.height * scale + 0.5))))
    columns = max(1, min(width, int(np.floor(image.width * scale + 0.5))))
    frame = Image.new("RGB", (width, height), colour)
    frame.paste(image.resize((columns, rows), Image.Resampling.BICUBIC), ((width - columns) // 2, (height - rows) // 2))
    return frame


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    resizes = ["image,top,left,height,width,to_height,to_width,sha256"]
    frames = ["image,fit,height,width,short,sha256"]
    for name, image in images():
        for *part, high, wide in RESIZES:
            box = box_in(image, *part)
            out = F.resized_crop(image, *box, [high, wide], BICUBIC)
            resizes.append(",".join(map(str, [name, *box, high, wide, digest(out)])))
        for high, wide, short in FRAMES:
            # The ends of a very long image are left out, unlike in torchvision.
            if max(image.size) <= 8 * min(image.size):
                row = [name, "CROP", high, wide, short, digest(framed(image, high, wide, short))]
                frames.append(",".join(map(str, row)))
            row = [name, "LETTERBOX", high, wide, 0, digest(letterboxed(image, high, wide, (124, 116, 104)))]
            frames.append(",".join(map(str, row)))
    made_with = "# " + ", ".join(f"{package} {number}" for package, number in versions("torchvision", "pillow").items())
    for file, lines in {"resizes.csv": resizes, "frames.csv": frames}.items():
        (FOLDER / file).write_text("\n".join([made_with, *lines]) + "\n")
        print(f"{(FOLDER / file).stat().st_size:>8} bytes  {len(lines) - 1:>4} results  {file}")


if __name__ == "__main__":
    main()
