"""Golden files of weights as other libraries save them, and the features of images by their own modules.

For each case a folder of pixio-weights' golden/layouts: the weights, saved by Python as the library saves them, and
expected.safetensors with images at the trained size and at another, rectangular one and the tokens after the final norm of each;
with a decoder also the noise of a mask and the predictions for all patches.
"""

import argparse
import shutil

import torch
from safetensors.torch import save_file
from transformers import PixioBackbone

from golden import WEIGHTS, save, versions
from layouts_models import Lightly, Official, Timm, fill, hugging_face, size

FOLDER = WEIGHTS / "layouts"
VERSIONS = versions("torch", "timm", "lightly", "transformers")

# Two shapes without a common number, so that nothing matches by chance; the second has MLPs of another ratio.
SIZES = {
    "a": size(image=32, patch=8, width=24, depth=2, heads=3, ratio=4, class_tokens=8, decoder=(16, 2, 2), cell=2),
    "b": size(image=24, patch=4, width=32, depth=2, heads=4, ratio=2, class_tokens=5, decoder=(24, 1, 3), cell=3),
}
# For other names of the same tensors: as small as possible.
TINY = size(image=16, patch=4, width=16, depth=2, heads=2, ratio=2, class_tokens=3, decoder=(16, 1, 2), cell=2)
OTHER_SIZES = {8: (40, 24), 4: (16, 36)}


def one_class_token(s):
    return argparse.Namespace(**{**vars(s), "class_tokens": 1})


