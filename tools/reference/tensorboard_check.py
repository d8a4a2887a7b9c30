"""Compares the event files of a run with its metrics and images, read with TensorBoard's own EventAccumulator.

    ./pixio pretrain --max-steps 60 --checkpoint-every 20 --out runs/checked
    python tools/reference/tensorboard_check.py runs/checked

Every metric of every step must equal that of metrics.jsonl, as a float32, and every image must have the bytes of its file.
Of several lines of a step in metrics.jsonl (after a rollback) the last one counts. Prints a table; exits with 1 on a
difference.
"""

import argparse
import json
import pathlib
import sys

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

GIB = 1 << 30
ROUNDED = 1e-6  # seconds in metrics.jsonl are rounded to this; values computed from them are near, not equal

EXACT = {
    "train/loss": lambda m: m["loss"],
    "train/learning_rate": lambda m: m["learningRate"],
    "train/gradient_norm": lambda m: m["gradientNorm"],
    "memory/resident_gib": lambda m: m["memoryBytes"] / GIB,
    "data/skipped": lambda m: m["skipped"],
}
NEAR = {
    "throughput/images_per_second": lambda m: m["imagesPerSecond"],
    "throughput/data_wait_share": lambda m: m["waitSeconds"] / m["seconds"],
}


def metrics(run):
    """By step; the last line of a step counts."""
    with open(run / "metrics.jsonl", encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    # Infinities and NaN are strings in JSON.
    return {line["step"]: {name: float(value) for name, value in line.items()} for line in lines}


def same(tag, logged, line):
    if tag in EXACT:
        return np.array_equal(np.float32(logged), np.float32(EXACT[tag](line)), equal_nan=True)
    expected = NEAR[tag](line)
    # A share is off by the rounding of both its times, a rate by that of one.
    return abs(logged - expected) <= 1e-6 * abs(expected) + 2 * ROUNDED / line["seconds"]


def scalars(events, lines):
    rows = []
    for tag in {**EXACT, **NEAR}:
        logged = {event.step: event.value for event in events.Scalars(tag)} if tag in events.Tags()["scalars"] else {}
        twice = len(events.Scalars(tag)) - len(logged) if logged else 0
        absent = len(lines.keys() ^ logged.keys())
        wrong = sum(not same(tag, logged[step], lines[step]) for step in lines.keys() & logged.keys())
        rows.append((tag, len(logged), absent, twice, wrong))
    unknown = set(events.Tags()["scalars"]) - {*EXACT, *NEAR}
    return rows + [(tag, len(events.Scalars(tag)), 0, 0, len(events.Scalars(tag))) for tag in sorted(unknown)]


def images(events, run):
    files = {int(path.stem[5:]): path.read_bytes() for path in (run / "reconstructions").glob("step-*.png")}
    all_logged = events.Images("reconstructions") if "reconstructions" in events.Tags()["images"] else []
    logged = {event.step: event for event in all_logged}
    wrong = sum(logged[step].encoded_image_string != files[step] for step in files.keys() & logged.keys())
    for step in files.keys() & logged.keys():
        width, height = np.frombuffer(files[step][16:24], ">u4")
        wrong += (logged[step].width, logged[step].height) != (width, height)
    return ("reconstructions", len(logged), len(files.keys() ^ logged.keys()), len(all_logged) - len(logged), wrong)


def texts(events):
    for tag in sorted(events.Tags()["tensors"]):
        for event in events.Tensors(tag):
            text = event.tensor_proto.string_val[0].decode()
            lines = text.strip().splitlines()
            print(f"  {tag} at step {event.step}: {len(lines)} lines, from {lines[0].strip()!r} to {lines[-1].strip()!r}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=pathlib.Path, help="the folder of a run")
    run = parser.parse_args().run

    events = EventAccumulator(str(run / "tensorboard"), size_guidance={kind: 0 for kind in ("scalars", "images", "tensors")})
    events.Reload()
    rows = [*scalars(events, metrics(run)), images(events, run)]
    print(f"{'tag':32} {'steps':>6} {'absent':>7} {'twice':>6} {'different':>10}")
    for row in rows:
        print(f"{row[0]:32} {row[1]:6} {row[2]:7} {row[3]:6} {row[4]:10}")
    print("texts:")
    texts(events)
    if "plan" not in events.Tags()["tensors"] or any(absent + twice + wrong for _, _, absent, twice, wrong in rows):
        sys.exit("the event files differ from the run's folder")
    print("the same")


if __name__ == "__main__":
    main()
