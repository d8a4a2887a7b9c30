"""Encoders and decoders of the libraries whose files this project reads: the real modules where a package has them.

The code of the authors and of MAE has no package, and its licences exclude it from this project: these modules are
implemented from the names in their files and from the papers.
"""

import warnings
from types import SimpleNamespace

import torch
from timm.models.vision_transformer import VisionTransformer
from torch import nn
from torch.nn import functional as F
from transformers import PixioConfig, PixioModel

from lightly.models import utils
from lightly.models.modules import (
    MaskedVisionTransformerDecoderTIMM,
    MaskedVisionTransformerTIMM,
    PixioDecoderTIMM,
)

EPS = 1e-6


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
    def __init__(self, width, heads, ratio):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=EPS)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=EPS)
        self.mlp = nn.ModuleDict({"fc1": nn.Linear(width, ratio * width), "fc2": nn.Linear(ratio * width, width)})

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp["fc2"](F.gelu(self.mlp["fc1"](self.norm2(x))))


class Official(nn.Module):
    """The authors' encoder and, with a decoder, their pre-training model; with one class token, MAE's."""

    def __init__(self, size, decoder):
        super().__init__()
        s = self.size = size
        tokens = (s.image // s.patch) ** 2 + s.class_tokens
        self.patch_embed = nn.ModuleDict({"proj": nn.Conv2d(3, s.width, s.patch, s.patch)})
        self.cls_token = nn.Parameter(torch.zeros(1, s.class_tokens, s.width))
        self.pos_embed = nn.Parameter(torch.zeros(1, tokens, s.width))
        self.blocks = nn.ModuleList(Block(s.width, s.heads, s.ratio) for _ in range(s.depth))
        self.norm = nn.LayerNorm(s.width, eps=EPS)
        if decoder:
            d = s.decoder
            self.decoder_embed = nn.Linear(s.width, d.width)
            self.mask_token = nn.Parameter(torch.zeros(1, 1, d.width))
            self.decoder_pos_embed = nn.Parameter(torch.zeros(1, tokens, d.width))
            self.decoder_blocks = nn.ModuleList(Block(d.width, d.heads, s.ratio) for _ in range(d.depth))
            self.decoder_norm = nn.LayerNorm(d.width, eps=EPS)
            self.decoder_pred = nn.Linear(d.width, 3 * s.patch**2)

    def positions(self, rows, columns):
        """Bicubic without antialiasing, as in the authors' encoder; the table itself at the trained size."""
        k = self.size.class_tokens
        side = self.size.image // self.size.patch
        if (rows, columns) == (side, side):
            return self.pos_embed
        grid = self.pos_embed[:, k:].unflatten(1, (side, side)).permute(0, 3, 1, 2)
        grid = F.interpolate(grid, size=(rows, columns), mode="bicubic", align_corners=False)
        return torch.cat([self.pos_embed[:, :k], grid.flatten(2).transpose(1, 2)], dim=1)

    def tokens(self, images, kept=None):
        k = self.size.class_tokens
        embedded = self.patch_embed["proj"](images)
        positions = self.positions(*embedded.shape[2:])
        patches = embedded.flatten(2).transpose(1, 2) + positions[:, k:]
        if kept is not None:
            patches = take(patches, kept)
        classes = (self.cls_token + positions[:, :k]).expand(len(images), -1, -1)
        x = torch.cat([classes, patches], dim=1)
        for block in self.blocks:
            x = block(x)
        return self.norm(x)

    def predicted(self, images, kept):
        k = self.size.class_tokens
        seen = self.decoder_embed(self.tokens(images, kept))
        x = self.mask_token.expand(len(images), self.decoder_pos_embed.shape[1], -1)
        places = torch.cat([torch.arange(k).expand(len(images), -1), kept + k], dim=1)
        x = x.scatter(1, places.unsqueeze(2).expand_as(seen), seen) + self.decoder_pos_embed
        for block in self.decoder_blocks:
            x = block(x)
        return self.decoder_pred(self.decoder_norm(x))[:, k:]


class Timm(VisionTransformer):
    def __init__(self, size, **more):
        super().__init__(
            img_size=size.image,
            patch_size=size.patch,
            embed_dim=size.width,
            depth=size.depth,
            num_heads=size.heads,
            mlp_ratio=size.ratio,
            reg_tokens=size.class_tokens - 1,
            dynamic_img_size=True,
            **more,
        )

    def tokens(self, images):
        return self.forward_features(images)


class Lightly(nn.Module):
    """lightly's example, with its sizes as arguments, and either of its decoders."""

    def __init__(self, size, split):
        super().__init__()
        vit = Timm(size, num_classes=1000)
        d = size.decoder
        self.backbone = MaskedVisionTransformerTIMM(vit=vit)
        self.class_tokens = vit.num_prefix_tokens
        more = dict(num_prefix_tokens=vit.num_prefix_tokens, mlp_ratio=size.ratio, num_patches=vit.patch_embed.num_patches)
        if split:
            self.decoder_embed = nn.Linear(size.width, d.width)
            self.decoder = MaskedVisionTransformerDecoderTIMM(
                embed_dim=d.width, depth=d.depth, num_heads=d.heads, **more
            )
            self.prediction_head = nn.Linear(d.width, 3 * size.patch**2)
        else:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # lightly 1.7 removes it; files of it stay
                self.decoder = PixioDecoderTIMM(
                    patch_size=size.patch,
                    embed_dim=size.width,
                    decoder_embed_dim=d.width,
                    decoder_depth=d.depth,
                    decoder_num_heads=d.heads,
                    **more,
                )
        self.split = split

    def tokens(self, images):
        # lightly itself takes only square images; the transformer in it takes any.
        return self.backbone.vit.forward_features(images)

    def predicted(self, images, kept):
        k = self.class_tokens
        places = torch.cat([torch.arange(k).expand(len(images), -1), kept + k], dim=1)
        total = self.backbone.vit.pos_embed.shape[1]
        # lightly's backbone derives a square from the number of tokens; the trained size is square.
        encoded = self.backbone.encode(images=images, idx_keep=places)
        if self.split:
            seen = self.decoder_embed(encoded)
            x = utils.set_at_index(seen.new_zeros(len(images), total, seen.shape[2]), places, seen)
            masked = torch.stack([torch.tensor(sorted(set(range(total)) - set(row.tolist()))) for row in places])
            return self.prediction_head(self.decoder(x, idx_mask=masked))[:, k:]
        seen = self.decoder.embed(encoded)
        x = utils.repeat_token(self.decoder.mask_token, (len(images), total))
        return self.decoder.predict(self.decoder.decode(utils.set_at_index(x, places, seen)))[:, k:]


def hugging_face(size):
    return PixioModel(
        PixioConfig(
            hidden_size=size.width,
            num_hidden_layers=size.depth,
            num_attention_heads=size.heads,
            mlp_ratio=size.ratio,
            image_size=size.image,
            patch_size=size.patch,
            n_cls_tokens=size.class_tokens,
        )
    )


def size(image, patch, width, depth, heads, ratio, class_tokens, decoder, cell):
    parts = SimpleNamespace(width=decoder[0], depth=decoder[1], heads=decoder[2])
    return SimpleNamespace(
        image=image,
        patch=patch,
        width=width,
        depth=depth,
        heads=heads,
        ratio=ratio,
        class_tokens=class_tokens,
        decoder=parts,
        cell=cell,
    )


def take(tokens, index):
    return torch.gather(tokens, 1, index.unsqueeze(2).expand(-1, -1, tokens.shape[2]))


def fill(model, seed, fixed_positions=False):
    """Values that hide no term by being zero or one; positions are sine and cosine where a library fixes them."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            if fixed_positions and "pos_embed" in name:
                tokens = model.size.class_tokens if hasattr(model, "size") else model.class_tokens
                utils.initialize_2d_sine_cosine_positional_embedding(parameter, num_prefix_tokens=tokens)
            elif name.endswith("norm.weight") or "norm1.weight" in name or "norm2.weight" in name or "layernorm" in name:
                parameter.copy_(1 + 0.1 * noise if name.endswith("weight") else 0.1 * noise)
            elif parameter.ndim == 1:
                parameter.copy_(0.1 * noise)
            else:
                parameter.copy_(noise / parameter[0].numel() ** 0.5 if parameter.ndim != 3 else 0.3 * noise)
    return model.eval()
