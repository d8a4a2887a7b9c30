#!/usr/bin/env python3
"""Training steps of lightly's Pixio example: forward pass, backward pass, AdamW, on random images.

The classes are lightly's and timm's own, combined as in examples/pytorch/pixio.py, by default in its sizes; the options
have the names and meanings of those of `./pixio pretrain`. `--mode fp32` is the step of the example; `bf16` runs forward
pass and loss under torch.autocast; `compile-*` compiles the model first, `max-autotune-*` also measures kernels.
"""

import argparse
import warnings

import torch
from lightly.models import utils
from lightly.models.modules import MaskedVisionTransformerTIMM, PixioDecoderTIMM
from timm.models.vision_transformer import VisionTransformer
from torch import nn
from torch.utils import checkpoint

import paced

warnings.filterwarnings("ignore", message=".*PixioDecoderTIMM.*deprecated.*")

ENCODERS = {"ti": "192x12x3", "s": "384x12x6", "b": "768x12x12", "l": "1024x24x16", "h": "1280x32x16"}
MASK_RATIO = 0.75
# Prefixes of --mode, and the modes of torch.compile.
COMPILED = {"compile-": "default", "max-autotune-": "max-autotune-no-cudagraphs"}


class Pixio(nn.Module):
    """lightly's example: an encoder of timm and lightly's decoder."""

    def __init__(self, options):
        super().__init__()
        width, depth, heads = options.model
        decoder_width, decoder_depth, decoder_heads = options.decoder
        vit = VisionTransformer(
            img_size=options.image_size,
            patch_size=options.patch_size,
            embed_dim=width,
            depth=depth,
            num_heads=heads,
            num_classes=0,
            reg_tokens=options.class_tokens - 1,
            drop_path_rate=options.drop_path,
        )
        learned = options.positions == "learned"
        self.patch_size = options.patch_size
        self.mask_cell = options.mask_cell
        self.prefix = vit.num_prefix_tokens
        self.backbone = MaskedVisionTransformerTIMM(vit=vit, pos_embed_initialization="learn" if learned else "sincos")
        self.sequence_length = self.backbone.sequence_length
        self.decoder = PixioDecoderTIMM(
            num_patches=vit.patch_embed.num_patches,
            patch_size=self.patch_size,
            embed_dim=vit.embed_dim,
            decoder_embed_dim=decoder_width,
            decoder_depth=decoder_depth,
            decoder_num_heads=decoder_heads,
            num_prefix_tokens=self.prefix,
            mlp_ratio=4.0,
            proj_drop_rate=0.0,
            attn_drop_rate=0.0,
        )
        self.decoder.decoder_pos_embed.requires_grad_(learned)
        if options.checkpoint_activations:
            vit.blocks = nn.Sequential(*map(Recomputed, vit.blocks))
            self.decoder.decoder_blocks = nn.Sequential(*map(Recomputed, self.decoder.decoder_blocks))

    def masks(self, batch, device):
        """Indices of the kept tokens and of the masked ones."""
        return utils.random_grid_token_mask(
            size=(batch, self.sequence_length),
            mask_ratio=MASK_RATIO,
            grid_size=self.mask_cell,
            num_prefix_tokens=self.prefix,
            device=device,
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


class Recomputed(nn.Module):
    """A block of which only the input is kept; the backward pass computes its activations again."""

    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, tokens):
        return checkpoint.checkpoint(self.block, tokens, use_reentrant=False)


def shape(text):
    """Width, depth and heads."""
    numbers = [int(number) for number in ENCODERS.get(text, text).split("x")]
    if len(numbers) != 3:
        raise argparse.ArgumentTypeError(f"{text} is not like 192x12x3")
    return numbers


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", choices=[f"{how}{what}" for how in ("", *COMPILED) for what in ("fp32", "bf16")], default="fp32")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--model", type=shape, default="s", help=f"{', '.join(ENCODERS)}, or WIDTHxDEPTHxHEADS")
    parser.add_argument("--image-size", type=int, default=256)
    parser.add_argument("--patch-size", type=int, default=16)
    parser.add_argument("--mask-cell", type=int, default=4, help="side of a cell, in patches")
    parser.add_argument("--class-tokens", type=int, default=8)
    parser.add_argument("--positions", choices=["sincos", "learned"], default="sincos")
    parser.add_argument("--drop-path", type=float, default=0.0)
    parser.add_argument("--decoder", type=shape, default="512x32x16", help="WIDTHxDEPTHxHEADS")
    parser.add_argument("--checkpoint-activations", action="store_true", help="keep only the input of each block")
    parser.add_argument("--round-seconds", type=float, default=2, help="a round has one step, or as many as take this long")
    return parser.parse_args()


def main():
    options = arguments()
    if options.threads:
        torch.set_num_threads(options.threads)
    device = torch.device(options.device)
    paced.full_fp32()
    torch.manual_seed(0)
    model = Pixio(options).to(device)
    compiled = next((mode for prefix, mode in COMPILED.items() if options.mode.startswith(prefix)), None)
    forward = torch.compile(model, mode=compiled) if compiled else model
    # As shipped without torch.compile; who compiles for a GPU also asks for its fused optimizer.
    fused = {"fused": True} if compiled and device.type == "cuda" else {}
    optimizer = torch.optim.AdamW(model.parameters(), lr=1.5e-4, **fused)
    criterion = nn.MSELoss()
    images = torch.randn(options.batch_size, 3, options.image_size, options.image_size, device=device)
    bf16 = options.mode.endswith("bf16")

    def gradients():
        idx_keep, idx_mask = model.masks(options.batch_size, device)
        with torch.autocast(device.type, torch.bfloat16, enabled=bf16):
            predicted, target = forward(images, idx_keep, idx_mask)
            loss = criterion(predicted, target)
        loss.backward()
        return loss

    def step():
        gradients()  # the example adds the loss to a sum on its device, so nothing waits for it
        optimizer.step()
        optimizer.zero_grad()

    def round_():
        seconds = paced.timed(step, options.round_seconds, device)
        return {"imagesPerSecond": options.batch_size / seconds, "seconds": seconds}

    tokens = [model.masks(1, device)[0].shape[1], model.sequence_length]  # of the encoder and of the decoder
    gradients()  # parameters of lightly's classes that this method does not use get none
    trained = sum(parameter.numel() for parameter in model.parameters() if parameter.grad is not None)
    optimizer.zero_grad()
    for _ in range(3 if compiled else 1):
        round_()
    about = {
        "what": f"lightly {options.mode}",
        "batchSize": options.batch_size,
        "parameters": trained,
        "tokens": tokens,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "tf32": False,
    }
    paced.serve(round_, about)


if __name__ == "__main__":
    main()
