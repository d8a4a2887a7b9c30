#!/usr/bin/env python3
"""Features by timm's ViT-B/16 at 256 (or --image-size), with 8 prefix tokens as in Pixio: from normalised images to pooled features."""

import argparse

import paced
import torch
from timm.models.vision_transformer import vit_base_patch16_224


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mode", choices=["fp32", "bf16", "compile-fp32", "compile-bf16"], default="fp32")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--image-size", type=int, default=256)
    parser.add_argument("--round-seconds", type=float, default=0, help="a round has one batch, or as many as take this long")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    paced.full_fp32()
    device = torch.device(arguments.device)
    model = vit_base_patch16_224(img_size=arguments.image_size, reg_tokens=7, num_classes=0).eval().to(device)
    forward = torch.compile(model) if arguments.mode.startswith("compile") else model
    images = torch.randn(arguments.batch_size, 3, arguments.image_size, arguments.image_size, device=device)

    def features():
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=arguments.mode.endswith("bf16")):
            forward(images).float().cpu()  # as the other program, which gives them to Java

    def round_():
        seconds = paced.timed(features, arguments.round_seconds, device)
        return {"imagesPerSecond": arguments.batch_size / seconds, "seconds": seconds}

    for _ in range(2):
        round_()
    about = {
        "what": f"timm {arguments.mode}",
        "batchSize": arguments.batch_size,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }
    paced.serve(round_, about)


if __name__ == "__main__":
    main()
