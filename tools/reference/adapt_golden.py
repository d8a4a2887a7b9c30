"""Features of timm models whose weights were adapted to other image sizes, patch sizes and channels: golden/adapt.safetensors.

The weights are those of golden/layouts/timm_a; a model of each other shape loads them as timm does.
"""

import torch
from safetensors.torch import load_file
from timm.layers import resample_patch_embed
from timm.models._manipulate import adapt_input_conv
from timm.models.vision_transformer import VisionTransformer, checkpoint_filter_fn

from golden import WEIGHTS, save, versions

# height, width, patch, channels; the weights are of 32 x 32 pixels in patches of 8, of 3 channels
SHAPES = {
    "oblong": (48, 40, 8, 3),
    "smaller": (16, 16, 8, 3),
    "larger_patches": (32, 32, 16, 3),
    "smaller_patches": (32, 32, 4, 3),
    "odd_patches": (60, 48, 12, 3),
    "grey": (32, 32, 8, 1),
    "four_channels": (32, 32, 8, 4),
    "everything": (48, 30, 6, 7),
}


def adapted(state, height, width, patch, channels):
    model = VisionTransformer(
        img_size=(height, width),
        patch_size=patch,
        in_chans=channels,
        embed_dim=24,
        depth=2,
        num_heads=3,
        mlp_ratio=4,
        reg_tokens=7,
        num_classes=10,
    ).eval()
    weights = checkpoint_filter_fn(dict(state), model)
    weights["patch_embed.proj.weight"] = adapt_input_conv(channels, weights["patch_embed.proj.weight"])
    model.load_state_dict(weights, strict=True)
    return model


def main():
    torch.set_num_threads(1)
    state = load_file(WEIGHTS / "layouts" / "timm_a" / "model.safetensors")
    kernel = state["patch_embed.proj.weight"]
    tensors = {f"kernel_{size}": resample_patch_embed(kernel, [size, size]) for size in (4, 7, 8, 12, 16)}
    tensors |= {f"channels_{count}": adapt_input_conv(count, kernel) for count in (1, 2, 3, 4, 7)}
    for seed, (name, shape) in enumerate(SHAPES.items()):
        height, width, _, channels = shape
        pixels = torch.randn(1, channels, height, width, generator=torch.Generator().manual_seed(seed))
        with torch.no_grad():
            tensors[name + ".pixels"] = pixels
            tensors[name + ".tokens"] = adapted(state, *shape).forward_features(pixels)
    save(WEIGHTS / "adapt.safetensors", tensors, versions=versions("torch", "timm"))


if __name__ == "__main__":
    main()
