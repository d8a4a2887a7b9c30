"""Floating-point operations of a training step, as torch's FlopCounterMode counts them while the operations run.

The model here has the products of the method and nothing else, in plain torch: masked tokens leave the encoder out, the decoder has
all tokens, and its last block computes queries, MLP and head for the masked ones alone. A step is counted for one image, with
attention by torch's fused kernel or as two products, and with the activations of blocks kept or recomputed.
"""

import json

import torch
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint, set_checkpoint_early_stop
from torch.utils.flop_counter import FlopCounterMode

from golden import MODEL, versions

SHAPES = {
    # encoder (width, depth, heads), image, patch, cell, class tokens, decoder (width, depth, heads)
    "tiny": ((48, 2, 3), 32, 8, 1, 2, (32, 3, 2)),
    "small": ((192, 6, 3), 48, 8, 2, 8, (128, 4, 4)),
    "quick": ((192, 12, 3), 128, 16, 2, 8, (192, 8, 6)),
    "lightly": ((384, 12, 6), 256, 16, 4, 8, (512, 32, 16)),
}


def linear(inputs, outputs):
    return torch.nn.Linear(inputs, outputs)


class Block(torch.nn.Module):
    def __init__(self, width, heads, fused):
        super().__init__()
        self.heads, self.fused = heads, fused
        self.query, self.key_value = linear(width, width), linear(width, 2 * width)
        self.projection = linear(width, width)
        self.expand, self.contract = linear(width, 4 * width), linear(4 * width, width)

    def by_head(self, tokens):
        return tokens.unflatten(2, (self.heads, -1)).transpose(1, 2)

    def forward(self, tokens, selected):
        query = self.by_head(self.query(tokens[:, selected]))
        key, value = (self.by_head(part) for part in self.key_value(tokens).chunk(2, dim=2))
        if self.fused:
            mixed = F.scaled_dot_product_attention(query, key, value)
        else:
            mixed = (query @ key.transpose(2, 3)).softmax(-1) @ value
        attended = tokens[:, selected] + self.projection(mixed.transpose(1, 2).flatten(2))
        return attended + self.contract(F.gelu(self.expand(attended)))


class Model(torch.nn.Module):
    def __init__(self, encoder, image, patch, cell, class_tokens, decoder, fused, recomputed):
        super().__init__()
        (width, depth, heads), (decoder_width, decoder_depth, decoder_heads) = encoder, decoder
        self.patches, self.class_tokens, self.recomputed = (image // patch) ** 2, class_tokens, recomputed
        cells = (image // patch // cell) ** 2
        self.kept = cells // 4 * cell**2
        self.token = torch.nn.Parameter(torch.zeros(1, class_tokens, width))
        self.mask_token = torch.nn.Parameter(torch.zeros(1, 1, decoder_width))
        self.embed = linear(3 * patch**2, width)
        self.encoder = torch.nn.ModuleList(Block(width, heads, fused) for _ in range(depth))
        self.embed_decoder = linear(width, decoder_width)
        self.decoder = torch.nn.ModuleList(Block(decoder_width, decoder_heads, fused) for _ in range(decoder_depth))
        self.head = linear(decoder_width, 3 * patch**2)

    def run(self, block, tokens, selected):
        return checkpoint(block, tokens, selected, use_reentrant=False) if self.recomputed else block(tokens, selected)

    def forward(self, patches):
        tokens = torch.cat([self.token, self.embed(patches[:, : self.kept])], dim=1)
        for block in self.encoder:
            tokens = self.run(block, tokens, slice(None))
        masked = self.patches - self.kept
        tokens = torch.cat([self.embed_decoder(tokens), self.mask_token.expand(1, masked, -1)], dim=1)
        for block in self.decoder[:-1]:
            tokens = self.run(block, tokens, slice(None))
        return self.head(self.run(self.decoder[-1], tokens, slice(self.class_tokens + self.kept, None)))


def count(shape, fused, recomputed):
    model = Model(*shape, fused, recomputed)
    patches = torch.zeros(1, model.patches, 3 * shape[2] ** 2)
    # Whole blocks are computed again, as in the product; torch would stop at the last tensor that it needs.
    with FlopCounterMode(display=False) as forward, set_checkpoint_early_stop(False):
        loss = model(patches).square().mean()
    with FlopCounterMode(display=False) as backward:
        loss.backward()
    return {"forward": forward.get_total_flops(), "step": forward.get_total_flops() + backward.get_total_flops()}


if __name__ == "__main__":
    torch.manual_seed(0)
    names = ("encoder", "image", "patch", "cell", "class_tokens", "decoder")
    counts = [
        {"name": name, "attention": "fused" if fused else "products", "activations": "recomputed" if recomputed else "kept"}
        | dict(zip(names, shape))
        | count(shape, fused, recomputed)
        for name, shape in SHAPES.items()
        for fused in (True, False)
        for recomputed in (False, True)
    ]
    path = MODEL / "step_flops.json"
    rows = ",\n  ".join(json.dumps(row) for row in counts)
    path.write_text(f'{{"versions": {json.dumps(versions("torch"))}, "counts": [\n  {rows}\n]}}\n')
    print(path.read_text())
