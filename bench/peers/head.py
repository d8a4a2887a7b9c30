#!/usr/bin/env python3
"""Training steps of a DPT or linear head on the features of a frozen encoder, in torch from the published description.

As in ./pixio bench head: a map has the patch tokens and, at each position, the mean of the class tokens. The maps are made in
each step, as a program that keeps the tokens of its images does.
"""

import argparse

import paced
import torch
from torch import nn
from torch.nn import functional

PATCH = 16


def resize(x, size):
    return functional.interpolate(x, size=size, mode="bilinear", align_corners=True)


class Linear(nn.Module):
    """On the last block."""

    blocks = 1

    def __init__(self, channels, outputs):
        super().__init__()
        self.normalization = nn.BatchNorm2d(channels)
        self.classifier = nn.Conv2d(channels, outputs, 1)

    def forward(self, maps, size):
        return resize(self.classifier(self.normalization(maps[-1])), size)


class Residual(nn.Module):
    """Two convolutions and the input."""

    def __init__(self, channels):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return x + self.second(torch.relu(self.first(torch.relu(x))))


class Dpt(nn.Module):
    """On four blocks, fused from the deepest up."""

    blocks = 4

    def __init__(self, channels, outputs, fusion=256):
        super().__init__()
        widths = (fusion, 2 * fusion, 4 * fusion, 4 * fusion)
        self.projections = nn.ModuleList(nn.Conv2d(channels, width, 1) for width in widths)
        self.sizes = nn.ModuleList(
            [
                nn.ConvTranspose2d(widths[0], widths[0], 4, stride=4),
                nn.ConvTranspose2d(widths[1], widths[1], 2, stride=2),
                nn.Identity(),
                nn.Conv2d(widths[3], widths[3], 3, stride=2, padding=1),
            ]
        )
        self.levels = nn.ModuleList(nn.Conv2d(width, fusion, 3, padding=1, bias=False) for width in widths)
        self.laterals = nn.ModuleList(Residual(fusion) for _ in range(3))
        self.refinements = nn.ModuleList(Residual(fusion) for _ in range(4))
        self.mixtures = nn.ModuleList(nn.Conv2d(fusion, fusion, 1) for _ in range(4))
        self.output = nn.Conv2d(fusion, fusion, 3, padding=1)
        self.scores = nn.Conv2d(fusion, outputs, 1)

    def forward(self, maps, size):
        levels = [level(sized(projection(map_))) for level, sized, projection, map_ in zip(self.levels, self.sizes, self.projections, maps)]
        x = None
        for i in (3, 2, 1, 0):
            x = levels[i] if x is None else x + self.laterals[i](levels[i])
            to = levels[i - 1].shape[2:] if i else [2 * side for side in levels[0].shape[2:]]
            x = self.mixtures[i](resize(self.refinements[i](x), to))
        return resize(self.scores(torch.relu(self.output(x))), size)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--head", choices=["linear", "dpt"], default="dpt")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--width", type=int, default=384)
    parser.add_argument("--image-size", type=int, default=256)
    parser.add_argument("--classes", type=int, default=21)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    paced.full_fp32()
    device = torch.device(options.device)
    head = {"linear": Linear, "dpt": Dpt}[options.head](2 * options.width, options.classes).to(device)
    optimizer = torch.optim.AdamW(head.parameters(), lr=1e-4, betas=(0.9, 0.999), weight_decay=0.01)
    batch, size, side = options.batch_size, options.image_size, options.image_size // PATCH
    tokens = [torch.randn(batch, 1 + side * side, options.width, device=device) for _ in range(head.blocks)]
    truth = torch.randint(0, options.classes, (batch, size, size), device=device)

    def maps(block):
        mean, patches = block[:, :1], block[:, 1:]
        both = torch.cat([patches, mean.expand_as(patches)], 2)
        return both.transpose(1, 2).reshape(batch, 2 * options.width, side, side)

    def step():
        scores = head([maps(block) for block in tokens], (size, size))
        loss = functional.cross_entropy(scores, truth, ignore_index=255)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        loss.item()

    def round_():
        seconds = paced.timed(step, 0, device)
        return {"imagesPerSecond": batch / seconds, "seconds": seconds}

    for _ in range(2):
        round_()
    about = {
        "what": f"{options.head} head in torch",
        "batchSize": batch,
        "parameters": sum(parameter.numel() for parameter in head.parameters()),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "tf32": False,
    }
    paced.serve(round_, about)


if __name__ == "__main__":
    main()
