"""Golden files of ViTModel and ViTMAEModel folders of transformers, and their features of images.

For each case a folder of pixio-weights' golden/transformers: config.json, the weights and preprocessor_config.json as
save_pretrained writes them, and expected.safetensors with images, uint8 [B, 3, H, W], and the tokens after the final norm of
the images as the processor normalises them. Needs only torch, safetensors and transformers.
"""

import shutil

import torch
from transformers import (
    ViTConfig,
    ViTForImageClassification,
    ViTImageProcessor,
    ViTMAEConfig,
    ViTMAEForPreTraining,
    ViTMAEModel,
    ViTModel,
)

from golden import WEIGHTS, save, versions

FOLDER = WEIGHTS / "transformers"
VERSIONS = versions("torch", "transformers")
SHAPE = dict(
    hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=48, image_size=16, patch_size=4
)
DECODER = dict(
    decoder_hidden_size=16, decoder_num_hidden_layers=1, decoder_num_attention_heads=2, decoder_intermediate_size=32
)
IMAGENET = dict(image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225])


def fill(model, seed):
    """Small numbers, so that the epsilon of the layer norms shows."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            if "layernorm" in name or "decoder_norm" in name:
                parameter.copy_((1 if name.endswith("weight") else 0) + 0.1 * noise)
            else:
                parameter.copy_(0.003 * noise if "embeddings" in name else 0.1 * noise)
    return model.eval()


def tokens(model, pixels):
    """[B, 1 + N, D]; the encoder of a masked autoencoder shuffles its patches even if it masks none."""
    if model.config.model_type == "vit":
        return model(pixels).last_hidden_state
    model.config.mask_ratio = 0.0
    out = model(pixels)
    back = out.ids_restore.unsqueeze(2).expand(-1, -1, out.last_hidden_state.shape[2])
    patches = torch.gather(out.last_hidden_state[:, 1:], 1, back)
    return torch.cat([out.last_hidden_state[:, :1], patches], dim=1)


def case(name, model, encoder, processor, **how):
    path = FOLDER / name
    ratio = getattr(model.config, "mask_ratio", None)
    model.save_pretrained(path, **how)
    if processor is not None:
        processor.save_pretrained(path)
    images = torch.randint(0, 256, (2, 3, 16, 16), generator=torch.Generator().manual_seed(7), dtype=torch.uint8)
    used = processor or ViTImageProcessor(**IMAGENET)
    mean, deviation = (torch.tensor(values).view(1, 3, 1, 1) for values in (used.image_mean, used.image_std))
    with torch.no_grad():
        found = tokens(encoder, (images / 255 - mean) / deviation)
    if ratio is not None:
        model.config.mask_ratio = ratio
    save(path / "expected.safetensors", {"images": images, "tokens": found}, versions=VERSIONS)


if __name__ == "__main__":
    torch.set_num_threads(1)
    shutil.rmtree(FOLDER, ignore_errors=True)
    square = dict(size={"height": 16, "width": 16})
    vit = fill(ViTModel(ViTConfig(**SHAPE)), 1)
    case("vit", vit, vit, ViTImageProcessor(**square))
    plain = fill(ViTModel(ViTConfig(**SHAPE, layer_norm_eps=1e-5), add_pooling_layer=False), 2)
    case("vit_shards", plain, plain, ViTImageProcessor(**square, **IMAGENET, resample=3), max_shard_size="30KB")
    classifier = fill(ViTForImageClassification(ViTConfig(**SHAPE)), 3)
    case("vit_classifier", classifier, classifier.vit, None)
    mae = fill(ViTMAEModel(ViTMAEConfig(**SHAPE)), 4)
    case("mae", mae, mae, ViTImageProcessor(**square, **IMAGENET, resample=3))
    whole = fill(ViTMAEForPreTraining(ViTMAEConfig(**SHAPE, **DECODER)), 5)
    case("mae_pretraining", whole, whole.vit, ViTImageProcessor(**square, image_mean=[0.4, 0.5, 0.6], image_std=[0.3, 0.2, 0.1]))
