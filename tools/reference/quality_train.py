#!/usr/bin/env python3
"""Pre-trains as `./pixio pretrain --recipe quick` does, with lightly's, timm's and torchvision's own modules.

Only the recipe comes from this project: sizes, initialisation, augmentation, optimizer, schedule. The weights are saved
under lightly's names, which `./pixio evaluate` reads, so that one program evaluates both. See docs/quality.md.
"""

import argparse
import json
import math
import pathlib
import time
import warnings

import torch
from lightly.models import utils
from lightly.models.modules import MaskedVisionTransformerTIMM, PixioDecoderTIMM
from lightly.transforms.utils import IMAGENET_NORMALIZE
from PIL import Image
from safetensors.torch import save_file
from timm.models.vision_transformer import VisionTransformer
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

warnings.filterwarnings("ignore", message=".*PixioDecoderTIMM.*deprecated.*")

CLASS_TOKENS = 8
MASK_RATIO = 0.75
RATE_FOR_256, BETAS, DECAY, WARM_UP = 1e-2, (0.9, 0.95), 0.05, 0.1


class Images(Dataset):
    """All images under a folder, without classes. They are few and small, so they are decoded once."""

    def __init__(self, folder, transform):
        files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
        self.images = [Image.open(file).convert("RGB") for file in files]
        self.transform = transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.transform(self.images[index])


class Pixio(nn.Module):
    """lightly's example with the sizes of the recipe `quick`."""

    def __init__(self, image_size, patch_size, mask_cell, encoder, decoder):
        super().__init__()
        embed_dim, encoder_depth, encoder_heads = encoder
        width, depth, heads = decoder
        vit = VisionTransformer(
            img_size=image_size,
            patch_size=patch_size,
            embed_dim=embed_dim,
            depth=encoder_depth,
            num_heads=encoder_heads,
            num_classes=0,
            reg_tokens=CLASS_TOKENS - 1,
        )
        self.patch_size = patch_size
        self.mask_cell = mask_cell
        self.backbone = MaskedVisionTransformerTIMM(vit=vit)
        # lightly initialises the first class token differently; the recipe initialises all alike.
        nn.init.normal_(vit.reg_token, std=0.02)
        self.decoder = PixioDecoderTIMM(
            num_patches=vit.patch_embed.num_patches,
            patch_size=patch_size,
            embed_dim=embed_dim,
            decoder_embed_dim=width,
            decoder_depth=depth,
            decoder_num_heads=heads,
            num_prefix_tokens=CLASS_TOKENS,
        )

    def forward(self, images):
        batch, length = images.shape[0], self.backbone.sequence_length
        idx_keep, idx_mask = utils.random_grid_token_mask(
            size=(batch, length), mask_ratio=MASK_RATIO, grid_size=self.mask_cell, num_prefix_tokens=CLASS_TOKENS
        )
        embedded = self.decoder.embed(self.backbone.encode(images=images, idx_keep=idx_keep))
        tokens = utils.repeat_token(self.decoder.mask_token, (batch, length))
        tokens = utils.set_at_index(tokens, idx_keep, embedded.type_as(tokens))
        decoded = self.decoder.decode(tokens)
        predicted = self.decoder.predict(utils.get_at_index(decoded, idx_mask))
        patches = utils.patchify(images, self.patch_size)
        return predicted, utils.normalize_mean_var(utils.get_at_index(patches, idx_mask - CLASS_TOKENS))


def adamw(model, rate):
    """No weight decay on biases and tensors of one dimension."""
    trained = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    decayed = [p for name, p in trained if p.ndim > 1 and not name.endswith("bias")]
    others = [p for name, p in trained if not (p.ndim > 1 and not name.endswith("bias"))]
    groups = [{"params": decayed, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, betas=BETAS)


def rate_at(step, steps):
    """The share of the peak rate: linear warm-up, then half a cosine, both by steps counted from 0."""
    warm = round(steps * WARM_UP)
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def shape(text):
    return [int(number) for number in text.split("x")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="a folder of images, with nested folders")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="the safetensors file to write")
    parser.add_argument("--image-size", type=int, default=128)
    parser.add_argument("--patch-size", type=int, default=16)
    parser.add_argument("--mask-cell", type=int, default=2, help="side of a cell, in patches")
    parser.add_argument("--model", type=shape, default="192x12x3", help="width x depth x heads")
    parser.add_argument("--decoder", type=shape, default="192x8x3", help="width x depth x heads")
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--max-steps", type=int, default=0)
    parser.add_argument("--lr", type=float, help="peak learning rate (default: 1e-2 for a batch of 256 images)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="bf16")
    parser.add_argument("--threads", type=int, help="threads of an operation (default: one per core)")
    parser.add_argument("--workers", type=int, default=0, help="worker processes that load images (default: none)")
    options = parser.parse_args()

    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    size = options.image_size
    dataset = Images(
        options.data,
        transforms.Compose(
            [
                transforms.RandomResizedCrop(
                    size, scale=(0.2, 1.0), interpolation=transforms.InterpolationMode.BICUBIC, antialias=True
                ),
                transforms.RandomHorizontalFlip(),
                transforms.ToTensor(),
                transforms.Normalize(IMAGENET_NORMALIZE["mean"], IMAGENET_NORMALIZE["std"]),
            ]
        ),
    )
    loader = DataLoader(
        dataset,
        batch_size=options.batch_size,
        shuffle=True,
        drop_last=True,
        num_workers=options.workers,
        persistent_workers=options.workers > 0,
    )
    steps = len(loader) * options.epochs
    if options.max_steps:
        steps = min(steps, options.max_steps)
    peak = options.lr or RATE_FOR_256 * options.batch_size / 256
    model = Pixio(size, options.patch_size, options.mask_cell, options.model, options.decoder)
    optimizer = adamw(model, peak)
    criterion = nn.MSELoss()

    step, begun = 0, time.perf_counter()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with options.out.with_suffix(".jsonl").open("w") as metrics:
        while step < steps:
            for images in loader:
                for group in optimizer.param_groups:
                    group["lr"] = peak * rate_at(step, steps)
                with torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bf16"):
                    predicted, target = model(images)
                    loss = criterion(predicted, target)
                loss.backward()
                optimizer.step()
                optimizer.zero_grad()
                step += 1
                seconds = time.perf_counter() - begun
                line = {"step": step, "loss": loss.item(), "lr": optimizer.param_groups[0]["lr"], "seconds": seconds}
                metrics.write(json.dumps(line) + "\n")
                metrics.flush()
                if step % 20 == 0 or step == steps:
                    speed = step * options.batch_size / seconds
                    print(f"step {step}/{steps}  loss {loss.item():.4f}  {speed:.1f} images/s", flush=True)
                if step == steps:
                    break
    save_file({name: tensor.contiguous() for name, tensor in model.state_dict().items()}, options.out)


if __name__ == "__main__":
    main()
