"""The comparisons on a GPU. Nobody else uses it meanwhile, so each program is measured once, alone, for all of its rows."""

from comparison.rows import PIXELS_32, Goal, Row, bench_command, peer_command

# What bench step and embed measure with --tiny, to try the rows on a CPU. ViT-B/16 of the peer of embed has no smaller form.
TINY_STEP = PIXELS_32
BATCHES = (256, 64)
TINY_BATCHES = (4, 2)
LARGE_BATCH = 128

# Settings of Pixio that are measured beside the defaults, the most promising first.
SETTINGS = {
    "explicit-ahead": (("--gradients", "explicit"), ("--queue-ahead", "on")),
    "explicit-graphs": (("--gradients", "explicit"), ("--cuda-graphs", "on")),
    "explicit": (("--gradients", "explicit"),),
    "autograd-ahead": (("--gradients", "autograd"), ("--queue-ahead", "on")),
    "autograd-graphs": (("--gradients", "autograd"), ("--cuda-graphs", "on")),
}
GPU_ONLY = {"--cuda-graphs", "--queue-ahead"}

PEERS = {  # mode of bench/peers/step.py, in words
    "eager": ("", "eager"),
    "compile": ("compile-", "`torch.compile`"),
    "max-autotune": ("max-autotune-", "`torch.compile`, max-autotune-no-cudagraphs"),
}
# The peer of rows that need no Python: Pixio's own default settings.
DEFAULT = "default"


def rows(options):
    """All comparisons by name, in the order of worth: compilers, which take minutes, after all that start at once."""
    batches = TINY_BATCHES if options.tiny else BATCHES
    on_cpu = options.device == "cpu"
    settings = {"": ()} | {name: chosen for name, chosen in SETTINGS.items() if not (on_cpu and GPU_ONLY & {option for option, _ in chosen})}
    most, *others = [("bf16", batches[0]), ("bf16", batches[1]), ("fp32", batches[1]), ("fp32", batches[0])]
    promising = {name: settings[name] for name in ["", *list(settings)[1:3]]}
    found = _steps(options, promising, *most, (DEFAULT, "eager"))
    found |= _steps(options, settings, *most, (DEFAULT, "eager", "compile"))
    found |= _large_steps(options, settings)
    for precision, batch in others:
        found |= _steps(options, settings, precision, batch, (DEFAULT, "eager", "compile"))
    for precision, batch in [most, *others]:
        found |= _steps(options, settings, precision, batch, ("max-autotune",))
    for precision, batch in [most, *others]:
        found |= _embeddings(options, precision, batch)
    return found


def _steps(options, settings, precision, batch, peers):
    """The recipe `lightly`: each mode of lightly with each setting of Pixio."""
    tiny = f" {TINY_STEP}" if options.tiny else ""
    goals = _goals if precision == "bf16" and batch == BATCHES[0] else lambda how: Goal()
    return {
        name: row
        for how in peers
        for name, row in _step_rows(options, settings, f"{precision}-{batch}", f"{tiny} --batch-size {batch}", tiny, precision, how, goals(how))
    }


def _large_steps(options, settings):
    """ViT-H/16 of the recipe `paper`, without recomputation."""
    # Tiny ones are in fp32, since products in bf16 take minutes on a CPU without instructions for it.
    precision, batch = ("fp32", TINY_BATCHES[0]) if options.tiny else ("bf16", LARGE_BATCH)
    ours = f" --recipe paper{f' {TINY_STEP}' if options.tiny else ''} --batch-size {batch}"
    peer = f" {TINY_STEP if options.tiny else '--model h'} --positions learned --drop-path 0.4"
    chosen = {name: setting for name, setting in settings.items() if options.tiny or name in ("", "explicit-ahead", "explicit-graphs")}
    return {
        name: row
        for how in (DEFAULT, "eager")
        for name, row in _step_rows(options, chosen, f"paper-{precision}-{batch}", ours, peer, precision, how, Goal(share=0.55))
    }


def _step_rows(options, settings, name, ours, peer, precision, how, goal):
    """A row for each setting, with one mode of lightly or with Pixio's default settings."""
    batch = ours.rsplit(" ", 1)[1]
    recipe = "step of `paper`" if "--recipe paper" in ours else "step"
    common = f"{bench_command(options, 'step')}{ours} --precision {precision}"
    for setting, chosen in settings.items():
        if how == DEFAULT and not setting:
            continue
        arguments = "".join(f" {option} {value}" for option, value in chosen)
        words = f"{recipe}, {precision}, batch {batch}" + (f" ({setting.replace('-', ', ')})" if setting else "")
        if how == DEFAULT:
            other, second = "the default settings", f"{common}{_rounds(options)}"
        else:
            prefix, mode = PEERS[how]
            other = f"lightly, {'fp32' if precision == 'fp32' else 'bf16 autocast'}, {mode}"
            second = f"{peer_command(options, 'step')}{peer} --batch-size {batch} --mode {prefix}{precision}{_rounds(options)}"
        yield (
            "-".join(filter(None, ["gpu", "step", name, setting, how])),
            Row(
                f"{words} : {other}",
                f"{common}{arguments}{_rounds(options)}",
                second,
                goal,
                bf16=precision == "bf16",
                once=True,
            ),
        )


def _goals(how):
    return {
        DEFAULT: Goal(share=0.5),
        "eager": Goal(ratio=1.5, share=0.5, memory=0.8),
        "compile": Goal(ratio=1.1, share=0.5),
        "max-autotune": Goal(share=0.5),
    }[how]


def _embeddings(options, precision, batch):
    """Features of ViT-B/16, each setting beside timm and, without Python, beside those in fp32 or of the default setting."""
    size = " --image-size 64" if options.tiny else ""
    goal = Goal(ratio=1.5) if precision == "bf16" else Goal()

    def ours(precision_, setting=""):
        return f"{bench_command(options, 'embed')}{size} --batch-size {batch} --precision {precision_}{setting}{_rounds(options)}"

    def row(what, peer, goal_, setting=""):
        return Row(what, ours(precision, setting), peer, goal_, bf16=precision == "bf16", once=True)

    timm = f"{peer_command(options, 'embed')}{size} --batch-size {batch} --mode {precision}{_rounds(options)}"
    words = "fp32 eager" if precision == "fp32" else "bf16 autocast"
    found = {f"gpu-embed-{precision}-{batch}": row(f"embed, {precision}, batch {batch} : timm, {words}", timm, goal)}
    if precision != "fp32":
        found[f"gpu-embed-{precision}-{batch}-own"] = row(f"embed, {precision}, batch {batch} : the same in fp32", ours("fp32"), Goal())
    explicit = " --forward explicit"
    what = f"embed, {precision}, batch {batch} (explicit)"
    return {
        **found,
        f"gpu-embed-{precision}-{batch}-explicit": row(f"{what} : timm, {words}", timm, goal, explicit),
        f"gpu-embed-{precision}-{batch}-explicit-own": row(f"{what} : the default setting", ours(precision), Goal(), explicit),
    }


def _rounds(options):
    return f" --round-seconds {options.round_seconds:g}"