def random_images(seed, *shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def kept_patches(s, seed):
    """Noise of one number per cell, and the patches of the first quarter of cells in its order, row by row in a cell."""
    cells_a_side = s.image // s.patch // s.cell
    cells = cells_a_side**2
    noise = torch.rand(2, cells, generator=torch.Generator().manual_seed(seed))
    first = noise.argsort(dim=1)[:, : int(cells * 0.25)]
    side = s.image // s.patch
    places = torch.arange(side**2).view(cells_a_side, s.cell, cells_a_side, s.cell)
    places = places.permute(0, 2, 1, 3).reshape(cells, s.cell**2)
    return noise, places[first].flatten(1)


def expect(case, model, s, seed, tokens=None, **metadata):
    """Images, and the module's features of them."""
    if tokens is None:
        tokens = (lambda m, x: m.tokens(x)) if hasattr(model, "tokens") else (lambda m, x: m(x).last_hidden_state)
    decodes = hasattr(model, "decoder_pred" if isinstance(model, Official) else "decoder")
    height, width = OTHER_SIZES[s.patch]
    pixels = {"": random_images(seed, 2 if decodes else 1, 3, s.image, s.image), "_other": random_images(seed + 1, 1, 3, height, width)}
    out = {}
    with torch.no_grad():
        for suffix, images in pixels.items():
            out["pixels" + suffix] = images
            out["tokens" + suffix] = tokens(model, images)
        if decodes:
            out["noise"], kept = kept_patches(s, seed + 2)
            out["predicted"] = model.predicted(pixels[""], kept)
    text = {key: str(value) for key, value in metadata.items()}
    save(FOLDER / case / "expected.safetensors", out, cell=str(s.cell), versions=VERSIONS, **text)


def folder(case):
    path = FOLDER / case
    path.mkdir(parents=True, exist_ok=True)
    return path


def plain(model):
    return {name: tensor.detach().clone().contiguous() for name, tensor in model.state_dict().items()}


def official():
    for name, s in SIZES.items():
        model = fill(Official(s, decoder=False), seed=11)
        case = "official_" + name
        torch.save(plain(model), folder(case) / "model.pth")
        expect(case, model, s, seed=100)
    s = SIZES["a"]
    model = fill(Official(s, decoder=True), seed=12)
    # AdamW's moments for a few parameters alone: the file need not be three times as large to have some.
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    model.norm.weight.grad = torch.ones_like(model.norm.weight)
    model.norm.bias.grad = torch.ones_like(model.norm.bias)
    optimizer.step()
    args = argparse.Namespace(
        model=f"pixio_test_enc{s.width}x{s.depth}h{s.heads}_dec{s.decoder.width}x{s.decoder.depth}h{s.decoder.heads}",
        mask_grid=s.cell,
        mask_ratio=0.75,
        n_cls_tokens=s.class_tokens,
        lr=1e-4,
        output_dir=None,
        norm_pix_loss=True,
    )
    saved = dict(model=plain(model), optimizer=optimizer.state_dict(), epoch=3, scaler={"scale": 65536.0}, args=args)
    torch.save(saved, folder("official_training") / "checkpoint.pth")
    expect("official_training", model, s, seed=110)


def mae():
    for name, s in SIZES.items():
        s = one_class_token(s)
        s.cell = 1
        model = fill(Official(s, decoder=True), seed=21, fixed_positions=True)
        case = "mae_" + name
        torch.save({"model": plain(model)}, folder(case) / "model.pth")
        expect(case, model, s, seed=200)


def timm():
    model = fill(Timm(SIZES["a"], num_classes=10), seed=31)
    save_file(plain(model), folder("timm_a") / "model.safetensors")
    expect("timm_a", model, SIZES["a"], seed=300)
    model = fill(Timm(SIZES["b"], num_classes=0, no_embed_class=True), seed=32)
    save_file(plain(model), folder("timm_b") / "model.safetensors")
    expect("timm_b", model, SIZES["b"], seed=310)
    s = one_class_token(TINY)
    model = fill(Timm(s, num_classes=0, init_values=0.1), seed=33)
    save_file(plain(model), folder("timm_layerscale") / "model.safetensors")


def lightly():
    for name, s in SIZES.items():
        for split in (False, True):
            case = f"lightly_{'split_' if split else ''}{name}"
            model = fill(Lightly(s, split), seed=41, fixed_positions=True)
            state = plain(model)
            # The example's classifier has 1000 classes, unused; ten of them keep the name.
            state["backbone.vit.head.weight"] = state["backbone.vit.head.weight"][:10].clone()
            state["backbone.vit.head.bias"] = state["backbone.vit.head.bias"][:10].clone()
            if name == "b" and split:
                # As Lightning saves a module that holds the example as its model.
                state = {"model." + key: value for key, value in state.items()}
                checkpoint = {
                    "epoch": 2,
                    "global_step": 7,
                    "pytorch-lightning_version": "2.5.0",
                    "state_dict": state,
                    "loops": {"fit_loop": {"state_dict": {}, "epoch_progress": {"current": {"ready": 3}}}},
                    "callbacks": {},
                    "optimizer_states": [{"state": {}, "param_groups": [{"lr": 1e-4, "params": [0, 1]}]}],
                    "lr_schedulers": [],
                    "hparams_name": "kwargs",
                    "hyper_parameters": {"batch_size": 64},
                }
                torch.save(checkpoint, folder(case) / "last.ckpt")
            else:
                torch.save(state, folder(case) / "model.pth")
            expect(case, model, s, seed=400)


def huggingface():
    model = fill(hugging_face(SIZES["a"]), seed=51)
    model.save_pretrained(folder("huggingface_a"))
    expect("huggingface_a", model, SIZES["a"], seed=500)
    model = fill(hugging_face(SIZES["b"]), seed=52)
    model.save_pretrained(folder("huggingface_b"), max_shard_size="60KB")
    expect("huggingface_b", model, SIZES["b"], seed=510)
    spellings(fill(hugging_face(TINY), seed=53))


def spellings(model):
    """The names that modules have in memory, those of the files on the Hub, and a backbone with a norm of its own."""
    save_file(plain(model), folder("huggingface_memory") / "model.safetensors")
    model.config.save_pretrained(folder("huggingface_memory"))
    expect("huggingface_memory", model, TINY, seed=520)
    hub = {}
    for name, tensor in plain(model).items():
        name = name.replace("layers.", "encoder.layer.") if name.startswith("layers.") else name
        for memory, file in (
            ("attention.q_proj", "attention.attention.query"),
            ("attention.k_proj", "attention.attention.key"),
            ("attention.v_proj", "attention.attention.value"),
            ("attention.o_proj", "attention.output.dense"),
            ("layernorm_before", "norm1"),
            ("layernorm_after", "norm2"),
        ):
            name = name.replace(memory, file)
        hub[name] = tensor
    save_file(hub, folder("huggingface_hub") / "model.safetensors")
    model.config.save_pretrained(folder("huggingface_hub"))
    expect("huggingface_hub", model, TINY, seed=520)

    model.config.reshape_hidden_states = False
    backbone = PixioBackbone(model.config)
    backbone.pixio.load_state_dict(model.state_dict())
    torch.manual_seed(54)
    with torch.no_grad():
        backbone.layernorm.weight.add_(torch.randn(TINY.width), alpha=0.1)
        backbone.layernorm.bias.add_(torch.randn(TINY.width), alpha=0.1)
    backbone.eval().save_pretrained(folder("huggingface_backbone"))
    expect("huggingface_backbone", backbone, TINY, seed=530, tokens=lambda m, x: m(x).feature_maps[-1])


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    official()
    mae()
    timm()
    lightly()
    huggingface()
    total = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    assert total < 2.2e6, total
    print(f"{total} bytes in all")
