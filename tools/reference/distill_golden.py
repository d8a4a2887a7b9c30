"""Golden file for distillation: teacher, student, projection, loss and one step of AdamW in torch, from the published description.

The teacher's tokens are those before its final norm; the student's are after its norm and a projection. The loss is one minus the
cosine of each token, averaged over class tokens and over patch tokens separately, then the mean of both. Weights have the names
of the Java modules. Drop path scales the branches by given numbers, as a random draw would.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from golden import ROOT, save, versions

FILE = ROOT / "pixio-downstream" / "src" / "test" / "resources" / "golden" / "distillation.safetensors"
PATCH, ROWS, COLUMNS, CLASSES = 4, 3, 4, 3
TEACHER, STUDENT = (24, 3, 2), (16, 2, 4)  # width, depth, heads
EPSILON = 1e-6


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.projection = nn.Linear(width, width)

    def forward(self, x):
        batch, length, width = x.shape
        q, k, v = self.qkv(x).reshape(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5).softmax(-1)
        return self.projection((weights @ v).transpose(1, 2).reshape(batch, length, width))


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.expand = nn.Linear(width, 4 * width)
        self.contract = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.contract(functional.gelu(self.expand(x)))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, EPSILON)
        self.attention = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, EPSILON)
        self.mlp = Mlp(width)

    def forward(self, x, scales):
        x = x + scales[0] * self.attention(self.norm1(x))
        return x + scales[1] * self.mlp(self.norm2(x))


class Encoder(nn.Module):
    def __init__(self, width, depth, heads):
        super().__init__()
        self.class_tokens = nn.Parameter(torch.zeros(1, CLASSES, width))
        self.embedding = nn.Conv2d(3, width, PATCH, PATCH)
        self.positions = nn.ParameterDict({"table": torch.zeros(1, CLASSES + ROWS * COLUMNS, width)})
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width, EPSILON)

    def forward(self, images, kept=None, scales=None):
        """Tokens before the final norm: class tokens, then the kept patches."""
        table = self.positions["table"]
        patches = self.embedding(images).flatten(2).transpose(1, 2) + table[:, CLASSES:]
        if kept is not None:
            patches = torch.stack([image[chosen] for image, chosen in zip(patches, kept)])
        x = torch.cat([(self.class_tokens + table[:, :CLASSES]).expand(len(images), -1, -1), patches], 1)
        for i, block in enumerate(self.blocks):
            x = block(x, (1.0, 1.0) if scales is None else scales[i])
        return x


class Projection(nn.Module):
    def __init__(self, width, teacher):
        super().__init__()
        self.expand = nn.Linear(width, teacher)
        self.norm = nn.LayerNorm(teacher, EPSILON)
        self.contract = nn.Linear(teacher, teacher)

    def forward(self, x):
        return self.contract(functional.gelu(self.norm(self.expand(x))))


class Student(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder(*STUDENT)
        self.head = Projection(STUDENT[0], TEACHER[0])

    def forward(self, images, kept=None, scales=None):
        return self.head(self.encoder.norm(self.encoder(images, kept, scales)))


def loss(student, teacher):
    distances = 1 - functional.cosine_similarity(student, teacher, dim=-1)
    return (distances[:, :CLASSES].mean() + distances[:, CLASSES:].mean()) / 2


def randomise(module, generator):
    for name, parameter in module.named_parameters():
        one = 1.0 if "norm" in name and name.endswith("weight") else 0.0
        parameter.data = one + 0.25 * torch.randn(parameter.shape, generator=generator)


def main():
    generator = torch.Generator().manual_seed(31)
    teacher, student = Encoder(*TEACHER), Student()
    randomise(teacher, generator)
    randomise(student, generator)
    images = torch.randn(3, 3, PATCH * ROWS, PATCH * COLUMNS, generator=generator)
    kept = torch.stack([torch.randperm(ROWS * COLUMNS, generator=generator)[:5] for _ in images])
    scales = (torch.rand(STUDENT[1], 2, len(images), 1, 1, generator=generator) > 0.4) / 0.6
    tensors = {"images": images, "kept": kept, "scales": scales}
    tensors |= {f"teacher.{name}": value for name, value in teacher.state_dict().items()}
    tensors |= {f"before.{name}": value.clone() for name, value in student.state_dict().items()}
    with torch.no_grad():
        target = teacher(images)
        tensors["teacher_tokens"] = target
        tensors["tokens"] = student(images)
        tensors["loss"] = loss(student(images), target)
        classes = target[:, :CLASSES]
        chosen = torch.stack([tokens[CLASSES:][k] for tokens, k in zip(target, kept)])
        tensors["masked_loss"] = loss(student(images, kept), torch.cat([classes, chosen], 1))
    decayed = [p for name, p in student.named_parameters() if p.dim() > 1]
    others = [p for name, p in student.named_parameters() if p.dim() <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.05}, {"params": others, "weight_decay": 0.0}], lr=1e-3
    )
    dropped = loss(student(images, scales=scales), target)
    dropped.backward()
    tensors["dropped_loss"] = dropped
    tensors |= {f"gradient.{name}": p.grad.clone() for name, p in student.named_parameters()}
    optimizer.step()
    tensors |= {f"after.{name}": value for name, value in student.state_dict().items()}
    save(FILE, tensors, versions=versions("torch"))


if __name__ == "__main__":
    main()
