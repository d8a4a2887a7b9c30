"""The number of parameters of each encoder of the catalogue, and of lightly's decoder for it.

Models are built on torch's meta device, which needs no memory, so that the largest fits as well. Positions are counted
separately, because sine-cosine positions are fixed and count as buffers elsewhere. The two parts of lightly's model that
get no gradient are left out: timm's classifier and the mask token of the encoder.
"""

import json
import warnings

import torch
from timm.models.vision_transformer import VisionTransformer

from golden import MODEL
from lightly.models.modules import MaskedVisionTransformerTIMM, PixioDecoderTIMM

ENCODERS = {
    # width, depth, heads
    "ti": (192, 12, 3),
    "s": (384, 12, 6),
    "b": (768, 12, 12),
    "l": (1024, 24, 16),
    "h": (1280, 32, 16),
    "1b": (1536, 48, 24),
    "5b": (3072, 48, 32),
}
IMAGE, PATCH, CLASS_TOKENS = 256, 16, 8


def count(width, depth, heads):
    with torch.device("meta"):
        vit = VisionTransformer(
            img_size=IMAGE,
            patch_size=PATCH,
            embed_dim=width,
            depth=depth,
            num_heads=heads,
            num_classes=0,
            reg_tokens=CLASS_TOKENS - 1,
        )
        encoder = MaskedVisionTransformerTIMM(vit=vit)
        decoder = PixioDecoderTIMM(
            num_patches=vit.patch_embed.num_patches,
            patch_size=PATCH,
            embed_dim=width,
            decoder_embed_dim=512,
            decoder_depth=32,
            decoder_num_heads=16,
            num_prefix_tokens=CLASS_TOKENS,
        )
    positions, decoder_positions = vit.pos_embed.numel(), decoder.decoder_pos_embed.numel()
    return {
        "encoder": size(encoder) - positions - encoder.mask_token.numel(),
        "positions": positions,
        "decoder": size(decoder) - decoder_positions,
        "decoder_positions": decoder_positions,
    }


def size(module):
    return sum(parameter.numel() for parameter in module.parameters())


if __name__ == "__main__":
    warnings.filterwarnings("ignore", message=".*PixioDecoderTIMM.*")
    counts = {name: count(*encoder) for name, encoder in ENCODERS.items()}
    path = MODEL / "parameter_counts.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(counts, indent=2) + "\n")
    print(path.read_text())
