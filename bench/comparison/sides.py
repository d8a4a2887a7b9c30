"""The two programs of a comparison, by the protocol of bench/peers/paced.py."""

import json
import math
import shlex
import statistics
import subprocess
import sys
import threading
import time

from comparison.rows import ROOT

FIGURES = ("imagesPerSecond", "picturesPerSecond")  # the second is what versions before the renaming print
SAME_WORK = ("batchSize", "parameters", "tokens")


class Failed(Exception):
    """A program ended, or was ended, before it answered."""


class NotRun(Exception):
    """No time was left for a program."""


class Side:
    """One of the two programs, started and warmed up."""

    def __init__(self, command, environment, seconds=None):
        self.command = command
        self.process = subprocess.Popen(
            shlex.split(command),
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        # Read in a thread, so that a library with much output cannot fill the pipe and block.
        self.errors = []
        self.reader = threading.Thread(target=lambda: self.errors.extend(self.process.stderr), daemon=True)
        self.reader.start()
        self.timer = threading.Timer(seconds, self.kill) if seconds else None
        if self.timer:
            self.timer.daemon = True
            self.timer.start()
        try:
            self.about = self._answer("ready")
        except BaseException:
            self.kill()
            raise

    def round(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return self._answer("round")

    def end(self):
        self.process.stdin.close()
        figures = self._answer("end")
        self.process.wait()
        return figures

    def kill(self):
        if self.timer:
            self.timer.cancel()
        if self.process.poll() is None:
            self.process.kill()

    def _answer(self, key):
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)[key]
        self.process.wait()
        self.reader.join(1)
        raise Failed(f"{self.command}\n  exited with {self.process.returncode}: " + "".join(self.errors[-12:]).strip())


def compare(row, rounds, environment, progress):
    """The rounds of both programs in an environment, alternating, and what they print of themselves."""
    alternate = _together if row.together else _one_at_a_time
    ours, peer, pairs = alternate(row, rounds, environment, progress)
    return {"ours": {"command": row.ours, **ours}, "peer": {"command": row.peer, **peer}, "rounds": pairs}


def _check_same_work(row, ours, peer):
    different = [key for key in SAME_WORK if key in ours and key in peer and ours[key] != peer[key]]
    if row.same_work and different:
        sys.exit("compare: not the same work: " + ", ".join(f"{key} {ours[key]} and {peer[key]}" for key in different))


def _together(row, rounds, environment, progress):
    """Both programs are started once, and each waits while the other measures."""
    sides = []
    try:
        for command in (row.ours, row.peer):
            sides.append(Side(command, environment))
        ours, peer = sides
        _check_same_work(row, ours.about, peer.about)
        pairs = []
        for i in range(rounds):
            pairs.append({"ours": ours.round(), "peer": peer.round()})
            progress(i, pairs[-1])
        return {**ours.about, **ours.end()}, {**peer.about, **peer.end()}, pairs
    finally:
        for side in sides:
            side.kill()


class Measured:
    """Programs that are measured once and alone: the figures of each, or why it has none.

    `programs` are those of an earlier call, by command. A program is ended after `seconds`, and none is started when `deadline`
    is near, a time of time.monotonic().
    """

    SHORTEST = 10  # seconds that a program needs at least

    def __init__(self, rounds, environment, seconds, deadline, programs, progress):
        self.rounds, self.environment, self.seconds, self.deadline, self.progress = rounds, environment, seconds, deadline, progress
        self.programs = programs
        self.failed_earlier = {command for command, program in programs.items() if "failed" in program}  # tried once more

    def order(self, rows):
        """Rows with a program that failed in an earlier call come after the others."""
        return dict(sorted(rows.items(), key=lambda item: bool(self.failed_earlier & {item[1].ours, item[1].peer})))

    def compare(self, row):
        """The rounds of both programs, as `compare` gives them. Both are measured, also if the first one fails."""
        failures = [failure for failure in map(self._failure, (row.ours, row.peer)) if failure]
        if failures:
            raise Failed(failures[0])
        ours, peer = self.programs[row.ours], self.programs[row.peer]
        _check_same_work(row, ours["about"], peer["about"])
        pairs = [{"ours": a, "peer": b} for a, b in zip(ours["rounds"], peer["rounds"], strict=True)]
        return {"ours": {"command": row.ours, **ours["about"]}, "peer": {"command": row.peer, **peer["about"]}, "rounds": pairs}

    def _failure(self, command):
        if command not in self.programs or command in self.failed_earlier:
            left = self.deadline - time.monotonic() if self.deadline else math.inf
            if left < self.SHORTEST:
                raise NotRun(command)
            try:
                self.programs[command] = self._measure(command, min(self.seconds, left))
            except Failed as e:
                if left < self.seconds and time.monotonic() >= self.deadline - 1:
                    raise NotRun(command) from e  # it was ended because the time was over
                self.programs[command] = {"failed": str(e)}
            self.failed_earlier.discard(command)
        return self.programs[command].get("failed")

    def _measure(self, command, seconds):
        start = time.monotonic()
        side = Side(command, self.environment, seconds)
        try:
            rounds = [side.round() for _ in range(self.rounds)]
            self.progress(command, rounds, time.monotonic() - start)
            return {"about": {**side.about, **side.end()}, "rounds": rounds, "seconds": round(time.monotonic() - start, 1)}
        finally:
            side.kill()


def _one_at_a_time(row, rounds, environment, progress):
    """Each program is started for each of its rounds, because both do not fit in memory."""

    def run(command):
        side = Side(command, environment)
        try:
            figures = side.round()
            return {**side.about, **side.end()}, figures
        finally:
            side.kill()

    pairs, ours, peer = [], {}, {}
    for i in range(rounds):
        ours, ours_round = run(row.ours)
        peer, peer_round = run(row.peer)
        _check_same_work(row, ours, peer)
        pairs.append({"ours": ours_round, "peer": peer_round})
        progress(i, pairs[-1])
    return ours, peer, pairs


def rate(round_):
    """Images per second of a round."""
    return next(round_[figure] for figure in FIGURES if figure in round_)


def summary(result):
    """Medians of the rounds, and the range of the ratios."""
    ours = [rate(pair["ours"]) for pair in result["rounds"]]
    peer = [rate(pair["peer"]) for pair in result["rounds"]]
    ratios = [a / b for a, b in zip(ours, peer, strict=True)]
    shares = [pair["ours"]["share"] for pair in result["rounds"] if "share" in pair["ours"]]
    # Of tensors on the GPU, if both ran there; what the processes have in the machine's memory says nothing then.
    on_gpu = any("peakDeviceMiB" in result[side] for side in ("ours", "peer"))
    memory = [result[side].get("peakDeviceMiB" if on_gpu else "peakRssMiB") for side in ("ours", "peer")]
    if "/load.py" in result["peer"]["command"]:
        memory = [None]  # its worker processes are not in its figure
    return {
        "ours": statistics.median(ours),
        "peer": statistics.median(peer),
        "ratio": statistics.median(ratios),
        "ratioMin": min(ratios),
        "ratioMax": max(ratios),
        "share": statistics.median(shares) if shares else None,
        "memory": memory[0] / memory[1] if all(memory) else None,
        "memoryMiB": memory if all(memory) else None,
        "precision": result["ours"].get("precision"),
        "rounds": len(ratios),
    }
