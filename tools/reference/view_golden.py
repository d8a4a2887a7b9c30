"""Golden file for the colours of patches of pixio-embed: principal components in NumPy, from the singular values of the tokens.

The tokens are those of two made images, with a foreground in the middle that differs from the background along one direction.
The threshold between both is found here by trying the middle between any two neighbouring values.
"""

from __future__ import annotations

import numpy as np
import torch

from golden import ROOT, save, versions

FILE = ROOT / "pixio-embed" / "src" / "test" / "resources" / "golden" / "components.safetensors"
GRIDS = ((7, 5), (4, 9))
WIDTH = 12


def tokens(generator):
    images, truth = [], []
    direction = torch.randn(WIDTH, generator=generator)
    scales = torch.linspace(2, 0.3, WIDTH)
    mixing = torch.linalg.qr(torch.randn(WIDTH, WIDTH, generator=generator)).Q
    for rows, columns in GRIDS:
        inside = torch.zeros(rows, columns, dtype=torch.bool)
        inside[1:-1, 1:-1] = True
        noise = torch.randn(rows, columns, WIDTH, generator=generator) * scales @ mixing
        images.append((noise + 8 * direction * inside[..., None] + 3).reshape(-1, WIDTH))
        truth.append(inside.reshape(-1))
    return images, torch.cat(truth)


def components(rows):
    mean = rows.mean(0)
    _, singular, directions = np.linalg.svd(rows - mean, full_matrices=False)
    directions = directions[:3]
    largest = np.take_along_axis(directions, np.abs(directions).argmax(1)[:, None], 1)
    return mean, directions * np.sign(largest), singular[:3] ** 2 / (len(rows) - 1)


def threshold(values):
    ordered = np.sort(values)
    best, found = -1.0, ordered[0]
    for i in range(1, len(ordered)):
        below, above = ordered[:i], ordered[i:]
        between = len(below) * len(above) * (below.mean() - above.mean()) ** 2
        if between > best:
            best, found = between, (ordered[i - 1] + ordered[i]) / 2
    return found


def main():
    images, truth = tokens(torch.Generator().manual_seed(21))
    rows = torch.cat(images).double().numpy()
    mean, directions, variances = components(rows)
    centred = [(image - image.mean(0)).double().numpy() for image in images]
    _, (first, *_), _ = components(np.concatenate(centred))
    above = np.concatenate([image @ first > threshold(image @ first) for image in centred])
    assert (above == truth.numpy()).all() or (above != truth.numpy()).all()
    front_mean, front_directions, front_variances = components(rows[truth.numpy()])
    save(
        FILE,
        {
            "tokens.0": images[0],
            "tokens.1": images[1],
            "mean": torch.from_numpy(mean),
            "directions": torch.from_numpy(directions.copy()),
            "variances": torch.from_numpy(variances),
            "foreground": truth.long(),
            "front_mean": torch.from_numpy(front_mean),
            "front_directions": torch.from_numpy(front_directions.copy()),
            "front_variances": torch.from_numpy(front_variances),
        },
        grids=GRIDS,
        versions=versions("numpy", "torch"),
    )


if __name__ == "__main__":
    main()
