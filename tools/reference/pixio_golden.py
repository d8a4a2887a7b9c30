"""Golden files of the Pixio model: masks, positions, one forward pass, its gradients and two short trainings.

The model is that of lightly's Pixio example, in a small size. lightly itself computes all numbers that must agree with it;
none is computed by code of this repository.
"""

import copy
import math
import warnings

import numpy as np
import torch
from timm.layers.pos_embed import resample_abs_pos_embed
from timm.models.vision_transformer import vit_small_patch16_224
from torch import nn

from golden import MODEL, save, versions
from lightly.models import utils
from lightly.models.modules import MaskedVisionTransformerTIMM, PixioDecoderTIMM

VERSIONS = versions("torch", "timm", "lightly", "numpy")
BATCH = 3
STEPS = 10

CONFIGS = {
    # The paper's two layouts, each with its own number of class tokens.
    "cell2": dict(cell=2, class_tokens=8, seed=2001, perturbed_positions=False),
    # Positions of class tokens are zero as lightly makes them, so that adding them or not looks the same; here they
    # are moved as well. The other configuration keeps them, for models that make positions themselves.
    "cell4": dict(cell=4, class_tokens=4, seed=4001, perturbed_positions=True),
}
SIZES = dict(
    image=64,
    patch=8,
    width=48,
    depth=2,
    heads=3,
    decoder_width=32,
    decoder_depth=3,
    decoder_heads=4,
    mlp_ratio=4.0,
    mask_ratio=0.75,
    # The example leaves timm's classifier of 1000 classes in place, unused. A short one keeps the name and the size.
    classes=10,
)


