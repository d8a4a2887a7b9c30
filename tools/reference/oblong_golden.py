"""Golden files of images that are not square.

pixio-model's golden/oblong: positions, and one forward pass up to the loss and its gradients, of a small model at 48 x 80 pixels.
lightly takes square images alone, so the mask, the positions and the model here are plain torch, written from the paper; the encoder is
compared with timm's, and the positions with the parts of lightly that do not care.

pixio-weights' golden/oblong: encoders of timm and transformers with img_size (48, 80) as these libraries save them, and their tokens of
images of that size and, by timm, of two others.
"""

import json
import shutil

import numpy as np
import torch
from safetensors.torch import save_file
from timm.models.vision_transformer import VisionTransformer
from torch import nn
from torch.nn import functional as F
from transformers import ViTConfig, ViTImageProcessor, ViTModel

from golden import MODEL, WEIGHTS, save, versions
from lightly.models import utils

HEIGHT, WIDTH, PATCH, CELL = 48, 80, 8, 2
ROWS, COLUMNS = HEIGHT // PATCH, WIDTH // PATCH
TOKENS, EPS = 4, 1e-6


def sincos(width, rows, columns, tokens):
    """A quarter of the width each: sines and cosines of the column, then of the row; zeros for class tokens."""
    frequencies = 1 / 10000 ** (torch.arange(width // 4, dtype=torch.float64) / (width / 4))
    row, column = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    parts = []
    for place in (column, row):
        angles = place.reshape(-1, 1).double() * frequencies
        parts += [angles.sin(), angles.cos()]
    table = torch.cat(parts, dim=1)
    return torch.cat([torch.zeros(tokens, width, dtype=torch.float64), table]).float().unsqueeze(0)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        query, key, value = (part.unflatten(2, (self.heads, -1)).transpose(1, 2) for part in self.qkv(x).chunk(3, dim=2))
        weights = torch.softmax(query @ key.transpose(2, 3) / query.shape[-1] ** 0.5, dim=-1)
        return self.proj((weights @ value).transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=EPS)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=EPS)
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.fc2(F.gelu(self.fc1(self.norm2(x))))


class Model(nn.Module):
    def __init__(self, width=48, heads=3, inner=32, inner_heads=4):
        super().__init__()
        self.projection = nn.Conv2d(3, width, PATCH, PATCH)
        self.classes = nn.Parameter(torch.zeros(1, TOKENS, width))
        self.positions = sincos(width, ROWS, COLUMNS, TOKENS)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(2))
        self.norm = nn.LayerNorm(width, eps=EPS)
        self.embed = nn.Linear(width, inner)
        self.mask = nn.Parameter(torch.zeros(1, 1, inner))
        self.inner_positions = sincos(inner, ROWS, COLUMNS, TOKENS)
        self.inner_blocks = nn.ModuleList(Block(inner, inner_heads) for _ in range(2))
        self.inner_norm = nn.LayerNorm(inner, eps=EPS)
        self.head = nn.Linear(inner, 3 * PATCH**2)

    def encode(self, images, kept=None):
        patches = self.projection(images).flatten(2).transpose(1, 2) + self.positions[:, TOKENS:]
        if kept is not None:
            patches = take(patches, kept)
        x = torch.cat([self.classes.expand(len(images), -1, -1), patches], dim=1)
        for block in self.blocks:
            x = block(x)
        return self.norm(x)

    def forward(self, images, kept, masked):
        seen = self.embed(self.encode(images, kept))
        x = self.mask.expand(len(images), TOKENS + ROWS * COLUMNS, -1)
        places = torch.cat([torch.arange(TOKENS).expand(len(images), -1), kept + TOKENS], dim=1)
        x = x.scatter(1, places.unsqueeze(2).expand_as(seen), seen) + self.inner_positions
        for block in self.inner_blocks:
            x = block(x)
        return take(self.head(self.inner_norm(x))[:, TOKENS:], masked)

    def named(self):
        """The parameters under the names of Pixio for Java."""
        names = {
            "projection": "encoder.embedding",
            "classes": "encoder.class_tokens",
            "norm": "encoder.norm",
            "embed": "decoder.embedding",
            "mask": "decoder.mask_token",
            "inner_norm": "decoder.norm",
            "head": "decoder.head",
            "blocks": "encoder.blocks",
            "inner_blocks": "decoder.blocks",
        }
        inner = {"norm1": "norm1", "norm2": "norm2", "attn": "attention", "fc1": "mlp.expand", "fc2": "mlp.contract"}
        out = {}
        for name, parameter in self.named_parameters():
            parts = name.split(".")
            if "blocks" in parts[0]:
                parts[2] = inner[parts[2]]
            out[".".join([names[parts[0]], *parts[1:]]).replace(".proj.", ".projection.")] = parameter
        return out


def take(x, index):
    return torch.gather(x, 1, index.unsqueeze(2).expand(-1, -1, x.shape[2]))


def patches_of(images):
    """[B, N, P * P * C], row, column, channel."""
    x = images.unflatten(2, (ROWS, PATCH)).unflatten(4, (COLUMNS, PATCH))  # [B, C, rows, P, columns, P]
    return x.permute(0, 2, 4, 3, 5, 1).flatten(3).flatten(1, 2)


