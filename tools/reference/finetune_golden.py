"""Golden file for pixio-downstream: one fine-tuning step in torch, from the published description of MAE's fine-tuning.

A tiny vision transformer with a linear classifier on the mean of its class tokens; mixup, cutmix and label smoothing; AdamW with
layer-wise learning rates, without weight decay of biases, norms, class tokens and positions. Weights have the names of the Java modules.
"""

from __future__ import annotations

import torch
from torch.nn import functional

from golden import ROOT, save, versions

FOLDER = ROOT / "pixio-downstream" / "src" / "test" / "resources" / "golden"
WIDTH, DEPTH, HEADS, PATCH, SIDE, CLASS_TOKENS, CLASSES = 8, 2, 2, 4, 8, 2, 3
RATE, DECAY, WEIGHT_DECAY, SMOOTHING = 1e-2, 0.65, 0.05, 0.1


def shapes():
    names = {
        "encoder.class_tokens": (1, CLASS_TOKENS, WIDTH),
        "encoder.embedding.weight": (WIDTH, 3, PATCH, PATCH),
        "encoder.embedding.bias": (WIDTH,),
        "encoder.positions.table": (1, CLASS_TOKENS + (SIDE // PATCH) ** 2, WIDTH),
    }
    for block in range(DEPTH):
        name = f"encoder.blocks.{block}."
        for norm in ("norm1", "norm2"):
            names[f"{name}{norm}.weight"] = names[f"{name}{norm}.bias"] = (WIDTH,)
        for layer, rows, columns in (
            ("attention.qkv", 3 * WIDTH, WIDTH),
            ("attention.projection", WIDTH, WIDTH),
            ("mlp.expand", 2 * WIDTH, WIDTH),
            ("mlp.contract", WIDTH, 2 * WIDTH),
        ):
            names[f"{name}{layer}.weight"] = (rows, columns)
            names[f"{name}{layer}.bias"] = (rows,)
    names["encoder.norm.weight"] = names["encoder.norm.bias"] = (WIDTH,)
    names["head.classifier.weight"] = (CLASSES, WIDTH)
    names["head.classifier.bias"] = (CLASSES,)
    return names


def norm(x, w, name):
    return functional.layer_norm(x, (WIDTH,), w[name + ".weight"], w[name + ".bias"], 1e-6)


def linear(x, w, name):
    return functional.linear(x, w[name + ".weight"], w[name + ".bias"])


def scores(images, w):
    patches = functional.conv2d(images, w["encoder.embedding.weight"], w["encoder.embedding.bias"], stride=PATCH)
    patches = patches.flatten(2).transpose(1, 2)
    x = torch.cat([w["encoder.class_tokens"].expand(len(images), -1, -1), patches], 1) + w["encoder.positions.table"]
    for block in range(DEPTH):
        name = f"encoder.blocks.{block}."
        qkv = linear(norm(x, w, name + "norm1"), w, name + "attention.qkv")
        q, k, v = qkv.reshape(*x.shape[:2], 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(x.shape)
        x = x + linear(attended, w, name + "attention.projection")
        hidden = functional.gelu(linear(norm(x, w, name + "norm2"), w, name + "mlp.expand"))
        x = x + linear(hidden, w, name + "mlp.contract")
    return linear(norm(x, w, "encoder.norm")[:, :CLASS_TOKENS].mean(1), w, "head.classifier")


def layer(name):
    """MAE's numbers of layers: 0 for patches, class tokens and positions, i + 1 for block i, depth + 1 for the rest."""
    if name.startswith("encoder.blocks."):
        return int(name.split(".")[2]) + 1
    return 0 if name.startswith("encoder.") and not name.startswith("encoder.norm") else DEPTH + 1


def target(labels, share):
    off = SMOOTHING / CLASSES
    hot = functional.one_hot(labels, CLASSES).float() * (1 - SMOOTHING) + off
    partners = labels.reshape(-1, 2).flip(1).flatten()
    other = functional.one_hot(partners, CLASSES).float() * (1 - SMOOTHING) + off
    return hot * share + other * (1 - share)


def step(name, images, labels, mixed, share, w):
    for weight in w.values():
        weight.requires_grad_(True)
    groups = [
        {
            "params": [weight],
            "lr": RATE * DECAY ** (DEPTH + 1 - layer(key)),
            "weight_decay": 0.0 if weight.dim() == 1 or key in ("encoder.class_tokens", "encoder.positions.table") else WEIGHT_DECAY,
        }
        for key, weight in w.items()
    ]
    before = {f"before.{key}": weight.detach().clone() for key, weight in w.items()}
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.999), eps=1e-8)
    predicted = scores(mixed, w)
    loss = torch.sum(-target(labels, share) * functional.log_softmax(predicted, -1), -1).mean()
    loss.backward()
    gradients = {f"gradient.{key}": weight.grad.clone() for key, weight in w.items()}
    optimizer.step()
    after = {f"after.{key}": weight.detach().clone() for key, weight in w.items()}
    tensors = {"images": images, "labels": labels, "mixed": mixed, "scores": predicted.detach(), "loss": loss.detach()}
    save(FOLDER / f"finetune_{name}.safetensors", {**tensors, **before, **gradients, **after}, **versions("torch"))


def main():
    random = torch.Generator().manual_seed(11)
    images = torch.randn(4, 3, SIDE, SIDE, generator=random)
    labels = torch.tensor([0, 2, 1, 1])
    partners = images.reshape(2, 2, 3, SIDE, SIDE).flip(1).reshape(images.shape)

    def weights():
        new = torch.Generator().manual_seed(12)
        return {name: torch.randn(shape, generator=new) * 0.3 for name, shape in shapes().items()}

    step("mixup", images, labels, images * 0.7 + partners * 0.3, 0.7, weights())
    cut = images.clone()  # rows 1 to 4, columns 5 to 7: a rectangle around row 3 and column 7, cut off at the border
    cut[:, :, 1:5, 5:8] = partners[:, :, 1:5, 5:8]
    step("cutmix", images, labels, cut, 1 - 4 * 3 / SIDE**2, weights())


main()