class Pixio(nn.Module):
    """lightly's example, with its sizes as arguments and its steps open to view."""

    def __init__(self, cell, class_tokens):
        super().__init__()
        vit = vit_small_patch16_224(
            img_size=SIZES["image"],
            patch_size=SIZES["patch"],
            embed_dim=SIZES["width"],
            depth=SIZES["depth"],
            num_heads=SIZES["heads"],
            num_classes=SIZES["classes"],
            reg_tokens=class_tokens - 1,
        )
        self.cell = cell
        self.class_tokens = vit.num_prefix_tokens
        self.backbone = MaskedVisionTransformerTIMM(vit=vit)
        self.sequence_length = self.backbone.sequence_length
        self.decoder = PixioDecoderTIMM(
            num_patches=vit.patch_embed.num_patches,
            patch_size=SIZES["patch"],
            embed_dim=vit.embed_dim,
            decoder_embed_dim=SIZES["decoder_width"],
            decoder_depth=SIZES["decoder_depth"],
            decoder_num_heads=SIZES["decoder_heads"],
            num_prefix_tokens=self.class_tokens,
            mlp_ratio=SIZES["mlp_ratio"],
            proj_drop_rate=0.0,
            attn_drop_rate=0.0,
        )

    def stages(self, images, idx_keep, idx_mask):
        """Every tensor that two implementations may want to compare, in the order in which they come to be."""
        embedded = self.backbone.preprocess(images=images, idx_keep=idx_keep)
        encoded = self.backbone.encode(images=images, idx_keep=idx_keep)
        embedded_for_decoder = self.decoder.embed(encoded)
        masked = utils.repeat_token(self.decoder.mask_token, (images.shape[0], self.sequence_length))
        masked = utils.set_at_index(masked, idx_keep, embedded_for_decoder.type_as(masked))
        decoded = self.decoder.decode(masked)
        predictions = self.decoder.predict(utils.get_at_index(decoded, idx_mask))
        patches = utils.patchify(images, SIZES["patch"])
        targets = utils.get_at_index(patches, idx_mask - self.class_tokens)
        targets = utils.normalize_mean_var(targets)
        return {
            "x_embedded": embedded,
            "x_encoded": encoded,
            "x_decoder_input": masked,
            "x_decoded": decoded,
            "predictions": predictions,
            "targets": targets,
            "loss": nn.MSELoss()(predictions, targets),
        }

    def mask(self, seed, batch=BATCH):
        """The mask that the example would draw after torch.manual_seed(seed), and the noise it was made of."""
        cells = (SIZES["image"] // SIZES["patch"] // self.cell) ** 2
        return draw_mask(seed, batch, self.sequence_length, cells, self.cell, self.class_tokens, SIZES["mask_ratio"])


def draw_mask(seed, batch, sequence_length, cells, cell, class_tokens, ratio):
    torch.manual_seed(seed)
    idx_keep, idx_mask = utils.random_grid_token_mask(
        size=(batch, sequence_length), mask_ratio=ratio, grid_size=cell, num_prefix_tokens=class_tokens
    )
    # The mask is the only draw, so the same seed gives its noise again.
    torch.manual_seed(seed)
    noise = torch.rand(batch, cells)
    kept = utils.get_at_index(torch.arange(cells).expand(batch, -1).unsqueeze(-1), torch.argsort(noise, dim=1))
    kept = kept[:, : (idx_keep.shape[1] - class_tokens) // cell**2, 0]
    width = math.isqrt(sequence_length - class_tokens)
    corners = (kept // (width // cell)) * cell * width + (kept % (width // cell)) * cell + class_tokens
    assert torch.equal(corners, idx_keep[:, class_tokens :: cell**2]), "the noise is not the one lightly drew"
    return noise, idx_keep, idx_mask


def build(config):
    """A seeded model in which no parameter has a value that would hide a mistake, such as zero or one."""
    torch.manual_seed(config["seed"])
    model = Pixio(config["cell"], config["class_tokens"])
    generator = torch.Generator().manual_seed(config["seed"] + 1)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if "pos_embed" in name and not config["perturbed_positions"]:
                continue
            parameter.add_(noise, alpha=0.1 if parameter.ndim == 1 else 0.03)
    return model


def smooth_images(seed):
    """Waves with a little noise, and in the last image a nearly flat stripe, where the targets' eps matters."""
    generator = torch.Generator().manual_seed(seed)
    side = SIZES["image"]
    y, x = torch.meshgrid(torch.arange(side) / side, torch.arange(side) / side, indexing="ij")
    images = 0.1 * torch.randn(BATCH, 3, side, side, generator=generator)
    for _ in range(4):
        frequency_y, frequency_x, phase, height = torch.rand(4, BATCH, 3, 1, 1, generator=generator)
        wave = frequency_y * 6 * y + frequency_x * 6 * x + phase
        images += height * torch.sin(2 * math.pi * wave)
    rows = slice(3 * SIZES["patch"], 5 * SIZES["patch"])
    stripe = 0.0625 + 3e-3 * torch.randn(3, 2 * SIZES["patch"], side, generator=generator)
    images[-1, :, rows] = stripe
    return images.float()


def gradients(model, images, idx_keep, idx_mask):
    model.zero_grad(set_to_none=True)
    model.stages(images, idx_keep, idx_mask)["loss"].backward()
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


def with_learned_positions(model):
    """lightly freezes sine-cosine positions; learned ones of the same values take a gradient, and that is all."""
    learned = copy.deepcopy(model)
    for name, parameter in learned.named_parameters():
        if "pos_embed" in name:
            parameter.requires_grad_(True)
    return learned


def train(model, images, config, rule):
    """Ten AdamW steps; each has its own mask, so that a step that sees the wrong one shows in its loss."""
    trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
    if rule == "all":
        # Ten times the example's rate: at 1.5e-4 ten steps hardly leave the start.
        rates, betas, decay = [1.5e-3] * STEPS, (0.9, 0.999), 0.01
        decayed = list(trained)
    else:
        rates = [3e-3 * warm_up_and_cosine(step, warm_up=3) for step in range(STEPS)]
        betas, decay = (0.9, 0.95), 0.05
        decayed = [name for name, p in trained.items() if p.ndim > 1 and not name.endswith(".bias")]
    groups = [
        {"params": [p for name, p in trained.items() if name in decayed], "weight_decay": decay},
        {"params": [p for name, p in trained.items() if name not in decayed], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW([group for group in groups if group["params"]], lr=rates[0], betas=betas, eps=1e-8)

    names = [name for name, _ in model.named_parameters()]
    losses, masks, sums = [], [], {}
    for step in range(STEPS):
        masks.append(model.mask(config["seed"] + 100 + step))
        for group in optimizer.param_groups:
            group["lr"] = rates[step]
        optimizer.zero_grad()
        loss = model.stages(images, *masks[-1][1:])["loss"]
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        values = [p.detach().double() for p in model.parameters()]
        sums[f"step{step}.sum"] = torch.stack([value.sum() for value in values])
        sums[f"step{step}.abs"] = torch.stack([value.abs().sum() for value in values])

    noise, idx_keep, idx_mask = (torch.stack(parts) for parts in zip(*masks))
    tensors = {
        "losses": torch.stack(losses),
        "noise": noise,
        "idx_keep": idx_keep,
        "idx_mask": idx_mask,
        "lr": torch.tensor(rates, dtype=torch.float64),
        "betas": torch.tensor(betas, dtype=torch.float64),
        "eps": torch.tensor(1e-8, dtype=torch.float64),
        "weight_decay": torch.tensor(decay, dtype=torch.float64),
        **sums,
        **{f"final.{name}": p.detach() for name, p in model.named_parameters()},
    }
    return tensors, {"rule": rule, "parameters": names, "decayed": decayed, "trained": list(trained)}


def warm_up_and_cosine(step, warm_up):
    if step < warm_up:
        return (step + 1) / warm_up
    return 0.5 * (1 + math.cos(math.pi * (step - warm_up) / (STEPS - warm_up)))


def deviations(single, double):
    """The largest distance of each tensor from the same computation in float64: what rounding alone can do.

    A test that asks for less than this tests the order of additions. It is large for the key biases under AdamW: their
    gradient is zero but for rounding, since a constant added to all keys of a query leaves the softmax as it is, and
    AdamW scales whatever it gets.
    """
    return {
        name: float(f"{(tensor.double() - double[name]).abs().max().item():.1e}")
        for name, tensor in single.items()
        if tensor.dtype == torch.float32 and name not in ("noise", "images")
    }


def write_config(name, config):
    folder = MODEL / name
    model = build(config)
    images = smooth_images(config["seed"] + 2)
    described = dict(versions=VERSIONS, seed=str(config["seed"]), config={**SIZES, **config})
    frozen = [key for key, p in model.named_parameters() if not p.requires_grad]
    save(folder / "model.safetensors", model.state_dict(), **described, frozen=frozen)

    noise, idx_keep, idx_mask = model.mask(config["seed"] + 3)
    images64, double = images.double(), copy.deepcopy(model).double()
    with torch.no_grad():
        stages = model.stages(images, idx_keep, idx_mask)
        stages64 = double.stages(images64, idx_keep, idx_mask)
        for one, one64, images_ in ((stages, model, images), (stages64, double, images64)):
            # Features of the unmasked image, and the image representation: the mean of the class tokens.
            one["features"] = one64.backbone.encode(images=images_)
            one["representation"] = one["features"][:, : model.class_tokens].mean(dim=1)
    forward = {"images": images, "noise": noise, "idx_keep": idx_keep, "idx_mask": idx_mask, **stages}
    save(
        folder / "forward.safetensors",
        forward,
        **described,
        mask_seed=str(config["seed"] + 3),
        float64_deviation=deviations(stages, stages64),
    )

    grads = gradients(model, images, idx_keep, idx_mask)
    grads64 = gradients(double, images64, idx_keep, idx_mask)
    unused = [key for key, p in model.named_parameters() if p.requires_grad and key not in grads]
    save(
        folder / "gradients.safetensors",
        grads,
        **described,
        without_gradient=unused,
        float64_deviation=deviations(grads, grads64),
    )
    learned = gradients(with_learned_positions(model), images, idx_keep, idx_mask)
    assert all(torch.equal(learned[key], grad) for key, grad in grads.items())
    save(
        folder / "gradients_positions.safetensors",
        {key: grad for key, grad in learned.items() if "pos_embed" in key},
        **described,
    )

    for rule in ("all", "groups"):
        tensors, metadata = train(copy.deepcopy(model), images, config, rule)
        tensors64, _ = train(copy.deepcopy(model).double(), images64, config, rule)
        save(
            folder / f"adamw_{rule}.safetensors",
            tensors,
            **described,
            **metadata,
            float64_deviation=deviations(tensors, tensors64),
        )


def write_masks():
    """Ratios are chosen so that the binary 1 - ratio rounds down (0.9 keeps 9 cells of 100), up (0.7) and exactly."""
    cases = [
        # seed, batch, grid, cell, class tokens, ratio
        (1, 2, 16, 4, 8, 0.75),
        (2, 3, 16, 2, 4, 0.75),
        (3, 4, 8, 1, 1, 0.75),
        (4, 2, 10, 1, 1, 0.9),
        (5, 2, 10, 1, 0, 0.7),
        (6, 2, 12, 3, 5, 0.6),
        (7, 1, 12, 4, 8, 0.5),
        (8, 2, 4, 4, 2, 0.75),
        (9, 2, 8, 4, 2, 0.0),
    ]
    tensors = {}
    for number, (seed, batch, grid, cell, class_tokens, ratio) in enumerate(cases):
        length, cells = grid * grid + class_tokens, (grid // cell) ** 2
        noise, idx_keep, idx_mask = draw_mask(seed, batch, length, cells, cell, class_tokens, ratio)
        tensors[f"case{number}.config"] = torch.tensor([seed, batch, grid, cell, class_tokens])
        tensors[f"case{number}.ratio"] = torch.tensor(ratio, dtype=torch.float64)
        tensors[f"case{number}.noise"] = noise
        tensors[f"case{number}.idx_keep"] = idx_keep
        tensors[f"case{number}.idx_mask"] = idx_mask
    save(
        MODEL / "masks.safetensors",
        tensors,
        versions=VERSIONS,
        cases=str(len(cases)),
        config_columns=["seed", "batch", "grid", "cell", "class_tokens"],
    )


def sine_cosine(grid, width, class_tokens):
    parameter = nn.Parameter(torch.empty(1, grid * grid + class_tokens, width))
    utils.initialize_positional_embedding(parameter, strategy="sincos", num_prefix_tokens=class_tokens)
    return parameter.detach()


def write_sine_cosine():
    # lightly makes square grids alone, but from parts that do not care; so a grid that tells rows from columns.
    columns, rows = np.arange(10, dtype=np.float32), np.arange(6, dtype=np.float32)
    grid = np.stack(np.meshgrid(columns, rows), axis=0)
    oblong = utils.get_2d_sine_cosine_positional_embedding_from_grid(48, grid)
    # side, width, class tokens
    squares = {
        "encoder": (8, 48, 8),
        "decoder": (8, 32, 8),
        "one_class_token": (4, 48, 1),
        "no_class_token": (4, 32, 0),
    }
    tensors = {name: sine_cosine(*square) for name, square in squares.items()}
    save(
        MODEL / "sincos.safetensors",
        {**tensors, "oblong": torch.from_numpy(oblong).float().unsqueeze(0)},
        versions=VERSIONS,
        grids={**{name: [side, side] for name, (side, _, _) in squares.items()}, "oblong": [6, 10]},
        class_tokens={**{name: tokens for name, (_, _, tokens) in squares.items()}, "oblong": 0},
    )


def write_interpolation():
    seed, class_tokens = 77, 8
    generator = torch.Generator().manual_seed(seed)
    positions = sine_cosine(8, 48, class_tokens)
    positions = positions + 0.1 * torch.randn(positions.shape, generator=generator)
    tensors = {"positions": positions}
    for height, width in ((12, 12), (6, 10), (4, 4), (16, 8)):
        tensors[f"to_{height}x{width}"] = resample_abs_pos_embed(
            positions, new_size=[height, width], num_prefix_tokens=class_tokens, interpolation="bicubic", antialias=True
        )
    save(
        MODEL / "interpolate.safetensors",
        tensors,
        versions=VERSIONS,
        seed=str(seed),
        class_tokens=str(class_tokens),
        grid=[8, 8],
        resampling="bicubic, antialias, corners not aligned",
    )


if __name__ == "__main__":
    # lightly 1.6 warns that 1.7 will rename the decoder; requirements.txt holds the version back.
    warnings.filterwarnings("ignore", message=".*PixioDecoderTIMM.*")
    # More threads would add the same numbers in another order.
    torch.set_num_threads(1)
    write_masks()
    write_sine_cosine()
    write_interpolation()
    for config_name, values in CONFIGS.items():
        write_config(config_name, values)