def mask(noise):
    """Kept and masked patches: cells in the order of the noise, patches row by row in a cell."""
    down, across = ROWS // CELL, COLUMNS // CELL
    cells = down * across
    places = torch.arange(ROWS * COLUMNS).view(down, CELL, across, CELL).permute(0, 2, 1, 3).reshape(cells, CELL**2)
    order = noise.argsort(dim=1)
    kept = int(cells * 0.25)
    return places[order[:, :kept]].flatten(1), places[order[:, kept:]].flatten(1)


def fill(model, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            if "norm" in name and name.endswith("weight"):
                parameter.copy_(1 + 0.1 * noise)
            elif parameter.ndim == 1:
                parameter.copy_(0.1 * noise)
            else:
                parameter.copy_(noise / parameter[0].numel() ** 0.5 if parameter.ndim != 3 else 0.3 * noise)
    return model.eval()


def like_timm(model, images):
    """The encoder in timm, whose table of positions has rows for class tokens as well."""
    vit = VisionTransformer(
        img_size=(HEIGHT, WIDTH), patch_size=PATCH, embed_dim=48, depth=2, num_heads=3, reg_tokens=TOKENS - 1, num_classes=0
    )
    state = {
        "cls_token": model.classes[:, :1],
        "reg_token": model.classes[:, 1:],
        "pos_embed": model.positions,
        "patch_embed.proj.weight": model.projection.weight,
        "patch_embed.proj.bias": model.projection.bias,
        "norm.weight": model.norm.weight,
        "norm.bias": model.norm.bias,
    }
    for name, parameter in model.blocks.named_parameters():
        state["blocks." + name.replace("fc", "mlp.fc")] = parameter
    vit.load_state_dict(state)
    return vit.eval().forward_features(images)


def pretraining():
    columns, rows = np.arange(COLUMNS, dtype=np.float32), np.arange(ROWS, dtype=np.float32)
    parts = utils.get_2d_sine_cosine_positional_embedding_from_grid(48, np.stack(np.meshgrid(columns, rows), axis=0))
    model = fill(Model(), 5)
    assert torch.allclose(torch.from_numpy(parts).float(), model.positions[0, TOKENS:], atol=1e-6)
    generator = torch.Generator().manual_seed(6)
    images = torch.randn(2, 3, HEIGHT, WIDTH, generator=generator)
    noise = torch.rand(2, ROWS // CELL * (COLUMNS // CELL), generator=generator)
    kept, masked = mask(noise)
    predicted = model(images, kept, masked)
    target = take(patches_of(images), masked)
    target = (target - target.mean(2, keepdim=True)) / (target.var(2, keepdim=True) + 1e-6) ** 0.5
    loss = ((predicted - target) ** 2).mean(2).mean()
    loss.backward()
    with torch.no_grad():
        features = model.encode(images)
        assert torch.allclose(features, like_timm(model, images), atol=1e-5)
    named = model.named()
    save(
        MODEL / "oblong" / "model.safetensors", {name: parameter.detach() for name, parameter in named.items()}, seed="5"
    )
    save(
        MODEL / "oblong" / "forward.safetensors",
        {
            "images": images,
            "noise": noise,
            "kept": kept,
            "masked": masked,
            "encoder_positions": model.positions,
            "decoder_positions": model.inner_positions,
            "predictions": predicted,
            "targets": target,
            "loss": loss,
            "features": features,
            **{"gradient." + name: parameter.grad for name, parameter in named.items() if parameter.grad is not None},
        },
        versions=versions("torch", "timm", "lightly"),
    )


def timm():
    vit = VisionTransformer(
        img_size=(HEIGHT, WIDTH),
        patch_size=PATCH,
        embed_dim=24,
        depth=2,
        num_heads=3,
        reg_tokens=2,
        num_classes=0,
        dynamic_img_size=True,
    )
    fill(vit, 7)
    path = WEIGHTS / "oblong" / "timm"
    path.mkdir(parents=True, exist_ok=True)
    save_file({name: tensor.contiguous() for name, tensor in vit.state_dict().items()}, path / "model.safetensors")
    config = {
        "architecture": "vit_oblong",
        "num_features": 24,
        "pretrained_cfg": {"input_size": [3, HEIGHT, WIDTH]},
        "model_args": {"img_size": [HEIGHT, WIDTH]},
    }
    (path / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    out = {}
    with torch.no_grad():
        for number, (height, width) in enumerate(((HEIGHT, WIDTH), (80, 48), (64, 64))):
            images = torch.randn(1, 3, height, width, generator=torch.Generator().manual_seed(number))
            out[f"pixels{number}"], out[f"tokens{number}"] = images, vit.forward_features(images)
    save(path / "expected.safetensors", out, versions=versions("torch", "timm"))


def transformers():
    config = ViTConfig(
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=48,
        image_size=(HEIGHT, WIDTH),
        patch_size=PATCH,
    )
    vit = fill(ViTModel(config, add_pooling_layer=False), 8)
    path = WEIGHTS / "oblong" / "vit"
    vit.save_pretrained(path)
    ViTImageProcessor(
        size={"height": HEIGHT, "width": WIDTH}, image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225]
    ).save_pretrained(path)
    images = torch.randn(1, 3, HEIGHT, WIDTH, generator=torch.Generator().manual_seed(9))
    with torch.no_grad():
        tokens = vit(images).last_hidden_state
    save(path / "expected.safetensors", {"pixels0": images, "tokens0": tokens}, versions=versions("torch", "transformers"))


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for folder in (MODEL / "oblong", WEIGHTS / "oblong"):
        shutil.rmtree(folder, ignore_errors=True)
    pretraining()
    timm()
    transformers()
