"""Loads what DinoGoldenTest converted with timm and transformers, strictly, and compares features with those of the origin.

    dino_check.py pixio-weights/target/exported-dino

The names of files are those of dino_golden.py's cases and of layouts. Prints the largest difference of each at the size of the model.
"""

import sys
from pathlib import Path

import timm
import torch
from safetensors.torch import load_file
from transformers import AutoModel

from dino_golden import DEPTH, FOLDER, HEADS, V2, V3, WIDTH

V2_REGISTERS = ("vit_small_patch14_reg4_dinov2", V2, {})
TIMM = {
    "timm_dinov2": ("vit_small_patch14_dinov2", V2, {}),
    "timm_dinov2_positioned": V2_REGISTERS,
    "timm_dinov2_giant": ("vit_giant_patch14_dinov2", V2, {"mlp_ratio": 5}),
    "huggingface_dinov2_registers": V2_REGISTERS,
    "huggingface_dinov2_giant": ("vit_giant_patch14_dinov2", V2, {"mlp_ratio": 6}),
    "timm_dinov3": ("vit_small_patch16_dinov3", V3, {}),
    "timm_dinov3_plus": ("vit_small_plus_patch16_dinov3_qkvb", V3, {}),
    "huggingface_dinov3": ("vit_small_patch16_dinov3_qkvb", V3, {}),
}


def of_timm(case, path):
    name, size, more = TIMM[case]
    sizes = dict(img_size=size["image"], patch_size=size["patch"], embed_dim=WIDTH, depth=DEPTH, num_heads=HEADS)
    model = timm.create_model(name, **sizes, **more).eval()
    model.load_state_dict(load_file(path), strict=True)
    return model.forward_features


def of_transformers(path):
    model, found = AutoModel.from_pretrained(path, output_loading_info=True)
    assert not any(found[kind] for kind in ("missing_keys", "unexpected_keys", "mismatched_keys")), found
    return lambda images: model.eval()(images).last_hidden_state


if __name__ == "__main__":
    torch.set_num_threads(1)
    checked = 0
    for path in sorted(Path(sys.argv[1]).iterdir()):
        case, layout = path.name.removesuffix(".safetensors").rsplit("-", 1)
        if layout == "pixio":
            continue
        features = of_timm(case, path) if layout == "timm" else of_transformers(path)
        expected = load_file(FOLDER / case / "expected.safetensors")
        with torch.no_grad():
            difference = (features(expected["pixels"]) - expected["tokens"]).abs().max().item()
        assert difference < 1e-5, (path, difference)
        print(f"{difference:.1e}  {path.name}")
        checked += 1
    assert checked, "there is nothing to check"
