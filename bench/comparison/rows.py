"""The comparisons: what is measured, by which two commands, and the goal."""

import dataclasses
import pathlib
import shlex

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PEERS = ROOT / "bench" / "peers"

# The recipe `quick` as the peer's options.
QUICK = "--model 192x12x3 --image-size 128 --patch-size 16 --mask-cell 2 --decoder 192x8x3 --class-tokens 8"
# The recipe of docs/quality.md, for both sides.
PIXELS_32 = "--model 192x6x3 --image-size 32 --patch-size 8 --mask-cell 1 --decoder 96x2x3 --class-tokens 8"


@dataclasses.dataclass(frozen=True)
class Goal:
    """What a comparison shall reach; None for no goal."""

    ratio: float | None = None
    ratio_in_fp32: float | None = None  # where `auto` selects fp32, if it differs
    share: float | None = None  # of the bound, at least
    memory: float | None = None  # of the peer's, at most

    def ratio_in(self, precision):
        """The goal for the ratio, if Pixio ran in this precision."""
        return self.ratio_in_fp32 if self.ratio_in_fp32 and precision == "fp32" else self.ratio


@dataclasses.dataclass(frozen=True)
class Row:
    """A comparison."""

    what: str
    ours: str
    peer: str
    goal: Goal = Goal()
    bf16: bool = False  # whether it needs instructions for bf16
    limited: bool = True  # whether --isa changes it
    together: bool = True  # whether both programs are in memory at once
    once: bool = False  # whether each program is measured once and alone, for all rows that have it
    same_work: bool = True  # whether batch, parameters and tokens must be equal
    rounds: int | None = None  # None for the number of --rounds
    lacks: str | None = None  # the option without which it cannot run


def rows(options):
    """All comparisons by name."""
    return {**steps(options), **small_steps(options), **large_steps(options), **embeddings(options), **heads(options), **loaders(options)}


def steps(options):
    """The recipe `lightly`."""
    batch = f"--batch-size {options.batch_size}"

    def ours(precision, micro_batch=""):
        return f"{bench_command(options, 'step')} {batch} --precision {precision}{micro_batch}"

    def lightly(mode):
        return f"{peer_command(options, 'step')} {batch} --mode {mode}"

    half = f" --micro-batch {max(1, options.batch_size // 2)}"
    return {
        "step-fp32": Row("step, fp32 : lightly as shipped (fp32 eager)", ours("fp32"), lightly("fp32"), Goal(ratio=1.1)),
        "step-bf16": Row(
            "step, bf16 : lightly under bf16 autocast",
            ours("bf16"),
            lightly("bf16"),
            Goal(ratio=1.3, share=0.8, memory=0.9),
            bf16=True,
        ),
        "step-bf16-half": Row(
            "step, bf16, micro-batch of half the batch : lightly under bf16 autocast", ours("bf16", half), lightly("bf16"), bf16=True
        ),
        "step-auto": Row(
            "step, `auto` : lightly as shipped (fp32 eager)",
            ours("auto"),
            lightly("fp32"),
            Goal(ratio=2.5, ratio_in_fp32=1.1),
        ),
        "step-compile-fp32": Row("step, fp32 : lightly, fp32, `torch.compile`", ours("fp32"), lightly("compile-fp32")),
        "step-compile-bf16": Row(
            "step, bf16 : lightly, bf16, `torch.compile`", ours("bf16"), lightly("compile-bf16"), Goal(ratio=1.25), bf16=True
        ),
    }


def small_steps(options):
    """The recipe `quick`, and that of docs/quality.md, with the batch of their training."""
    models = {
        "quick": ("`quick`", "", QUICK, 16, 0.6),
        "32px": ("ViT 192x6x3 at 32 pixels", f" {PIXELS_32}", PIXELS_32, 32, 0.45),
    }
    peers = {"fp32": "fp32 eager", "bf16": "bf16 autocast", "auto": "fp32 eager"}
    return {
        f"step-{name}-{precision}": Row(
            f"step of {what}, {'`auto`' if precision == 'auto' else precision} : lightly, {peer}",
            f"{bench_command(options, 'step')} --recipe quick{ours_sizes} --batch-size {images} --precision {precision}",
            f"{peer_command(options, 'step')} {sizes} --batch-size {images} --mode {peer.split()[0]}",
            Goal(ratio=3.0, share=share),
            bf16=precision == "bf16",
        )
        for name, (what, ours_sizes, sizes, images, share) in models.items()
        for precision, peer in peers.items()
    }


