"""Loads weights that `./pixio convert` wrote for other libraries, strictly, and compares the features of images.

    ./mvnw -q -pl pixio-weights -am test -Dtest=LayoutExportTest -Dsurefire.failIfNoSpecifiedTests=false
    python tools/reference/layouts_check.py pixio-weights/target/exported-layouts

Each folder in it has one model of Pixio for Java in every layout, and expected.safetensors with images and their features.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from transformers import AutoImageProcessor, PixioModel

from layouts_models import Lightly, Official, Timm, size

TOLERANCE = 1e-5


def shape(config):
    encoder, decoder, grid = config["encoder"], config["decoder"], config["grid"]
    return size(
        image=grid["height"],
        patch=grid["patchSize"],
        width=encoder["width"],
        depth=encoder["depth"],
        heads=encoder["heads"],
        ratio=int(encoder["mlpRatio"]),
        class_tokens=encoder["classTokens"],
        decoder=(decoder["width"], decoder["depth"], decoder["heads"]),
        cell=config["mask"]["cell"],
    )


class Check:
    def __init__(self, folder):
        path = folder / "expected.safetensors"
        self.folder = folder
        self.expected = load_file(path)
        with safe_open(path, "pt") as file:
            self.size = shape(json.loads(file.metadata()["config"]))

    def report(self, what, actual, expected):
        difference = (actual - self.expected[expected]).abs().max().item()
        print(f"{self.folder.name:>4} {what:<44} {difference:.1e}")
        assert difference <= TOLERANCE, (self.folder, what, difference)

    def encoder(self, what, tokens, other="tokens_other"):
        self.report(what, tokens(self.expected["pixels"]), "tokens")
        self.report(what + ", another size", tokens(self.expected["pixels_other"]), other)

    def decoder(self, what, model):
        predicted = model.predicted(self.expected["pixels"], self.expected["kept"])
        masked = self.expected["masked"].unsqueeze(2).expand(-1, -1, predicted.shape[2])
        self.report(what + ", reconstruction", predicted.gather(1, masked), "predicted")

    def strict(self, model, path):
        # weights_only refuses whatever is not plain tensors; mmap wants values where torch itself would put them.
        state = load_file(path) if path.suffix == ".safetensors" else torch.load(path, weights_only=True, mmap=True)
        model.load_state_dict(state, strict=True)
        return model.eval()

    def official(self, name):
        model = self.strict(Official(self.size, decoder=True), self.folder / f"{name}.pth")
        self.encoder(name, model.tokens)
        self.decoder(name, model)
        alone = self.strict(Official(self.size, decoder=False), self.folder / "encoder.pth")
        self.encoder(name + " encoder alone", alone.tokens)

    def lightly(self, split):
        name = "lightly-split" if split else "lightly"
        model = self.strict(Lightly(self.size, split), self.folder / f"{name}.pth")
        self.encoder(name, model.tokens, "tokens_other_antialiased")
        self.decoder(name, model)

    def timm(self):
        model = self.strict(Timm(self.size, num_classes=0), self.folder / "timm.safetensors")
        self.encoder("timm", model.tokens, "tokens_other_antialiased")

    def hugging_face(self):
        path = self.folder / "huggingface"
        assert (path / "model.safetensors.index.json").exists()
        model, info = PixioModel.from_pretrained(path, output_loading_info=True)
        assert not any(info[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys")), info
        self.encoder("huggingface", lambda images: model.eval()(images).last_hidden_state)
        processor = AutoImageProcessor.from_pretrained(path)
        pixels = processor(torch.zeros(3, 99, 70, dtype=torch.uint8), return_tensors="pt")["pixel_values"]
        assert pixels.shape == (1, 3, self.size.image, self.size.image)


@torch.no_grad()
def main(folder):
    for path in sorted(Path(folder).iterdir()):
        check = Check(path)
        if check.size.class_tokens == 1:
            check.official("mae")
        else:
            check.official("official")
            check.lightly(split=False)
            check.lightly(split=True)
            check.timm()
            check.hugging_face()


if __name__ == "__main__":
    main(sys.argv[1])
