# SPDX-License-Identifier: MIT
"""The results, as a table and as JSON."""

import json
import statistics

UNITS = {
    "B/s": ((1e9, "GB/s"), (1e6, "MB/s"), (1e3, "kB/s")),
    "1/s": ((1e6, "M/s"), (1e3, "k/s"), (1, "/s")),
    "s": ((1, "s"), (1e-3, "ms"), (1e-6, "us")),
    "instr/B": ((1, "instr/B"),),
}


def spread(samples):
    return min(samples), statistics.median(samples), max(samples)


def scale(value, unit):
    """Divisor and name of the unit for a value"""
    for divisor, name in UNITS[unit]:
        if value >= divisor:
            return divisor, name
    return UNITS[unit][-1]


def short(value):
    if value >= 100:
        return "%.0f" % value
    return "%.1f" % value if value >= 10 else "%.2f" % value


def figure_lines(figures):
    yield "%-58s %8s %8s %8s" % ("figure", "min", "median", "max")
    for figure in figures:
        if figure.samples:
            values = spread(figure.samples)
            divisor, name = scale(values[1], figure.unit)
            words = tuple(short(v / divisor) for v in values)
            yield "%-58s %8s %8s %8s  %s" % ((figure.about,) + words + (name,))


def ratio_lines(ratios):
    yield "%-58s %8s %8s %8s  %-10s %s" % ("ratio", "min", "median", "max", "aim", "")
    for ratio in ratios:
        if not ratio.samples:
            yield "%-58s %26s" % (ratio.about, "not measured")
            continue
        verdict = {None: "", True: "met", False: "NOT MET"}[ratio.met]
        yield ("%-58s %8s %8s %8s  %-10s %s" % (
            (ratio.about,) + tuple(short(v) for v in spread(ratio.samples)) +
            (ratio.aim(), verdict))).rstrip()


def as_dict(samples):
    low, median, high = spread(samples)
    return {"min": low, "median": median, "max": high, "samples": samples}


def document(host, rounds, figures, ratios, failures):
    return {
        "host": host,
        "rounds": rounds,
        "figures": [dict(name=f.name, about=f.about, unit=f.unit, **as_dict(f.samples))
                    for f in figures if f.samples],
        "ratios": [dict(name=r.name, about=r.about, aim=r.aim(), met=r.met,
                        **as_dict(r.samples)) for r in ratios if r.samples],
        "failures": [dict(name=name, error=text) for name, text in failures.items()],
    }


def write_json(path, contents):
    with open(path, "w") as file:
        json.dump(contents, file, indent=1)
        file.write("\n")