def large_steps(options):
    """The recipe `paper`. One program at a time: two of ViT-H/16 need 27 GB."""
    recomputed = "--checkpoint-activations"
    paper = f"--positions learned --drop-path 0.4 {recomputed}"
    return {
        f"step-{model}-{precision}": Row(
            f"step of ViT-{model.upper()}/16, {precision}, recomputation : lightly, {peer}, `torch.utils.checkpoint`",
            f"{bench_command(options, 'step')} --recipe paper --model {model} --batch-size {images} --precision {precision} {recomputed}",
            f"{peer_command(options, 'step')} --model {model} {paper} --batch-size {images} --mode {precision}",
            bf16=precision == "bf16",
            together=False,
            rounds=2,
        )
        for model, images in {"l": 4, "h": 2}.items()
        for precision, peer in {"fp32": "fp32 eager", "bf16": "bf16 autocast"}.items()
    }


def embeddings(options):
    """Features of ViT-B/16."""

    def row(precision, peer, goal):
        return Row(
            f"embed, {'`auto`' if precision == 'auto' else precision} : timm, {peer}",
            f"{bench_command(options, 'embed')} --batch-size {options.batch_size} --precision {precision}",
            f"{peer_command(options, 'embed')} --batch-size {options.batch_size} --mode {peer.split()[0]}",
            goal,
            bf16=precision == "bf16",
        )

    return {
        "embed-best": row("auto", "fp32 eager", Goal(ratio=2.5, ratio_in_fp32=1.1)),
        "embed-fp32": row("fp32", "fp32 eager", Goal(ratio=1.1)),
        "embed-bf16": row("bf16", "bf16 autocast", Goal(ratio=1.1)),
    }


def heads(options):
    """Heads on the features of ViT-S/16, 21 classes."""
    batch = f"--batch-size {options.batch_size}"
    return {
        f"head-{head}": Row(
            f"step of {what}, fp32 : the same in torch",
            f"{bench_command(options, 'head')} --head {head} {batch}",
            f"{peer_command(options, 'head')} --head {head} {batch}",
            Goal(ratio=goal),
        )
        for head, what, goal in (("dpt", "a DPT head", 1.0), ("linear", "a linear head", None))
    }


def loaders(options):
    """Decoding and augmentation of photographs."""

    def row(what, option, folder, scaling, goal):
        data = f"--threads {options.threads} --batch-size 16 --data {shlex.quote(str(folder))}"
        return Row(
            what,
            f"{options.pixio} bench load --paced --consumer normalize {data} --jpeg-scaling {scaling}",
            f"{_python(options, 'load')} {data.replace('--threads', '--workers')}",
            Goal(ratio=goal),
            limited=False,
            lacks=None if folder else option,
        )

    def packed(what, source, value, goal):
        sizes = f"--batch-size 16 --data {shlex.quote(str(options.packed))}"
        return Row(
            what,
            f"{options.pixio} bench load --paced --consumer normalize --threads {options.threads} {sizes}/{value} --jpeg-scaling off",
            f"{_python(options, 'packed')} --source {source} --workers {options.threads} {sizes}",
            Goal(ratio=goal),
            limited=False,
            lacks=None if options.packed else "--packed",
        )

    photos, large = options.photos, options.large_photos
    return {
        "load-shards": packed("loader, tar archives : webdataset", "shards", "'*.tar'", 1.5),
        "load-parquet": packed("loader, Parquet : datasets", "parquet", "'*.parquet'", 1.5),
        "load-video": packed("loader, every 10th frame of videos : PyAV", "video", "'*.mp4#every:10'", 1.0),
        "load": row("loader, photographs : DataLoader", "--photos", photos, "off", 2.0),
        "load-scaled": row("loader, photographs, scaled decoding : DataLoader", "--photos", photos, "on", None),
        "load-large": row("loader, 2048 x 1536, scaled decoding : DataLoader", "--large-photos", large, "on", 3.0),
    }


def bench_command(options, benchmark):
    return f"{options.pixio} bench {benchmark} --paced --device {options.device} --threads {options.threads}"


def peer_command(options, script):
    return f"{_python(options, script)} --device {options.device} --threads {options.threads}"


def _python(options, script):
    return f"{shlex.quote(str(options.python))} {shlex.quote(str(PEERS / script))}.py"
