"""Golden files of small DINOv2 and DINOv3 encoders of timm and transformers, and their features of images.

For each case a folder of pixio-weights' golden/dino: the weights as the library saves them, and expected.safetensors with images at
the trained size and at another, rectangular one, and the tokens after the final norm of each, registers among them. The modules are the
libraries' own, by their published names; only sizes are small and values random. Needs only torch, safetensors, timm and
transformers.
"""

import shutil

import timm
import torch
from safetensors.torch import save_file
from transformers import (
    Dinov2Config,
    Dinov2Model,
    Dinov2WithRegistersConfig,
    Dinov2WithRegistersModel,
    DINOv3ViTConfig,
    DINOv3ViTModel,
)

from golden import WEIGHTS, save, versions

FOLDER = WEIGHTS / "dino"
VERSIONS = versions("torch", "timm", "transformers")
WIDTH, DEPTH, HEADS = 16, 2, 2
V2 = dict(image=42, other=(28, 56), patch=14)
V3 = dict(image=32, other=(40, 24), patch=8)


def fill(model, seed):
    """Values that hide no term by being zero or one."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            scales = "norm" in name and name.endswith("weight") or "gamma" in name or "lambda1" in name
            if scales:
                parameter.copy_(1 + 0.2 * noise)
            elif parameter.ndim == 1:
                parameter.copy_(0.1 * noise)
            elif "token" in name or "pos_embed" in name or "position_embeddings" in name:
                parameter.copy_(0.3 * noise)
            else:
                parameter.copy_(noise / parameter[0].numel() ** 0.5)
    return model.eval()


def expect(path, size, seed, tokens):
    out = {}
    for suffix, (height, width) in {"": (size["image"], size["image"]), "_other": size["other"]}.items():
        images = torch.randn(1, 3, height, width, generator=torch.Generator().manual_seed(seed))
        with torch.no_grad():
            out["pixels" + suffix] = images
            out["tokens" + suffix] = tokens(images)
    save(path / "expected.safetensors", out, versions=VERSIONS)


def of_timm(case, name, size, seed, **more):
    model = timm.create_model(
        name,
        img_size=size["image"],
        patch_size=size["patch"],
        embed_dim=WIDTH,
        depth=DEPTH,
        num_heads=HEADS,
        dynamic_img_size=True,
        **more,
    )
    path = FOLDER / case
    path.mkdir(parents=True)
    fill(model, seed)
    save_file({key: value.clone().contiguous() for key, value in model.state_dict().items()}, path / "model.safetensors")
    expect(path, size, seed + 100, model.forward_features)


def of_transformers(case, model_type, config_type, size, seed, **more):
    config = config_type(
        hidden_size=WIDTH,
        num_hidden_layers=DEPTH,
        num_attention_heads=HEADS,
        image_size=size["image"],
        patch_size=size["patch"],
        **more,
    )
    model = fill(model_type(config), seed)
    path = FOLDER / case
    model.save_pretrained(path)
    expect(path, size, seed + 100, lambda images: model(images).last_hidden_state)


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    of_timm("timm_dinov2", "vit_small_patch14_dinov2", V2, 1)
    of_timm("timm_dinov2_registers", "vit_small_patch14_reg4_dinov2", V2, 2)
    of_timm("timm_dinov2_giant", "vit_giant_patch14_dinov2", V2, 3, mlp_ratio=5)
    of_timm("timm_dinov2_positioned", "vit_small_patch14_reg4_dinov2", V2, 4, no_embed_class=False)
    of_timm("timm_dinov3", "vit_small_patch16_dinov3", V3, 5)
    of_timm("timm_dinov3_plus", "vit_small_plus_patch16_dinov3_qkvb", V3, 6)
    of_timm("timm_rope", "vit_small_patch16_rope_224", V3, 7, num_classes=0)
    of_transformers("huggingface_dinov2", Dinov2Model, Dinov2Config, V2, 11)
    of_transformers("huggingface_dinov2_giant", Dinov2Model, Dinov2Config, V2, 12, use_swiglu_ffn=True)
    registers = dict(num_register_tokens=4)
    of_transformers(
        "huggingface_dinov2_registers", Dinov2WithRegistersModel, Dinov2WithRegistersConfig, V2, 13, **registers
    )
    v3 = dict(intermediate_size=64, **registers)
    of_transformers("huggingface_dinov3", DINOv3ViTModel, DINOv3ViTConfig, V3, 14, **v3)
    gated = dict(use_gated_mlp=True, hidden_act="silu", rope_theta=50.0, key_bias=True)
    of_transformers("huggingface_dinov3_gated", DINOv3ViTModel, DINOv3ViTConfig, V3, 15, **v3, **gated)
    total = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    assert total < 1.2e6, total
    print(f"{total} bytes in all")
