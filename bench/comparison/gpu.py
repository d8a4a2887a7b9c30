"""The comparisons on a GPU. Nobody else uses it meanwhile, so each program is measured once, alone, for all of its rows."""

import functools
import subprocess

from comparison.rows import PIXELS_32, ROOT, Goal, Row, bench_command, peer_command

# What bench step and embed measure with --tiny, to try the rows on a CPU. ViT-B/16 of the peer of embed has no smaller form.
TINY_STEP = PIXELS_32
BATCHES = (256, 64)
TINY_BATCHES = (4, 2)

# Settings of Pixio that are measured beside the defaults, if this version has them.
SETTINGS = {
    "autograd-ahead": (("--gradients", "autograd"), ("--queue-ahead", "on")),
    "explicit": (("--gradients", "explicit"),),
    "explicit-ahead": (("--gradients", "explicit"), ("--queue-ahead", "on")),
    "autograd-graphs": (("--gradients", "autograd"), ("--cuda-graphs", "on")),
    "explicit-graphs": (("--gradients", "explicit"), ("--cuda-graphs", "on")),
}

PEERS = {  # mode of bench/peers/step.py, in words
    "eager": ("", "eager"),
    "compile": ("compile-", "`torch.compile`"),
    "max-autotune": ("max-autotune-", "`torch.compile`, max-autotune-no-cudagraphs"),
}


def rows(options):
    """All comparisons by name, in the order of worth."""
    batches = TINY_BATCHES if options.tiny else BATCHES
    order = [("bf16", batches[0]), ("bf16", batches[1]), ("fp32", batches[1]), ("fp32", batches[0])]
    found = {}
    for precision, batch in order:
        found |= steps(options, precision, batch)
    for precision, batch in order:
        found |= embeddings(options, precision, batch)
    return found


def steps(options, precision, batch):
    """The recipe `lightly`: each setting of Pixio with each mode of lightly."""
    tiny = f" {TINY_STEP}" if options.tiny else ""
    settings = {"": ()} | {name: chosen for name, chosen in SETTINGS.items() if _has(options.pixio, chosen)}
    format_ = "fp32" if precision == "fp32" else "bf16 autocast"
    found = {}
    for how, (prefix, words) in PEERS.items():
        for setting, chosen in settings.items():
            name = "-".join(filter(None, ["gpu", "step", precision, str(batch), setting, how]))
            arguments = "".join(f" {option} {value}" for option, value in chosen)
            words_of_setting = f" ({setting.replace('-', ', ')})" if setting else ""
            found[name] = Row(
                f"step, {precision}, batch {batch}{words_of_setting} : lightly, {format_}, {words}",
                f"{bench_command(options, 'step')}{tiny} --batch-size {batch} --precision {precision}{arguments}{_rounds(options)}",
                f"{peer_command(options, 'step')}{tiny} --batch-size {batch} --mode {prefix}{precision}{_rounds(options)}",
                _goal(precision, batch, how),
                bf16=precision == "bf16",
                once=True,
            )
    # The defaults first, which a user gets; kernels that are measured, which takes minutes, last.
    return dict(sorted(found.items(), key=lambda item: ("max-autotune" in item[0], _has_setting(item[0]))))


def _has_setting(name):
    return any(f"-{setting}-" in name for setting in SETTINGS)


def _goal(precision, batch, how):
    if precision != "bf16" or batch != BATCHES[0]:
        return Goal()
    return {
        "eager": Goal(ratio=1.5, share=0.5, memory=0.8),
        "compile": Goal(ratio=1.1, share=0.5),
        "max-autotune": Goal(share=0.5),
    }[how]


def embeddings(options, precision, batch):
    """Features of ViT-B/16."""
    size = " --image-size 64" if options.tiny else ""
    words = "fp32 eager" if precision == "fp32" else "bf16 autocast"
    return {
        f"gpu-embed-{precision}-{batch}": Row(
            f"embed, {precision}, batch {batch} : timm, {words}",
            f"{bench_command(options, 'embed')}{size} --batch-size {batch} --precision {precision}{_rounds(options)}",
            f"{peer_command(options, 'embed')}{size} --batch-size {batch} --mode {precision}{_rounds(options)}",
            Goal(ratio=1.5) if precision == "bf16" else Goal(),
            bf16=precision == "bf16",
            once=True,
        )
    }


def _rounds(options):
    return f" --round-seconds {options.round_seconds:g}"


def _has(pixio, chosen):
    return all(option in _help(pixio) for option, _ in chosen)


@functools.cache
def _help(pixio):
    return subprocess.run([pixio, "bench", "step", "--help"], cwd=ROOT, capture_output=True, text=True).stdout
