"""Results that are kept: one file for each processor in bench/results, and the tables of docs/performance.md."""

import json
import pathlib
import re
import statistics

from comparison import sides
from comparison.rows import ROOT, Goal

FOLDER = ROOT / "bench" / "results"
SEPARATOR = "@"  # between the name of a row and the instructions to which it was limited

RUN_HEAD = (
    "| Pixio for Java : peer | Pixio, images/s | peer, images/s | ratio | minimum to maximum | goal | share of the bound | memory |\n"
    "|---|---|---|---|---|---|---|---|"
)


def run_row(what, result, goal):
    """A row of the table that a run prints."""
    target = goal.ratio_in(result["precision"])
    return _cells(
        [
            what,
            f"{result['ours']:.2f}",
            f"{result['peer']:.2f}",
            _judged(f"{result['ratio']:.2f}", target, result["ratio"]),
            f"{result['ratioMin']:.2f} to {result['ratioMax']:.2f}",
            f"{target:g}" if target else "",
            _share(result, goal),
            _memory(result, goal),
        ]
    )


def program_table(programs):
    """What each program reached alone, also where its peer failed."""
    rows = [["program", "images/s", "share of the bound", "peak memory, MiB", "seconds in all"]]
    for command, program in programs.items():
        name = re.sub(r" --(paced|(device|threads|round-seconds) \S+)", "", re.sub(r"^.*?(bench (step|embed)|\w+\.py)", r"\1", command))
        if "failed" in program:
            rows.append([name, "failed: " + program["failed"].splitlines()[-1].replace("|", "/"), "", "", ""])
            continue
        rounds, about = program["rounds"], program["about"]
        shares = [round_["share"] for round_ in rounds if "share" in round_]
        memory = about.get("peakDeviceMiB") or about.get("peakRssMiB")
        rate = statistics.median(map(sides.rate, rounds))
        share = _percent(statistics.median(shares)) if shares else ""
        rows.append([name, f"{rate:.2f}", share, str(memory or ""), str(program.get("seconds", ""))])
    return _table(rows)


def keep(report):
    """Merges the results of a run into the file of its processor: a newer row replaces an older one."""
    machine = report["machine"]
    name = f"{machine['processor']}, {machine['threads']} threads"
    file = FOLDER / (re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") + ".json")
    kept = {"processor": name, "flags": machine["flags"], "rows": {}}
    if file.exists():
        kept["rows"] = json.loads(file.read_text())["rows"]
    run = {"date": report["date"], **{key: machine[key] for key in ("commit", "cores", "system")}}
    for row, result in report["results"].items():
        about = {"libtorch": result["ours"].get("libtorch"), "java": result["ours"].get("java")}
        versions = ", ".join(f"{key} {value}" for key, value in (report["versions"] | about).items() if value)
        load = round(result["loadBefore"], 2)  # that of the row before it, if it is not the first
        kept["rows"][row] = {"what": result["what"], **_rounded(result["summary"]), "loadBefore": load, **run, "versions": versions}
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({**kept, "rows": dict(sorted(kept["rows"].items()))}, indent=1) + "\n")
    return file


def _rounded(figures):
    return {key: float(f"{value:.4g}") if isinstance(value, float) else value for key, value in figures.items()}


def tables(rows):
    """Markdown: ratios, then shares of the bound and memory, a column for each processor, and what was measured when."""
    files = [json.loads(file.read_text()) for file in sorted(FOLDER.glob("*.json"))]
    if not files:
        return f"No results in {pathlib.Path(FOLDER).relative_to(ROOT)} yet: bench/compare --keep writes them."
    names = sorted({name for file in files for name in file["rows"]}, key=lambda name: _order(name, rows))
    processors = [file["processor"] for file in files]
    ratios = [["Pixio for Java : peer", "goal", *processors]]
    others = [["share of the bound; memory; minimum to maximum of the ratio", "goal", *processors]]
    for name in names:
        row = rows.get(name.partition(SEPARATOR)[0])
        goal = row.goal if row else Goal()
        found = [file["rows"].get(name) for file in files]
        what = _what(name, row, found)
        ratios.append([what, _ratio_goal(goal), *[_ratio_cell(result, goal) if result else "" for result in found]])
        cells = [_other_cell(result, goal) if result else "" for result in found]
        if any(cells):
            others.append([what, _other_goal(goal), *cells])
    return "\n\n".join([_table(ratios), _table(others), "\n".join(map(_measured, files))])


def _order(name, rows):
    """The order of the definitions; each limited row behind its unlimited one, and rows without a definition at the end."""
    base, _, isa = name.partition(SEPARATOR)
    return (list(rows).index(base) if base in rows else len(rows), base, isa)


def _what(name, row, found):
    isa = name.partition(SEPARATOR)[2]
    what = row.what if row else next(result["what"] for result in found if result)
    return f"{what} (instructions up to {isa})" if row and isa else what


def _ratio_goal(goal):
    if goal.ratio_in_fp32:
        return f"{goal.ratio:g}; {goal.ratio_in_fp32:g} if `auto` is fp32"
    return f"{goal.ratio:g}" if goal.ratio else ""


def _ratio_cell(result, goal):
    ratio = _judged(f"{result['ratio']:.2f}", goal.ratio_in(result.get("precision")), result["ratio"])
    rates = f"{_rate(result['ours'])} : {_rate(result['peer'])}" if result.get("ours") else ""
    chosen = result.get("precision") if "`auto`" in result["what"] else None
    details = ", ".join(filter(None, [chosen, rates]))
    return f"{ratio} ({details})" if details else ratio


def _other_goal(goal):
    share = _percent(goal.share) if goal.share else None
    memory = f"memory {goal.memory:g}" if goal.memory else None
    return "; ".join(filter(None, [share, memory]))


def _other_cell(result, goal):
    low, high = result.get("ratioMin"), result.get("ratioMax")
    spread = f"{low:.2f} to {high:.2f}" if low and high else ""
    return "; ".join(filter(None, [_share(result, goal), _memory(result, goal), spread]))


def _share(result, goal):
    share = result.get("share")
    return _judged(_percent(share), goal.share, share) if share else ""


def _memory(result, goal):
    memory = result.get("memory")
    return _judged(f"{memory:.2f}", -goal.memory if goal.memory else None, -memory) if memory else ""


def _judged(text, goal, value):
    """Bold if the goal is reached. The value is compared as printed, with two digits after the point."""
    if not goal:
        return text
    return f"**{text}**" if round(value, 2) >= goal else f"{text}, missed"


def _percent(share):
    return f"{100 * share:.0f} %"


def _rate(images):
    return f"{images:.0f}" if images >= 100 else f"{images:.1f}" if images >= 10 else f"{images:.2f}"


def _measured(file):
    """When and of which commit, and notes."""
    runs = sorted({(result["date"][:10], result["commit"]) for result in file["rows"].values()})
    notes = dict.fromkeys(result["note"] for result in file["rows"].values() if result.get("note"))
    when = ", ".join(f"{date} ({commit})" for date, commit in runs)
    return f"- {file['processor']}: measured on {when}." + "".join(f" {note}" for note in notes)


def _table(rows):
    head, *body = rows
    return "\n".join([_cells(head), "|" + "---|" * len(head), *map(_cells, body)])


def _cells(texts):
    return "| " + " | ".join(texts) + " |"
