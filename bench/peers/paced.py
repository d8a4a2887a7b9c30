"""The protocol between `bench/compare` and the programs it compares in alternating rounds.

A program initialises, warms up, prints `{"ready": {...}}`, and then answers each line on its standard input with one line
of JSON with the round's figures. It writes nothing else to standard output; at the end of the input it prints
`{"end": {"peakRssMiB": ...}}` and exits.
"""

import json
import resource
import sys

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
    _send({"end": {"peakRssMiB": peak_rss_mib()}})


def peak_rss_mib():
    """Peak resident memory of this process, in MiB (Linux counts it in KiB, macOS in bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)
