"""One protocol for every side of a comparison: `bench/compare` starts all of them and lets them take turns.

A program builds what it measures, warms up, prints `{"ready": {...}}`, and then answers each line on its standard input
with one line of JSON that has the round's figures. Nothing else goes to standard output; at the end of the input it
prints `{"end": {"peakRssMiB": ...}}` and stops.
"""

import json
import resource
import sys

_out = sys.stdout
sys.stdout = sys.stderr  # what libraries print must not come between the lines


def _say(message):
    _out.write(json.dumps(message) + "\n")
    _out.flush()


def serve(round_, about):
    """Answers every line of standard input with the figures of `round_()`."""
    _say({"ready": about})
    for _ in sys.stdin:
        _say({"round": round_()})
    _say({"end": {"peakRssMiB": peak_rss_mib()}})


def peak_rss_mib():
    """The most memory that this process ever held, in MiB (Linux counts it in KiB, macOS in bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)
