"""The protocol between `bench/compare` and the programs it compares in alternating rounds.

A program initialises, warms up, prints `{"ready": {...}}`, and then answers each line on its standard input with one line
of JSON with the round's figures. It writes nothing else to standard output; at the end of the input it prints
`{"end": {"peakRssMiB": ...}}` and exits.
"""

import json
import resource
import sys
import time

_out = sys.stdout
sys.stdout = sys.stderr  # output of libraries must not mix with the protocol


def _send(message):
    _out.write(json.dumps(message) + "\n")
    _out.flush()


def serve(round_, about):
    """Answers every line of standard input with the figures of `round_()`."""
    _send({"ready": about})
    for _ in sys.stdin:
        _send({"round": round_()})
    _send({"end": {"peakRssMiB": peak_rss_mib()} | peak_device_mib()})


def peak_device_mib():
    """Peak memory of tensors on a GPU, as Pixio counts it, too; nothing without one. Only if the program has loaded torch."""
    torch = sys.modules.get("torch")
    if torch and torch.cuda.is_available() and torch.cuda.is_initialized():
        return {"peakDeviceMiB": torch.cuda.max_memory_allocated() >> 20}
    return {}


def timed(work, seconds, device):
    """Runs work once, or as often as takes this long; a GPU is waited for at both ends. Gives the seconds of one."""
    wait = sys.modules["torch"].cuda.synchronize if device.type == "cuda" else lambda: None
    wait()
    start = time.perf_counter()
    times = 0
    while not times or time.perf_counter() - start < seconds:
        work()
        times += 1
    wait()
    return (time.perf_counter() - start) / times


def full_fp32():
    """Turns TF32 off, also in convolutions, where it is on by default: fp32 on a GPU is fp32 on both sides."""
    torch = sys.modules["torch"]
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False


def peak_rss_mib():
    """Peak resident memory of this process, in MiB (Linux counts it in KiB, macOS in bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)
