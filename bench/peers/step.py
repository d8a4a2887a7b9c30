#!/usr/bin/env python3
"""A training step of lightly's Pixio example: forward pass, backward pass, AdamW, on random images.

The classes are lightly's and timm's own, combined as in examples/pytorch/pixio.py. `--mode fp32` is the step of the
example; `bf16` runs forward pass and loss under torch.autocast; `compile-*` compiles the model first.
"""

import argparse
import time

import torch
from lightly.models import utils
from lightly.models.modules import MaskedVisionTransformerTIMM, PixioDecoderTIMM
from timm.models.vision_transformer import vit_small_patch16_224
from torch import nn

import paced


class Pixio(nn.Module):
    """ViT-S/16 at 256 with 8 class tokens, cells of 4, and a decoder of 32 blocks of width 512."""

    def __init__(self):
        super().__init__()
        vit = vit_small_patch16_224(img_size=256, reg_tokens=7)
        self.patch_size = vit.patch_embed.patch_size[0]
        self.prefix = vit.num_prefix_tokens
        self.backbone = MaskedVisionTransformerTIMM(vit=vit)
        self.sequence_length = self.backbone.sequence_length
        self.decoder = PixioDecoderTIMM(
            num_patches=vit.patch_embed.num_patches,
            patch_size=self.patch_size,
            embed_dim=vit.embed_dim,
            decoder_embed_dim=512,
            decoder_depth=32,
            decoder_num_heads=16,
            num_prefix_tokens=self.prefix,
            mlp_ratio=4.0,
            proj_drop_rate=0.0,
            attn_drop_rate=0.0,
        )

    def forward(self, images, idx_keep, idx_mask):
        encoded = self.backbone.encode(images=images, idx_keep=idx_keep)
        embedded = self.decoder.embed(encoded)
        tokens = utils.repeat_token(self.decoder.mask_token, (images.shape[0], self.sequence_length))
        tokens = utils.set_at_index(tokens, idx_keep, embedded.type_as(tokens))
        decoded = self.decoder.decode(tokens)
        predicted = self.decoder.predict(utils.get_at_index(decoded, idx_mask))
        patches = utils.patchify(images, self.patch_size)
        target = utils.get_at_index(patches, idx_mask - self.prefix)
        return predicted, utils.normalize_mean_var(target)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mode", choices=["fp32", "bf16", "compile-fp32", "compile-bf16"], default="fp32")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--threads", type=int)
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    device = torch.device(arguments.device)
    torch.manual_seed(0)
    model = Pixio().to(device)
    forward = torch.compile(model) if arguments.mode.startswith("compile") else model
    optimizer = torch.optim.AdamW(model.parameters(), lr=1.5e-4)
    criterion = nn.MSELoss()
    images = torch.randn(arguments.batch_size, 3, 256, 256, device=device)
    bf16 = arguments.mode.endswith("bf16")

    def step():
        idx_keep, idx_mask = utils.random_grid_token_mask(
            size=(arguments.batch_size, model.sequence_length),
            mask_ratio=0.75,
            grid_size=4,
            num_prefix_tokens=model.prefix,
            device=device,
        )
        with torch.autocast(device.type, torch.bfloat16, enabled=bf16):
            predicted, target = forward(images, idx_keep, idx_mask)
            loss = criterion(predicted, target)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        return loss.item()

    def round_():
        start = time.perf_counter()
        step()
        seconds = time.perf_counter() - start
        return {"imagesPerSecond": arguments.batch_size / seconds, "seconds": seconds}

    for _ in range(3 if arguments.mode.startswith("compile") else 1):
        step()
    paced.serve(round_, {"what": f"lightly {arguments.mode}", "threads": torch.get_num_threads(), "torch": torch.__version__})


if __name__ == "__main__":
    main()
