"""Golden files for pixio-downstream: heads, losses, measures and sliding windows, in torch from the published descriptions.

The heads are small; their shapes in full size are checked by their numbers of parameters. Weights have the names of the Java
modules.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from golden import ROOT, save, versions

FOLDER = ROOT / "pixio-downstream" / "src" / "test" / "resources" / "golden"
IGNORED = 255
MAX_DEPTH, MIN_DEPTH = 10.0, 0.001


def resize(x, size):
    return functional.interpolate(x, size=size, mode="bilinear", align_corners=True)


class Linear(nn.Module):
    def __init__(self, channels, outputs):
        super().__init__()
        self.normalization = nn.BatchNorm2d(channels)
        self.classifier = nn.Conv2d(channels, outputs, 1)

    def forward(self, maps, size):
        return resize(self.classifier(self.normalization(maps[-1])), size)


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return x + self.second(torch.relu(self.first(torch.relu(x))))


class Fusion(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.refinement = Residual(channels)
        self.projection = nn.Conv2d(channels, channels, 1)


class Dpt(nn.Module):
    def __init__(self, channels, outputs, widths=(256, 512, 1024, 1024), fusion=256):
        super().__init__()
        for i, width in enumerate(widths):
            setattr(self, f"projection{i}", nn.Conv2d(channels, width, 1))
            setattr(self, f"level{i}", nn.Conv2d(width, fusion, 3, padding=1, bias=False))
            if i < 3:
                setattr(self, f"lateral{i}", Residual(fusion))
            setattr(self, f"fusion{i}", Fusion(fusion))
        self.times4 = nn.ConvTranspose2d(widths[0], widths[0], 4, stride=4)
        self.times2 = nn.ConvTranspose2d(widths[1], widths[1], 2, stride=2)
        self.halve = nn.Conv2d(widths[3], widths[3], 3, stride=2, padding=1)
        self.output = nn.Conv2d(fusion, fusion, 3, padding=1)
        self.scores = nn.Conv2d(fusion, outputs, 1)

    def forward(self, maps, size):
        sizing = (self.times4, self.times2, nn.Identity(), self.halve)
        levels = []
        for i in range(4):
            projected = getattr(self, f"projection{i}")(maps[i])
            levels.append(getattr(self, f"level{i}")(sizing[i](projected)))
        x = None
        for i in (3, 2, 1, 0):
            x = levels[i] if x is None else x + getattr(self, f"lateral{i}")(levels[i])
            block = getattr(self, f"fusion{i}")
            to = levels[i - 1].shape[2:] if i else [2 * side for side in levels[0].shape[2:]]
            x = block.projection(resize(block.refinement(x), to))
        return resize(self.scores(torch.relu(self.output(x))), size)


def silog(prediction, target):
    d = target.log() - prediction.log()
    return (d.square().mean() - 0.5 * d.mean().square()).sqrt()


def depth_loss(scores, target):
    valid = (target >= MIN_DEPTH) & (target <= MAX_DEPTH)
    prediction = (scores.sigmoid() * MAX_DEPTH).squeeze(1)[valid].clamp(min=MIN_DEPTH)
    return silog(prediction, target[valid])


def head_file(name, head, outputs, seed, rows, columns, size):
    generator = torch.Generator().manual_seed(seed)
    for parameter in head.parameters():
        parameter.data.add_(0.05 * torch.randn(parameter.shape, generator=generator))
    for key, buffer in head.named_buffers():
        if key.endswith("running_mean"):
            buffer.add_(0.1 * torch.randn(buffer.shape, generator=generator))
    maps = [torch.randn(2, 12, rows, columns, generator=generator) for _ in range(4)]
    tensors = {f"maps.{i}": map_ for i, map_ in enumerate(maps)}
    state = {key: value for key, value in head.state_dict().items() if not key.endswith("num_batches_tracked")}
    tensors |= {f"before.{key}": value.clone() for key, value in state.items()}
    used = maps if isinstance(head, Dpt) else maps[-1:]
    head.eval()
    tensors["inference"] = head(used, size).detach().clone()
    head.train()
    if outputs > 1:
        target = torch.randint(0, outputs, (2, *size), generator=generator)
        target[:, :3] = IGNORED
        tensors["targets"] = target
    else:
        target = 12 * torch.rand(2, *size, generator=generator)
        target[:, :3] = 0
        tensors["targets"] = target
    optimizer = torch.optim.AdamW(head.parameters(), lr=2e-4, betas=(0.9, 0.999), weight_decay=0.01)
    scores = head(used, size)
    loss = functional.cross_entropy(scores, target, ignore_index=IGNORED) if outputs > 1 else depth_loss(scores, target)
    tensors["training"] = scores.detach().clone()
    tensors["loss"] = loss.detach()
    loss.backward()
    optimizer.step()
    after = {key: value for key, value in head.state_dict().items() if not key.endswith("num_batches_tracked")}
    tensors |= {f"after.{key}": value for key, value in after.items()}
    save(FOLDER / f"{name}.safetensors", tensors, outputs=str(outputs), versions=versions("torch"))


def depth_measures(prediction, target):
    valid = (target >= MIN_DEPTH) & (target <= MAX_DEPTH)
    p, t = prediction[valid].double(), target[valid].double()
    ratio = torch.maximum(p / t, t / p)
    logs = p.log() - t.log()
    return [
        *(((ratio < 1.25**power).double().mean()) for power in (1, 2, 3)),
        ((p - t).abs() / t).mean(),
        ((p - t).square() / t).mean(),
        (p - t).square().mean().sqrt(),
        logs.square().mean().sqrt(),
        (p.log10() - t.log10()).abs().mean(),
        (logs.square().mean() - 0.5 * logs.mean().square()).sqrt(),
    ]


def measures_file():
    generator = torch.Generator().manual_seed(31)
    depth_target = 11 * torch.rand(3, 19, 31, generator=generator)
    depth_target[:, 4] = 0
    depth = (depth_target + 0.2) * torch.exp(0.3 * torch.randn(depth_target.shape, generator=generator))
    means = torch.tensor([depth_measures(p, t) for p, t in zip(depth, depth_target)], dtype=torch.float64).mean(0)

    classes = 6  # the last one occurs nowhere
    truth = torch.randint(0, classes - 1, (3, 19, 31), generator=generator)
    wrong = torch.randint(0, classes - 1, truth.shape, generator=generator)
    guess = torch.where(torch.rand(truth.shape, generator=generator) < 0.6, truth, wrong)
    truth[:, 5:7] = IGNORED
    ious = []
    for label in range(classes):
        counted = truth != IGNORED
        union = (((guess == label) | (truth == label)) & counted).sum()
        if union > 0:
            ious.append(((guess == label) & (truth == label)).sum().double() / union)
    tensors = {
        "depth": depth,
        "depth_target": depth_target,
        "depth_measures": means,
        "truth": truth.to(torch.uint8),
        "guess": guess.to(torch.uint8),
        "ious": torch.stack(ious),
        "miou": torch.stack(ious).mean(),
    }
    save(FOLDER / "measures.safetensors", tensors, classes=str(classes), versions=versions("torch"))


def windows(image, size, model, outputs):
    """The sum of a model's results over windows, and the number of windows of each pixel."""
    height, width = image.shape[1:]
    total, count = torch.zeros(outputs, height, width), torch.zeros(height, width)
    for top in range(0, height, size * 2 // 3):
        for left in range(0, width, size * 2 // 3):
            piece = image[:, top : top + size, left : left + size]
            padded = torch.zeros(image.shape[0], size, size)
            padded[:, : piece.shape[1], : piece.shape[2]] = piece
            result = model(padded[None])[0]
            total[:, top : top + size, left : left + size] += result[:, : piece.shape[1], : piece.shape[2]]
            count[top : top + size, left : left + size] += 1
    return total, count


def window_file():
    generator = torch.Generator().manual_seed(32)
    tensors = {"weight": torch.randn(5, 3, 3, 3, generator=generator)}

    def scores(x):
        return functional.conv2d(x, tensors["weight"], padding=1)  # depends on what is beyond the border

    for name, (height, width), size in (("wide", (33, 61), 16), ("small", (7, 23), 16), ("exact", (17, 17), 17)):
        image = torch.randn(3, height, width, generator=generator)
        total, _ = windows(image, size, lambda x: scores(x).softmax(1), 5)
        depths, count = windows(image, size, lambda x: scores(x)[:, :1].sigmoid() * MAX_DEPTH, 1)
        tensors |= {
            f"{name}.image": image,
            f"{name}.probabilities": total,
            f"{name}.classes": total.argmax(0),
            f"{name}.depth": depths[0] / count,
            f"{name}.size": torch.tensor(size),
        }
    save(FOLDER / "windows.safetensors", tensors, versions=versions("torch"))


def maps_file():
    generator = torch.Generator().manual_seed(33)
    tokens = torch.randn(2, 4 + 15, 6, generator=generator)  # 4 class tokens, a grid of 3 x 5
    patches, mean = tokens[:, 4:], tokens[:, :4].mean(1)
    maps = patches.permute(0, 2, 1).reshape(2, 6, 3, 5)
    maps = torch.cat([maps, mean[:, :, None, None].expand(-1, -1, 3, 5)], 1)
    counts = {
        name: sum(parameter.numel() for parameter in head.parameters())
        for name, head in (("linear", Linear(768, 150)), ("dpt", Dpt(768, 150)))
    }
    save(FOLDER / "maps.safetensors", {"tokens": tokens, "maps": maps}, **counts, versions=versions("torch"))


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(30)
    small = {"widths": (8, 12, 16, 16), "fusion": 8}
    head_file("linear_segmentation", Linear(12, 5), 5, 34, 3, 5, (37, 53))
    head_file("linear_depth", Linear(12, 1), 1, 35, 3, 5, (37, 53))
    head_file("dpt_segmentation", Dpt(12, 5, **small), 5, 36, 3, 5, (37, 53))
    head_file("dpt_depth", Dpt(12, 1, **small), 1, 37, 4, 3, (41, 29))
    measures_file()
    window_file()
    maps_file()
